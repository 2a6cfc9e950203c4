import { describe, expect, test } from 'vitest';
import { readSignInEnvironment } from '../../../../src/functions/wiring/sign-in/sign-in-environment.ts';
import { signInFacts } from '../../../../src/functions/wiring/sign-in/sign-in-facts.ts';

const environment = {
  DESK_URL: 'https://desk.example.com',
  OIDC_ISSUER: 'https://login.example.com/shop',
  OIDC_CLIENT_ID: 'desk',
};

describe('the settings of signing in', () => {
  test('are read with domains in lower case, and without a secret', () => {
    expect(readSignInEnvironment({ ...environment, OIDC_MAIL_DOMAINS: 'Example.com, example.org,' })).toEqual({
      deskUrl: 'https://desk.example.com',
      issuer: 'https://login.example.com/shop',
      clientId: 'desk',
      secretId: undefined,
      mailDomains: ['example.com', 'example.org'],
      groupsClaim: undefined,
    });
    expect(readSignInEnvironment(environment).mailDomains).toEqual([]);
  });

  test.each<[Record<string, string | undefined>, string]>([
    [{ OIDC_CLIENT_ID: '' }, 'OIDC_CLIENT_ID: is empty'],
    [{ OIDC_ISSUER: 'login.example.com' }, 'OIDC_ISSUER: expected the issuer as its discovery document has it'],
    [{ OIDC_ISSUER: 'http://login.example.com' }, 'OIDC_ISSUER: expected the issuer'],
    [{ OIDC_ISSUER: 'http://localhost.evil.example' }, 'OIDC_ISSUER: expected the issuer'],
    [{ OIDC_ISSUER: 'https://login.example.com/?tenant=1' }, 'OIDC_ISSUER: expected the issuer'],
    [{ OIDC_ISSUER: 'https://login.microsoftonline.com/common/v2.0' }, 'every tenant of Entra ID could sign in'],
    [{ OIDC_ISSUER: 'https://login.microsoftonline.com/organizations/v2.0' }, 'every tenant of Entra ID could sign in'],
    [{ OIDC_ISSUER: 'https://accounts.google.com' }, 'set OIDC_MAIL_DOMAINS: without it nobody could sign in'],
  ])('are refused: %j', (changes, reason) => {
    expect(() => readSignInEnvironment({ ...environment, ...changes })).toThrow(reason);
  });

  test('are nothing for a gate if there is no issuer', () => {
    expect(signInFacts({})).toBeUndefined();
    expect(signInFacts({ OIDC_ISSUER: '', OIDC_MAIL_DOMAINS: 'example.com' })).toBeUndefined();
    expect(signInFacts({ OIDC_ISSUER: 'https://login.example.com' })).toEqual({
      issuer: 'https://login.example.com',
      mailDomains: [],
    });
  });
});
