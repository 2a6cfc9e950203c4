import { defineHook } from 'ecs-greenlight';
import { type SimulateOptions, simulateDeployment, VirtualClock } from 'ecs-greenlight/testing';
import { describe, expect, test } from 'vitest';
import { releaseWindowCheck } from '../src/release-window-check.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Deploys with the hook before production moves, on a clock that starts at this time and needs none. */
function deployAt(start: string, options: Partial<SimulateOptions> = {}, hookDetails = { opensAt: 9, closesAt: 16 }) {
  return simulateDeployment({
    strategy: 'BLUE_GREEN',
    clock: new VirtualClock({ start: new Date(start) }),
    hooks: ({ clock }) => [
      {
        name: 'release-window',
        handler: defineHook({ check: releaseWindowCheck, clock, logger: silent }),
        at: ['PRE_PRODUCTION_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'],
        hookDetails,
      },
    ],
    ...options,
  });
}

describe('the release window', () => {
  test('lets a release pass while it is open', async () => {
    const { status, hooks } = await deployAt('2026-03-04T10:00:00Z');

    expect(status).toBe('SUCCESSFUL');
    expect(hooks[0]?.calls).toHaveLength(1);
  });

  test('holds a release until it opens, and only then moves production', async () => {
    const { status, events, hooks } = await deployAt('2026-03-04T16:30:00Z');

    expect(status).toBe('SUCCESSFUL');
    expect(hooks[0]).toMatchObject({ stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT', status: 'SUCCEEDED' });
    const moved = events.find((event) => event.type === 'weights-changed' && event.listener === 'production');
    expect(moved?.at.toISOString()).toMatch(/^2026-03-05T09:00/);
  });

  test('tolerates an answer that is lost on its way', async () => {
    const { status, faults } = await deployAt('2026-03-04T03:00:00Z', {
      faults: { 'lost-answer': [1] },
      switches: { lostAnswer: 'retry' },
    });

    expect(status).toBe('SUCCESSFUL');
    expect(faults).toHaveLength(1);
  });

  test('holds up no rollback, however late it is', async () => {
    const { status, hooks } = await deployAt('2026-03-04T15:30:00Z', {
      hooks: ({ clock }) => [
        {
          handler: defineHook({ check: releaseWindowCheck, clock, logger: silent }),
          at: 'PRODUCTION_TRAFFIC_SHIFT',
          hookDetails: { opensAt: 9, closesAt: 16 },
        },
        // After the window has closed, somebody notices that the release is bad.
        { pause: { action: 'ROLLBACK', afterMinutes: 60 }, at: 'POST_PRODUCTION_TRAFFIC_SHIFT' },
      ],
    });

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    const calls = hooks.flatMap(({ calls, isRollback }) => calls.map(({ answer }) => ({ isRollback, answer })));
    expect(calls).toMatchObject([
      { isRollback: false, answer: { hookStatus: 'SUCCEEDED' } },
      { isRollback: true, answer: { hookStatus: 'SUCCEEDED' } },
    ]);
  });

  test('refuses a configuration that it does not know, at the first call', async () => {
    const { status, hooks } = await deployAt('2026-03-04T10:00:00Z', {}, { opensAt: 9, closesAt: 25 });

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(hooks[0]?.calls[0]).toMatchObject({
      answer: { hookStatus: 'FAILED', reason: expect.stringContaining('closesAt') },
    });
  });

  test('refuses a window that never opens', async () => {
    const { hooks } = await deployAt('2026-03-04T10:00:00Z', {}, { opensAt: 16, closesAt: 9 });

    expect(hooks[0]?.calls[0]).toMatchObject({
      answer: { hookStatus: 'FAILED', reason: 'opensAt is 16 and closesAt 9: never open' },
    });
  });
});
