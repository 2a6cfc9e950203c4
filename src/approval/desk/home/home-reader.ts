import { formatPeople } from '../../request/people.ts';
import type { Session } from '../../sign-in/session.ts';
import { sessionVoter } from '../../sign-in/session-voter.ts';
import type { DeskReaders } from '../desk-readers.ts';

/** Whether somebody who has signed in may read what is asked of others, see docs/decisions/0052. */
export function mayReadAll(session: Session, readers: DeskReaders): boolean {
  return readers === 'everybody' || session.mail !== undefined;
}

/** `ana@shop.example`, or the account. */
export function nameOfReader(session: Session, now: Date): string {
  return formatPeople(sessionVoter(session, {}, now).by);
}
