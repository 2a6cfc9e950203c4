import { html } from 'hono/html';
import { idOf } from '../../../controller/ecs/arns.ts';
import { formatClock } from '../../../wording/times.ts';
import { breakable } from '../../mailbox/breakable.ts';
import type { MailOutcome } from '../../mailbox/mail-outcome.ts';
import type { MailboxData, ShownMail } from '../../mailbox/mailbox.ts';
import { nameOfReviewer } from '../../mailbox/sandbox-reviewers.ts';
import { linkToCard } from '../../view/card-links.ts';
import type { SandboxData } from '../../view/sandbox-data.ts';
import type { EventLine } from '../../view/service-view.ts';

/** A line of the log. What people did and were sent is marked, because that is what somebody looks for. */
export type ShownEvent = { key: string; at: Date; text: string; isOfPeople: boolean };

/** What ECS did and what people did since the sandbox started, newest first. */
export function allEvents({ view: { log }, mailbox }: Pick<SandboxData, 'view' | 'mailbox'>): ShownEvent[] {
  const start = log.at(-1)?.at;
  return start === undefined ? [] : merge(log, mailbox.mails).filter(({ at }) => at >= start);
}

/** The same of one deployment. */
export function eventsAbout(
  deploymentArn: string,
  events: readonly EventLine[],
  { mails }: Pick<MailboxData, 'mails'>,
): ShownEvent[] {
  return merge(
    events,
    mails.filter(({ body }) => body.includes(idOf(deploymentArn))),
  );
}

function merge(log: readonly EventLine[], mails: readonly ShownMail[]): ShownEvent[] {
  const ofEcs = log.map(({ sequence, at, text }) => ({ key: `${sequence}`, at, text, isOfPeople: false }));
  return [...ofEcs, ...eventsOfPeople(mails)].sort((one, other) => +other.at - +one.at);
}

/** Mails that were sent at once are one event, and so is a decision that several mails show. */
function eventsOfPeople(mails: readonly ShownMail[]): ShownEvent[] {
  const sent = [...Map.groupBy(mails, ({ subject, at }) => `${subject} ${at.slice(0, 16)}`).values()].flatMap(
    (same) => {
      const oldest = same.at(-1);
      if (oldest === undefined) return [];
      const names = same.map(({ to }) => nameOfReviewer(to)).sort();
      return [event(`sent-${oldest.id}`, new Date(oldest.at), `mail to ${formatNames(names)}: ${oldest.subject}`)];
    },
  );
  const opened = mails.flatMap(({ id, to, openedAt }) =>
    openedAt === undefined ? [] : [event(`opened-${id}`, openedAt, `${nameOfReviewer(to)} opened the request`)],
  );
  const decided = new Map(mails.flatMap(decisionIn).map((one) => [`${+one.at} ${one.text}`, one]));
  return [...sent, ...opened, ...decided.values()];
}

function event(key: string, at: Date, text: string): ShownEvent {
  return { key, at, text, isOfPeople: true };
}

function decisionIn({ id, to, outcome }: ShownMail): ShownEvent[] {
  if (outcome === undefined || outcome.kind === 'waiting') return [];
  return [event(`decided-${id}`, outcome.at, formatDecided(outcome, nameOfReviewer(to)))];
}

function formatDecided(outcome: Exclude<MailOutcome, { kind: 'waiting' }>, reader: string): string {
  switch (outcome.kind) {
    case 'voted':
      return `${reader} ${outcome.choice}; others are still asked`;
    case 'approved':
    case 'rejected':
      return `${outcome.by} ${outcome.kind}${outcome.reason === undefined ? '' : `: ${outcome.reason}`}`;
    case 'expired':
      return 'nobody decided in time: the request expired';
    case 'over':
      return 'the request was closed: its deployment ended first';
  }
}

function formatNames(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? 'nobody') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** ECS's own words about a rollback. A stop that somebody asked for needs no explanation. */
const saysWhy = /: Service deployment (?!.*a stop with ROLLBACK was requested)/;

export function eventList(events: readonly ShownEvent[]) {
  if (events.length === 0) return html`<p class="soft">Nothing has happened yet.</p>`;
  return html`<ol class="log">${events.map(
    ({ key, at, text, isOfPeople }) =>
      html`<li data-key="${key}" ${isOfPeople ? html`class="of-people"` : ''}><time datetime="${at.toISOString()}">${formatClock(at)}</time> <span>${breakable(text)}${saysWhy.test(text) ? linkToCard(text) : ''}</span></li>`,
  )}</ol>`;
}
