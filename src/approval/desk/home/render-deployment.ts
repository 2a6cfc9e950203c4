import { html } from 'hono/html';
import type { Report } from '../../../hook/report.ts';
import { formatStep } from '../../../wording/ids.ts';
import { formatTime } from '../../../wording/times.ts';
import type { Words } from '../language/en.ts';
import { renderDiff } from '../page/changes.ts';
import { renderChecks } from '../page/checks.ts';
import { renderPage } from '../page/frame.ts';
import { renderPhases, renderVersions, stateOfPage } from '../page/headline.ts';
import { refreshScript } from '../page/refresh.ts';
import { requestCss } from '../page/sheets.ts';
import { renderWhoDecided } from '../page/who-decided.ts';
import type { EcsSince } from '../progress/progress-line.ts';
import { formatDeployed, renderSignedIn } from './home-page.ts';
import type { ReadRequest } from './read-open.ts';
import { knownOfRequest, renderRefreshing } from './refreshing.ts';

type Html = ReturnType<typeof html>;

/** A request, and what ECS has done since it was decided. */
type DecidedInEcs = ReadRequest & { ecs: EcsSince };

type DeploymentPage = {
  /** Oldest first, at least one. */
  requests: readonly DecidedInEcs[];
  /** Undefined if they could not be read. */
  reports: readonly Report[] | undefined;
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
  const state = stateOfPage({ request: last.request, now: shown.now });
  const next = requests.find((one) => shown.linkTo(one) !== undefined);
  return renderPage(words, {
    title: formatDeployed(last.request),
    tone: last.request.status === 'PENDING' ? 'waiting' : 'rest',
    reader: renderSignedIn(words, reader),
    css: [requestCss],
    scripts: [refreshScript],
    main: html`<main class="page"${renderRefreshing(words, [state, ...knownOfDeployment(shown)], shown.now)}><h1>${renderVersions(subject)}</h1>
<p class="where">${subject.cluster} · ${words.home.ofDeployment(subject.deploymentId)}</p>
${renderPhases(words, state, subject, last.ecs.state)}
<div class="two">
<section class="card" aria-labelledby="decisions"><h2 id="decisions">${words.home.decisions}</h2>
${requests.map((one) => renderRequest(words, one, shown, one === next))}</section>
<div class="evidence"><h2>${words.page.checked}</h2>
${renderChecks(words, reports, subject.stage)}
<h2>${words.page.changes}</h2>
${renderDiff(words, subject)}</div>
</div>
<p><a href="/">${words.home.title}</a></p>
</main>`,
  });
}

/** All that the page shows, without the time that is left. */
function knownOfDeployment({ requests, reports, linkTo }: DeploymentPage): readonly unknown[] {
  const asked = requests.map((one) => [knownOfRequest(one, linkTo(one)), one.ecs.state, one.ecs.line]);
  return [asked, reports?.map(({ at }) => at).toSorted()];
}

/** @param isNext - whether its button is the filled one of the page */
function renderRequest(words: Words, one: DecidedInEcs, { linkTo, now }: DeploymentPage, isNext: boolean): Html {
  const { request, ecs } = one;
  const { line, help } = ecs;
  const { subject, status } = request;
  const link = linkTo(one);
  return html`<h3><small>${subject.stage}${formatStep(subject.step)}</small></h3>
<p class="soft">${words.home.status[status]} · ${words.page.asked(formatTime(new Date(request.createdAt), now))}</p>
${renderWhoDecided(words, request, now)}
${
  line === ''
    ? ''
    : html`<p>${words.home.inEcs}: ${line}</p>${help ? html`<p><a href="${help}">${words.checks.help}</a></p>` : ''}
`
}${
  link
    ? html`<p><a class="button${isNext ? ' primary' : ''}" href="${link}" rel="noreferrer">${words.home.review}</a></p>
`
    : ''
}`;
}
