import { defineHook } from 'ecs-greenlight';
import { metricCheck } from './check.ts';
import { fakeCloudWatch } from './fake.ts';
import { metricReader } from './read-metric.ts';

/** The hook with a fake instead of CloudWatch, for `greenlight simulate`: the new version is slow at first, and always fast enough. */
export const handler = defineHook({
  check: metricCheck(metricReader(fakeCloudWatch((minute) => 120 + Math.round(300 / (minute + 1))))),
});
