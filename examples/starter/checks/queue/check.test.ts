import { defineHook, systemClock } from 'ecs-greenlight';
import { answerEvent, simulateDeployment } from 'ecs-greenlight/testing';
import { describe, expect, test } from 'vitest';
import { queueCheck } from './check.ts';
import event from './event.json' with { type: 'json' };
import { type FakeWork, fakeSqs } from './fake.ts';
import hookDetails from './hook-details.json' with { type: 'json' };
import { depthReader } from './read-depth.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A whole deployment, on a clock that takes no time. */
function deploy(work: FakeWork, details: typeof hookDetails = hookDetails) {
  return simulateDeployment({
    strategy: 'BLUE_GREEN',
    hooks: ({ clock }) => [
      {
        name: 'my-check',
        handler: defineHook({ check: queueCheck(depthReader(fakeSqs(clock, work))), clock, logger: silent }),
        at: 'POST_PRODUCTION_TRAFFIC_SHIFT',
        hookDetails: details,
      },
    ],
  });
}

describe('my-check', () => {
  test('watches a short queue for five minutes, and passes', async () => {
    const { status, hooks } = await deploy({ waiting: 20, perMinute: 0 });

    expect(status).toBe('SUCCESSFUL');
    expect(hooks[0]?.calls[0]).toMatchObject({ answer: { hookStatus: 'IN_PROGRESS' } });
    expect(hooks[0]).toMatchObject({ status: 'SUCCEEDED', reason: '20 messages wait, at most 100 may' });
    expect(hooks[0]?.seconds).toBeGreaterThanOrEqual(300);
  });

  test('waits until the new version has caught up', async () => {
    const { status, hooks } = await deploy({ waiting: 900, perMinute: 100 });

    expect(status).toBe('SUCCESSFUL');
    expect(hooks[0]?.seconds).toBeGreaterThanOrEqual(480);
  });

  test('rolls back when its time is up', async () => {
    const { status, hooks } = await deploy({ waiting: 900, perMinute: 1 });

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(hooks[0]).toMatchObject({ status: 'FAILED', reason: '870 messages wait, at most 100 may, after 30 min' });
    expect(hooks[0]?.seconds).toBeLessThan(1860);
  });

  test('rolls back for a message that could not be processed, but not for the old ones', async () => {
    const { status, hooks } = await deploy({ waiting: 20, perMinute: 0, deadLetterAfterMinutes: 2 });

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(hooks[0]).toMatchObject({ reason: 'dead letters since the first call: 1' });
    expect(hooks[0]?.seconds).toBeLessThan(300);
  });

  test('tolerates that SQS cannot be asked for a while, and then rolls back', async () => {
    const refuse = async () => {
      throw new Error('AccessDenied');
    };
    const { status, hooks } = await simulateDeployment({
      strategy: 'BLUE_GREEN',
      hooks: ({ clock }) => [
        {
          handler: defineHook({ check: queueCheck(depthReader({ send: refuse })), clock, logger: silent }),
          at: 'POST_PRODUCTION_TRAFFIC_SHIFT',
          hookDetails,
        },
      ],
    });

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(hooks[0]?.calls).toHaveLength(11);
  });

  test('refuses a configuration that it does not know', async () => {
    const { hooks } = await deploy({ waiting: 0, perMinute: 0 }, { ...hookDetails, maxWaiting: -1 });

    expect(hooks[0]?.reason).toContain('maxWaiting');
  });

  test("answers ECS's event", async () => {
    const check = queueCheck(depthReader(fakeSqs(systemClock, { waiting: 900, perMinute: 100 })));
    const handler = defineHook({ check, logger: silent });

    expect(await answerEvent(handler, { ...event, hookDetails })).toMatchObject({ verdict: 'in-progress' });
  });
});
