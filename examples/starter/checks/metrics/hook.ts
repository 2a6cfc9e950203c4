import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { defineHook } from 'ecs-greenlight';
import { metricCheck } from './check.ts';
import { metricReader } from './read-metric.ts';

/** What Lambda calls. `hookDetails` overrides the defaults, which the function has in its environment. */
export const handler = defineHook({
  check: metricCheck(metricReader(new CloudWatchClient({}))),
  defaults: async () => JSON.parse(process.env['DEFAULTS'] ?? '{}'),
});
