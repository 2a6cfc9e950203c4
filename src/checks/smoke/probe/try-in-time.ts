import type { ProbeOutcome } from './probe-answer.ts';
import type { ProbeRequest } from './probe-request.ts';

/** Something on the wire: how it is stopped, and what it amounts to if its time is up. */
export type Attempt = { onTimeout(): ProbeOutcome; destroy(): void };

/** The first outcome that `start` settles on, or the end of the time. Everything that is still open then is destroyed. */
export async function tryInTime(
  { timeoutMs }: Pick<ProbeRequest, 'timeoutMs'>,
  signal: AbortSignal,
  start: (settle: (outcome: ProbeOutcome) => void) => Attempt,
): Promise<ProbeOutcome> {
  if (signal.aborted) return outOfTime;
  const { promise, resolve } = Promise.withResolvers<ProbeOutcome>();
  const attempt = start(resolve);
  const timer = setTimeout(() => resolve(attempt.onTimeout()), timeoutMs);
  const onAbort = () => resolve(outOfTime);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    attempt.destroy();
  }
}

const outOfTime: ProbeOutcome = {
  kind: 'transport',
  problem: 'this invocation ran out of time',
  cause: undefined,
};
