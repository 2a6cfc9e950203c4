import { linkHolder } from './people.ts';
import type { Vote } from './request.ts';

/**
 * How well a vote proves who cast it, from the least to the most: it came with the one link that everybody got, with the link in a reviewer's own
 * mailbox, from somebody who signed in, or with the credentials of an IAM identity.
 */
export const assurances = ['link', 'mailbox', 'sign-in', 'iam'] as const;

export type Assurance = (typeof assurances)[number];

function assuranceOf({ by, via }: Pick<Vote, 'by' | 'via'>): Assurance {
  if (via === 'sign-in' || via === 'iam') return via;
  return by === linkHolder ? 'link' : 'mailbox';
}

/**
 * Whether a vote proves as much as a gate asks for.
 *
 * @param least - what the gate asks for; undefined means a link
 */
export function provesEnough(least: Assurance = 'link', vote: Pick<Vote, 'by' | 'via'>): boolean {
  return assurances.indexOf(assuranceOf(vote)) >= assurances.indexOf(least);
}
