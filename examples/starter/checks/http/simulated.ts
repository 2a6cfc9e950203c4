import { defineHook, systemClock } from 'ecs-greenlight';
import { endpointCheck } from './check.ts';
import { fakeEndpoint, says } from './fake.ts';

/** The hook with a fake instead of the endpoint, for `greenlight simulate`: the new version needs three minutes to start. */
export const handler = defineHook({
  check: endpointCheck(
    fakeEndpoint(systemClock, [
      { fromMinute: 0, answer: { status: 503, body: '' } },
      { fromMinute: 1, answer: says({ status: 'starting', reason: 'it fills its cache' }) },
      { fromMinute: 3, answer: says({ status: 'ready', reason: 'its cache is full' }) },
    ]),
  ),
});
