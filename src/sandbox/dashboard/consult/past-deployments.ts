import { html } from 'hono/html';
import { idOf } from '../../../controller/ecs/arns.ts';
import { isFinal, type ServiceDeploymentBrief } from '../../../controller/ecs/resources.ts';
import { formatStatus } from '../../../simulate/drawing/status-words.ts';
import { formatClock } from '../../../wording/times.ts';
import { timeBetween } from '../../view/running-time.ts';
import type { SandboxData } from '../../view/sandbox-data.ts';
import { endingOf } from '../hero/ending.ts';
import { decisionFor, signalOf } from '../hero/situation.ts';

const shownAtOnce = 5;

/** The newest five, then all, so that an evening of trying does not move the page. */
export function pastDeployments(data: SandboxData) {
  const finished = data.deployments.filter(({ status }) => isFinal(status));
  if (finished.length === 0) return html`<p class="soft">None has finished yet.</p>`;
  const older = finished.slice(shownAtOnce);
  return html`<ul class="past">${finished.slice(0, shownAtOnce).map((one) => renderOne(one, data))}</ul>
    ${older.length > 0 ? html`<details data-key="all"><summary>All ${finished.length}</summary><ul class="past">${older.map((one) => renderOne(one, data))}</ul></details>` : ''}`;
}

function renderOne(one: ServiceDeploymentBrief, data: SandboxData) {
  const { serviceDeploymentArn: arn, createdAt, finishedAt } = one;
  const { title, tone, hasPage } = tell(one, data);
  return html`<li data-key="${idOf(arn)}"><span class="status ${tone}">${hasPage ? html`<a href="/deployments/${idOf(arn)}">${title}</a>` : title}</span>
    <span class="soft small number">${finishedAt && html`${formatClock(finishedAt).slice(0, 5)} · <span class="visually-hidden">took </span>${timeBetween(createdAt, finishedAt)}`}</span></li>`;
}

const tones = { go: 'passed', fail: 'failed', rest: 'unknown', wait: 'waiting' } as const;

/** In words as far as its events were seen; a deployment of before that has its status only. */
function tell({ serviceDeploymentArn, targetServiceRevisionArn, status }: ServiceDeploymentBrief, data: SandboxData) {
  const past = data.history.find(({ deployment }) => deployment.arn === serviceDeploymentArn);
  if (past === undefined) {
    const title = `${data.versionOf(targetServiceRevisionArn)}: ${formatStatus(status).toLowerCase()}`;
    return { title, tone: tones[signalOf(status, false)], hasPage: false };
  }
  const { title, isAsked } = endingOf({ ...past.deployment, status }, past, decisionFor(past.deployment, data));
  return { title, tone: tones[signalOf(status, isAsked)], hasPage: true };
}
