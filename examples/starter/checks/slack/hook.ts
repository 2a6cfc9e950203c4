import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { defineHook } from 'ecs-greenlight';
import { slackAsker, slackCaller } from './ask-in-slack.ts';
import { slackCheck } from './check.ts';

const secrets = new SecretsManagerClient({});

/** The bot token of the app, `xoxb-…`, from the secret that the environment names. */
async function readToken(abortSignal: AbortSignal): Promise<string> {
  const command = new GetSecretValueCommand({ SecretId: process.env['SLACK_TOKEN_SECRET'] });
  const { SecretString: token } = await secrets.send(command, { abortSignal });
  if (!token?.startsWith('xoxb-')) throw new Error("the secret does not contain a bot token of Slack's");
  return token;
}

/** What Lambda calls. `hookDetails` overrides the defaults, which the function has in its environment. */
export const handler = defineHook({
  check: slackCheck(slackAsker(slackCaller(readToken))),
  defaults: async () => JSON.parse(process.env['DEFAULTS'] ?? '{}'),
});
