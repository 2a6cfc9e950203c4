import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import { isRequestKey } from '../../storage/keys.ts';
import type { SigningKeys } from './signing-keys.ts';

/** The claims of a link with a valid signature. A link lets its holder read the request; deciding needs the form on the page. */
export type LinkClaims = {
  /** The request's key in the ledger. */
  key: string;
  /** The reviewer to whom this link was mailed, or `link holder`. */
  reviewer: string;
  expiresAt: Date;
};

export type VerifiedLink =
  | { ok: true; claims: LinkClaims }
  /** Truncated or altered: none of our tokens looks like this. */
  | { ok: false; problem: 'malformed' }
  /** Well-formed, but not signed by us. */
  | { ok: false; problem: 'forged' }
  /** Signed with a key that is not (or no longer, or not yet) among ours. */
  | { ok: false; problem: 'unknown-key' }
  | { ok: false; problem: 'expired'; claims: LinkClaims };

/**
 * The token of a mailed link: `v1.<key id>.<claims>.<mac>`, the claims as base64url JSON, the MAC an HMAC-SHA-256 over everything before it.
 * It contains only characters that mail programs keep in a link.
 */
export function signLink(keys: SigningKeys, { key, reviewer, expiresAt }: LinkClaims): string {
  const claims = [key, reviewer, purpose, Math.floor(expiresAt.getTime() / 1000)];
  const signed = `${version}.${keys.current}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${signed}.${mac(keys, keys.current, signed)}`;
}

export function verifyLink(keys: SigningKeys, token: string, now: Date): VerifiedLink {
  const parts = tokenPattern.exec(token)?.groups;
  if (!parts) return { ok: false, problem: 'malformed' };
  const { signed = '', keyId = '', payload = '', signature = '' } = parts;
  if (!keys.secrets.has(keyId)) return { ok: false, problem: 'unknown-key' };
  if (!isSame(signature, mac(keys, keyId, signed))) return { ok: false, problem: 'forged' };

  const parsed = v.safeParse(claimsSchema, JSON.parse(Buffer.from(payload, 'base64url').toString()));
  if (!parsed.success) return { ok: false, problem: 'forged' };
  const [key, reviewer, , expires] = parsed.output;
  const claims = { key, reviewer, expiresAt: new Date(expires * 1000) };
  return now < claims.expiresAt ? { ok: true, claims } : { ok: false, problem: 'expired', claims };
}

/**
 * The token or id at the start of a string. Mail programs may include a full stop, a bracket or a quotation mark after a link; a token ends where
 * its MAC ends, an id after 22 characters, and the MAC decides.
 */
export function tokenIn(text: string): string {
  const long = /^v1\.[A-Za-z0-9]{1,16}\.[A-Za-z0-9_-]{20,2000}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9])/.exec(text);
  return (long ?? /^[A-Za-z0-9_-]{21}[AQgw](?![A-Za-z0-9])/.exec(text))?.[0] ?? text;
}

/** Whether a string begins like one of our tokens, or, after `/r/`, one of our ids, and ends too early. */
export function isCutToken(text: string, isShort = false): boolean {
  if (isShort) return /^[A-Za-z0-9_-]{0,21}[^A-Za-z0-9]*$/.test(text);
  return /^(v1?|v1\.[A-Za-z0-9]{0,16}|v1\.[A-Za-z0-9]{1,16}\.[A-Za-z0-9_-]{0,2000}(\.[A-Za-z0-9_-]{0,42})?)[^A-Za-z0-9]*$/.test(
    text,
  );
}

/** A MAC over a few strings, for other things that the desk sends out and expects back unchanged. */
export function signTexts(keys: SigningKeys, texts: readonly string[]): string {
  return mac(keys, keys.current, JSON.stringify(texts));
}

/** Whether any of the live keys has signed these strings. */
export function verifyTexts(keys: SigningKeys, texts: readonly string[], signature: string): boolean {
  return [...keys.secrets.keys()].some((keyId) => isSame(signature, mac(keys, keyId, JSON.stringify(texts))));
}

const version = 'v1';
const purpose = 'review';

/** A SHA-256 in base64url is 43 characters, so a link cut anywhere does not match. */
const tokenPattern =
  /^(?<signed>v1\.(?<keyId>[A-Za-z0-9]{1,16})\.(?<payload>[A-Za-z0-9_-]{20,2000}))\.(?<signature>[A-Za-z0-9_-]{43})$/;

const claimsSchema = v.strictTuple([
  v.pipe(v.string(), v.check(isRequestKey)),
  v.pipe(v.string(), v.minLength(1), v.maxLength(320)),
  v.literal(purpose),
  v.pipe(v.number(), v.integer()),
]);

/** Making a key of a secret takes several times as long as using it. */
function mac(keys: SigningKeys, keyId: string, text: string): string {
  const made = madeKeys.get(keys) ?? new Map<string, KeyObject>();
  madeKeys.set(keys, made);
  const key = made.get(keyId) ?? createSecretKey(keys.secrets.get(keyId) ?? '', 'utf8');
  made.set(keyId, key);
  return createHmac('sha256', key).update(text).digest('base64url');
}

const madeKeys = new WeakMap<SigningKeys, Map<string, KeyObject>>();

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
