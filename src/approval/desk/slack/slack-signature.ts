import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SignedBySlack } from '../../slack/slack-reply.ts';

const maxAgeSeconds = 300;

/**
 * Whether Slack has signed these bytes within five minutes: `v0=` and the HMAC-SHA256 of `v0:<timestamp>:<body>` in hexadecimal.
 *
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function isSignedBySlack(
  signingSecret: string,
  { timestamp = '', signature = '', body }: SignedBySlack,
  now: Date,
): boolean {
  if (!isRecent(timestamp, now)) return false;
  const mac = createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(body).digest('hex');
  const [wanted, given] = [Buffer.from(`v0=${mac}`), Buffer.from(signature)];
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

/** Whether the time of a request is one, and near ours. */
export function isRecent(timestamp: string, now: Date): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(now.getTime() / 1000 - Number(timestamp)) <= maxAgeSeconds;
}
