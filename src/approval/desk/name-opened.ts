import { nameRequest } from '../../storage/name-request.ts';
import type { DeskAnswer, OpenedLink } from './desk-parts.ts';

/** For the log: the request, whose link it is, and who has signed in. Empty for a link that opens nothing. */
export function nameOpened(opened: OpenedLink | DeskAnswer) {
  if ('did' in opened) return {};
  const { claims, voter } = opened;
  return {
    ...nameRequest(claims.key),
    reviewer: claims.reviewer,
    ...(voter.via === 'sign-in' && { signedIn: voter.by }),
  };
}
