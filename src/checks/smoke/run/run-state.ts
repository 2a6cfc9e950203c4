import * as v from 'valibot';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../hook/json.ts';
import type { Judgement } from '../judge/judge-response.ts';
import type { Saved } from './run-steps.ts';
import type { Progress, StepResult, SuiteStep } from './step.ts';

/**
 * What a run leaves for the next call of its gate. It travels in `hookDetails`, so it is small and contains no secret. Others may have written it:
 * times are clamped between the gate's first call and now, so they can only shorten what they are about.
 */
const endedSchema = v.strictObject({
  k: v.picklist(['passed', 'failed']),
  o: v.picklist(['passed', 'degraded', 'failed', 'unknown']),
  f: v.string(),
  m: v.optional(v.number()),
  c: v.optional(v.literal(0)),
  p: v.optional(v.strictObject({ because: v.string(), isUnread: v.boolean() })),
  v: v.optional(v.custom<JsonObject>(isJsonObject)),
});

/** The values that steps have captured, which later steps use. */
export type Captured = {
  /** Undefined if they are secret, and so must not be kept. */
  of(step: SuiteStep): JsonObject | undefined;
  recall(step: SuiteStep, values: JsonObject): void;
};

const progressSchema = v.strictObject({
  nextAt: v.number(),
  wrongSince: v.optional(v.number()),
  goodSince: v.optional(v.number()),
  silentSince: v.optional(v.number()),
  tally: v.optional(
    v.strictObject({
      times: v.array(v.number()),
      errors: v.number(),
      firstFault: v.optional(v.string()),
      proof: v.union([v.literal(true), v.strictObject({ because: v.string(), isUnread: v.boolean() })]),
      isCertain: v.boolean(),
    }),
  ),
});

const stateSchema = v.object({
  /** Of the suite that the steps belong to. */
  suite: v.string(),
  ended: v.optional(v.record(v.string(), endedSchema), {}),
  progress: v.optional(v.record(v.string(), progressSchema), {}),
});

/** The state of this suite that an earlier call left; nothing if there is none, if it is unreadable, or if the suite has changed. */
export function readRunState(
  state: JsonValue | undefined,
  suite: string,
  steps: readonly SuiteStep[],
  { since, now, captured }: { since: Date; now: Date; captured: Captured },
): Saved {
  const parsed = v.safeParse(stateSchema, state);
  if (!parsed.success || parsed.output.suite !== suite) return { ended: new Map(), progress: new Map() };
  const { ended, progress } = parsed.output;
  const clamp = (time: number) => Math.min(now.getTime(), Math.max(since.getTime(), time));
  return {
    ended: pick(steps, ended, (step, each) => restore(step, each, captured)),
    progress: pick(steps, progress, (_step, each) => restoreProgress(each, clamp, now)),
  };
}

/** The state for the next call. A step that ended otherwise than with a pass or a fail is played again. */
export function writeRunState(
  suite: string,
  results: ReadonlyMap<SuiteStep, StepResult>,
  captured: Captured,
): JsonObject {
  const ended: Record<string, JsonObject> = {};
  const progress: Record<string, JsonObject> = {};
  for (const [step, { judgement, progress: continued }] of results) {
    if (continued !== undefined) progress[step.index] = continued as JsonObject;
    else if (judgement.kind === 'failed') ended[step.index] = shrink(judgement);
    else if (judgement.kind === 'passed') {
      const values = step.captures ? captured.of(step) : undefined;
      ended[step.index] = { ...shrink(judgement), ...(values && { v: values }) };
    }
  }
  return { suite, ended, progress };
}

function shrink({ kind, finding, tookMs, proof, isCertain }: Judgement): JsonObject {
  return {
    ...{ k: kind, o: finding.outcome, f: finding.found },
    ...(tookMs !== undefined && { m: tookMs }),
    ...(!isCertain && { c: 0 }),
    ...(proof !== true && { p: proof }),
  };
}

/** A step that has passed, but whose captured values are secret and so were not kept, is sent again: others may need them. */
function restore(
  step: SuiteStep,
  { k, o, f, m, c, p, v: values }: v.InferOutput<typeof endedSchema>,
  captured: Captured,
): Judgement | undefined {
  const { name, allowed } = step;
  if (step.captures && k === 'passed') {
    if (values === undefined) return undefined;
    captured.recall(step, values);
  }
  const finding = { name, outcome: o, found: f, allowed };
  return { kind: k, finding, proof: p ?? true, isCertain: c === undefined, tookMs: m };
}

function restoreProgress(
  { nextAt, wrongSince, goodSince, silentSince, tally }: v.InferOutput<typeof progressSchema>,
  clamp: (time: number) => number,
  now: Date,
): Progress {
  return {
    nextAt: Math.min(nextAt, now.getTime() + maxIntervalMs),
    ...(wrongSince !== undefined && { wrongSince: clamp(wrongSince) }),
    ...(goodSince !== undefined && { goodSince: clamp(goodSince) }),
    ...(silentSince !== undefined && { silentSince: clamp(silentSince) }),
    ...(tally !== undefined && { tally }),
  } as Progress;
}

/** No interval is longer. */
const maxIntervalMs = 3_600_000;

function pick<Stored, Restored>(
  steps: readonly SuiteStep[],
  stored: Readonly<Record<string, Stored>>,
  restoreOne: (step: SuiteStep, stored: Stored) => Restored | undefined,
): ReadonlyMap<number, Restored> {
  return new Map(
    steps.flatMap((step) => {
      const found = stored[step.index];
      const restored = found && restoreOne(step, found);
      return restored === undefined ? [] : [[step.index, restored] as const];
    }),
  );
}
