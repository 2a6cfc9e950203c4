import { createHash } from 'node:crypto';
import type { CheckContext } from '../../../hook/check.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../hook/json.ts';
import type { Verdict } from '../../../hook/verdict.ts';
import type { SmokeConfig } from '../config/smoke-config.ts';
import type { Judgement } from '../judge/judge-response.ts';
import { judgeRun, type RunFacts } from '../judge/judge-run.ts';
import { type Captured, readRunState, writeRunState } from './run-state.ts';
import { runSteps, runTeardown } from './run-steps.ts';
import type { StepPorts, StepResult, SuiteStep } from './step.ts';

/** The steps of a suite, and what sends them. */
export type Suite = {
  steps: readonly SuiteStep[];
  captured: Captured;
  /** Where the requests go, for the reason. */
  origin: string;
  ports: StepPorts & {
    /** Whether the answer to any request has been judged in this invocation. */
    hasAdvanced(): boolean;
  };
};

type Context = Pick<CheckContext<SmokeConfig>, 'config' | 'state' | 'clock' | 'gate'>;

/**
 * Plays a suite as far as this invocation goes, and continues it where an earlier one stopped. Teardown follows as soon as the verdict is certain,
 * even if it is a fail.
 */
export async function runSuite({ steps, captured, origin, ports }: Suite, context: Context): Promise<Verdict> {
  const { config, state, clock, gate } = context;
  const suite = fingerprint(config);
  const saved = readRunState(state, suite, steps, { since: gate.since, now: clock.now(), captured });
  const results = await runSteps(steps, saved, ports);
  const judged = [...results.values()].map((result) => (ports.hasAdvanced() ? result.judgement : judgeStuck(result)));
  const now = clock.now();
  const facts: RunFacts = {
    ...{ origin, now, nextAt: nextOf(results) },
    unsettledSince: readUnsettledSince(state, gate.since, now) ?? unsettledUntilNow(results, now),
  };
  const verdict = judgeRun(judged, config, facts);
  const left = (more: ReadonlyMap<SuiteStep, StepResult>): JsonObject => ({
    ...(isJsonObject(verdict.state) ? verdict.state : {}),
    ...writeRunState(suite, new Map([...results, ...more]), captured),
  });
  if (verdict.kind === 'wait' || verdict.kind === 'error') {
    const isUnfinished = judged.some(({ kind }) => kind === 'continued');
    return isUnfinished || !isPlain(steps) ? { ...verdict, state: left(new Map()) } : verdict;
  }
  const teardown = await runTeardown(steps, saved, ports);
  return withTeardown(verdict, teardown, left(teardown));
}

/** All requests are sent once and side by side: the next call starts over, so that all of them have met the same listener. */
function isPlain(steps: readonly SuiteStep[]): boolean {
  return steps.every(
    ({ phase, running: { until, hold, samples }, needs }) =>
      phase === 'test' && needs.length === 0 && (until ?? hold ?? samples) === undefined,
  );
}

/** A request that takes longer than an invocation never ends: that is an error, and no reason to continue. */
function judgeStuck({ judgement, isCut }: StepResult): Judgement {
  if (isCut !== true) return judgement;
  return { ...judgement, kind: 'unknown', finding: { ...judgement.finding, outcome: 'unknown' } };
}

function nextOf(results: ReadonlyMap<SuiteStep, StepResult>): Date | undefined {
  const times = [...results.values()].flatMap(({ progress }) => progress?.nextAt ?? []);
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}

/** The listener has had the time of `until` to settle, if all requests that it keeps from green have one. */
function unsettledUntilNow(results: ReadonlyMap<SuiteStep, StepResult>, now: Date): Date | undefined {
  const unsettled = [...results.values()].filter(({ judgement: { kind } }) => kind === 'other' || kind === 'unreached');
  const since = unsettled.map(({ progress }) => progress?.wrongSince ?? now.getTime());
  return since.length === 0 ? undefined : new Date(Math.max(...since));
}

/** Teardown decides nothing, but what it left undone is shown. While it is not over, the verdict waits. */
function withTeardown(verdict: Verdict, teardown: ReadonlyMap<SuiteStep, StepResult>, state: JsonObject): Verdict {
  const judged = [...teardown.values()].map(({ judgement }) => judgement);
  const findings = [...(verdict.findings ?? []), ...judged.map(({ finding }) => finding)];
  if (judged.some(({ kind }) => kind === 'continued')) {
    return { kind: 'wait', reason: `teardown continues; ${verdict.reason}`, findings, state, retryAfterSeconds: 1 };
  }
  const [first] = judged.filter(({ kind }) => kind !== 'passed');
  const reason =
    first === undefined
      ? verdict.reason
      : `${verdict.reason}; teardown failed: ${first.finding.name} found ${first.finding.found}`;
  return { ...verdict, reason, findings };
}

/** Changes with every key of the suite, so that no step gets the state of another one. */
function fingerprint(config: SmokeConfig): string {
  return createHash('sha256').update(JSON.stringify(config)).digest('base64url').slice(0, 12);
}

/**
 * State travels through `hookDetails`, where others may have written it: it is clamped between the gate's first call and now, so that it can only
 * shorten the settling time, never extend it.
 */
function readUnsettledSince(state: JsonValue | undefined, gateSince: Date, now: Date): Date | undefined {
  const seconds = isJsonObject(state) ? state['unsettledSince'] : undefined;
  if (!Number.isFinite(seconds)) return undefined;
  return new Date(Math.min(now.getTime(), Math.max(gateSince.getTime(), Number(seconds) * 1000)));
}
