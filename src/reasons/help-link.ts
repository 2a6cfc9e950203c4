import type { ReasonId } from './known-reasons.ts';

/** Where the desk and the sandbox show the cards of all messages. */
export const helpPath = '/help';

/**
 * The address of a card on the desk and in the sandbox.
 *
 * @example helpLink('hook-failed') // '/help#hook-failed'
 */
export function helpLink(id: ReasonId): string {
  return `${helpPath}#${id}`;
}
