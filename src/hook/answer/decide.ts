import type { Verdict } from '../verdict.ts';
import { delaySeconds } from './delay.ts';

/** The answer for ECS, before it is put into ECS's spelling. */
export type AnswerDecision =
  | { status: 'SUCCEEDED'; reason: string }
  | { status: 'FAILED'; reason: string }
  | { status: 'IN_PROGRESS'; reason: string; delaySeconds: number; errors: number };

type Circumstances = {
  now: Date;
  since: Date;
  /** Errors in a row before this verdict. */
  errors: number;
  /** How many errors in a row are tolerated; one more is FAILED. */
  errorBudget: number;
};

/** Turns a verdict into what ECS acts on. The only place that does. */
export function decide(verdict: Verdict, { now, since, errors, errorBudget }: Circumstances): AnswerDecision {
  const waitedSeconds = Math.max(0, (now.getTime() - since.getTime()) / 1000);
  switch (verdict.kind) {
    case 'pass':
      return { status: 'SUCCEEDED', reason: verdict.reason };
    case 'fail':
      return { status: 'FAILED', reason: verdict.reason };
    case 'wait': {
      const untilDeadline = verdict.deadline && (verdict.deadline.getTime() - now.getTime()) / 1000;
      const delay = delaySeconds(waitedSeconds, untilDeadline, verdict.retryAfterSeconds);
      return { status: 'IN_PROGRESS', reason: verdict.reason, delaySeconds: clampDelay(delay), errors: 0 };
    }
    case 'error':
      if (errors < errorBudget) {
        return {
          status: 'IN_PROGRESS',
          reason: `${verdict.reason} (error ${errors + 1} of up to ${errorBudget} in a row)`,
          delaySeconds: clampDelay(errorDelaySeconds(errors)),
          errors: errors + 1,
        };
      }
      return {
        status: 'FAILED',
        reason: `${verdict.reason} (error ${errors + 1}, error budget of ${errorBudget} used up)`,
      };
  }
}

/** 10, 15, 22, … up to 60 seconds: ten errors last about seven minutes, longer than most partial outages. */
function errorDelaySeconds(errors: number): number {
  return Math.min(60, Math.round(10 * 1.5 ** errors));
}

/** ECS's own bounds are unknown, so the answer stays within values seen in use: whole seconds from 1 to 900. */
function clampDelay(seconds: number): number {
  return Number.isFinite(seconds) ? Math.min(900, Math.max(1, Math.round(seconds))) : 30;
}
