import { SQSClient } from '@aws-sdk/client-sqs';
import { defineHook } from 'ecs-greenlight';
import { queueCheck } from './check.ts';
import { depthReader } from './read-depth.ts';

/** What Lambda calls. `hookDetails` overrides the defaults, which the function has in its environment. */
export const handler = defineHook({
  check: queueCheck(depthReader(new SQSClient({}))),
  defaults: async () => JSON.parse(process.env['DEFAULTS'] ?? '{}'),
});
