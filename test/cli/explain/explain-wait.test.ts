import { expect, test } from 'vitest';
import { explainWait } from '../../../src/cli/explain/explain-wait.ts';
import { key, newRequest } from '../../helpers/approval.ts';
import { snapshotOf } from '../deployment/snapshots.ts';

const hook = { targetType: 'PAUSE', status: 'AWAITING_ACTION' } as const;

test.each([
  ['that people are asked about, for them alone', 'asked', ['awaiting-approval']],
  [
    'that nobody is asked about, next to one that people are asked about',
    'other',
    ['awaiting-approval', 'awaiting-pause'],
  ],
])('a deployment waits at a pause %s', (_what, hookId, kinds) => {
  const snapshot = snapshotOf(
    { lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT', lifecycleHookDetails: [{ ...hook, hookId }] },
    { requests: [{ key, request: newRequest({ pause: { hookId: 'asked' } }) }] },
  );
  const causes = explainWait(snapshot);

  expect(causes.map(({ kind }) => kind)).toEqual(kinds);
  expect(JSON.stringify(causes).includes('continue-service-deployment')).toBe(hookId === 'other');
});
