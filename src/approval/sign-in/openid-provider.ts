import * as oidc from 'openid-client';
import type { Clock } from '../../hook/clock.ts';
import { isLeftOut } from './groups.ts';
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
  /** The claim that names somebody's groups. Undefined: they are not asked for. */
  groupsClaim?: string | undefined;
};

/**
 * Any OpenID provider that has a discovery document. The document and the provider's keys are kept for an hour, so this is created outside the
 * handler. A failed exchange drops them, because the client's secret may have been rotated.
 *
 * @see https://github.com/panva/openid-client
 */
export function openidProvider({
  issuer,
  clientId,
  clientSecret,
  clock,
  wantsMail,
  groupsClaim,
}: ProviderParts): SignInProvider {
  let known: { configuration: Promise<oidc.Configuration>; until: number } | undefined;

  return {
    startUrl: ({ state, nonce, verifier, redirectUri, maxAgeSeconds, isAgain = false }) =>
      withConfiguration(async (configuration) => {
        const challenge = await oidc.calculatePKCECodeChallenge(verifier);
        const asked = { redirect_uri: redirectUri, scope: scopesFor(configuration, groupsClaim), state, nonce };
        const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
        const fresh = {
          ...(maxAgeSeconds !== undefined && { max_age: `${maxAgeSeconds}` }),
          ...(isAgain && { prompt: 'login' }),
        };
        return oidc.buildAuthorizationUrl(configuration, { ...asked, ...pkce, ...fresh }).href;
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
        const wanted = [...(wantsMail ? ['email'] : []), ...(groupsClaim === undefined ? [] : [groupsClaim])];
        const missing = wanted.filter((name) => claims[name] === undefined && !isLeftOut(claims, name));
        return missing.length > 0
          ? { ...claims, ...(await moreOf(configuration, tokens.access_token, String(claims.sub), missing)) }
          : claims;
      }),

    endUrl: (returnTo) =>
      withConfiguration(async (configuration) => {
        if (!configuration.serverMetadata().end_session_endpoint) return undefined;
        // Cognito requires an address to return to, under a name of its own. Others would have to have it registered.
        const back = isCognito(new URL(issuer)) ? { logout_uri: returnTo } : undefined;
        return oidc.buildEndSessionUrl(configuration, back).href;
      }),
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
    throw new ProviderError('PROVIDER_REFUSED', 'the discovery document names an issuer other than OIDC_ISSUER');
  }
}

/** The scope of the groups' claim has its name, if there is one: Okta wants it, and other providers refuse scopes that they do not know. */
function scopesFor(configuration: oidc.Configuration, groupsClaim: string | undefined): string {
  const ofGroups = configuration.serverMetadata().scopes_supported?.filter((scope) => scope === groupsClaim) ?? [];
  return ['openid', 'email', ...ofGroups].join(' ');
}

/** Some providers have these claims at the UserInfo endpoint only, which says of whom it speaks. */
async function moreOf(
  configuration: oidc.Configuration,
  accessToken: string,
  subject: string,
  names: readonly string[],
): Promise<Record<string, unknown>> {
  if (!configuration.serverMetadata().userinfo_endpoint) return {};
  const known = await oidc.fetchUserInfo(configuration, accessToken, subject);
  // An address counts only with what this very answer says about it.
  const wanted = names.flatMap((name) => (name === 'email' ? ['email', 'email_verified'] : [name]));
  return Object.fromEntries(wanted.map((name) => [name, known[name]]));
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

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html */
function isCognito({ hostname }: URL): boolean {
  return /^cognito-idp(-fips)?\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/.test(hostname);
}

/** Only a provider on the same computer may be without TLS. */
function isLoopback({ hostname }: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
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
