import { linkPath } from '../link/short-link.ts';
import type { SigningKeySource } from '../link/signing-keys.ts';
import {
  attemptCookie,
  attemptsIn,
  cookiesIn,
  deleteCookie,
  sessionCookie,
  setCookie,
  surplusAttempts,
} from './cookies.ts';
import { type IdentitySettings, isStillBelieved, type Person, readPerson } from './identity.ts';
import { callbackPath, signedOutPath, signInPath } from './paths.ts';
import type { SignInProvider } from './provider.ts';
import { ProviderError } from './provider-error.ts';
import { type SealPurpose, unseal } from './seal.ts';
import {
  attemptMinutes,
  newAttempt,
  readAttempt,
  readSession,
  type Session,
  sealAttempt,
  sealNewSession,
  sessionMinutes,
} from './session.ts';
import { type SignInPage, signInPages } from './sign-in-pages.ts';

/** What the desk answers: a redirect, or a page with a message. `did` is for the log, which gets no code, no token and no words of the provider. */
export type SignInAnswer = { cookies: readonly string[]; did: string; error?: ProviderError } & (
  | { status: 303; location: string }
  | ({ status: 200 | 400 | 403 | 503 } & SignInPage)
);

type SignInParts = {
  provider: SignInProvider;
  settings: IdentitySettings;
  signingKeys: SigningKeySource;
  /** The desk's own address, without a trailing slash. */
  deskUrl: string;
};

/** How fresh a sign-in has to be. Default: as the provider likes. */
export type WantedSignIn = {
  /** How long ago the person may have signed in at the provider. */
  maxAgeSeconds?: number | undefined;
  /** Whether they have to sign in again in any case. */
  isAgain?: boolean;
};

/** What a browser has sent. */
type Asked = { cookies: string | undefined; now: Date; signal: AbortSignal };

/**
 * Signing in on the desk. Nothing is stored on our side: what has to be remembered is in sealed cookies of the browser, one for each attempt until
 * it comes back from the provider, and one for the person who has signed in.
 */
export function createSignIn({ provider: openid, settings, signingKeys, deskUrl }: SignInParts) {
  const redirectUri = `${deskUrl}${callbackPath}`;

  return {
    /** Undefined if nobody is signed in. The settings may have changed since: what they no longer believe ends the session. */
    async sessionOf({ cookies, now, signal }: Asked): Promise<Session | undefined> {
      const sealed = cookiesIn(cookies).get(sessionCookie);
      const session = sealed && readSession(await openSealed('sign-in session', sealed, signal), now);
      if (!session || !isStillBelieved(session, settings)) return undefined;
      return settings.groupsClaim === undefined ? { ...session, groups: [] } : session;
    },

    /**
     * @param token - of a link that has been verified: the only place to return to. Empty: the desk's first page
     * @param wanted - how fresh the sign-in has to be
     */
    async begin(token: string, { cookies, now, signal }: Asked, wanted: WantedSignIn = {}): Promise<SignInAnswer> {
      const attempt = newAttempt(token, now);
      try {
        const location = await openid.startUrl({ ...attempt, redirectUri, ...wanted });
        const sealed = sealAttempt(await signingKeys({ signal }), attempt);
        const started = setCookie(attemptCookie(attempt.state), sealed, attemptMinutes * 60);
        const surplus = surplusAttempts(cookiesIn(cookies)).map(deleteCookie);
        return { status: 303, location, cookies: [...surplus, started], did: 'sent somebody to sign in' };
      } catch (error) {
        return failed(error, token, []);
      }
    },

    /**
     * @param query - of the address to which the provider has sent the browser back
     * @param groupsFor - the groups that have to be known for the request of a link
     */
    async finish(
      query: string,
      { cookies, now, signal }: Asked,
      groupsFor: (token: string) => Promise<readonly string[]>,
    ): Promise<SignInAnswer> {
      const callback = new URL(redirectUri);
      callback.search = query;
      const states = callback.searchParams.getAll('state');
      const [state = ''] = states;
      const sealed = states.length === 1 ? cookiesIn(cookies).get(attemptCookie(state)) : undefined;
      if (sealed === undefined) return { ...refused, cookies: [] };
      const used = [deleteCookie(attemptCookie(state))];
      const attempt = readAttempt(await openSealed('sign-in attempt', sealed, signal), now);
      if (attempt?.state !== state) return { ...refused, cookies: used };
      const { token, nonce, verifier } = attempt;
      if (callback.searchParams.has('error')) {
        return {
          status: 403,
          ...signInPages.notCompleted(signInPath(token)),
          cookies: used,
          did: 'saw a sign-in refused',
        };
      }
      try {
        const read = readPerson(await openid.claimsFor({ callback, state, nonce, verifier }), settings);
        if (!read.ok) {
          const page =
            read.problem === 'unusable' ? signInPages.unusable() : signInPages.foreignAccount(signInPath(token));
          return { status: 403, ...page, cookies: used, did: `refused an account: ${read.problem}` };
        }
        const groups = settings.groupsClaim === undefined ? [] : await groupsFor(token);
        const session = sealNewSession(await signingKeys({ signal }), read.person, now, groups);
        const kept = [...used, setCookie(sessionCookie, session, sessionMinutes * 60)];
        return {
          status: 303,
          location: token === '' ? '/' : linkPath(token),
          cookies: kept,
          did: formatSignedIn(read.person),
        };
      } catch (error) {
        return failed(error, token, used);
      }
    },

    /** The provider is only asked for its page: signing out here works without it. */
    async end({ cookies }: Pick<Asked, 'cookies'>): Promise<SignInAnswer> {
      const elsewhere = await openid.endUrl(`${deskUrl}${signedOutPath}`).catch(() => undefined);
      const page = signInPages.signedOut(elsewhere);
      const gone = [sessionCookie, ...attemptsIn(cookiesIn(cookies))].map(deleteCookie);
      return { status: 200, ...page, cookies: gone, did: 'signed somebody out' };
    },
  };

  /** A rotation may have added a key that our cache does not have yet. */
  async function openSealed(purpose: SealPurpose, sealed: string, signal: AbortSignal): Promise<unknown> {
    let opened = unseal(await signingKeys({ signal }), purpose, sealed);
    if (!opened.ok && opened.problem === 'unknown-key') {
      opened = unseal(await signingKeys({ fresh: true, signal }), purpose, sealed);
    }
    return opened.ok ? opened.value : undefined;
  }
}

/** For the log: why somebody is not known as a member of their groups. */
function formatSignedIn({ membership }: Person): string {
  const why = membership?.unknown && unknownGroups[membership.unknown];
  return why === undefined ? 'signed somebody in' : `signed somebody in, whose groups are not all known: ${why}`;
}

const unknownGroups = {
  'too-many': 'the provider leaves them out because there are too many',
  unreadable: 'the claim contains something other than names',
} as const;

export type SignIn = ReturnType<typeof createSignIn>;

const refused = {
  status: 400,
  ...signInPages.notBegunHere(),
  did: 'refused a sign-in that this browser did not start',
} as const;

function failed(error: unknown, token: string, cookies: readonly string[]): SignInAnswer {
  if (!(error instanceof ProviderError)) throw error;
  const did = 'could not sign somebody in';
  return error.code === 'PROVIDER_UNREACHABLE'
    ? { status: 503, ...signInPages.unreachable(signInPath(token)), cookies, did, error }
    : { status: 403, ...signInPages.notAccepted(signInPath(token)), cookies, did, error };
}
