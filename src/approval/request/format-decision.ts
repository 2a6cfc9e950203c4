import { oneLine } from '../../wording/lines.ts';
import { formatTime } from '../../wording/times.ts';
import { formatPeople } from './people.ts';
import { type Decision, isByVotes, type Vote } from './request.ts';

/** A decision as one sentence on one line, without a full stop: `approved by ana@example.com at 13:52 UTC: looks good`. */
export function formatDecision({ status, by, via, reason, at }: Decision, now?: Date): string {
  const time = formatTime(new Date(at), now);
  if (via === 'by hand') return `${words[status]} by hand in the bucket at ${time}`;
  if (via === 'greenlight' && by === 'Greenlight' && status === 'APPROVED') {
    return `approved by Greenlight, not by a person, at ${time}${reason ? `: ${oneLine(reason)}` : ''}`;
  }
  if (via === 'break-glass') {
    return `APPROVED BY BREAK GLASS, without what the gate needs, by ${formatPeople(by)} at ${time}${reason ? `: ${oneLine(reason)}` : ''}`;
  }
  switch (status) {
    case 'APPROVED':
    case 'REJECTED':
      return `${words[status]} by ${formatPeople(by)} at ${time}${reason ? `: ${oneLine(reason)}` : ''}`;
    case 'EXPIRED':
      return `expired at ${time} without a decision`;
    case 'SUPERSEDED':
      return `closed at ${time}: ${oneLine(reason ?? 'there is nothing left to decide')}`;
  }
}

/** The same without the reason, if the votes with their reasons are shown next to it. */
export function formatOutcome(decision: Decision, now?: Date): string {
  return formatDecision(isByVotes(decision) ? { ...decision, reason: undefined } : decision, now);
}

const words: Record<Decision['status'], string> = {
  APPROVED: 'approved',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
  SUPERSEDED: 'closed',
};

/** How a vote is called: `Your approval is recorded`, `recorded an approval`, `ana@example.com approved`. */
export const voteWords: Readonly<Record<Vote['choice'], { noun: string; aNoun: string; did: string }>> = {
  APPROVE: { noun: 'approval', aNoun: 'an approval', did: 'approved' },
  REJECT: { noun: 'rejection', aNoun: 'a rejection', did: 'rejected' },
  WITHDRAW: { noun: 'withdrawal', aNoun: 'a withdrawal', did: 'withdrew their vote' },
};
