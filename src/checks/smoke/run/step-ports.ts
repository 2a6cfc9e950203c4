import type { CheckContext } from '../../../hook/check.ts';
import type { SmokeConfig } from '../config/smoke-config.ts';
import { judgeResponse, type KnownValues, mayBeDone } from '../judge/judge-response.ts';
import type { ProbeSession } from '../probe/http-probe.ts';
import { type PlannedRequest, type Sending, sendRequest } from '../send/send-request.ts';
import { notSentYet } from './play-step.ts';
import type { StepAttempt, StepPorts, SuiteStep } from './step.ts';

type Sender = {
  /** The request of a step as it is sent. */
  plan(step: SuiteStep): PlannedRequest;
  session: ProbeSession;
  values: KnownValues;
  /** Only for a suite with placeholders. */
  complete?: Sending['complete'];
  secrets?: Sending['secrets'];
  pause(ms: number, signal: AbortSignal): Promise<void>;
};

/** Longer pauses are left to ECS: a function that waits costs money. */
const maxPauseMs = 5000;

/** What the steps of one invocation send with. */
export function stepPorts(
  { plan, session, values, complete, secrets, pause }: Sender,
  {
    config,
    signal,
    remainingMs,
    clock,
  }: Pick<CheckContext<SmokeConfig>, 'config' | 'signal' | 'remainingMs' | 'clock'>,
): StepPorts & { hasAdvanced(): boolean } {
  const takeSlot = slots(config.concurrency);
  let judged = 0;
  let hasFailed = false;
  let pausedMs = 0;
  const startedAt = clock.now().getTime();
  // A clock that stands still (in a simulation) does not make a pause endless.
  const now = () => Math.max(clock.now().getTime(), startedAt + pausedMs);
  const isStopped = () => signal.aborted || hasFailed;

  return {
    now,
    isStopped,
    stop() {
      hasFailed = true;
    },
    resume() {
      hasFailed = false;
    },
    hasAdvanced: () => judged > 0,
    async waitUntil(time) {
      const ms = time - now();
      if (ms <= 0) return !signal.aborted;
      if (isStopped() || ms > maxPauseMs || ms > remainingMs()) return false;
      await pause(ms, signal);
      pausedMs = Math.max(pausedMs, time - startedAt);
      return !isStopped();
    },
    async attempt(step, isSample) {
      const release = await takeSlot();
      try {
        const planned = plan(step);
        const { timeoutMs } = planned.planned;
        // What is cut off would have to be sent again, so it is left to the next call.
        if (signal.aborted || (judged > 0 && remainingMs() < timeoutMs)) return leftOver(step, timeoutMs);
        const attempts = isSample ? 1 : config.attempts;
        const result = await sendRequest(planned, { session, attempts, values, complete, secrets, signal, pause });
        const judgement = judgeResponse(result, values);
        const isCut = signal.aborted && result.outcome.kind === 'transport';
        if (!isCut) judged += 1;
        const isOpen = judgement.kind !== 'passed' && judgement.kind !== 'failed';
        return {
          ...{ judgement, isCut, timeoutMs, result },
          isFinal: result.outcome.kind === 'refused',
          isSpent: isOpen && mayBeDone(result, judgement.kind),
        };
      } finally {
        release();
      }
    },
  };
}

function leftOver(step: SuiteStep, timeoutMs: number): StepAttempt {
  return { judgement: notSentYet(step), isCut: true, isFinal: false, isSpent: false, timeoutMs };
}

/** At most as many at once; the others wait in the order in which they came. */
function slots(count: number): () => Promise<() => void> {
  let free = count;
  const waiting: (() => void)[] = [];
  const release = () => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return release;
  };
}
