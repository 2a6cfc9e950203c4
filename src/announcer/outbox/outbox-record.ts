import * as v from 'valibot';
import { formatIssues } from '../../wording/values.ts';

const instant = v.pipe(v.string(), v.isoTimestamp());

const laneSchema = v.object({
  /** When each announcement was accepted, by its id. */
  sent: v.record(v.string(), instant),
  /** How the channel calls those that it may change later, by their ids: the `ts` of a message in Slack. */
  receipts: v.optional(v.record(v.string(), v.string())),
  /** The announcements that this channel never took. */
  givenUp: v.optional(v.record(v.string(), v.object({ at: instant, reason: v.string() }))),
  /** Set as long as the channel takes nothing. */
  failing: v.optional(
    v.object({
      /** The announcement that is being tried. */
      id: v.string(),
      /** When the first attempt failed, of this announcement or of one before it. */
      since: instant,
      /** For this announcement. */
      attempts: v.number(),
      /** Nothing is tried before. */
      notBefore: instant,
      reason: v.string(),
    }),
  ),
});

const outboxSchema = v.object({
  schemaVersion: v.literal(1),
  /** Who is sending, and since when: two invocations at once send one message, and one that was lost is taken over. */
  claim: v.optional(v.object({ id: v.string(), at: instant })),
  /** By the name of the lane: a channel, or a person on one. */
  lanes: v.record(v.string(), laneSchema),
});

export type LaneRecord = v.InferOutput<typeof laneSchema>;

/** What has been announced about one deployment. Nobody but the announcer writes it, and each write is conditional on the version that was read. */
export type OutboxRecord = v.InferOutput<typeof outboxSchema>;

export const emptyRecord: OutboxRecord = { schemaVersion: 1, lanes: {} };

/** @throws Error naming the wrong field, if somebody else has changed it */
export function parseOutbox(key: string, body: string): OutboxRecord {
  const parsed = v.safeParse(outboxSchema, JSON.parse(body));
  if (parsed.success) return parsed.output;
  throw new Error(`${key} is not what the announcer writes: ${formatIssues(parsed.issues)}`);
}

export function formatOutbox(record: OutboxRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}
