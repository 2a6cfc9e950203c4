import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { callbackPath } from '../../approval/sign-in/paths.ts';
import { serve } from '../servers/serve.ts';
import { renderChooser, renderSignedOut, renderSigningOut } from './chooser.ts';
import { memoryAdapter } from './kept-in-memory.ts';

export const localClient = { id: 'desk', secret: randomBytes(32).toString('base64url') };

export type LocalProvider = { issuer: string; stop(): Promise<void> };

/** Whether the package of the provider is there: it comes with the repository, and is no part of what is published. */
export function hasLocalProvider(): boolean {
  try {
    import.meta.resolve('oidc-provider');
    return true;
  } catch {
    return false;
  }
}

/** An OpenID provider on any free port, at which a person signs in as one of these people with a click. */
export async function startLocalProvider(deskUrl: string, people: readonly string[]): Promise<LocalProvider> {
  const { Provider } = await import('oidc-provider');
  let answer: (request: IncomingMessage, response: ServerResponse) => unknown = () => undefined;
  const server = createServer((request, response) => answer(request, response));
  const { url: issuer, stop } = await serve(server, { port: 0 });
  const provider = new Provider(issuer, settingsFor(deskUrl));
  const others = provider.callback();
  answer = (request, response) =>
    request.url?.startsWith(choosePath) ? choose(provider, people, request, response) : others(request, response);
  return { issuer, stop };
}

const choosePath = '/choose/';

type OidcProvider = InstanceType<typeof import('oidc-provider')['Provider']>;
type Settings = NonNullable<ConstructorParameters<typeof import('oidc-provider')['Provider']>[1]>;

function settingsFor(deskUrl: string): Settings {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    clients: [
      {
        ...{ client_id: localClient.id, client_secret: localClient.secret },
        ...{ redirect_uris: [`${deskUrl}${callbackPath}`], token_endpoint_auth_method: 'client_secret_post' },
      },
    ],
    adapter: memoryAdapter(),
    ttl: { Interaction: 3600, Grant: 3600, Session: 3600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'local' }] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        async logoutSource(context, form) {
          context.body = `${await renderSigningOut(form)}`;
        },
        async postLogoutSuccessSource(context) {
          context.body = `${await renderSignedOut()}`;
        },
      },
    },
    interactions: { url: (_context, { uid }) => `${choosePath}${uid}` },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({ sub, email: sub, email_verified: true }),
    }),
    // Nobody is asked what the desk may learn.
    async loadExistingGrant({ oidc }) {
      const { client, session, provider } = oidc;
      if (!client || !session?.accountId) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid email');
      await grant.save();
      return grant;
    },
  };
}

/** The page with the people, and what was chosen there. */
async function choose(
  provider: OidcProvider,
  people: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { uid } = await provider.interactionDetails(request, response);
  if (request.method !== 'POST') {
    response.setHeader('content-type', 'text/html; charset=utf-8').end(`${await renderChooser(people, uid)}`);
    return;
  }
  const login = people.find((person) => request.url === `${choosePath}${uid}/${encodeURIComponent(person)}`);
  const result = login === undefined ? { error: 'access_denied' } : { login: { accountId: login } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}
