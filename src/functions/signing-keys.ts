import { loadOnce } from '../approval/load-once.ts';
import { parseSigningKeys, type SigningKeySource, type SigningKeys } from '../approval/signing-keys.ts';
import type { Clock } from '../hook/clock.ts';

/** Where the keys lie: one of the two. */
export type SigningKeyPlace = {
  SIGNING_KEY_SECRET_ID?: string | undefined;
  SIGNING_KEY_PARAMETER?: string | undefined;
};

const maxAgeSeconds = 300;
const freshAtMostEverySeconds = 30;

/**
 * The signing keys, cached for five minutes. A `fresh` read goes past the cache, at most twice a minute, so that made-up links cannot make
 * us call AWS at will.
 */
export function signingKeySource(place: SigningKeyPlace, clock: Clock): SigningKeySource {
  const fetchText = textSource(place);
  let lastFresh = Number.NEGATIVE_INFINITY;
  let known: { text: string | undefined; keys: SigningKeys } | undefined;
  return async ({ fresh = false } = {}) => {
    const seconds = clock.now().getTime() / 1000;
    const force = fresh && seconds - lastFresh >= freshAtMostEverySeconds;
    if (force) lastFresh = seconds;
    const text = await fetchText(force);
    if (!known || known.text !== text) known = { text, keys: parseSigningKeys(text) };
    return known.keys;
  };
}

/** Either client is loaded when it is first needed, and the other one never. */
function textSource({ SIGNING_KEY_SECRET_ID: secret, SIGNING_KEY_PARAMETER: parameter }: SigningKeyPlace) {
  const readSecret = loadOnce(async () => (await import('./read-secret.ts')).readSecret);
  const readParameter = loadOnce(async () => (await import('./read-parameter.ts')).readParameter);
  return async (forceFetch: boolean) => {
    const options = { maxAge: maxAgeSeconds, forceFetch };
    if (secret) return asText(await (await readSecret())(secret, options));
    return parameter ? asText(await (await readParameter())(parameter, options)) : undefined;
  };
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
