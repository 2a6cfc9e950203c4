import { oneLine } from '../../../wording/lines.ts';
import { formatPeople, isAmong } from '../people.ts';
import type { ApprovalRequest, Vote } from '../request.ts';
import { termsOf } from '../terms.ts';

/**
 * The request with an approval without what the gate needs, by an identity that its configuration names, with a reason. Everybody who is asked is
 * notified of it, instead of being asked any longer. Undefined if the vote is no such approval.
 */
export function withBrokenGlass(request: ApprovalRequest, vote: Vote): ApprovalRequest | undefined {
  const { by, at, reason, choice } = vote;
  if (!isAmong(termsOf(request).breakGlass ?? [], by) || !reason || choice !== 'APPROVE') return undefined;
  const news = `${formatPeople(by)} approved it by break glass, without what the gate needs: ${oneLine(reason)}`;
  const asked = [...new Set(request.notifications.map(({ to }) => to))];
  return {
    ...request,
    votes: [...request.votes, vote],
    notifications: [
      ...request.notifications.filter(({ sentAt }) => sentAt),
      ...asked.map((to) => ({ to, attempts: 0, kind: 'break-glass', news })),
    ],
    history: [...request.history, { at, what: `BREAK GLASS: ${news}` }],
  };
}
