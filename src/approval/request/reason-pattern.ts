import { messageOf } from '../../wording/values.ts';
import { ApprovalError } from '../approval-error.ts';
import type { Vote } from './request.ts';
import { patternFor, type Terms } from './terms.ts';

/** What is wrong with the pattern of a configuration, which its schema does not compile; undefined if nothing is. */
export async function whyWrongPattern({ reasonPattern }: Pick<Terms, 'reasonPattern'>): Promise<string | undefined> {
  if (reasonPattern === undefined || reasonPattern === lastSound) return undefined;
  try {
    await compile(reasonPattern);
    lastSound = reasonPattern;
    return undefined;
  } catch (error) {
    return `reasonPattern: ${messageOf(error)}`;
  }
}

/** Compiling takes longer than the rest of a poll, and each poll of a gate has the same pattern. */
let lastSound: string | undefined;

/**
 * Why a reason is not accepted, as a sentence for the voter; undefined if it is, and if this choice needs no certain reason.
 *
 * @throws ApprovalError `UNREADABLE_REQUEST` if the pattern was damaged by hand
 */
export async function whyWrongReason(terms: Terms, { choice, reason = '' }: Vote): Promise<string | undefined> {
  const reasonPattern = patternFor(terms, choice);
  if (reasonPattern === undefined) return undefined;
  const problem = await whyWrongPattern({ reasonPattern });
  if (problem !== undefined) {
    throw new ApprovalError('UNREADABLE_REQUEST', `the request in the ledger is damaged: asked.${problem}`);
  }
  const pattern = await compile(reasonPattern);
  return pattern.test(reason) ? undefined : `The reason has to contain a match of ${reasonPattern}.`;
}

/** Loaded only for a pattern, because it is large. */
async function compile(pattern: string) {
  const { compileLinearRegex } = await import('../../wording/linear-regex.ts');
  return compileLinearRegex(pattern);
}
