import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../../src/cli/deployment/snapshot/snapshot.ts';
import { reportEnd } from '../../../../src/cli/watch/github/step-report.ts';
import type { Watched } from '../../../../src/cli/watch/watch-deployment.ts';
import { key, newRequest } from '../../../helpers/approval.ts';
import { snapshotOf } from '../../deployment/snapshots.ts';

const flags = { waitUntil: 'done', stack: 'greenlight', output: 'text', interval: 5, startTimeout: 60 } as const;
const hostile = '<img src=x> | [Approve](https://evil.example)\n# @everyone ::add-mask::x ##[add-mask]y `````';

/** What people read of numeric references. */
const shown = (lines: readonly string[]) =>
  lines
    .join('\n')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('\u2060', '');

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 14, minute));
const rolledBack = (says: string, more: Partial<Snapshot> = {}) =>
  snapshotOf(
    { status: 'ROLLBACK_SUCCESSFUL', statusReason: says, rollback: { startedAt: at(6) }, finishedAt: at(9) },
    more,
  );

async function report(snapshot: Snapshot, end: 'reached' | 'missed' | 'timed-out' = 'missed') {
  const stages = [{ stage: 'SCALE_UP', isRollback: false, at: at(1) }];
  return await reportEnd({ end, snapshot }, { flags, stack: undefined, stages });
}

const open = newRequest();

function rejectedBy(by: string, reason: string): typeof open {
  const decision = { id: 'one', status: 'REJECTED', by, via: 'desk', reason, at: at(5).toISOString() } as const;
  return { ...open, status: 'REJECTED', decision };
}

const failedHook =
  'Service deployment rolled back because of failed lifecycle hook at POST_TEST_TRAFFIC_SHIFT: the hook arn:aws:lambda:us-west-2:123456789012:function:my-hook returned FAILED.';

describe('the report of a step', () => {
  test('names the person who refused a deployment, in the annotation, the timeline and the decisions', async () => {
    const { annotations, summary } = await report(
      rolledBack(failedHook, { requests: [{ key, request: rejectedBy('ana@example.com', 'prices are wrong') }] }),
    );
    const text = shown(summary);

    expect(text).toContain('rejected by ana@example.com at 14:05 UTC: prices are wrong');
    expect(text).toMatch(/\| 14:05:00 \| \S+ \| approval rejected by ana@example\.com/);
    expect(text).toMatch(/### Who decided\n\n.*\n.*\n\| approval \| \S+ \| rejected by ana@example\.com/);
    expect(annotations[0]).toMatchObject({
      level: 'error',
      title: expect.stringContaining('was rolled back: rejected by'),
    });
  });

  test('has the times of ECS, of the checks and of the stages in their order', async () => {
    const { summary } = await report(rolledBack('Service deployment rolled back.'));

    expect(shown(summary).match(/^\| 14:.*/gm)).toEqual([
      '| 14:00:00 |  | The deployment begins |',
      '| 14:01:00 | SCALE_UP | reached |',
      '| 14:06:00 |  | ECS begins to roll back |',
      '| 14:09:00 |  | It ends, ROLLBACK_SUCCESSFUL |',
    ]);
  });

  test('shows who asked for the rollback', async () => {
    const asked = {
      schemaVersion: 1,
      serviceDeploymentArn: snapshotOf().arn,
      by: 'arn:aws:sts::123456789012:assumed-role/approver/eve',
      at: at(6).toISOString(),
      reason: 'checkout is broken',
    } as const;
    const { annotations, summary } = await report(rolledBack('Stopped by a user.', { rollbacks: [asked] }));

    expect(annotations[0]?.message).toContain('asked for the rollback at 14:06 UTC: checkout is broken');
    expect(shown(summary)).toMatch(
      /\| rollback \| {2}\| approver\/eve \(IAM\) asked for the rollback at 14:06 UTC: checkout is broken \|/,
    );
  });

  test('says that no logs were read, and which command reads them', async () => {
    const { summary } = await report(rolledBack(failedHook));

    expect(summary.join('\n')).toContain(
      "No logs were read. This command also reads the hooks' logs and ECS's Action Logs:\n\n```\ngreenlight explain my-cluster/my-service --deployment EZe5RNVLH6PPzHXINuP28\n```",
    );
  });

  test('says what a deployment still waits for when the time is up', async () => {
    const { annotations, outputs } = await report(snapshotOf({}, { requests: [{ key, request: open }] }), 'timed-out');

    expect(outputs['end']).toBe('timed-out');
    expect(annotations[0]?.message).toMatch(/^An approval.* is missing: .* It did not reach done in time\.$/);
  });

  test('says why a deployment that was interrupted before it was seen has no summary', async () => {
    const watched: Watched = { end: 'interrupted', snapshot: undefined };
    const { annotations, outputs } = await reportEnd(watched, { flags, stack: undefined, stages: [] });

    expect(annotations).toEqual([
      { level: 'error', title: 'greenlight watch', message: 'interrupted; the deployment continues' },
    ]);
    expect(outputs).toEqual({ end: 'interrupted', status: '', deployment: '', revision: '' });
  });

  test('has nothing of others but text, wherever it comes from', async () => {
    const finding = { name: hostile, outcome: 'failed', found: hostile, allowed: hostile } as const;
    const { summary } = await report(
      rolledBack(`${failedHook} ${hostile}`, {
        requests: [{ key, request: rejectedBy(hostile, hostile) }],
        reports: [
          {
            schemaVersion: 1,
            ...{ check: hostile, gate: hostile, stage: open.subject.stage, step: undefined, verdict: 'fail' },
            ...{ reason: hostile, findings: [finding], at: at(4).toISOString() },
          },
        ],
        images: [{ container: hostile, before: hostile, after: hostile }],
        unknown: [hostile],
      }),
    );
    const lines = summary.join('\n').split('\n');
    const rows = lines.filter((line) => line.startsWith('|'));

    for (const line of lines) expect(line).not.toMatch(/<img|evil\.example\)|https:\/\/evil|@everyone/);
    for (const row of rows) expect([4, 5]).toContain(row.match(/\|/g)?.length);
    expect(lines.filter((line) => line.startsWith('#'))).toEqual([
      expect.stringMatching(/^## ❌ my/),
      '### Why',
      '### Timeline',
      '### Checks',
      '### Who decided',
      '### Not known',
    ]);
  });
});
