import { expect } from 'vitest';
import type { IamOutcome } from '../../../src/approval/desk/iam/iam-answer.ts';
import type { ApprovalRequest } from '../../../src/approval/request/request.ts';
import {
  type Asked,
  deadlineOf,
  decidedBy,
  isUnasked,
  type KnownCall,
  opensAtDeadline,
  whyNotStored,
} from './oracle.ts';
import type { SlackForm } from './slack-voters.ts';
import { castOf, identityOf, minutesMore, type Voter } from './voters.ts';

/** A moment by the desk's clock, how many versions of the request there were, and how many calls were recorded. */
type Moment = { at: string; version: number; calls: number };

/** Somebody's visit to the desk, or signed request. */
export type Attempt = {
  voter: Voter;
  from: Moment;
  until: Moment;
  /** Whether anything failed, or got lost, on the way. */
  isHurt: boolean;
  isRecorded: boolean;
  /** Missing for a page. */
  outcome: IamOutcome | undefined;
};

export type Observed = {
  asked: Asked;
  /** Everybody who came, also those of whom nothing was heard again. */
  voters: readonly Voter[];
  versions: readonly ApprovalRequest[];
  attempts: readonly Attempt[];
  /** The forms that Slack has sent; missing if there is no Slack. */
  forms?: readonly SlackForm[];
  /** The latest possible deadline, in minutes after the request. Default 1430. */
  mostMinutes?: number;
};

/** What holds for every configuration, by an oracle that knows only what the guide says. */
export const termsHold = {
  'every stored vote is one that the configuration allowed at that time': ({ asked, versions }) => {
    const { votes = [] } = versions.at(-1) ?? {};
    for (const [number, vote] of votes.entries()) {
      const reasons = whatIsKnown(asked).map((known) => whyNotStored(known, votes.slice(0, number), vote));
      expect(reasons).toContain(undefined);
    }
  },
  'the stored votes decide what is decided, and nothing earlier': ({ asked, versions }) => {
    const { votes = [], decision } = versions.at(-1) ?? {};
    const isByVotes = decision !== undefined && !['by hand', 'greenlight'].includes(decision.via);
    for (const number of votes.keys()) {
      const wanted =
        isByVotes && number === votes.length - 1 ? { status: decision.status, by: decision.by } : undefined;
      const possible = whatIsKnown(asked).map((known) => {
        const decided = decidedBy(known, votes.slice(0, number + 1));
        return decided && { status: decided.status, by: decided.by.join(', ') };
      });
      expect(possible).toContainEqual(wanted);
    }
    if (isByVotes) expect(decision.id).toBe(votes.at(-1)?.id);
  },
  'Greenlight itself decides only as configured': ({ asked, versions, voters }) => {
    const { votes = [], decision, deadline = '', subject } = versions.at(-1) ?? {};
    if (decision?.via !== 'greenlight') return;
    const isUnaskedHere = isUnasked(asked.terms, subject?.cluster ?? '');
    if (decision.status === 'SUPERSEDED') {
      expect(voters.some(({ choice }) => choice === 'close')).toBe(true);
    } else if (decision.at < deadline) {
      expect([decision.status, isUnaskedHere, votes]).toEqual(['APPROVED', true, []]);
    } else {
      expect(decision.status).toBe(opensAtDeadline(asked, votes) ? 'APPROVED' : 'EXPIRED');
    }
    if (isUnaskedHere) expect(decision.status).toBe('APPROVED');
  },
  'the deadline is the configured one, and later only if somebody extended it in time': ({
    asked,
    versions,
    voters,
    mostMinutes = 1430,
  }) => {
    const [first] = versions;
    if (!first) return;
    expect(first.deadline).toBe(deadlineOf(asked.terms, first.createdAt, mostMinutes));
    const latest = new Date(Date.parse(first.createdAt) + mostMinutes * 60_000).toISOString();
    const wanted = voters.filter(({ choice }) => choice === 'extend').map(minutesMore);
    for (const [number, { deadline, history }] of versions.entries()) {
      const before = versions[number - 1]?.deadline ?? deadline;
      if (deadline === before) continue;
      expect(wanted).toContain((Date.parse(deadline) - Date.parse(before)) / 60_000);
      expect(deadline <= latest).toBe(true);
      expect((history.at(-1)?.at ?? '~') < before).toBe(true);
    }
  },
  'only what Slack has sent of somebody counts as their vote in Slack, and once': ({
    versions,
    attempts,
    voters,
    forms = [],
  }) => {
    const votes = (versions.at(-1)?.votes ?? []).filter(({ via }) => via === 'slack');
    for (const { by, identity, choice, reason } of votes) {
      const user = String(identity?.['user']);
      const sent = voters.filter(({ slack }) => slack?.user === user).flatMap((one) => castOf(one) ?? []);
      expect(sent.map((cast) => [cast.by, cast.choice, cast.reason])).toContainEqual([by, choice, reason]);
      const isSame = (one: { user: unknown; choice: string }) => one.user === user && one.choice === choice;
      const stored = votes.filter((one) => isSame({ user: one.identity?.['user'], choice: one.choice }));
      expect(stored.length).toBeLessThanOrEqual(forms.filter(isSame).length);
    }
    for (const { voter, isRecorded } of attempts) {
      if (voter.slack && !castOf(voter)) expect([voter.slack.way, isRecorded]).toEqual([voter.slack.way, false]);
    }
  },
  'nobody who may vote is turned away, and nobody who may not is let in': ({ asked, versions, attempts, voters }) => {
    for (const attempt of attempts) {
      const cast = castOf(attempt.voter, asked.terms.checklist);
      const before = versions[attempt.from.version - 1];
      const after = versions[attempt.until.version - 1];
      if (!cast || !before || !after || !isUndisturbed(attempt, { before, after, voters })) continue;
      const { voter, from, until, isRecorded, outcome } = attempt;
      const known = { ...asked, calls: asked.calls.slice(0, from.calls) };
      const judge = (asked: Asked, at: string) =>
        whyNotStored(asked, before.votes, { ...cast, ...identityOf(voter, new Date(from.at)), at });
      const why = judge(known, from.at);
      // A desk whose clock is behind may already have read the record of a call. Both is right.
      const read = { ...known, calls: known.calls.map((call) => ({ ...call, recordedAt: '' })) };
      if (why !== judge(known, until.at) || why !== judge(read, from.at)) continue;
      const said = { by: voter.by, why, isRecorded };
      expect(said).toEqual({ ...said, isRecorded: why === undefined || why === 'repeated' });
      if (why === undefined) expect(after.votes.at(-1)).toMatchObject(cast);
      else expect(after.votes).toEqual(before.votes);
      // What is missing in a form is said first.
      if (outcome && why && outcome !== 'invalid' && outcome !== 'incomplete') expect(outcome).toBe(why);
    }
  },
} satisfies Record<string, (observed: Observed) => void>;

