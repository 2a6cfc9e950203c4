import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/controller/clock/virtual-clock.ts';
import type { Delivery } from '../../src/pause-bridge/pause-record.ts';
import { createPauseStore, refOf } from '../../src/pause-bridge/pause-store.ts';
import { neverAborted } from '../helpers/approval.ts';
import { memoryStore } from '../helpers/memory-store.ts';

const planned: Delivery = {
  ...{ schemaVersion: 1, hookId: 'ecs-pause-1', stage: 'POST_TEST_TRAFFIC_SHIFT', state: 'planned' },
  serviceDeploymentArn: 'arn:aws:ecs:us-west-2:123456789012:service-deployment/my-cluster/my-service/d1',
  ...{ action: 'ROLLBACK', reason: 'the request could not be read', at: '2026-11-22T14:00:00.000Z' },
};
const other: Delivery = { ...planned, action: 'CONTINUE', reason: 'approved' };

describe('the answer that is recorded for a pause', () => {
  test('is that of the invocation that was first, for all others, too', async () => {
    const pauses = createPauseStore(memoryStore(new VirtualClock({ start: new Date('2026-11-22T14:00:00Z') })));

    expect(await pauses.writeDelivery(planned, undefined, neverAborted)).toEqual(planned);
    expect(await pauses.writeDelivery(other, undefined, neverAborted)).toEqual(planned);
    expect(await pauses.readDelivery(refOf(planned), neverAborted)).toEqual(planned);
  });

  test('is not replaced by an invocation that knows an earlier state of it', async () => {
    const pauses = createPauseStore(memoryStore(new VirtualClock({ start: new Date('2026-11-22T14:00:00Z') })));
    const known = await pauses.writeDelivery(planned, undefined, neverAborted);
    const answered = await pauses.writeDelivery({ ...known, state: 'answered' }, known, neverAborted);
    expect(answered.state).toBe('answered');

    expect(await pauses.writeDelivery({ ...other, state: 'finished' }, known, neverAborted)).toEqual(answered);
  });
});
