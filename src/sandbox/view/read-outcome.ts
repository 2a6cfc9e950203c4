import type { HookOutcome } from '../../controller/events.ts';
import { isJsonObject } from '../../hook/json.ts';
import type { HookView } from './service-view.ts';

/** What stands for an answer where there is none. */
export const functionError = 'function error';
export const notInvoked = 'not invoked';
export const unreadableAnswer = 'unreadable answer';

/** The result of a hook's call, as the dashboard shows it. */
export function readOutcome(outcome: HookOutcome, at: Date): Pick<HookView, 'state' | 'answered'> & Partial<HookView> {
  switch (outcome.kind) {
    case 'succeeded':
      return { state: 'passed', answered: 'SUCCEEDED', ...reasonIn(outcome.answer) };
    case 'failed':
      return { state: 'failed', answered: 'FAILED', ...reasonIn(outcome.answer) };
    case 'in-progress':
      return {
        state: 'waiting',
        answered: 'IN_PROGRESS',
        ...reasonIn(outcome.answer),
        nextCallAt: new Date(at.getTime() + outcome.callBackDelaySeconds * 1000),
      };
    case 'unreadable':
      return { state: 'failed', answered: unreadableAnswer, reason: outcome.problem };
    case 'function-error':
      return { state: 'failed', answered: functionError, reason: outcome.problem };
    case 'not-invoked':
      return { state: 'failed', answered: notInvoked, reason: outcome.problem };
  }
}

/** Greenlight's hooks add a reason to what ECS reads. */
function reasonIn(answer: unknown): { reason?: string } {
  const reason = isJsonObject(answer) ? answer['reason'] : undefined;
  return typeof reason === 'string' ? { reason } : {};
}
