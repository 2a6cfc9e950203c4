import { untilAborted } from '../../../hook/time-budget.ts';

/** Leaves most of the function's minute for the request and its mails. */
const maxAnswerMs = 20_000;

/** Rejects if ECS has not answered within 20 seconds, or if the signal is aborted. */
export function askEcs<Answer>(question: (signal: AbortSignal) => Promise<Answer>, signal: AbortSignal) {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(maxAnswerMs)]);
  return untilAborted(question(inTime), inTime);
}
