import type { SigningKeySource } from '../../../approval/link/signing-keys.ts';
import { openidProvider } from '../../../approval/sign-in/openid-provider.ts';
import { createSignIn } from '../../../approval/sign-in/sign-in.ts';
import { systemClock } from '../../../runtime/system-clock.ts';
import { readSecret } from '../../lazy/read-secret.ts';
import { readSignInEnvironment } from './sign-in-environment.ts';

/** Everything about signing in, which a desk without it never loads. */
export function deskSignIn(environment: NodeJS.ProcessEnv, signingKeys: SigningKeySource) {
  const { deskUrl, issuer, clientId, secretId, mailDomains, groupsClaim } = readSignInEnvironment(environment);
  const clientSecret = async () => (secretId ? readSecret(secretId, AbortSignal.timeout(maxSecretMs)) : undefined);
  const provider = openidProvider({
    ...{ issuer, clientId, clientSecret, groupsClaim },
    clock: systemClock,
    wantsMail: mailDomains.length > 0,
  });
  return createSignIn({ provider, settings: { issuer, mailDomains, groupsClaim }, signingKeys, deskUrl });
}

const maxSecretMs = 5000;
