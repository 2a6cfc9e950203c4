import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { SSMProvider } from '@aws-lambda-powertools/parameters/ssm';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { parseSigningKeys, type SigningKeySource, type SigningKeys } from '../approval/signing-keys.ts';
import type { Clock } from '../hook/clock.ts';
import { sdkTimeouts } from './sdk.ts';

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

function textSource({ SIGNING_KEY_SECRET_ID: secret, SIGNING_KEY_PARAMETER: parameter }: SigningKeyPlace) {
  if (secret) {
    const provider = new SecretsProvider({ awsSdkV3Client: new SecretsManagerClient(sdkTimeouts) });
    return async (forceFetch: boolean) => asText(await provider.get(secret, { maxAge: maxAgeSeconds, forceFetch }));
  }
  const provider = new SSMProvider({ awsSdkV3Client: new SSMClient(sdkTimeouts) });
  return async (forceFetch: boolean) =>
    parameter ? asText(await provider.get(parameter, { decrypt: true, maxAge: maxAgeSeconds, forceFetch })) : undefined;
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
