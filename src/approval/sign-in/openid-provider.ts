import * as oidc from 'openid-client';
import type { Clock } from '../../hook/clock.ts';
import type { SignInProvider } from './provider.ts';
import { ProviderError } from './provider-error.ts';

type ProviderParts = {
  issuer: string;
  clientId: string;
  /** Undefined if the client has none. */
  clientSecret: () => Promise<string | undefined>;
  clock: Clock;
  /** Whether to ask for the mail address if it is not in the ID token. */
  wantsMail: boolean;
};

/**
 * Any OpenID provider that has a discovery document. The document and the provider's keys are kept for an hour, so this is created outside the
 * handler. A failed exchange drops them, because the client's secret may have been rotated.
 *
 * @see https://github.com/panva/openid-client
 */
export function openidProvider({ issuer, clientId, clientSecret, clock, wantsMail }: ProviderParts): SignInProvider {
  let known: { configuration: Promise<oidc.Configuration>; until: number } | undefined;

  return {
    startUrl: ({ state, nonce, verifier, redirectUri }) =>
      withConfiguration(async (configuration) => {
        const challenge = await oidc.calculatePKCECodeChallenge(verifier);
        const asked = { redirect_uri: redirectUri, scope: 'openid email', state, nonce };
        const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
        return oidc.buildAuthorizationUrl(configuration, { ...asked, ...pkce }).href;
      }),

    claimsFor: ({ callback, state, nonce, verifier }) =>
      withConfiguration(async (configuration) => {
        const checks = {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        };
        const tokens = await oidc.authorizationCodeGrant(configuration, callback, checks);
        const claims = { ...tokens.claims() };
        return wantsMail && claims['email'] === undefined
          ? { ...claims, ...(await mailOf(configuration, tokens)) }
          : claims;
      }),

    endUrl: () =>
      withConfiguration(async (configuration) =>
        configuration.serverMetadata().end_session_endpoint ? oidc.buildEndSessionUrl(configuration).href : undefined,
      ),
  };

  async function withConfiguration<T>(use: (configuration: oidc.Configuration) => Promise<T>): Promise<T> {
    try {
      return await use(await configured());
    } catch (error) {
      known = undefined;
      throw asProviderError(error);
    }
  }

  function configured(): Promise<oidc.Configuration> {
    const now = clock.now().getTime();
    if (!known || now >= known.until) known = { configuration: discover(), until: now + maxAgeMs };
    return known.configuration;
  }

  async function discover(): Promise<oidc.Configuration> {
    const secret = (await clientSecret())?.trim();
    const configuration = await oidc.discovery(new URL(issuer), clientId, undefined, authenticateWith(secret), {
      timeout: maxCallSeconds,
      execute: [oidc.enableNonRepudiationChecks, ...(isLoopback(new URL(issuer)) ? [oidc.allowInsecureRequests] : [])],
    });
    if (configuration.serverMetadata().issuer === issuer) return configuration;
    throw new ProviderError('PROVIDER_REFUSED', 'the discovery document names another issuer than OIDC_ISSUER');
  }
}

/** Some providers have it at the UserInfo endpoint only, which says of whom it speaks. */
async function mailOf(
  configuration: oidc.Configuration,
  tokens: Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>,
) {
  const subject = tokens.claims()?.sub;
  if (!configuration.serverMetadata().userinfo_endpoint || subject === undefined) return {};
  const { email, email_verified } = await oidc.fetchUserInfo(configuration, tokens.access_token, subject);
  return { email, email_verified };
}

const maxAgeMs = 3_600_000;
const maxCallSeconds = 5;

/** In the body, which Google requires, unless the provider only takes a header. */
function authenticateWith(secret: string | undefined): oidc.ClientAuth {
  if (secret === undefined) return oidc.None();
  const [post, basic] = [oidc.ClientSecretPost(secret), oidc.ClientSecretBasic(secret)];
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported;
    const isHeaderOnly = methods?.includes('client_secret_basic') && !methods.includes('client_secret_post');
    return (isHeaderOnly ? basic : post)(server, ...rest);
  };
}

/** Only a provider on the same computer may be without TLS. */
function isLoopback({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** The message has nothing of what the provider sent, except for a code of the standards. */
function asProviderError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  const { code, error: oauthError, cause } = (error ?? {}) as { code?: unknown; error?: unknown; cause?: unknown };
  const names = [code, oauthError].filter((name): name is string => typeof name === 'string' && isName.test(name));
  const said = names.length > 0 ? names.join(' ') : error instanceof Error ? error.name : 'unknown';
  const isDown =
    error instanceof TypeError || lost.has(String(code)) || (cause instanceof Response && cause.status >= 500);
  return isDown
    ? new ProviderError('PROVIDER_UNREACHABLE', `the sign-in provider did not answer: ${said}`)
    : new ProviderError('PROVIDER_REFUSED', `the sign-in provider or its answer was not accepted: ${said}`);
}

const isName = /^[A-Za-z_]{1,60}$/;
const lost: ReadonlySet<string> = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT']);
