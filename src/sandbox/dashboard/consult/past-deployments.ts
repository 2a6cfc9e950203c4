import { html } from 'hono/html';
import { idOf } from '../../../controller/ecs/arns.ts';
import { isFinal, type ServiceDeploymentBrief } from '../../../controller/ecs/resources.ts';
import { formatClock } from '../../../wording/times.ts';
import { timeBetween } from '../../view/running-time.ts';
import type { SandboxData } from '../../view/sandbox-data.ts';
import { formatStatus, outcomeOfStatus } from '../../view/words.ts';

const shownAtOnce = 5;

/** The newest five, then all, so that an evening of trying does not move the page. */
export function pastDeployments(data: SandboxData) {
  const finished = data.deployments.filter(({ status }) => isFinal(status));
  if (finished.length === 0) return html`<p class="soft">None has finished yet.</p>`;
  const older = finished.slice(shownAtOnce);
  return html`<ul class="past">${finished.slice(0, shownAtOnce).map((one) => renderOne(one, data))}</ul>
    ${older.length > 0 ? html`<details data-key="all"><summary>${older.length} more</summary><ul class="past scroll" tabindex="0" aria-label="All other deployments">${older.map((one) => renderOne(one, data))}</ul></details>` : ''}`;
}

function renderOne(one: ServiceDeploymentBrief, { versionOf }: SandboxData) {
  const { serviceDeploymentArn: arn, targetServiceRevisionArn: target, status, createdAt, finishedAt } = one;
  return html`<li data-key="${idOf(arn)}"><strong>${versionOf(target)}</strong>
    <span class="status ${outcomeOfStatus(status)}">${formatStatus(status)}</span>
    <span class="soft small number">${finishedAt && html`${formatClock(finishedAt).slice(0, 5)} · <span class="visually-hidden">took </span>${timeBetween(createdAt, finishedAt)}`}</span></li>`;
}
