import * as v from 'valibot';
import { awsEntries, bucket, httpsUrl, optionalText, text } from '../environment.ts';

export const announcerEnvironmentSchema = v.object({
  ...awsEntries,
  LEDGER_BUCKET: bucket,
  ANNOUNCEMENTS_TOPIC_ARN: text,
  /** What a subscription with https gets. */
  ANNOUNCEMENTS_HTTPS: v.optional(v.picklist(['chat', 'json'], 'expected chat or json'), 'chat'),
  /** The desk, if people can sign in there. */
  DESK_URL: v.optional(httpsUrl),
  /** The topic that asks reviewers, if they are notified of results too. */
  NOTIFICATIONS_TOPIC_ARN: optionalText,
  /** Secrets with the addresses of chats, if there are any. */
  SLACK_WEBHOOK_SECRET_ID: optionalText,
  TEAMS_WEBHOOK_SECRET_ID: optionalText,
  /** The secret with the token of the Slack app, and the channel in which it asks, if there is one. */
  SLACK_TOKEN_SECRET_ID: optionalText,
  SLACK_APP_CHANNEL: optionalText,
});
