import * as v from 'valibot';
import { createSlackDesk } from '../../../approval/desk/slack/answer-slack.ts';
import { slackAppSource } from '../../../approval/slack/slack-app.ts';
import { systemClock } from '../../../runtime/system-clock.ts';
import { readSecret } from '../../lazy/read-secret.ts';
import { slackPoster } from '../../lazy/slack/post-to-slack.ts';
import { readEnvironment, text } from '../environment.ts';

const schema = v.object({ SLACK_APP_SECRET_ID: text, SLACK_TOKEN_SECRET_ID: text });

/** Everything about Slack, which a desk without it never loads. */
export function deskSlack(environment: NodeJS.ProcessEnv) {
  const { SLACK_APP_SECRET_ID: appId, SLACK_TOKEN_SECRET_ID: tokenId } = readEnvironment(schema, environment);
  const app = slackAppSource(
    { app: (signal) => readSecret(appId, signal), token: (signal) => readSecret(tokenId, signal) },
    systemClock,
  );
  return createSlackDesk({ app, post: slackPoster() });
}
