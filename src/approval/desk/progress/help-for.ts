import { helpLink } from '../../../reasons/help-link.ts';
import { cardsFor } from '../../../reasons/recognize-reason.ts';

/** The address of the card about why ECS rolled back; undefined if ECS's words are not among those that are known. */
export function helpFor(cause: string): string | undefined {
  const [first] = cardsFor(cause);
  return first && helpLink(first);
}
