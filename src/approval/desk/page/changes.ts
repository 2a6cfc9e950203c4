import { html } from 'hono/html';
import { formatStep } from '../../../wording/ids.ts';
import { formatGateName } from '../../notice/report-words.ts';
import { changesOf, type SubjectChange } from '../../request/changes/changes-of.ts';
import type { Subject } from '../../request/request.ts';
import type { Words } from '../language/en.ts';

type Html = ReturnType<typeof html>;

type Image = Subject['images'][number];

/** The difference between what runs and what shall run, and a sentence for each fact that is not known. */
export function renderDiff(words: Words, subject: Subject): Html {
  const { changes: said } = words;
  const { images, unknown, firstDeployment } = subject;
  const lines = [
    ...images.map((image) => renderImage(words, image)),
    ...(changesOf(subject) ?? []).map((change) => renderChange(words, change)),
  ];
  return html`${
    lines.length > 0
      ? html`<dl class="diff">${lines}
</dl>`
      : ''
  }
${unknown.map((sentence) => html`<p class="soft">${sentence}</p>`)}
${firstDeployment ? html`<p>${said.first}</p>` : ''}`;
}

function renderImage({ changes: said }: Words, { container, before, after }: Image): Html {
  const what = html`${said.image} <b>${container}</b>`;
  return before === after
    ? renderLine(what, html`<code>${formatImage(after)}</code> <span class="soft">${said.unchanged}</span>`)
    : renderLine(what, renderSides(before && formatImage(before), formatImage(after)));
}

/** Of a variable or a secret, both sides are its name, and only what was added or removed is shown. */
function renderChange({ changes: said }: Words, { what, container, before, after, note }: SubjectChange): Html {
  const name = said.what[what] ?? what;
  const hint = note ? html` <span class="soft">${said.remarks[note] ?? note}</span>` : '';
  const sides = before === after && before !== undefined ? html`<code>${before}</code>` : renderSides(before, after);
  return renderLine(html`${name}${container ? html` <b>${container}</b>` : ''}`, html`${sides}${hint}`);
}

function renderLine(what: Html, sides: Html): Html {
  return html`
<div><dt>${what}</dt><dd>${sides}</dd></div>`;
}

function renderSides(before: string | undefined, after: string | undefined): Html {
  return html`${before ? html`<code class="minus">${before}</code>` : ''}${after ? html`<code class="plus">${after}</code>` : ''}`;
}

/** Its tag, and of its digest as much as people compare: `shop/ui:1.42 @8f18c2…`. */
function formatImage(reference: string): string {
  return reference.replace(/@sha256:([0-9a-f]{6})[0-9a-f]*/, ' @$1…');
}

/** The ids and places, for those who look something up. */
export function renderIds({ changes }: Words, subject: Subject, startedBy: string | undefined): Html {
  const { stage, step, gate, revisionId, sourceRevisionId, deploymentId, account, region } = subject;
  const gateName = formatGateName('approval', gate);
  return html`<dl>
<dt>${changes.waitsAt}</dt><dd><code>${stage}${formatStep(step)}${gateName ? `, ${changes.gate(gateName)}` : ''}</code></dd>
<dt>${changes.revision}</dt><dd><code>${revisionId}</code>${sourceRevisionId ? html`, ${changes.replaces} <code>${sourceRevisionId}</code>` : ''}</dd>
<dt>${changes.deployment}</dt><dd><code>${deploymentId}</code>${startedBy ? html`, ${changes.startedBy(startedBy)}` : ''}</dd>
<dt>${changes.account}</dt><dd>${account}, ${region}</dd>
</dl>`;
}
