import { type LinkClaims, type VerifiedLink, verifyLink } from './link.ts';
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
      body === undefined ? verifyOnce(live, token, now) : verifyShortLink(live, token, body, now);
    const link = verify(keys);
    // The MAC of a short link does not say by which key it is.
    if (link.ok || link.problem !== (isShort ? 'forged' : 'unknown-key')) return { keys, link };
    const fresh = await signingKeys({ fresh: true, signal });
    return { keys: fresh, link: verify(fresh) };
  };
}

/** Of one set of keys, which is read again every five minutes. */
const maxKept = 1000;

/**
 * A token that these very keys have verified is not verified again, only its expiry: a page that is refreshed has the same one. Keys that are read again, such as
 * after a rotation, are others.
 */
function verifyOnce(keys: SigningKeys, token: string, now: Date): VerifiedLink {
  const kept = verified.get(keys) ?? new Map<string, LinkClaims>();
  verified.set(keys, kept);
  const claims = kept.get(token);
  if (claims) return now < claims.expiresAt ? { ok: true, claims } : { ok: false, problem: 'expired', claims };
  const link = verifyLink(keys, token, now);
  if (link.ok && kept.size < maxKept) kept.set(token, link.claims);
  return link;
}

const verified = new WeakMap<SigningKeys, Map<string, LinkClaims>>();