/** A desk may have read the record just before a call was added to it, and have a clock that is ahead. Both is right. */
function whatIsKnown(asked: Asked): Asked[] {
  const later = ({ writtenAt }: KnownCall) => new Date(Date.parse(writtenAt) + 60_000).toISOString();
  const { calls } = asked;
  return Array.from({ length: calls.length + 1 }, (_, known) => ({
    ...asked,
    calls: calls.map((call, index) => (index < known ? call : { ...call, recordedAt: later(call) })),
  }));
}

/** Whether nobody else changed anything in between, or the time: then the reply has to be right. */
function isUndisturbed(
  { voter, from, until, isHurt }: Attempt,
  { before, after, voters }: { before: ApprovalRequest; after: ApprovalRequest; voters: readonly Voter[] },
): boolean {
  const isOpen = before.status === 'PENDING' && until.at < before.deadline;
  if (isHurt || !isOpen || until.calls > from.calls || minutesBetween(from, until) >= 30) return false;
  if (before === after) return true;
  const isAlone = voters.filter(({ by }) => by === voter.by).length === 1;
  const isOwn = after.votes.length === before.votes.length + 1 && after.votes.at(-1)?.by === voter.by;
  return until.version === from.version + 1 && isOwn && isAlone;
}

/** A form is good for half an hour. */
function minutesBetween(from: Moment, until: Moment): number {
  return (Date.parse(until.at) - Date.parse(from.at)) / 60_000;
}
