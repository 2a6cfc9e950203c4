import { defineHook, systemClock } from 'ecs-greenlight';
import { slackAsker } from './ask-in-slack.ts';
import { slackCheck } from './check.ts';
import { fakeSlack } from './fake.ts';

const slack = fakeSlack(systemClock, [{ user: 'U0ANA', name: 'white_check_mark', afterMinutes: 7 }]);

/** The hook with a fake instead of Slack, for `greenlight simulate`: Ana approves after seven minutes. */
export const handler = defineHook({ check: slackCheck(slackAsker(slack.call)) });
