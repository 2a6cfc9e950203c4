import type { Check, JsonValue } from 'ecs-greenlight';
import * as v from 'valibot';
import { breaksThreshold, percentileOf, thresholdPattern } from './thresholds.ts';

const thresholds = v.array(v.pipe(v.string(), v.regex(thresholdPattern, 'write for example p(95)<500 or rate<0.01')));

/** What `hookDetails` may contain. Unknown keys are refused, so that a typo is found at the first call. */
const configSchema = v.strictObject({
  /** Where only the new version answers: at POST_TEST_TRAFFIC_SHIFT, the test listener. Without credentials, because logs show it. */
  url: v.pipe(v.string(), v.regex(/^https?:\/\/[^\s@]+$/, 'write an http or https URL without credentials')),
  /** How many requests are sent at the same time, each user one after the other. */
  virtualUsers: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 10),
  /** How long in all. One call of the hook sends load for at most `sliceSeconds`. */
  seconds: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(3600)), 120),
  sliceSeconds: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(40)), 20),
  /** As in k6: every slice must meet all of them. */
  thresholds: v.optional(
    v.strictObject({ http_req_duration: v.optional(thresholds), http_req_failed: v.optional(thresholds) }),
    {
      http_req_duration: ['p(95)<500'],
      http_req_failed: ['rate<0.01'],
    },
  ),
  /** With fewer requests than this, a slice proves nothing. */
  minRequests: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 100),
});

/** How far the last calls came: a memory, and not a proof, because `hookDetails` is configuration. */
const memorySchema = v.object({ secondsDone: v.pipe(v.number(), v.minValue(0)), slowest: v.array(v.number()) });

/** One request: it failed if there was no answer, or one with a status of 400 or more. */
export type Sample = { ms: number; failed: boolean };

export type Load = { url: string; virtualUsers: number; seconds: number };

/** Sends requests for this long, and resolves to all of them. */
export type SendLoad = (load: Load, signal: AbortSignal) => Promise<readonly Sample[]>;

/** Sends load to the new version before customers do, in slices. The first slice that breaks a threshold rolls the deployment back. */
export function loadCheck(send: SendLoad): Check<v.InferOutput<typeof configSchema>> {
  return {
    name: 'my-check',
    configSchema,
    async run(_target, { config, state, signal, remainingMs }) {
      const { secondsDone, slowest } = recall(state) ?? { secondsDone: 0, slowest: [] };
      // Some seconds are left for the requests that are under way.
      const room = Math.floor(remainingMs() / 1000) - 5;
      const seconds = Math.min(config.sliceSeconds, config.seconds - secondsDone, room);
      if (seconds <= 0)
        return { kind: 'error', reason: 'the function has no time left to send load: raise its timeout' };

      const samples = await send({ ...config, seconds }, signal);
      if (samples.length < config.minRequests) {
        const reason = `${samples.length} requests in ${seconds} s, at least ${config.minRequests} are needed`;
        return { kind: 'fail', inconclusive: true, reason };
      }
      const p95s = [
        ...slowest,
        Math.round(
          percentileOf(
            samples.map(({ ms }) => ms),
            95,
          ),
        ),
      ].slice(-24);
      const series = { name: 'p(95) of each slice', values: p95s, unit: 'ms' };
      const broken = Object.entries(config.thresholds).flatMap(([metric, rules = []]) =>
        rules.flatMap((rule) => breaksThreshold(metric, rule, samples) ?? []),
      );
      if (broken.length > 0) return { kind: 'fail', reason: broken.join('; '), series };
      const done = secondsDone + seconds;
      const reason = `${done} of ${config.seconds} s of load met all thresholds`;
      if (done >= config.seconds) return { kind: 'pass', reason, series };
      return { kind: 'wait', reason, retryAfterSeconds: 1, series, state: { secondsDone: done, slowest: p95s } };
    },
  };
}

function recall(state: JsonValue | undefined): v.InferOutput<typeof memorySchema> | undefined {
  const memory = v.safeParse(memorySchema, state);
  return memory.success ? memory.output : undefined;
}
