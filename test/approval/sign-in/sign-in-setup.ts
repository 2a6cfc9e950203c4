import type { IdentitySettings } from '../../../src/approval/sign-in/identity.ts';
import { createSignIn } from '../../../src/approval/sign-in/sign-in.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { approvalSetup, approving, deskUrl, fillIn, signingKeys } from '../../helpers/approval.ts';
import { CookieJar, fakeProvider, issuer } from './fake-provider.ts';

export const groupSettings = { issuer, mailDomains: ['example.com'], groupsClaim: 'groups' };

/** A desk on which people can sign in, with a request for this gate. */
export async function signInSetup(
  hookDetails: JsonObject = { reviewers: ['ana@example.com', 'ben@example.com'], approvals: 2 },
  settings: IdentitySettings = groupSettings,
) {
  const provider = fakeProvider();
  let loaded = 0;
  const deskSignIn = async () => {
    loaded += 1;
    return createSignIn({ provider, settings, signingKeys: async () => signingKeys, deskUrl });
  };
  const parts = approvalSetup({ signIn: settings, deskSignIn });
  const poll = parts.gate(hookDetails);
  await poll();
  return { ...parts, poll, provider, loaded: () => loaded, browser: () => browserOf(parts.desk, provider) };
}

type Desk = ReturnType<typeof approvalSetup>['desk'];

/** A browser with its own cookies. */
function browserOf(desk: Desk, provider: ReturnType<typeof fakeProvider>) {
  const jar = new CookieJar();
  /** What the provider was asked for, each time. */
  const asked: Record<string, string>[] = [];
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = { ...(init.headers as Record<string, string>), cookie: jar.header };
    const response = await desk.request(`${deskUrl}${path}`, { ...init, headers });
    jar.take(response);
    return response;
  };
  const get = async (path: string) => (await ask(path)).text();
  return {
    ...{ jar, ask, get, asked },
    async signIn(link: string, claims: Record<string, unknown>) {
      const begun = await ask(link.replace('/a/', '/sign-in/'));
      const url = begun.headers.get('location') ?? '';
      asked.push(Object.fromEntries(new URL(url).searchParams));
      return ask(`/signed-in${provider.signIn(url, claims)}`);
    },
    async decide(link: string, fields: Record<string, string> = approving) {
      const answer = await ask(link, fillIn(await get(link), fields));
      return answer.status === 303 ? ask(answer.headers.get('location') ?? '') : answer;
    },
  };
}
