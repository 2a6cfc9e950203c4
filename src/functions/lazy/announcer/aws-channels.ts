import { setTimeout as sleep } from 'node:timers/promises';
import { SNSClient } from '@aws-sdk/client-sns';
import { paceOf } from '../../../announcer/channels/channel-pace.ts';
import { peopleChannel } from '../../../announcer/channels/people-channel.ts';
import { slackAppChannel } from '../../../announcer/channels/slack-app-channel.ts';
import { type HttpsFormat, topicChannel } from '../../../announcer/channels/topic-channel.ts';
import { type WebhookParts, webhookChannel } from '../../../announcer/channels/webhook-channel.ts';
import { slackWebhook, teamsWebhook } from '../../../announcer/channels/webhook-url.ts';
import { slackMessage } from '../../../announcer/formats/slack-message.ts';
import { teamsCard } from '../../../announcer/formats/teams-card.ts';
import type { Channel } from '../../../announcer/outbox/lane.ts';
import { snsNotifier } from '../../../approval/notice/sns-notifier.ts';
import { slackTokenSource } from '../../../approval/slack/slack-app.ts';
import { systemClock } from '../../../runtime/system-clock.ts';
import { sdkTimeouts } from '../sdk.ts';
import { slackPoster } from '../slack/post-to-slack.ts';
import { postJson } from './post-json.ts';
import { topicPublisher } from './topic-publisher.ts';

/** The variables of the function that say which channels there are. */
type ChannelSettings = {
  ANNOUNCEMENTS_TOPIC_ARN: string;
  ANNOUNCEMENTS_HTTPS: HttpsFormat;
  NOTIFICATIONS_TOPIC_ARN?: string | undefined;
  SLACK_WEBHOOK_SECRET_ID?: string | undefined;
  TEAMS_WEBHOOK_SECRET_ID?: string | undefined;
  SLACK_TOKEN_SECRET_ID?: string | undefined;
  SLACK_APP_CHANNEL?: string | undefined;
};

/** The channels that the stack is configured with. */
export function awsChannels(environment: ChannelSettings): readonly Channel[] {
  const { ANNOUNCEMENTS_TOPIC_ARN, ANNOUNCEMENTS_HTTPS, NOTIFICATIONS_TOPIC_ARN } = environment;
  const { SLACK_WEBHOOK_SECRET_ID, TEAMS_WEBHOOK_SECRET_ID, SLACK_TOKEN_SECRET_ID, SLACK_APP_CHANNEL } = environment;
  return [
    topicChannel(topicPublisher(ANNOUNCEMENTS_TOPIC_ARN), ANNOUNCEMENTS_HTTPS),
    ...(NOTIFICATIONS_TOPIC_ARN
      ? [peopleChannel(snsNotifier(() => new SNSClient({ ...sdkTimeouts, maxAttempts: 1 }), NOTIFICATIONS_TOPIC_ARN))]
      : []),
    ...(SLACK_WEBHOOK_SECRET_ID
      ? [webhook(SLACK_WEBHOOK_SECRET_ID, { kind: slackWebhook, format: slackMessage })]
      : []),
    ...(TEAMS_WEBHOOK_SECRET_ID ? [webhook(TEAMS_WEBHOOK_SECRET_ID, { kind: teamsWebhook, format: teamsCard })] : []),
    ...(SLACK_TOKEN_SECRET_ID && SLACK_APP_CHANNEL ? [slackApp(SLACK_TOKEN_SECRET_ID, SLACK_APP_CHANNEL)] : []),
  ];
}

function slackApp(secretId: string, channel: string): Channel {
  const token = slackTokenSource(
    async (signal) => (await import('../read-secret.ts')).readSecret(secretId, signal),
    systemClock,
  );
  return slackAppChannel({ token, post: slackPoster(), channel, pace: pace() });
}

/** Slack takes one message a second, and Teams is not known to take more. */
function pace() {
  return paceOf(1000, (ms, signal) => sleep(ms, undefined, { signal }));
}

function webhook(secretId: string, kind: Pick<WebhookParts, 'kind' | 'format'>): Channel {
  return webhookChannel({
    ...kind,
    post: postJson,
    pace: pace(),
    readSecret: async (signal) => (await import('../read-secret.ts')).readSecret(secretId, signal),
  });
}
