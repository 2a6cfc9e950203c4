import { signTexts, verifyTexts } from '../../../approval/link/link.ts';
import type { SigningKeys } from '../../../approval/link/signing-keys.ts';
import { isAnswerKey } from './answer-key.ts';

/** What a callback may do: write the answer of one gate, once, until a moment. */
type CallbackClaims = { key: string; expiresAt: Date };

type VerifiedCallback =
  | { ok: true; claims: CallbackClaims }
  | { ok: false; problem: 'malformed' | 'forged' | 'expired' };

/** The token of a callback: `<key in base64url>.<seconds>.<mac>`. Its MAC is of no use for anything else that is signed with the same keys. */
export function signCallback(keys: SigningKeys, { key, expiresAt }: CallbackClaims): string {
  const seconds = String(Math.floor(expiresAt.getTime() / 1000));
  return `${Buffer.from(key).toString('base64url')}.${seconds}.${signTexts(keys, [purpose, key, seconds])}`;
}

/** @returns the claims of a token that one of the live keys has signed, until it expires */
export function verifyCallback(keys: SigningKeys, token: string, now: Date): VerifiedCallback {
  const [, encoded, seconds = '', mac = ''] =
    /^([A-Za-z0-9_-]{20,2000})\.(\d{1,11})\.([A-Za-z0-9_-]{43})$/.exec(token) ?? [];
  if (encoded === undefined) return { ok: false, problem: 'malformed' };
  const key = Buffer.from(encoded, 'base64url').toString();
  // Several encodings may decode to one key; only ours is a token.
  if (Buffer.from(key).toString('base64url') !== encoded) return { ok: false, problem: 'malformed' };
  if (!verifyTexts(keys, [purpose, key, seconds], mac) || !isAnswerKey(key)) return { ok: false, problem: 'forged' };
  const expiresAt = new Date(Number(seconds) * 1000);
  return now < expiresAt ? { ok: true, claims: { key, expiresAt } } : { ok: false, problem: 'expired' };
}

const purpose = 'gate-answer';
