import type { AwsFlags } from '../aws/aws-command.ts';
import type { RequestFlags } from './choose-request.ts';

/** What a command wants to be recorded; also its name. */
export type DecisionChoice = 'approve' | 'reject' | 'withdraw' | 'break-glass' | 'extend' | 'close';

export type DecideFlags = AwsFlags &
  RequestFlags & { reason?: string; confirmChecklist?: true; minutes?: number; yes?: true };

/** Whether everybody who is asked has to read why, at every gate. */
export function needsReasonAlways(choice: DecisionChoice): boolean {
  return choice === 'reject' || choice === 'break-glass' || choice === 'extend' || choice === 'close';
}
