import { formatAtDeadline, formatFailure } from '../../approval/notice/format-at-deadline.ts';
import { formatRules } from '../../approval/notice/format-rules.ts';
import { formatPeople } from '../../approval/request/people.ts';
import type { ApprovalRequest, Decision, Notification, Vote } from '../../approval/request/request.ts';
import { confirmationOf } from '../../approval/request/stale/confirmation.ts';
import { formatConfirmed } from '../../approval/request/stale/format-confirmed.ts';
import { formatDeadline } from '../../approval/request/timing/format-deadline.ts';
import { everybody } from '../../approval/request/transitions.ts';
import { formatStep } from '../../wording/ids.ts';
import { oneLine } from '../../wording/lines.ts';
import { type Announcement, aboutRequest, gateId } from './announcement.ts';
import { endsInRollback } from './rollback-cause.ts';

/** Everything that is to be announced about one request, as it is stored now. What was announced once never disappears from it. */
export function requestNews(request: ApprovalRequest): Announcement[] {
  return [
    ...questionNews(request),
    ...laterNotices(request),
    ...request.votes.filter(({ choice }) => choice === 'WITHDRAW').map((vote) => voteNews(request, vote)),
    ...(request.decision ? [decisionNews(request, request.decision)] : []),
  ];
}

/** Nobody was asked about a request that was approved when it was opened. */
function questionNews(request: ApprovalRequest): Announcement[] {
  const { subject, createdAt, notifications } = request;
  const asked = notifications.filter(({ kind, news }) => kind === undefined && news === undefined);
  if (asked.length === 0) return [];
  const headline = `${aboutRequest(request).release} on ${subject.cluster} waits at ${placeOf(request)} for ${formatWanted(request)}`;
  return [
    {
      ...aboutRequest(request),
      ...{ id: `asked:${gateId(subject)}`, event: 'asked', at: createdAt, label: 'ASKED', tone: 'waits' },
      headline: oneLine(headline),
      next: nextOf(request),
    },
  ];
}

/** Reminders, deputies, and people who are asked again because something has changed: one for each moment and reason. */
function laterNotices(request: ApprovalRequest): Announcement[] {
  const later = request.notifications.filter(({ kind, news }) => news !== undefined && kind !== 'break-glass');
  const moments = Map.groupBy(later, ({ kind, due, news }) => [kind ?? 'changed', due, news].join(':'));
  return [...moments].map(([id, notices]) => noticeNews(request, id, notices));
}

const noticeWords = {
  reminder: { event: 'reminded', label: 'REMINDER', did: 'reminded' },
  deputy: { event: 'escalated', label: 'DEPUTIES ASKED', did: 'asked' },
  changed: { event: 'asked', label: 'ASKED AGAIN', did: 'asked again' },
} as const;

function noticeNews(request: ApprovalRequest, id: string, notices: readonly Notification[]): Announcement {
  const [first] = notices;
  const words = noticeWords[first?.kind === 'reminder' || first?.kind === 'deputy' ? first.kind : 'changed'];
  const who = notices.map(({ to }) => (to === everybody ? 'everybody who is subscribed' : to)).join(', ');
  return {
    ...aboutRequest(request),
    ...{ id: `${words.event}:${gateId(request.subject)}:${id}`, event: words.event, label: words.label, tone: 'waits' },
    at: first?.due ?? timeOf(request, first?.news),
    headline: oneLine(
      `${aboutRequest(request).release} still waits at ${placeOf(request)}; ${words.did} ${who}: ${forEverybody(first?.news)}`,
    ),
    next: nextOf(request),
  };
}

/** A notice without what it says only to the person whom it was written for. */
function forEverybody(news = ''): string {
  return news.replace(/(, so you may decide as well|\. Please decide again)$/, '');
}

/** The history has the same sentence, with its time. */
function timeOf({ history, createdAt }: ApprovalRequest, news = ''): string {
  return history.find(({ what }) => what === news)?.at ?? createdAt;
}

/** A person can withdraw their vote, and Greenlight does if something has changed since. */
function voteNews(request: ApprovalRequest, { id, by, via, at, reason }: Vote): Announcement {
  const isByPerson = via !== 'greenlight';
  const did = isByPerson ? `${formatPeople(by)} withdrew their vote` : `The approval by ${formatPeople(by)}`;
  const on = `on ${aboutRequest(request).release} at ${placeOf(request)}${isByPerson ? '' : ' no longer counts'}`;
  return {
    ...aboutRequest(request),
    ...{
      id: `withdrawn:${gateId(request.subject)}:${id}`,
      event: 'withdrawn',
      at,
      label: isByPerson ? 'VOTE WITHDRAWN' : 'VOTE NO LONGER COUNTS',
      tone: 'waits',
    },
    headline: oneLine(`${did} ${on}${reason ? `: ${reason}` : ''}`),
    next: nextOf(request),
  };
}

const decisionWords = {
  APPROVED: { event: 'decided', label: 'APPROVED', tone: 'good' },
  REJECTED: { event: 'decided', label: 'REJECTED', tone: 'bad' },
  EXPIRED: { event: 'expired', label: 'EXPIRED', tone: 'bad' },
  SUPERSEDED: { event: 'withdrawn', label: 'CLOSED', tone: 'rest' },
} as const;

/** An approval that does not count, because ECS deploys something else by now. */
const outdatedWords = { event: 'decided', label: 'APPROVAL OUTDATED', tone: 'bad' } as const;

function decisionNews(request: ApprovalRequest, decision: Decision): Announcement {
  const { subject } = request;
  const { id, status, by, via, reason, at } = decision;
  const isOutdated = confirmationOf(request)?.outdated !== undefined;
  const { event, label, tone } = isOutdated ? outdatedWords : decisionWords[status];
  return {
    ...aboutRequest(request),
    ...{ id: `${event}:${gateId(subject)}:${id}`, event, at, tone },
    label: via === 'break-glass' ? 'BREAK GLASS' : label,
    headline: oneLine(`${aboutRequest(request).release} at ${placeOf(request)}: ${formatConfirmed(request, decision)}`),
    next: afterDecision(request, status),
    decision: { status, by, via, reason },
  };
}

function afterDecision(request: ApprovalRequest, status: Decision['status']): string {
  if (endsInRollback(request)) return capitalize(formatFailure(request.subject));
  return status === 'APPROVED'
    ? 'ECS continues the deployment, unless another hook fails'
    : 'There is nothing left to decide';
}

function nextOf(request: ApprovalRequest): string | undefined {
  if (request.decision) return undefined;
  return `Until ${formatDeadline(request)}, then ${formatAtDeadline(request)}`;
}

function placeOf({ subject }: ApprovalRequest): string {
  return `${subject.stage}${formatStep(subject.step)}${subject.gate === undefined ? '' : ` (${subject.gate})`}`;
}

function formatWanted(request: ApprovalRequest): string {
  const rules = formatRules(request).map(({ text }) => text);
  if (rules.length > 0) return `approvals: ${rules.join('; ')}`;
  return request.approvals === 1 ? 'one approval' : `${request.approvals} approvals`;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
