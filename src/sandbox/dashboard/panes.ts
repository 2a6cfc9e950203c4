import { html } from 'hono/html';
import { idOf } from '../../controller/ecs/arns.ts';
import { isFinal } from '../../controller/ecs/resources.ts';
import { shortArn } from '../../wording/ids.ts';
import { formatClock } from '../../wording/times.ts';
import { autolink } from '../mailbox/autolink.ts';
import { formatMailOutcome } from '../mailbox/mail-outcome.ts';
import type { MailboxData } from '../mailbox/mailbox.ts';
import { timeBetween, timeSince } from '../view/running-time.ts';
import { type ListenerName, roleOf, type SandboxData } from '../view/sandbox-data.ts';
import { strategyWords } from '../view/strategies.ts';
import { outcomeOfStatus } from '../view/words.ts';
import { chart } from './chart.ts';
import { controls } from './controls.ts';
import { doorList } from './door-list.ts';
import { faultList as faults } from './fault-list.ts';
import { hookCalls } from './hook-calls.ts';
import { rail } from './rail.ts';

/** The parts of the page that change, by the id of the element that holds each. */
export const panes = {
  subtitle,
  controls,
  status,
  rail,
  production: (data: SandboxData) => listener('production', data),
  test: (data: SandboxData) => listener('test', data),
  mails: ({ mailbox }: SandboxData) => mailList(mailbox),
  mailCount: ({ mailbox: { mails } }: SandboxData) => html`(${mails.length})`,
  chart,
  doors: doorList,
  faults,
  tasks,
  hooks: hookCalls,
  log,
  deployments,
} as const;

export type PaneId = keyof typeof panes;

/** The strategy of the deployment on the page, or of the next one. */
function subtitle({ cluster, view: { deployment }, choice }: SandboxData) {
  return html`${cluster} · ${strategyWords[(deployment ?? choice).strategy].name}`;
}

function status({ view: { deployment }, now }: SandboxData) {
  if (deployment === undefined) return html`<span class="soft">nothing is being deployed</span>`;
  const { status: word, startedAt, finishedAt } = deployment;
  const elapsed = finishedAt === undefined ? timeSince(startedAt, now) : timeBetween(startedAt, finishedAt);
  return html`<span class="status ${outcomeOfStatus(word)}">${word}</span> <span class="soft">· ${elapsed}</span>`;
}

/** Where a listener sends its traffic, in words. */
function listener(name: ListenerName, data: SandboxData) {
  const { served, command } = data.listeners[name];
  const shares = Object.entries(data.weights[name]).filter(([, weight]) => weight > 0);
  if (name === 'test' && data.view.deployment?.strategy === 'ROLLING') {
    return html`<p class="shares untested soft">A rolling deployment uses no test listener: the next blue/green one sets it again.</p>`;
  }
  if (shares.length === 0) return html`<p class="shares soft">no target</p>`;
  return html`${renderCommand(command)}<ul class="shares">${shares.map(
    ([arn, weight]) => html`<li data-key="${arn}">${revision(arn, data)} <strong>${weight} %</strong>
      <span class="soft">· ${formatRequests(served.get(idOf(arn)) ?? 0)}</span></li>`,
  )}</ul>`;
}

/** Without a frame, because a browser cannot reach it. */
function renderCommand(command: string | undefined) {
  if (command === undefined) return '';
  return html`<p class="untested soft">A browser cannot reach this: the test rule is on the production listener, and requires a header.</p>
  <pre><code>${command}</code></pre>`;
}

function formatRequests(count: number): string {
  return count === 1 ? '1 request' : `${count} requests`;
}

/** A revision with its colour, its role and its version. */
function revision(arn: string, data: SandboxData) {
  const role = roleOf(arn, data);
  return html`<span class="revision ${role}"><span class="swatch ${role}"></span> ${role} ${shortArn(arn)}</span>
    <span class="soft">${data.versionOf(arn)}</span>`;
}

function tasks(data: SandboxData) {
  const counted = Object.entries(data.view.tasks);
  if (counted.length === 0) return html`<p class="soft">None are running.</p>`;
  return html`<ul class="tasks">${counted.map(([arn, { requested, running, pending }]) => {
    const role = roleOf(arn, data);
    return html`<li data-key="${arn}">${revision(arn, data)}
      <span class="boxes ${role}" aria-hidden="true">${Array.from(
        { length: Math.max(requested, running + pending) },
        (_, index) => html`<span class="task ${index < running ? role : 'pending'}"></span>`,
      )}</span>
      <span>${running} of ${requested} running${pending > 0 ? html`, ${pending} pending` : ''}</span></li>`;
  })}</ul>`;
}

export function mailList({ mails, unreadable }: MailboxData) {
  if (mails.length + unreadable.length === 0)
    return html`<p class="soft">No mail yet. The mails to reviewers appear here.</p>`;
  return html`${mails.map(
    (
      { id, to, subject, body, at, outcome },
      index,
    ) => html`<details class="mail" data-key="${id}" ${index === 0 ? html`open` : ''}>
      <summary><strong>${subject}</strong><span class="soft small">to ${to} · <time datetime="${at}">${formatClock(new Date(at))} UTC</time>${outcome && html` · ${formatMailOutcome(outcome)}`}</span></summary>
      <pre>${autolink(body)}</pre>
    </details>`,
  )}
  ${unreadable.map((name) => html`<p class="soft">${name} is not a mail and is not shown.</p>`)}`;
}

function log({ view }: SandboxData) {
  if (view.log.length === 0) return html`<p class="soft">Nothing has happened yet.</p>`;
  return html`<ol class="log">${view.log.map(
    ({ sequence, at, text }) =>
      html`<li data-key="${sequence}"><time datetime="${at.toISOString()}">${formatClock(at)}</time> <span>${text}</span></li>`,
  )}</ol>`;
}

function deployments(data: SandboxData) {
  const finished = data.deployments.filter(({ status: word }) => isFinal(word));
  if (finished.length === 0) return html`<p class="soft">None has finished yet.</p>`;
  return html`<ul class="past">${finished.map(
    ({ serviceDeploymentArn, targetServiceRevisionArn: target, status: word, createdAt, finishedAt }) =>
      html`<li data-key="${serviceDeploymentArn}"><span><strong>${data.versionOf(target)}</strong> <span class="soft">${shortArn(target)}</span></span>
        <span class="status ${outcomeOfStatus(word)}">${word}</span>
        <span class="soft took"><span class="visually-hidden">took </span>${finishedAt && timeBetween(createdAt, finishedAt)}</span></li>`,
  )}</ul>`;
}
