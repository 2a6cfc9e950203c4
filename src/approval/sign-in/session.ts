import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import type { SigningKeys } from '../link/signing-keys.ts';
import type { Person } from './identity.ts';
import { seal } from './seal.ts';

/** How long somebody stays signed in. There is no refresh: afterwards they sign in again. */
export const sessionMinutes = 60;
/** How long signing in may take. */
export const attemptMinutes = 10;

const seconds = v.pipe(v.number(), v.integer());

/** Who is signed in. It is all in the cookie: the desk stores no sessions. */
const sessionSchema = v.object({
  /** A new one at each sign-in; a form belongs to it. */
  id: v.string(),
  iss: v.string(),
  sub: v.string(),
  mail: v.optional(v.string()),
  /** Those groups that the request names from whose link they signed in: a cookie has to be small. */
  groups: v.optional(v.array(v.string()), []),
  /** Why not all groups are known. */
  groupsUnknown: v.optional(v.picklist(['too-many', 'unreadable'])),
  /** When the provider says that they signed in there; seconds since 1970. */
  authenticatedAt: v.optional(seconds),
  /** Seconds since 1970. */
  until: seconds,
});

export type Session = v.InferOutput<typeof sessionSchema>;

/** Somebody who has gone to the provider and not come back yet. */
const attemptSchema = v.object({
  state: v.string(),
  nonce: v.string(),
  verifier: v.string(),
  /** The token of the link to return to, which has been verified. */
  token: v.string(),
  until: seconds,
});

type SignInAttempt = v.InferOutput<typeof attemptSchema>;

export function newAttempt(token: string, now: Date): SignInAttempt {
  const secret = () => randomBytes(32).toString('base64url');
  return { state: secret(), nonce: secret(), verifier: secret(), token, until: later(now, attemptMinutes) };
}

export function sealAttempt(keys: SigningKeys, attempt: SignInAttempt): string {
  return seal(keys, 'sign-in attempt', attempt);
}

/**
 * A new session, with another id than any before: signing in never continues what somebody else may have put into the browser.
 *
 * @param groups - those that have to be known later
 */
export function sealNewSession(keys: SigningKeys, person: Person, now: Date, groups: readonly string[]): string {
  const id = randomBytes(16).toString('base64url');
  const { iss, sub, mail, authenticatedAt, membership } = person;
  const session: Session = {
    ...{ id, iss, sub, mail, authenticatedAt },
    groups: groups.filter((group) => membership?.groups.includes(group)),
    groupsUnknown: membership?.unknown,
    until: later(now, sessionMinutes),
  };
  return seal(keys, 'sign-in session', session);
}

/** Undefined for anything else, or if it is over. */
export function readAttempt(value: unknown, now: Date): SignInAttempt | undefined {
  const parsed = v.safeParse(attemptSchema, value);
  return parsed.success && isLive(parsed.output, now) ? parsed.output : undefined;
}

/** Undefined for anything else, or if it is over. */
export function readSession(value: unknown, now: Date): Session | undefined {
  const parsed = v.safeParse(sessionSchema, value);
  return parsed.success && isLive(parsed.output, now) ? parsed.output : undefined;
}

function isLive({ until }: { until: number }, now: Date): boolean {
  return now.getTime() / 1000 < until;
}

function later(now: Date, minutes: number): number {
  return Math.floor(now.getTime() / 1000) + minutes * 60;
}
