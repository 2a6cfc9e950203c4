import { html } from 'hono/html';
import { phaseBar, phaseStates } from '../../../simulate/drawing/phase-bar.ts';
import { formatStrategy } from '../../../wording/ids.ts';
import { breakable } from '../../mailbox/breakable.ts';
import { linkToCard } from '../../view/card-links.ts';
import { earlierMoment } from '../../view/earlier-moment.ts';
import { timeBetween, timeSince, timeUntil } from '../../view/running-time.ts';
import type { SandboxData } from '../../view/sandbox-data.ts';
import { rail } from './rail.ts';
import { type Situation, situationOf } from './situation.ts';
import { versionsOfDeployment } from './version-names.ts';

/** One sentence, one button, the five phases, and ECS's stages behind them. */
export function hero(data: SandboxData) {
  const situation = situationOf(data);
  const { signal, title, until, details } = situation;
  return html`<div class="hero ${signal}"${whereItIs(data)}>
    <div class="what">
      ${deploying(data)}
      <h1>${title}${until && html` <span class="left">· <span class="number">${timeUntil(until, data.now)}</span>${situation.review ? ' left' : ''}</span>`}</h1>
      <p class="details">${details.map((words) => html`<span>${typeof words === 'string' ? breakable(words) : words}</span> `)}</p>
      ${situation.signal === 'fail' ? html`<p class="small">${linkToCard(data.view.deployment?.statusReason)}</p>` : ''}${whatEcsSays(data)}
    </div>
    <div class="go">${data.view.deployment ? actions(situation) : tourOffer()}</div>
    ${phaseBar(phaseStates(data.view.deployment, situation))}
    <details class="stages" data-key="stages"><summary>ECS’s stages</summary>${rail(data)}</details>
    ${earlierMoment()}
  </div>`;
}

/** For the tour, which follows the deployment. */
function whereItIs({ view: { deployment } }: SandboxData) {
  if (deployment === undefined) return '';
  const turn = deployment.turns.findLast(({ isRollback }) => !isRollback);
  return html` data-status="${deployment.status}" data-stage="${turn?.stage ?? ''}"`;
}

function tourOffer() {
  return html`<button type="button" class="button" data-tour-start>Show me<span class="again"> again</span> (90 s)</button>`;
}

/** `1.41 → 1.42`, with the strategy and the time. */
function deploying({ view: { deployment }, cluster, now, versionOf }: SandboxData) {
  if (deployment === undefined) return html`<p class="of soft">Nothing is being deployed on ${cluster}</p>`;
  const { before, after } = versionsOfDeployment(deployment, versionOf);
  const { startedAt, finishedAt } = deployment;
  return html`<p class="of"><strong class="blue">${before}</strong> <span aria-hidden="true">→</span><span class="visually-hidden">to</span>
    <strong class="green">${after}</strong> <span class="soft">${formatStrategy(deployment.strategy)} · ${finishedAt === undefined ? timeSince(startedAt, now) : timeBetween(startedAt, finishedAt)}</span></p>`;
}

function actions({ review, pause }: Situation) {
  if (review) {
    return html`<a class="button primary" href="${review.mail.link}" target="_blank" rel="noopener">Review as ${review.name}</a>
      <a class="button" href="#mail-${review.mail.id}" data-mail="${review.mail.id}">Open the mail</a>`;
  }
  if (pause) {
    return html`<form method="post" action="/actions/continue" class="pause" data-key="${pause.id}">
      <input type="hidden" name="hookId" value="${pause.id}">
      <button type="submit" class="button primary" name="action" value="CONTINUE">Continue</button>
      <button type="submit" class="button" name="action" value="ROLLBACK">Roll back at the pause</button></form>`;
  }
  return '';
}

/** ECS's own words, for those who want to compare. */
function whatEcsSays({ view: { deployment } }: SandboxData) {
  if (deployment === undefined || deployment.statusReason === undefined) return '';
  const turns = deployment.turns.filter(({ isRollback }) => isRollback);
  return html`<details class="said" data-key="said"><summary>What ECS says</summary>
    <p class="mono">${breakable(`${deployment.status}: ${deployment.statusReason}`)}</p>
    ${
      turns.length > 0 &&
      html`<p class="soft small">Rollback: ${turns.map(
        ({ stage, since, until }, index) =>
          html`${index > 0 ? ', ' : ''}<span class="mono">${breakable(stage)}</span>${until && ` ${timeBetween(since, until)}`}`,
      )}</p>`
    }</details>`;
}
