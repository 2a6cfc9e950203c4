import * as v from 'valibot';

/** One message in the mailbox, in a JSON file of its own. */
export const mailSchema = v.object({
  /** Also the name of its file; later mails sort after earlier ones. */
  id: v.pipe(v.string(), v.regex(/^[\w-]+$/)),
  to: v.string(),
  subject: v.string(),
  /** Plain text. */
  body: v.string(),
  /** ISO 8601, UTC. */
  at: v.pipe(v.string(), v.isoTimestamp()),
  /** The message attributes that SNS would filter subscriptions by. */
  attributes: v.record(v.string(), v.string()),
});

export type Mail = v.InferOutput<typeof mailSchema>;
