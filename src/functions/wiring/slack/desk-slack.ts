import { createSlackDesk } from '../../../approval/desk/slack/answer-slack.ts';
import { slackAppSource } from '../../../approval/slack/slack-app.ts';
import { systemClock } from '../../../runtime/system-clock.ts';
import { readSecret } from '../../lazy/read-secret.ts';
import { slackPoster } from '../../lazy/slack/post-to-slack.ts';

/** Everything about Slack, which a desk without it never loads. */
export function deskSlack(secretId: string) {
  const app = slackAppSource((signal) => readSecret(secretId, signal), systemClock);
  return createSlackDesk({ app, post: slackPoster() });
}
