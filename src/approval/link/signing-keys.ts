import * as v from 'valibot';
import { parseJson } from '../../hook/parse-json.ts';
import { ApprovalError } from '../approval-error.ts';

/** The keys that sign links: new links are signed with `current`; links signed with any listed key are valid. */
export type SigningKeys = { current: string; secrets: ReadonlyMap<string, string> };

/** The source of the keys. `fresh` bypasses any cache, for a link signed with a key that is not known yet; `signal` ends the wait. */
export type SigningKeySource = (options?: { fresh?: boolean; signal?: AbortSignal }) => Promise<SigningKeys>;

const keyIdPattern = /^[A-Za-z0-9]{1,16}$/;
const minSecret = 32;

/**
 * Reads the secret `{"current":"k2","k1":"…","k2":"…"}`. Several keys may be live, so that a rotation breaks no mailed link: add `k2`, point
 * `current` to it, and remove `k1` once the last link signed with it has expired.
 *
 * @throws ApprovalError `BAD_SIGNING_KEY`; its message contains no part of the secret
 */
export function parseSigningKeys(text: string | undefined): SigningKeys {
  const parsed = v.safeParse(v.record(v.string(), v.string()), parseJson(text));
  if (!parsed.success) throw bad('it is not a JSON object of strings');
  const { current, ...secrets } = parsed.output;
  const ids = Object.keys(secrets);
  if (current === undefined || !Object.hasOwn(secrets, current)) throw bad('"current" names none of its keys');
  const misnamed = ids.some((id) => !keyIdPattern.test(id));
  if (misnamed) throw bad('a key id must be 1 to 16 letters and digits');
  const [short] = Object.entries(secrets).find(([, secret]) => secret.length < minSecret) ?? [];
  if (short) throw bad(`the key ${short} is shorter than ${minSecret} characters`);
  return { current, secrets: new Map(Object.entries(secrets)) };
}

function bad(why: string): ApprovalError {
  const wanted = 'write {"current":"k1","k1":"<64 random characters>"}';
  return new ApprovalError('BAD_SIGNING_KEY', `the signing key cannot be used: ${why}; ${wanted}`);
}
