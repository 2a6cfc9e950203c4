import type { AnswerDecision } from './answer.ts';
import { clampDelay } from './delay.ts';

/**
 * The answer to ECS while something that the check needs does not work, such as S3: call again, as long as the errors in a row are within the
 * budget, then roll back. Never continue.
 *
 * @param errors - the errors in a row before this one
 * @param errorBudget - how many are tolerated
 */
export function answerToOutage(problem: string, errors: number, errorBudget: number): AnswerDecision {
  if (errors < errorBudget) {
    return {
      status: 'IN_PROGRESS',
      reason: `${problem} (error ${errors + 1} of up to ${errorBudget} in a row)`,
      // 10, 15, 22, … up to 60 seconds: ten errors last about seven minutes, longer than most partial outages.
      delaySeconds: clampDelay(Math.min(60, 10 * 1.5 ** errors)),
      errors: errors + 1,
    };
  }
  return {
    status: 'FAILED',
    reason: `${problem} (error ${errors + 1}, error budget of ${errorBudget} used up)`,
  };
}
