import { randomBytes } from 'node:crypto';
import type { HookLogger } from '../../hook/log/hook-logger.ts';
import { nameRequest } from '../../storage/name-request.ts';
import type { ObjectStore } from '../../storage/store.ts';
import { formatError } from '../../wording/values.ts';
import { type LinkClaims, signLink } from './link.ts';
import { formatShortLink, linkPath, shortLinkKey } from './short-link.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Reads the object of a short link by the link's id; undefined if there is none. */
export type LinkReader = (id: string, signal: AbortSignal) => Promise<string | undefined>;

/**
 * Stores a short link, and resolves to its path: `/r/` and 22 characters. If that fails, it is the long one that contains its claims: nobody is asked
 * later, or not at all, because a link could not be shortened.
 */
export async function storeLink(
  store: Pick<ObjectStore, 'create'>,
  keys: SigningKeys,
  claims: LinkClaims,
  { logger, signal }: { logger: HookLogger; signal: AbortSignal },
): Promise<string> {
  const id = randomBytes(16).toString('base64url');
  try {
    // If the object exists, it is our own write, whose answer was lost.
    await store.create(shortLinkKey(id), formatShortLink(keys, id, claims), signal);
    return linkPath(id);
  } catch (error) {
    const about = { ...nameRequest(claims.key), error: formatError(error) };
    logger.warn('a short link could not be stored; a long one is sent', about);
    return linkPath(signLink(keys, claims));
  }
}

/** Links never change, so those that were found are kept: the newest 500. */
export function linkReader(store: Pick<ObjectStore, 'read'>): LinkReader {
  const known = new Map<string, string>();
  return async (id, signal) => {
    const key = shortLinkKey(id);
    const body = known.get(key) ?? (await store.read(key, signal))?.body;
    if (body === undefined) return undefined;
    known.delete(key);
    known.set(key, body);
    const [oldest] = known.keys();
    if (known.size > maxKnown && oldest !== undefined) known.delete(oldest);
    return body;
  };
}

const maxKnown = 500;
