import { leastAssurance } from '../../request/assurance.ts';
import { signedInReader } from '../../request/people.ts';
import type { ApprovalRequest } from '../../request/request.ts';
import { isExcluded } from '../../request/standing.ts';
import { termsOf } from '../../request/terms.ts';
import { signInPath } from '../../sign-in/paths.ts';
import { sessionVoter } from '../../sign-in/session-voter.ts';
import type { DeskAnswer, DeskParts, OpenedLink } from '../desk-parts.ts';
import { renderMessage } from '../page/frame.ts';
import { mayVote, needsSignIn, signInFirst } from '../why-not-here.ts';

/**
 * Whether a request asks the person who has signed in, by their address, account or group. If it asks everybody who has its one link, having
 * signed in is not enough, unless only people who have signed in can decide about it.
 */
export function isAskedByName(
  request: ApprovalRequest,
  { session, now }: Pick<OpenedLink, 'session' | 'now'>,
): boolean {
  if (!session) return false;
  const voter = sessionVoter(session, request, now);
  const terms = termsOf(request);
  const isForHolders = request.reviewers.length === 0 && !terms.rules && leastAssurance(terms) !== 'sign-in';
  return !isForHolders && mayVote(request, voter) && !isExcluded(request, voter.by);
}

/**
 * The answer to somebody who may not read the request with their link; undefined if they may.
 *
 * @param status - of the page that asks them to sign in: 403 if they have sent a form
 */
export function refuseReader(parts: DeskParts, link: OpenedLink, status: 200 | 403): DeskAnswer | undefined {
  if (needsSignIn(parts, link)) return signInFirst(link, status);
  const isMailed = link.claims.reviewer !== signedInReader;
  return isMailed || isAskedByName(link.stored.request, link) ? undefined : notAsked(parts, link);
}

function notAsked({ signIn }: DeskParts, { words, session, voter, token }: OpenedLink): DeskAnswer {
  const { who, page: labels } = words;
  const said = session ? who.notAmong(words.say.people(voter.by)) : who.nobody;
  const message = [who.notAsked, `${said}. ${who.nothingChanged}`, who.useMail];
  const action = signIn ? { href: signInPath(token), label: labels.signInAgain } : undefined;
  return { status: 403, page: renderMessage(words, message, action), did: 'refused somebody who is not asked' };
}
