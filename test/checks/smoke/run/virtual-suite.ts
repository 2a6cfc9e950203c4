import type { Running } from '../../../../src/checks/smoke/config/running-config.ts';
import type { Judgement } from '../../../../src/checks/smoke/judge/judge-response.ts';
import type { StepAttempt, StepPorts, SuiteStep } from '../../../../src/checks/smoke/run/step.ts';

export const noRunning: Running = { until: undefined, hold: undefined, samples: undefined, degraded: undefined };

export function step(index: number, change: Partial<SuiteStep> = {}): SuiteStep {
  return {
    index,
    phase: 'test',
    name: `GET /${index}`,
    allowed: 'status 200',
    running: noRunning,
    needs: [],
    captures: false,
    ...change,
  };
}

export function judgement(kind: Judgement['kind'], change: Partial<Judgement> = {}): Judgement {
  const outcome = kind === 'passed' || kind === 'failed' ? kind : 'unknown';
  return {
    ...{ kind, proof: true, isCertain: true, tookMs: 40 },
    finding: { name: 'GET /', outcome, found: `status ${kind === 'passed' ? 200 : 500}, 40 ms`, allowed: 'status 200' },
    ...change,
  };
}

/** One answer of a virtual service: how it is judged, and how long it takes. */
export type VirtualAnswer = Partial<StepAttempt> & { kind?: Judgement['kind']; tookMs?: number };

/**
 * An invocation on a clock that only waiting and sending move. The service answers by its own rule; nothing is sent for real.
 *
 * @param remainingMs - what is left of the invocation at its start
 */
export function invocation(
  answer: (step: SuiteStep, now: number) => VirtualAnswer,
  { startsAt = 0, remainingMs = 60_000, maxPauseMs = 5000 } = {},
) {
  let now = startsAt;
  let isOver = false;
  let hasFailed = false;
  const sent: [index: number, at: number][] = [];
  const ports: StepPorts = {
    now: () => now,
    isStopped: () => isOver || hasFailed,
    stop() {
      hasFailed = true;
    },
    resume() {
      hasFailed = false;
    },
    async waitUntil(time) {
      if (time <= now) return !isOver;
      if (hasFailed || isOver || time - now > maxPauseMs || time > startsAt + remainingMs) return false;
      now = time;
      return true;
    },
    async attempt(which) {
      const timeoutMs = 5000;
      if (isOver) return { judgement: judgement('continued'), isCut: true, isFinal: false, isSpent: false, timeoutMs };
      const { kind = 'passed', tookMs = 40, ...rest } = answer(which, now);
      sent.push([which.index, now]);
      now += tookMs;
      isOver = now >= startsAt + remainingMs;
      const found = `status ${kind === 'passed' ? 200 : 500}, ${tookMs} ms`;
      const outcome = kind === 'passed' || kind === 'failed' ? kind : 'unknown';
      return {
        judgement: judgement(kind, { tookMs, finding: { name: which.name, outcome, found, allowed: which.allowed } }),
        ...{ isCut: false, isFinal: false, isSpent: false, timeoutMs, ...rest },
      };
    },
  };
  return { ports, sent, now: () => now };
}
