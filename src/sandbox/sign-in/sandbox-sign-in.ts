import type { SigningKeySource } from '../../approval/link/signing-keys.ts';
import type { SignIn } from '../../approval/sign-in/sign-in.ts';
import type { SignInFacts } from '../../checks/approval/why-unprovable.ts';
import { loadOnce } from '../../hook/load-once.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { hasLocalProvider, type LocalProvider } from './local-provider.ts';

type SandboxSignIn = {
  /** What the hook knows about it. */
  facts: SignInFacts;
  /** Starts the provider when somebody first signs in. */
  signIn: () => Promise<SignIn>;
  stop: () => Promise<void>;
};

/** Who can sign in, other than the reviewer: somebody who is not asked. */
const strangers = ['eve@elsewhere.example'];

/** Signing in on the sandbox's desk, at a provider on this computer. Undefined if the provider's package is not there. */
export function sandboxSignIn(
  deskUrl: string,
  signingKeys: SigningKeySource,
  people: readonly string[],
): SandboxSignIn | undefined {
  if (!hasLocalProvider()) return undefined;
  const mailDomains = [...new Set(people.map((person) => person.slice(person.lastIndexOf('@') + 1)))];
  let started: Promise<LocalProvider> | undefined;
  return {
    // It has no address yet; nobody is named by their account here.
    facts: { issuer: 'http://127.0.0.1', mailDomains },
    signIn: loadOnce(async () => {
      const { localClient, startLocalProvider } = await import('./local-provider.ts');
      const { openidProvider } = await import('../../approval/sign-in/openid-provider.ts');
      const { createSignIn } = await import('../../approval/sign-in/sign-in.ts');
      started = startLocalProvider(deskUrl, [...people, ...strangers]);
      const { issuer } = await started;
      const { id: clientId, secret } = localClient;
      const parts = { issuer, clientId, clientSecret: async () => secret, clock: systemClock, wantsMail: true };
      return createSignIn({ provider: openidProvider(parts), settings: { issuer, mailDomains }, signingKeys, deskUrl });
    }),
    stop: async () => (await started)?.stop(),
  };
}
