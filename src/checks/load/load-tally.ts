import * as v from 'valibot';
import type { JsonValue } from '../../hook/json.ts';
import type { ProbeOutcome } from '../smoke/probe/probe-answer.ts';

/** What a load has done so far; ECS carries it from one call to the next. */
export type LoadTally = v.InferOutput<typeof tallySchema>;

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000));
const counts = v.record(v.pipe(v.string(), v.regex(/^\w{1,4}$/)), count);

const tallySchema = v.object({
  /** Identifies the configuration: another one starts over. */
  config: v.string(),
  elapsedMs: v.pipe(v.number(), v.minValue(0), v.maxValue(3_600_000)),
  sent: count,
  heldBack: count,
  /** By class of status: `2xx`, and `none` for requests without an answer. */
  classes: counts,
  /** How many answers took how long, by {@link bucketOf}. */
  times: counts,
  /** The longest time in milliseconds of each 24th of the requests, by its number. Missing in a call of a release before December 2026. */
  slowest: v.optional(counts, {}),
});

/** @param state - what {@link LoadTally} became on the way through ECS */
export function readTally(state: JsonValue | undefined, config: string): LoadTally {
  const parsed = v.safeParse(tallySchema, state);
  if (parsed.success && parsed.output.config === config) return parsed.output;
  return { config, elapsedMs: 0, sent: 0, heldBack: 0, classes: {}, times: {}, slowest: {} };
}

/**
 * Counts what came back.
 *
 * @param done - how far the load had come when it was sent, from 0 to 1
 */
export function countOutcome({ classes, times, slowest }: LoadTally, outcome: ProbeOutcome, done: number): void {
  const name = outcome.kind === 'answer' ? `${Math.floor(outcome.status / 100)}xx` : 'none';
  classes[name] = (classes[name] ?? 0) + 1;
  if (outcome.kind !== 'answer') return;
  const bucket = String(bucketOf(outcome.tookMs));
  times[bucket] = (times[bucket] ?? 0) + 1;
  const part = String(Math.min(parts - 1, Math.floor(done * parts)));
  slowest[part] = Math.max(slowest[part] ?? 0, Math.round(outcome.tookMs));
}

/** As many as a chart shows. */
const parts = 24;

/** Buckets grow by 5 percent, so that a few hundred numbers hold any number of times. */
const growth = Math.log(1.05);

function bucketOf(ms: number): number {
  return Math.ceil(Math.log(Math.max(1, ms)) / growth);
}

/** A percentile of the times in milliseconds, at most 5 percent too high; undefined if nothing was answered. */
export function percentileOfTimes({ times }: LoadTally, percentile: number): number | undefined {
  // JavaScript lists keys that are whole numbers in their order.
  const buckets = Object.entries(times).map(([bucket, amount]) => [Number(bucket), amount] as const);
  const total = buckets.reduce((sum, [, amount]) => sum + amount, 0);
  let rank = Math.ceil((percentile * total) / 100);
  for (const [bucket, amount] of buckets) {
    rank -= amount;
    if (rank <= 0) return Math.round(Math.exp(bucket * growth));
  }
  return undefined;
}
