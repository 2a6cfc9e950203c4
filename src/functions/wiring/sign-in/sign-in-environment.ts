import * as v from 'valibot';
import { isEntra } from '../../../approval/sign-in/identity.ts';
import { httpsUrl, optionalText, readEnvironment, text } from '../environment.ts';
import { signInFacts } from './sign-in-facts.ts';

const issuer = 'expected the issuer as its discovery document has it, such as https://login.example.com/shop';

const schema = v.pipe(
  v.object({
    DESK_URL: httpsUrl,
    OIDC_ISSUER: v.pipe(
      v.string(issuer),
      v.check(isIssuer, issuer),
      v.check(
        (url) => !isIssuer(url) || !isEntra(url) || !/\/(common|organizations|consumers)(\/|$)/.test(url),
        'expected the issuer of one tenant, because with this one every tenant of Entra ID could sign in',
      ),
    ),
    OIDC_CLIENT_ID: text,
    OIDC_CLIENT_SECRET_ID: optionalText,
    OIDC_MAIL_DOMAINS: optionalText,
    OIDC_GROUPS_CLAIM: optionalText,
  }),
  v.check(
    ({ OIDC_ISSUER, OIDC_MAIL_DOMAINS }) =>
      OIDC_ISSUER !== 'https://accounts.google.com' || OIDC_MAIL_DOMAINS !== undefined,
    'set OIDC_MAIL_DOMAINS: without it nobody could sign in with Google',
  ),
);

/** An https URL without query and fragment; http only on this computer. */
function isIssuer(given: string): boolean {
  return /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1)(?=[:/]|$))[^\s?#]*$/.test(given) && URL.canParse(given);
}

/** @throws Error naming each wrong variable; its message contains no values */
export function readSignInEnvironment(environment: Record<string, string | undefined>) {
  const read = readEnvironment(schema, environment);
  return {
    deskUrl: read.DESK_URL,
    issuer: read.OIDC_ISSUER,
    clientId: read.OIDC_CLIENT_ID,
    secretId: read.OIDC_CLIENT_SECRET_ID,
    mailDomains: signInFacts(read)?.mailDomains ?? [],
    groupsClaim: read.OIDC_GROUPS_CLAIM,
  };
}
