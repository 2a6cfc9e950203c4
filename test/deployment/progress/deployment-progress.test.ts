import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DeploymentProgress,
  formatDeploymentProgress,
  isEnded,
  readProgress,
  withSighting,
} from '../../../src/deployment/progress/deployment-progress.ts';

const at = (time: string) => new Date(`2026-11-27T${time}Z`);
const running = (lifecycleStage: string, percent: number) => ({
  status: 'IN_PROGRESS',
  lifecycleStage,
  targetServiceRevision: { requestedProductionTrafficWeight: percent },
  deploymentConfiguration: { bakeTimeInMinutes: 10 },
});

describe('withSighting', () => {
  test('notes when each state was first seen, and nothing twice', () => {
    const first = withSighting(undefined, running('PRODUCTION_TRAFFIC_SHIFT', 25), { at: at('13:52:00') });
    const next = withSighting(first, running('BAKE_TIME', 100), { at: at('13:58:00') });

    expect(withSighting(next, running('BAKE_TIME', 100), { at: at('13:59:00') })).toBeUndefined();
    expect(next).toStrictEqual({
      schemaVersion: 1,
      bakeMinutes: 10,
      seen: [
        { at: '2026-11-27T13:52:00.000Z', status: 'IN_PROGRESS', stage: 'PRODUCTION_TRAFFIC_SHIFT', percent: 25 },
        { at: '2026-11-27T13:58:00.000Z', status: 'IN_PROGRESS', stage: 'BAKE_TIME', percent: 100 },
      ],
    });
  });

  test('keeps the cause, and when ECS says that it ended', () => {
    const undone = { status: 'ROLLBACK_SUCCESSFUL', finishedAt: at('13:59:59') };

    expect(withSighting(undefined, undone, { at: at('14:05:00'), cause: 'the alarm went off' })).toStrictEqual({
      schemaVersion: 1,
      seen: [{ at: '2026-11-27T14:05:00.000Z', status: 'ROLLBACK_SUCCESSFUL' }],
      cause: 'the alarm went off',
      endedAt: '2026-11-27T13:59:59.000Z',
    });
  });

  test('adds a cause that ECS names later, once, and never loses it', () => {
    const undone = { status: 'ROLLBACK_SUCCESSFUL', finishedAt: at('13:59:59') };
    const now = at('14:06:00');
    const bare = withSighting(undefined, undone, { at: at('14:05:00') });
    const caused = withSighting(bare, undone, { at: now, cause: 'the alarm went off' });

    expect(caused).toStrictEqual({ ...bare, cause: 'the alarm went off' });
    expect(withSighting(caused, undone, { at: now, cause: 'the alarm went off' })).toBeUndefined();
    expect(withSighting(caused, undone, { at: now })).toBeUndefined();
    expect(withSighting(caused, { status: 'ROLLBACK_FAILED' }, { at: now, cause: 'no capacity' })).toMatchObject({
      seen: [{ status: 'ROLLBACK_SUCCESSFUL' }, { at: now.toISOString(), status: 'ROLLBACK_FAILED' }],
      cause: 'no capacity',
    });
  });

  test('says nothing of a deployment without a status, and nothing that is older than what was seen', () => {
    const known = withSighting(undefined, running('BAKE_TIME', 100), { at: at('13:58:00') });

    expect(withSighting(undefined, {}, { at: at('13:52:00') })).toBeUndefined();
    expect(withSighting(known, running('SCALE_UP', 0), { at: at('13:57:59') })).toBeUndefined();
  });

  test('keeps the latest of more states than it can hold', () => {
    let known: DeploymentProgress | undefined;
    for (let step = 0; step < 250; step += 1) {
      known = withSighting(known, running('PRODUCTION_TRAFFIC_SHIFT', step), { at: new Date(step * 1000) }) ?? known;
    }

    expect(known?.seen).toHaveLength(200);
    expect(known?.seen.at(-1)?.percent).toBe(249);
  });

  test('no matter what ECS says in which order, times ascend, neighbours differ, and it reads what it wrote', () => {
    const state = fc.record({
      stage: fc.constantFrom('PRODUCTION_TRAFFIC_SHIFT', 'BAKE_TIME'),
      percent: fc.constantFrom(0, 25, 100),
      second: fc.nat(100),
    });
    fc.assert(
      fc.property(fc.array(state), (states) => {
        let known: DeploymentProgress | undefined;
        for (const { stage, percent, second } of states) {
          known = withSighting(known, running(stage, percent), { at: new Date(second * 1000) }) ?? known;
        }
        const seen = known?.seen ?? [];
        for (const [index, one] of seen.entries()) {
          const before = seen[index - 1];
          if (before) expect(before.at <= one.at).toBe(true);
          expect(before && { ...before, at: '' }).not.toEqual({ ...one, at: '' });
        }
        if (known) expect(readProgress(formatDeploymentProgress(known))).toEqual(known);
      }),
    );
  });
});

test.each(['', '{', '{}', '[]', '{"schemaVersion":2,"seen":[]}', undefined])('reads %s as nothing', (body) => {
  expect(readProgress(body)).toBeUndefined();
});

test.each([
  ['SUCCESSFUL', true],
  ['STOPPED', true],
  ['ROLLBACK_SUCCESSFUL', true],
  ['ROLLBACK_FAILED', true],
  ['IN_PROGRESS', false],
  ['ROLLBACK_IN_PROGRESS', false],
  ['STOP_REQUESTED', false],
  ['OF_A_LATER_RELEASE', false],
  [undefined, false],
])('%s is an end: %s', (status, ended) => {
  expect(isEnded(status)).toBe(ended);
});
