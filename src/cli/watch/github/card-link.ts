import { helpLink } from '../../../reasons/help-link.ts';
import { knownReasons } from '../../../reasons/known-reasons.ts';
import type { StackOutputs } from '../../aws/stack.ts';
import type { Cause } from '../../explain/explanation.ts';

/**
 * The address of the card that explains a cause, on the desk. Undefined if there is no such card, or the address of the desk is not known.
 *
 * @example cardLink('hook-failed', stack) // 'https://desk.example.com/help#hook-failed'
 */
export function cardLink(kind: Cause['kind'], stack: Pick<StackOutputs, 'deskUrl'> | undefined): string | undefined {
  const reason = knownReasons.find(({ id }) => id === kind);
  const desk = URL.parse(stack?.deskUrl ?? '');
  if (reason === undefined || desk === null || !/^https?:$/.test(desk.protocol)) return undefined;
  return new URL(helpLink(reason.id), desk.origin).href;
}
