import type { Verdict } from '../verdict.ts';
import type { AnswerDecision } from './answer.ts';
import { answerToOutage } from './answer-to-outage.ts';
import { clampDelay, delaySeconds } from './delay.ts';

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
      return answerToOutage(verdict.reason, errors, errorBudget);
  }
}
