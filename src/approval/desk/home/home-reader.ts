import { formatPeople } from '../../request/people.ts';
import type { Session } from '../../sign-in/session.ts';
import { sessionVoter } from '../../sign-in/session-voter.ts';

/** Who of those that have signed in may read every request: accounts whose mail address is believed, or every account of the provider. */
export const deskReaders = ['recognized', 'everybody'] as const;

export type DeskReaders = (typeof deskReaders)[number];

/** Whether somebody who has signed in may read what is asked of others, see docs/decisions/0052. */
export function mayReadAll(session: Session, readers: DeskReaders): boolean {
  return readers === 'everybody' || session.mail !== undefined;
}

/** `ana@shop.example`, or the account. */
export function nameOfReader(session: Session, now: Date): string {
  return formatPeople(sessionVoter(session, {}, now).by);
}
