import { createHash } from 'node:crypto';

/**
 * The names begin with `__Host-`, so that a browser accepts them only from this very host over TLS. SameSite is Lax: with Strict the browser would
 * not send them when it returns from the provider, nor when somebody opens a link in a mail.
 */
export const sessionCookie = '__Host-greenlight-session';
const attemptPrefix = '__Host-greenlight-sign-in-';

/** Each attempt has its own cookie, so that two tabs do not disturb each other. */
export function attemptCookie(state: string): string {
  return `${attemptPrefix}${createHash('sha256').update(state).digest('base64url').slice(0, 16)}`;
}

export function setCookie(name: string, value: string, maxAgeSeconds: number): string {
  return `${name}=${value}; Max-Age=${maxAgeSeconds}; ${attributes}`;
}

export function deleteCookie(name: string): string {
  return `${name}=; Max-Age=0; ${attributes}`;
}

const attributes = 'Path=/; Secure; HttpOnly; SameSite=Lax';

/** The cookies in a request. One that is there twice was not set by us alone, and is left out. */
export function cookiesIn(header: string | undefined): ReadonlyMap<string, string> {
  const pairs = (header ?? '').split(';').map((pair): [string, string] => {
    const [name = '', ...value] = pair.trim().split('=');
    return [name, value.join('=')];
  });
  const names = pairs.map(([name]) => name);
  return new Map(pairs.filter(([name]) => names.indexOf(name) === names.lastIndexOf(name)));
}

/** The cookies of all attempts. */
export function attemptsIn(cookies: ReadonlyMap<string, string>): string[] {
  return [...cookies.keys()].filter((name) => name.startsWith(attemptPrefix));
}

/** The cookies of earlier attempts that have to go, so that many attempts do not make the request's headers too long. */
export function surplusAttempts(cookies: ReadonlyMap<string, string>): string[] {
  return attemptsIn(cookies).slice(0, -maxOtherAttempts);
}

const maxOtherAttempts = 3;
