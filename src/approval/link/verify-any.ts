import { type VerifiedLink, verifyLink } from './link.ts';
import { isShortId, verifyShortLink } from './short-link.ts';
import type { SigningKeySource, SigningKeys } from './signing-keys.ts';
import type { LinkReader } from './stored-links.ts';

/**
 * Verifies the token of a link, or the id of a short one, with the keys that are live; and once more with fresh ones, because a rotation may have added
 * a key that our cache does not have yet. An id that nobody has stored is as forged as one whose object was not made for it.
 */
export function linkVerifier({ signingKeys, readLink }: { signingKeys: SigningKeySource; readLink: LinkReader }) {
  return async (token: string, now: Date, signal: AbortSignal): Promise<{ keys: SigningKeys; link: VerifiedLink }> => {
    const isShort = isShortId(token);
    const [keys, body] = await Promise.all([signingKeys({ signal }), isShort ? readLink(token, signal) : undefined]);
    if (isShort && body === undefined) return { keys, link: { ok: false, problem: 'forged' } };
    const verify = (live: SigningKeys) =>
      body === undefined ? verifyLink(live, token, now) : verifyShortLink(live, token, body, now);
    const link = verify(keys);
    // The MAC of a short link does not say by which key it is.
    if (link.ok || link.problem !== (isShort ? 'forged' : 'unknown-key')) return { keys, link };
    const fresh = await signingKeys({ fresh: true, signal });
    return { keys: fresh, link: verify(fresh) };
  };
}
