import { signTexts, verifyTexts } from '../link.ts';
import type { SigningKeys } from '../signing-keys.ts';

/** How long a form may lie open before it must be looked at again. */
export const nonceMinutes = 30;

/**
 * What a form carries to show that it was handed out by us, lately, with this link, and for the request as it is now:
 * `<seconds>.<etag>.<mac>`, the ETag as base64url.
 */
export function issueNonce(
  keys: SigningKeys,
  { token, etag, now }: { token: string; etag: string; now: Date },
): string {
  const issued = String(Math.floor(now.getTime() / 1000));
  const packed = Buffer.from(etag).toString('base64url');
  return `${issued}.${packed}.${signTexts(keys, [purpose, token, packed, issued])}`;
}

export type ReadNonce = { ok: true; etag: string } | { ok: false; problem: 'forged' | 'old' };

export function readNonce(keys: SigningKeys, nonce: string, { token, now }: { token: string; now: Date }): ReadNonce {
  const [, issued = '', packed = '', signature = ''] =
    /^(\d{1,12})\.([A-Za-z0-9_-]{1,200})\.([A-Za-z0-9_-]{43})$/.exec(nonce) ?? [];
  if (!verifyTexts(keys, [purpose, token, packed, issued], signature)) return { ok: false, problem: 'forged' };
  const ageSeconds = now.getTime() / 1000 - Number(issued);
  return ageSeconds > nonceMinutes * 60
    ? { ok: false, problem: 'old' }
    : { ok: true, etag: Buffer.from(packed, 'base64url').toString() };
}

const purpose = 'decide';
