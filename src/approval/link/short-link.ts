import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { parseJson } from '../../hook/parse-json.ts';
import { isRequestKey } from '../../storage/keys.ts';
import { type LinkClaims, signTexts, type VerifiedLink, verifyTexts } from './link.ts';
import type { SigningKeys } from './signing-keys.ts';

/**
 * What is stored of a short link. Its id is not, so that a reader of the bucket has no link; and the MAC covers the id, so that a writer of the bucket
 * cannot make one without the signing key.
 */
type StoredLink = { schemaVersion: 1; request: string; reviewer: string; expiresAt: string; mac: string };

/**
 * Whether a string looks like the id of a short link: 128 random bits in base64url. The last character has only two of them, so it is a letter, which
 * no mail program leaves out of a link.
 *
 * @example isShortId('q83vEjRWeJCrze8SNFZ4kA') // true
 */
export function isShortId(text: string): boolean {
  return /^[A-Za-z0-9_-]{21}[AQgw]$/.test(text);
}

/** The key of a link's object. Nobody finds the id by it. */
export function shortLinkKey(id: string): string {
  return `links/${createHash('sha256').update(id).digest('hex')}.json`;
}

/** The path of the page behind a link: `/r/<id>` for a short one, `/a/<token>` for one that contains its claims. */
export function linkPath(token: string): string {
  return `${isShortId(token) ? '/r/' : '/a/'}${token}`;
}

/** The object of a short link. Times are kept to the second. */
export function formatShortLink(keys: SigningKeys, id: string, { key, reviewer, expiresAt }: LinkClaims): string {
  const time = new Date(Math.floor(expiresAt.getTime() / 1000) * 1000).toISOString();
  const mac = signTexts(keys, signedTexts(id, { request: key, reviewer, expiresAt: time }));
  const stored: StoredLink = { schemaVersion: 1, request: key, reviewer, expiresAt: time, mac };
  return JSON.stringify(stored);
}

/** Reads the object of the short link with this id. It is forged if the object is not one, belongs to another id or was signed with a foreign key. */
export function verifyShortLink(keys: SigningKeys, id: string, body: string, now: Date): VerifiedLink {
  const { success, output } = v.safeParse(storedSchema, parseJson(body));
  if (!success || !verifyTexts(keys, signedTexts(id, output), output.mac)) return { ok: false, problem: 'forged' };
  const { request: key, reviewer, expiresAt } = output;
  const claims = { key, reviewer, expiresAt: new Date(expiresAt) };
  return now < claims.expiresAt ? { ok: true, claims } : { ok: false, problem: 'expired', claims };
}

function signedTexts(id: string, { request, reviewer, expiresAt }: Omit<StoredLink, 'schemaVersion' | 'mac'>) {
  return ['short link', id, request, reviewer, expiresAt];
}

const storedSchema = v.object({
  schemaVersion: v.literal(1),
  request: v.pipe(v.string(), v.check(isRequestKey)),
  reviewer: v.pipe(v.string(), v.minLength(1), v.maxLength(320)),
  expiresAt: v.pipe(v.string(), v.isoTimestamp()),
  mac: v.string(),
});
