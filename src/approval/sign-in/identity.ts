import type { SignInIdentity } from '../request/people.ts';
import { type AccountGroups, readGroups } from './groups.ts';

export type IdentitySettings = {
  /** The only issuer whose tokens count. */
  issuer: string;
  /** Whose mail addresses the issuer is believed, in lower case. */
  mailDomains: readonly string[];
  /** The claim that names the groups of an account. Undefined: no groups count. */
  groupsClaim?: string | undefined;
};

export type Person = SignInIdentity & {
  /** Their mail address, if the issuer can be believed that it is theirs. */
  mail?: string | undefined;
  /** The groups in which the issuer says they are. Undefined if no groups count. */
  membership?: AccountGroups | undefined;
  /** When they entered their password or the like, in seconds since 1970. Undefined if the issuer does not say. */
  authenticatedAt?: number | undefined;
};

type ReadPerson = { ok: true; person: Person } | { ok: false; problem: 'unusable' | 'foreign-account' };

/**
 * Who has signed in, from the claims of an ID token whose signature has been checked. An account is its issuer and subject, and nothing else.
 *
 * A mail address makes somebody the reviewer of that address, so it counts only if all of this is true:
 * - the issuer says `email_verified: true`;
 * - its domain is among those for which the operator of the stack believes this issuer;
 * - the issuer is not Microsoft Entra ID, whose users and administrators can set the address to anything: Microsoft asks never to use it for
 *   authorization;
 * - at Google the account belongs to the organization of that domain (`hd`). Accounts of other organizations cannot sign in at all, because
 *   anybody can have a Google account.
 *
 * @see https://openid.net/specs/openid-connect-core-1_0.html#ClaimStability
 * @see https://learn.microsoft.com/en-us/entra/identity-platform/claims-validation
 * @see https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload
 */
export function readPerson(claims: Readonly<Record<string, unknown>>, settings: IdentitySettings): ReadPerson {
  const { iss, sub, hd } = claims;
  if (iss !== settings.issuer || typeof sub !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(sub)) {
    return { ok: false, problem: 'unusable' };
  }
  if (isGoogle(iss) && !settings.mailDomains.includes(String(hd))) return { ok: false, problem: 'foreign-account' };
  const mail = trustedMail(claims, settings);
  const { auth_time: authenticatedAt } = claims;
  const { groupsClaim } = settings;
  return {
    ok: true,
    person: {
      ...{ iss, sub, mail },
      ...(groupsClaim !== undefined && { membership: readGroups(claims, groupsClaim) }),
      ...(isTime(authenticatedAt) && { authenticatedAt }),
    },
  };
}

function isTime(given: unknown): given is number {
  return Number.isSafeInteger(given) && Number(given) > 0 && Number(given) < maxSeconds;
}

/** The last second that a `Date` can have. */
const maxSeconds = 8.64e12;

function trustedMail(
  { email, email_verified: isVerified, hd }: Readonly<Record<string, unknown>>,
  { issuer, mailDomains }: IdentitySettings,
): string | undefined {
  if (isVerified !== true || typeof email !== 'string' || isEntra(issuer)) return undefined;
  const mail = email.toLowerCase();
  const [, domain = ''] = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([a-z0-9.-]{1,253})$/.exec(mail) ?? [];
  if (!mailDomains.includes(domain) || (isGoogle(issuer) && hd !== domain)) return undefined;
  return mail;
}

/** Whether the settings of now would still make the account this person. */
export function isStillBelieved(
  { iss, mail }: Pick<Person, 'iss' | 'mail'>,
  { issuer, mailDomains }: IdentitySettings,
): boolean {
  return iss === issuer && (mail === undefined || mailDomains.includes(mail.slice(mail.lastIndexOf('@') + 1)));
}

export function isGoogle(issuer: string): boolean {
  return new URL(issuer).hostname === 'accounts.google.com';
}

/** In every cloud, with the services for customers. */
export function isEntra(issuer: string): boolean {
  return /(^|\.)(microsoftonline\.(com|us|de|cn)|partner\.microsoftonline\.cn|windows\.net|chinacloudapi\.cn|ciamlogin\.com|b2clogin\.com|login\.microsoft\.com)$/.test(
    new URL(issuer).hostname,
  );
}
