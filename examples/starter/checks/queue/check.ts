import type { Check, JsonValue } from 'ecs-greenlight';
import * as v from 'valibot';

/** What `hookDetails` may contain. Unknown keys are refused, so that a typo is found at the first call. */
const configSchema = v.strictObject({
  queueUrl: v.pipe(v.string(), v.url()),
  /** Where messages go that nobody could process. Default: only the queue itself is watched. */
  deadLetterQueueUrl: v.optional(v.pipe(v.string(), v.url())),
  /** How many messages may wait at the end. */
  maxWaiting: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 100),
  /** How long the new version works before it is judged. SQS itself needs a minute until its numbers are right. */
  observeMinutes: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(1380)), 5),
  /** If the backlog is still too long after this many minutes, the deployment is rolled back. */
  maxMinutes: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(1380)), 30),
});

/** What the last calls found: a memory, and not a proof, because `hookDetails` is configuration. */
const memorySchema = v.object({ deadLettersBefore: v.number(), depths: v.array(v.number()) });

/** How many messages wait in a queue. Rejects if it is not known. */
export type ReadDepth = (queueUrl: string, signal: AbortSignal) => Promise<number>;

/**
 * Waits until the workers of the new version have caught up with their queue. A single message that arrives in the dead-letter queue meanwhile rolls the
 * deployment back.
 */
export function queueCheck(readDepth: ReadDepth): Check<v.InferOutput<typeof configSchema>> {
  return {
    name: 'my-check',
    configSchema,
    async run(_target, { config, clock, gate, signal, state }) {
      const waiting = await readDepth(config.queueUrl, signal);
      const deadLetters = config.deadLetterQueueUrl ? await readDepth(config.deadLetterQueueUrl, signal) : 0;
      const memory = recall(state) ?? { deadLettersBefore: deadLetters, depths: [] };
      const depths = [...memory.depths, waiting].slice(-24);
      const found = { series: { name: 'messages waiting', values: depths, max: config.maxWaiting } };

      const newDeadLetters = deadLetters - memory.deadLettersBefore;
      if (newDeadLetters > 0)
        return { kind: 'fail', reason: `dead letters since the first call: ${newDeadLetters}`, ...found };

      const minutes = (clock.now().getTime() - gate.since.getTime()) / 60_000;
      const reason = `${waiting} messages wait, at most ${config.maxWaiting} may`;
      const isShort = waiting <= config.maxWaiting;
      if (isShort && minutes >= config.observeMinutes) return { kind: 'pass', reason, ...found };
      if (minutes >= Math.max(config.maxMinutes, config.observeMinutes))
        return { kind: 'fail', reason: `${reason}, after ${config.maxMinutes} min`, ...found };

      const until = isShort ? config.observeMinutes : Math.max(config.maxMinutes, config.observeMinutes);
      const deadline = new Date(gate.since.getTime() + until * 60_000);
      return { kind: 'wait', reason, deadline, ...found, state: { deadLettersBefore: deadLetters, depths } };
    },
  };
}

function recall(state: JsonValue | undefined): v.InferOutput<typeof memorySchema> | undefined {
  const memory = v.safeParse(memorySchema, state);
  return memory.success ? memory.output : undefined;
}
