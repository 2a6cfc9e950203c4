import * as v from 'valibot';
import { formatError, formatValue } from '../wording/values.ts';
import { type EcsHookEvent, readHookEvent } from './hook-event.ts';

/** What one message of the bridge's queue asks for. No message is believed: it only says what to look at. */
export type BridgeMessage =
  | { kind: 'hook'; event: EcsHookEvent }
  /** Requests that were written: from the desk, or from S3. */
  | { kind: 'requests'; keys: readonly string[] }
  /** `isSearching`: also for pauses of which no event has arrived. */
  | { kind: 'sweep'; isSearching: boolean }
  /** Nothing to do; `reason` is a clause for the log if that is unexpected. */
  | { kind: 'nothing'; reason?: string };

/** What the desk sends once a request is decided: its key, and nothing else. */
export function formatKick(requestKey: string): string {
  return JSON.stringify({ request: requestKey });
}

const kickSchema = v.object({ request: v.string() });
const eventSchema = v.object({ source: v.string(), 'detail-type': v.string(), time: v.optional(v.string()) });
const s3Schema = v.object({
  Records: v.array(
    v.object({ eventSource: v.literal('aws:s3'), s3: v.object({ object: v.object({ key: v.string() }) }) }),
  ),
});
/** S3 sends it once, when notifications are configured. */
const s3TestSchema = v.object({ Event: v.literal('s3:TestEvent') });

/** Never throws: a message that cannot be read would only be received again. */
export function readMessage(body: string): BridgeMessage {
  try {
    return classify(JSON.parse(body));
  } catch (error) {
    return { kind: 'nothing', reason: `a message could not be read: ${formatError(error)}` };
  }
}

function classify(message: unknown): BridgeMessage {
  if (v.is(kickSchema, message)) return { kind: 'requests', keys: [message.request] };
  if (v.is(s3Schema, message))
    return { kind: 'requests', keys: message.Records.map(({ s3 }) => decodeKey(s3.object.key)) };
  if (v.is(s3TestSchema, message)) return { kind: 'nothing' };
  if (!v.is(eventSchema, message)) return { kind: 'nothing', reason: 'the bridge does not know this kind of message' };
  if (message.source === 'aws.events') return { kind: 'sweep', isSearching: isSearchDue(message.time) };
  const event = message.source === 'aws.ecs' ? readHookEvent(message) : undefined;
  const what = `${formatValue(message['detail-type'])} of ${formatValue(message.source)}`;
  return event ? { kind: 'hook', event } : { kind: 'nothing', reason: `an event names no hook: ${what}` };
}

/** Events are delivered at least once, so a search finds something only after an outage: every fifth sweep is enough. */
const searchEveryMinutes = 5;

/** @param time - of the scheduled event, whose minutes follow each other without gaps */
function isSearchDue(time = ''): boolean {
  return Math.floor(Date.parse(time) / 60_000) % searchEveryMinutes === 0;
}

/** S3 encodes keys in its notifications as a form does. */
function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}
