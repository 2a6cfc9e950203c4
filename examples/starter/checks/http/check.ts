import type { Check } from 'ecs-greenlight';
import * as v from 'valibot';

/** What `hookDetails` may contain. Unknown keys are refused, so that a typo is found at the first call. */
const configSchema = v.strictObject({
  /** Where only the new version answers: at POST_TEST_TRAFFIC_SHIFT, the test listener. Without credentials, because logs show it. */
  url: v.pipe(v.string(), v.regex(/^https?:\/\/[^\s@]+$/, 'write an http or https URL without credentials')),
  /** After this many minutes, a version that is still starting is rolled back. */
  maxMinutes: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(1380)), 10),
});

/** What the new version says about itself. */
const opinionSchema = v.object({
  status: v.picklist(['ready', 'starting', 'broken']),
  reason: v.optional(
    v.pipe(
      v.string(),
      v.transform((text) => text.slice(0, 200)),
    ),
    'it gives no reason',
  ),
});

export type Opinion = v.InferOutput<typeof opinionSchema>;

export type EndpointAnswer = { status: number; body: string };

/** Requests a page. Rejects if there is no answer. */
export type AskEndpoint = (url: string, signal: AbortSignal) => Promise<EndpointAnswer>;

/**
 * Asks the new version whether it is ready. It answers `{ "status": "ready" | "starting" | "broken", "reason": "…" }`; a status of 500 or more counts as
 * starting, everything else as broken. No answer at all is an error, which the kit tolerates ten times in a row.
 */
export function endpointCheck(ask: AskEndpoint): Check<v.InferOutput<typeof configSchema>> {
  return {
    name: 'my-check',
    configSchema,
    async run(_target, { config, clock, gate, signal }) {
      const { status, reason } = readOpinion(await ask(config.url, signal));
      if (status === 'ready') return { kind: 'pass', reason: `the new version is ready: ${reason}` };
      if (status === 'broken') return { kind: 'fail', reason: `the new version is broken: ${reason}` };

      const deadline = new Date(gate.since.getTime() + config.maxMinutes * 60_000);
      if (clock.now() < deadline) return { kind: 'wait', reason: `the new version is starting: ${reason}`, deadline };
      return { kind: 'fail', reason: `the new version is not ready after ${config.maxMinutes} min: ${reason}` };
    },
  };
}

function readOpinion({ status, body }: EndpointAnswer): Opinion {
  if (status >= 500) return { status: 'starting', reason: `status ${status}` };
  if (status !== 200) return { status: 'broken', reason: `status ${status}` };
  const opinion = v.safeParse(v.pipe(v.string(), v.parseJson(), opinionSchema), body);
  return opinion.success ? opinion.output : { status: 'broken', reason: 'its answer is not the JSON that was agreed' };
}
