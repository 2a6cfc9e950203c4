import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../../src/cli/deployment/snapshot/snapshot.ts';
import { snapshotTree } from '../../../../src/cli/deployment/snapshot/snapshot-tree.ts';
import { renderTree } from '../../../../src/cli/terminal/tree.ts';
import { key, newRequest, vote } from '../../../helpers/approval.ts';
import { snapshotOf } from '../snapshots.ts';

const linesOf = (snapshot: Snapshot) => renderTree(snapshotTree(snapshot), { colour: false });
const namesOf = (snapshot: Snapshot) => snapshotTree(snapshot).nodes.map(({ name, word }) => `${name} ${word}`);

describe('snapshotTree', () => {
  test('shows a vote, and who still has to vote', () => {
    const request = newRequest({ approvals: 2, reviewers: ['ana@example.com', 'ben@example.com'] });
    const snapshot = snapshotOf(
      { lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT' },
      { requests: [{ key, request: { ...request, votes: [vote()] } }] },
    );

    expect(linesOf(snapshot).find((line) => line.includes('approval '))).toContain(
      '1 of 2 approvals (ana@example.com), until 14:30 UTC, then ECS rolls back; asked: ben@example.com · in 20 min',
    );
  });

  test('names nobody as asked who has approved with an AWS identity, or may not approve', () => {
    const by = `arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Ops_0123456789abcdef/ana@example.com`;
    const at = '2026-11-22T14:00:00.000Z';
    const started = {
      id: 'e',
      action: 'UpdateService',
      by: 'arn:aws:iam::123456789012:user/cho@example.com',
      at,
      recordedAt: at,
    };
    const request = {
      ...newRequest({
        ...{ approvals: 2, reviewers: ['ana@example.com', 'ben@example.com', 'cho@example.com'] },
        asked: { selfApproval: 'deny' },
      }),
      ...{ votes: [vote({ by, via: 'iam' })], deployer: { schemaVersion: 1, calls: [started] } },
    };
    const snapshot = snapshotOf({ lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT' }, { requests: [{ key, request }] });

    expect(linesOf(snapshot).find((line) => line.includes('approval '))).toContain('; asked: ben@example.com · in');
  });

  test.each([
    ['with a vote', newRequest({ approvals: 2 }), 'not decided by 14:30 UTC; ECS has no answer yet'],
    ['at a pause', newRequest({ pause: { hookId: 'h' } }), 'not decided by 14:30 UTC; ECS has no answer yet'],
    [
      'which approves it',
      newRequest({ asked: { onDeadline: 'approve', allowFailOpen: true } }),
      'not decided by 14:30 UTC, which approves it; ECS has no answer yet',
    ],
  ])('shows a request past its deadline, %s', (_what, request, line) => {
    const snapshot = snapshotOf(
      { lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT' },
      { now: new Date('2026-11-22T14:31:00Z'), requests: [{ key, request: { ...request, votes: [vote()] } }] },
    );

    expect(linesOf(snapshot).find((each) => each.includes('approval '))).toContain(line);
  });

  test('shows an unknown new stage of ECS as the current one, and claims nothing about the others', () => {
    expect(namesOf(snapshotOf({ lifecycleStage: 'NEXT_YEAR' as 'SCALE_UP' }))).toEqual(['NEXT_YEAR running']);
  });

  test('shows where a rollback began, and which stages were not reached', () => {
    const names = namesOf(
      snapshotOf({
        status: 'ROLLBACK_SUCCESSFUL',
        lifecycleStage: 'CLEAN_UP',
        rollback: {
          reason: 'Service deployment rolled back because POST_SCALE_UP lifecycle hook(s) failed. And so on.',
        },
      }),
    );

    expect(names.slice(0, 5)).toEqual([
      'PRE_SCALE_UP done',
      'SCALE_UP done',
      'POST_SCALE_UP failed',
      'TEST_TRAFFIC_SHIFT not reached',
      'POST_TEST_TRAFFIC_SHIFT not reached',
    ]);
    expect(names.at(-1)).toBe('rollback ROLLBACK_SUCCESSFUL');
  });

  test.each([
    ['Lifecycle hook target arn:x returned FAILED status.', ', see docs/troubleshooting.md#hook-failed'],
    ['words of next year.', ''],
  ])('names the card of what ECS says: %s', (statusReason, more) => {
    const { nodes } = snapshotTree(snapshotOf({ status: 'ROLLBACK_SUCCESSFUL', statusReason }));

    expect(nodes.at(-1)?.text).toBe(more === '' ? statusReason : `${statusReason.slice(0, -1)}${more}`);
  });

  test('shows only the rollback if ECS does not say where it began', () => {
    expect(namesOf(snapshotOf({ status: 'ROLLBACK_IN_PROGRESS', statusReason: 'Something new.' }))).toEqual([
      'rollback ROLLBACK_IN_PROGRESS',
    ]);
  });

  test('shows the tasks of a rolling deployment, which has no stages', () => {
    const snapshot = snapshotOf({
      deploymentConfiguration: { strategy: 'ROLLING' },
      targetServiceRevision: { arn: 'a/1234567', requestedTaskCount: 3, runningTaskCount: 2 },
    });

    expect(linesOf(snapshot)).toEqual([
      '● my-service …4567  is being deployed',
      '  my-cluster   ROLLING   IN_PROGRESS 10m   revision …4567, the first',
      '└─ ◷ rolling update           running · 2/3 tasks',
    ]);
  });
});
