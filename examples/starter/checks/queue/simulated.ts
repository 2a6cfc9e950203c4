import { defineHook, systemClock } from 'ecs-greenlight';
import { queueCheck } from './check.ts';
import { fakeSqs } from './fake.ts';
import { depthReader } from './read-depth.ts';

/** The hook with a fake instead of SQS, for `greenlight simulate`: the workers need eight minutes to catch up. */
export const handler = defineHook({
  check: queueCheck(depthReader(fakeSqs(systemClock, { waiting: 900, perMinute: 100 }))),
});
