import { html } from 'hono/html';
import type { Report } from '../../../hook/report.ts';
import { formatStep } from '../../../wording/ids.ts';
import { formatTime } from '../../../wording/times.ts';
import type { ApprovalRequest } from '../../request/request.ts';
import type { Words } from '../language/en.ts';
import { renderDiff } from '../page/changes.ts';
import { renderChecks } from '../page/checks.ts';
import { renderPage } from '../page/frame.ts';
import { renderWhoDecided } from '../page/who-decided.ts';
import { ecsSince } from '../progress/progress-line.ts';
import { formatDeployed, renderSignedIn } from './home-page.ts';
import type { ReadRequest } from './read-open.ts';

type Html = ReturnType<typeof html>;

export type DeploymentPage = {
  /** Oldest first, at least one. */
  requests: readonly ReadRequest[];
  /** Undefined if they could not be read. */
  reports: readonly Report[] | undefined;
  progress: string | undefined;
  reader: string;
  linkTo: (request: ReadRequest) => string | undefined;
  now: Date;
};

/** One deployment: what people were asked and who decided, what the checks found, and what ECS did. */
export function renderDeployment(words: Words, shown: DeploymentPage): Html {
  const { requests, reports, reader } = shown;
  const [first] = requests;
  const last = requests.at(-1);
  if (!first || !last) throw new Error('expected at least one request');
  const { subject } = last.request;
  return renderPage(words, {
    title: formatDeployed(last.request),
    tone: last.request.status === 'PENDING' ? 'waiting' : 'rest',
    reader: renderSignedIn(words, reader),
    main: html`<main class="page"><h1>${formatDeployed(last.request)}</h1>
<p class="where">${subject.cluster} · ${words.home.ofDeployment(subject.deploymentId)}</p>
${requests.map((one) => renderRequest(words, one, shown))}
<h2>${words.page.checked}</h2>
${renderChecks(words, reports, subject.stage)}
<h2>${words.page.changes}</h2>
${renderDiff(words, subject)}
<p><a href="/">${words.home.title}</a></p>
</main>`,
  });
}

function renderRequest(words: Words, one: ReadRequest, { linkTo, reports, progress, now }: DeploymentPage): Html {
  const { request } = one;
  const { subject, status } = request;
  const link = linkTo(one);
  const { line } = ecsSince(words, request, { reports, progress, now });
  return html`<h2>${subject.stage}${formatStep(subject.step)}</h2>
<p>${words.home.status[status]} <span class="soft">· ${words.page.asked(formatTime(new Date(request.createdAt), now))}</span></p>
${renderWhoDecided(words, request as ApprovalRequest, now)}
${line === '' ? '' : html`<p>${words.home.inEcs}: ${line}</p>\n`}${link ? html`<p><a class="button primary" href="${link}" rel="noreferrer">${words.home.decide}</a></p>\n` : ''}`;
}
