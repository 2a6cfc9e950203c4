import { signTexts, verifyTexts } from './link.ts';
import type { SigningKeys } from './signing-keys.ts';

/** How long a form may be open before it must be checked again. */
export const nonceMinutes = 30;

/**
 * A form contains it to prove that we served the form recently, for this link and for the request as it is now: `<seconds>.<version>.<mac>`,
 * see `seenVersion`.
 */
export function issueNonce(
  keys: SigningKeys,
  { token, version, now }: { token: string; version: string; now: Date },
): string {
  const issued = String(Math.floor(now.getTime() / 1000));
  return `${issued}.${version}.${signTexts(keys, [purpose, token, version, issued])}`;
}

type ReadNonce = { ok: true; version: string } | { ok: false; problem: 'forged' | 'old' };

export function readNonce(keys: SigningKeys, nonce: string, { token, now }: { token: string; now: Date }): ReadNonce {
  const [, issued = '', version = '', signature = ''] =
    /^(\d{1,12})\.([A-Za-z0-9_-]{1,1000})\.([A-Za-z0-9_-]{43})$/.exec(nonce) ?? [];
  if (!verifyTexts(keys, [purpose, token, version, issued], signature)) return { ok: false, problem: 'forged' };
  const ageSeconds = now.getTime() / 1000 - Number(issued);
  return ageSeconds > nonceMinutes * 60 ? { ok: false, problem: 'old' } : { ok: true, version };
}

const purpose = 'decide';
