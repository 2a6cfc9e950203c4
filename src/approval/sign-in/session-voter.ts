import { signInName } from '../request/people.ts';
import { groupsAsked } from '../request/progress.ts';
import type { ApprovalRequest, Vote } from '../request/request.ts';
import type { Session } from './session.ts';

/** Who somebody who has signed in is for a request: of their groups, only those that it asks count. */
export function sessionVoter(
  { iss, sub, mail, groups, authenticatedAt }: Session,
  request: Pick<ApprovalRequest, 'asked'>,
  now: Date,
): Pick<Vote, 'by' | 'via' | 'identity' | 'at'> {
  const asked = groupsAsked(request);
  const counting = groups.filter((group) => asked.includes(group));
  const identity = {
    ...{ iss, sub },
    ...(counting.length > 0 && { groups: counting }),
    ...(authenticatedAt !== undefined && { authenticatedAt: new Date(authenticatedAt * 1000).toISOString() }),
  };
  return { by: mail ?? signInName({ iss, sub }), via: 'sign-in', identity, at: now.toISOString() };
}
