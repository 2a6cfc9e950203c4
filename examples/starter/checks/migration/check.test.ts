import { defineHook } from 'ecs-greenlight';
import { answerEvent, type SimulateOptions, simulateDeployment, VirtualClock } from 'ecs-greenlight/testing';
import { describe, expect, test } from 'vitest';
import { migrationCheck } from './check.ts';
import event from './event.json' with { type: 'json' };
import { type FakeMigration, fakeEcs } from './fake.ts';
import hookDetails from './hook-details.json' with { type: 'json' };
import { migrationRunner } from './run-migration.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A whole deployment, on a clock that takes no time. */
async function deploy(migration: FakeMigration, options: Partial<SimulateOptions> = {}) {
  const clock = new VirtualClock();
  const ecs = fakeEcs(clock, migration);
  const deployment = await simulateDeployment({
    strategy: 'BLUE_GREEN',
    clock,
    hooks: [
      {
        name: 'my-check',
        handler: defineHook({ check: migrationCheck(migrationRunner(ecs)), clock, logger: silent }),
        at: 'PRE_SCALE_UP',
        hookDetails,
      },
    ],
    ...options,
  });
  return { ...deployment, started: ecs.started };
}

describe('my-check', () => {
  test('migrates once, and only then lets the new version start', async () => {
    const { status, hooks, stages, started } = await deploy({ minutes: 4, exitCode: 0 });

    expect(status).toBe('SUCCESSFUL');
    expect(hooks[0]?.calls[0]).toMatchObject({ answer: { hookStatus: 'IN_PROGRESS' } });
    expect(hooks[0]).toMatchObject({ status: 'SUCCEEDED', reason: 'the database is migrated' });
    expect(stages.find(({ stage }) => stage === 'SCALE_UP')?.startSeconds).toBeGreaterThanOrEqual(240);
    expect(started).toMatchObject([
      {
        taskDefinition: expect.stringContaining('shop:42'),
        launchType: 'FARGATE',
        overrides: { containerOverrides: [{ name: 'app', command: ['npm', 'run', 'migrate'] }] },
      },
    ]);
  });

  test('migrates once even if an answer is lost on its way', async () => {
    const faults = { 'lost-answer': [1] };
    const { status, started } = await deploy(
      { minutes: 4, exitCode: 0 },
      { faults, switches: { lostAnswer: 'retry' } },
    );

    expect(status).toBe('SUCCESSFUL');
    expect(started).toHaveLength(1);
  });

  test.each([
    [1, 'the migration failed: exit code 1 (Essential container in task exited)'],
    [undefined, 'the migration failed: its container did not run (CannotPullContainerError)'],
  ])('rolls back for exit code %s', async (exitCode, reason) => {
    const { status, hooks, stages } = await deploy({ minutes: 2, exitCode });

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(hooks[0]).toMatchObject({ status: 'FAILED', reason });
    expect(stages.some(({ stage, isRollback }) => stage === 'SCALE_UP' && !isRollback)).toBe(false);
  });

  test('rolls back when its time is up', async () => {
    const { status, hooks } = await deploy({ minutes: 300, exitCode: 0 });

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(hooks[0]).toMatchObject({ reason: "the migration's task is RUNNING after 30 min" });
    expect(hooks[0]?.seconds).toBeLessThan(1860);
  });

  test('rolls back if the task cannot be started for a while', async () => {
    const { status, hooks } = await deploy({ minutes: 1, exitCode: 0, failure: 'RESOURCE:MEMORY' });

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(hooks[0]?.reason).toContain('the migration was not started: RESOURCE:MEMORY');
    expect(hooks[0]?.calls).toHaveLength(11);
  });

  test("answers ECS's event", async () => {
    const clock = new VirtualClock();
    const check = migrationCheck(migrationRunner(fakeEcs(clock, { minutes: 0, exitCode: 0 })));
    const handler = defineHook({ check, clock, logger: silent });

    expect(await answerEvent(handler, { ...event, hookDetails })).toMatchObject({ verdict: 'succeeded' });
  });
});
