import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../src/cli/deployment/snapshot/snapshot.ts';
import { progressOf, readWaitGoal } from '../../../src/cli/watch/wait-goal.ts';
import { key, newRequest } from '../../helpers/approval.ts';
import { snapshotOf } from '../deployment/snapshots.ts';

const at = (lifecycleStage: string, status = 'IN_PROGRESS') =>
  snapshotOf({ lifecycleStage, status } as Partial<Snapshot['deployment']>);
const asked = snapshotOf({}, { requests: [{ key, request: newRequest() }] });
const paused = snapshotOf({ lifecycleHookDetails: [{ targetType: 'PAUSE', status: 'AWAITING_ACTION' }] });

describe('progressOf', () => {
  test.each<[string, string, Snapshot, string]>([
    ['done', 'a deployment that succeeded', snapshotOf({ status: 'SUCCESSFUL' }), 'reached'],
    ['done', 'one that was rolled back', snapshotOf({ status: 'ROLLBACK_SUCCESSFUL' }), 'missed'],
    ['done', 'one that is rolling back', at('TEST_TRAFFIC_SHIFT', 'ROLLBACK_IN_PROGRESS'), 'waiting'],
    ['BAKE_TIME', 'one at that stage', at('BAKE_TIME'), 'reached'],
    ['bake_time', 'one that is past it', at('CLEAN_UP'), 'reached'],
    ['BAKE_TIME', 'one that is before it', at('SCALE_UP'), 'waiting'],
    ['BAKE_TIME', 'one at a stage that ECS has learned since', at('NEXT_YEAR'), 'waiting'],
    [
      'SCALE_UP',
      'one that rolls back through later stages',
      at('TEST_TRAFFIC_SHIFT', 'ROLLBACK_IN_PROGRESS'),
      'missed',
    ],
    [
      'PRE_PRODUCTION_TRAFFIC_SHIFT',
      "a stage that the SDK's list lacks",
      at('PRE_PRODUCTION_TRAFFIC_SHIFT'),
      'reached',
    ],
    ['ROLLBACK_SUCCESSFUL', 'one with that status', snapshotOf({ status: 'ROLLBACK_SUCCESSFUL' }), 'reached'],
    ['ROLLBACK_SUCCESSFUL', 'one that succeeded', snapshotOf({ status: 'SUCCESSFUL' }), 'missed'],
    ['awaiting-approval', 'one that waits for approval', asked, 'reached'],
    ['awaiting-approval', 'one after its deadline', { ...asked, now: new Date('2026-11-22T14:30:00Z') }, 'waiting'],
    ['awaiting-approval', 'one that ended without an approval', snapshotOf({ status: 'SUCCESSFUL' }), 'missed'],
    ['paused', 'one at a pause', paused, 'reached'],
    ['paused', 'one that is not paused', snapshotOf(), 'waiting'],
  ])('of %s for %s: %s', (goal, _what, snapshot, progress) => {
    expect(progressOf(readWaitGoal(goal), snapshot)).toBe(progress);
  });
});

test('readWaitGoal refuses an unknown goal', () => {
  expect(() => readWaitGoal('ROLLED_BACK')).toThrow('cannot wait for "ROLLED_BACK"');
});
