import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ControllerError } from '../../src/controller/controller-error.ts';
import { isFinal } from '../../src/controller/ecs/resources.ts';
import type { ControllerEvent } from '../../src/controller/events.ts';
import { inMemoryBackend } from '../../src/controller/state/backend.ts';
import type { Switches } from '../../src/controller/switches.ts';
import { hookableStages } from '../../src/hook/target.ts';
import { hookAt, newService, only, type Played, stagesOf, version } from './play.ts';

const answer = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ hookStatus: 'SUCCEEDED' }) },
  { weight: 1, arbitrary: fc.constant({ hookStatus: 'FAILED' }) },
  {
    weight: 4,
    arbitrary: fc.record({
      hookStatus: fc.constant('IN_PROGRESS'),
      callBackDelay: fc.integer({ min: 900, max: 90_000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      null,
      {},
      'SUCCEEDED',
      { hookStatus: 'DONE' },
      { hookStatus: 'IN_PROGRESS', callBackDelay: 0 },
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('throws', 'killed') },
);

const hook = fc
  .record({
    stages: fc.uniqueArray(fc.constantFrom(...hookableStages), { minLength: 1 }),
    timeoutInMinutes: fc.integer({ min: 1, max: 1440 }),
    action: fc.constantFrom('ROLLBACK' as const, 'CONTINUE' as const),
  })
  .map(({ stages, ...timeoutConfiguration }) => hookAt(stages, { timeoutConfiguration }));

const switches: fc.Arbitrary<Partial<Switches>> = fc.record({
  invalidCallBackDelay: fc.constantFrom('rollback' as const, 'default' as const),
  productionTrafficMoves: fc.constantFrom('before-hooks' as const, 'after-hooks' as const),
  testTrafficMoves: fc.constantFrom('before-hooks' as const, 'after-hooks' as const),
  rollbackTrafficMoves: fc.constantFrom('before-hooks' as const, 'after-hooks' as const),
  rollbackProductionHooks: fc.constantFrom('always' as const, 'if-shifted' as const),
  rollbackTestHooks: fc.constantFrom('always' as const, 'if-shifted' as const, 'never' as const),
  alarmBeforeStart: fc.constantFrom('rollback' as const, 'ignore' as const),
  failedEvent: fc.constantFrom('alarms-only' as const, 'every-rollback' as const),
});

const intervention = fc.record({
  /** Within a deployment's first four hours. */
  atSeconds: fc.integer({ min: 0, max: 4 * 3600 }),
  what: fc.constantFrom('stop' as const, 'alarm' as const, 'alarm-ends' as const, 'deploy' as const),
});

const story = fc.record({
  seed: fc.integer(),
  switches,
  bakeTimeInMinutes: fc.integer({ min: 0, max: 120 }),
  hooks: fc.array(hook, { maxLength: 4 }),
  answers: fc.array(answer, { minLength: 1, maxLength: 20 }),
  interventions: fc.array(intervention, { maxLength: 4 }),
  isFirstDeployed: fc.boolean(),
  shiftSeconds: fc.constantFrom(0, 90),
  /** The calls of the backend that fail, counted from the end of the first deployment. */
  failingCalls: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 1 }),
});

type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

/** Plays the story to its end: every started deployment has ended. */
async function play(told: Story): Promise<Played> {
  let asked = 0;
  let backendCalls = told.isFirstDeployed ? Number.NEGATIVE_INFINITY : 0;
  const memory = inMemoryBackend({ shiftSeconds: told.shiftSeconds, terminateSeconds: 10 });
  const orFail = async (work: () => Promise<void>) => {
    if (told.failingCalls.includes(++backendCalls)) throw new Error('the backend is out of order');
    await work();
  };
  const played = newService({
    seed: told.seed,
    switches: told.switches,
    backend: {
      scaleUp: (...call) => orFail(() => memory.scaleUp(...call)),
      shiftTestTraffic: (...call) => orFail(() => memory.shiftTestTraffic(...call)),
      shiftProductionTraffic: (...call) => orFail(() => memory.shiftProductionTraffic(...call)),
      terminate: (...call) => orFail(() => memory.terminate(...call)),
    },
    functions: () => {
      const given = told.answers[asked++ % told.answers.length];
      if (given === 'killed') return { handler: () => ({}), timeoutSeconds: 10, takesSeconds: 20 };
      if (given === 'throws') return () => Promise.reject(new Error('no bucket'));
      return () => given;
    },
  });
  const { controller, clock, events } = played;
  if (told.isFirstDeployed) {
    await controller.deploy(version(1));
    backendCalls = 0;
    events.length = 0;
  }
  controller.updateDeploymentConfiguration({
    bakeTimeInMinutes: told.bakeTimeInMinutes,
    lifecycleHooks: told.hooks,
    alarms: { alarmNames: ['shop-5xx'], enable: true, rollback: true },
  });
  controller.startDeployment(version(2));
  for (const { atSeconds, what } of told.interventions) {
    void clock.sleep(atSeconds * 1000).then(() => intervene(played, what));
  }
  for (const { serviceDeploymentArn } of unfinished(played)) await controller.waitForDeployment(serviceDeploymentArn);
  await clock.advance(5 * 3600_000);
  for (const { serviceDeploymentArn } of unfinished(played)) await controller.waitForDeployment(serviceDeploymentArn);
  return played;
}

function unfinished({ controller }: Played) {
  return controller.listServiceDeployments().filter(({ status }) => !isFinal(status));
}

function intervene({ controller }: Played, what: Story['interventions'][number]['what']): void {
  const [latest] = controller.listServiceDeployments();
  try {
    if (what === 'alarm') controller.controls.setAlarmState('shop-5xx', 'ALARM');
    if (what === 'alarm-ends') controller.controls.setAlarmState('shop-5xx', 'OK');
    if (what === 'deploy') controller.startDeployment(version(3));
    if (what === 'stop') controller.stopServiceDeployment({ serviceDeploymentArn: latest?.serviceDeploymentArn ?? '' });
  } catch (error) {
    // Too late for a stop, or too early for a deployment: refused, and nothing else.
    if (!(error instanceof ControllerError)) throw error;
  }
}

function deploymentsOf(events: readonly ControllerEvent[]): ControllerEvent[][] {
  const byArn = Map.groupBy(events, ({ serviceDeploymentArn }) => serviceDeploymentArn);
  return [...byArn].flatMap(([arn, own]) => (arn === undefined ? [] : [own]));
}

describe('for any hooks, people, alarms and backend, a deployment', () => {
  test('ends in exactly one final status, and then nothing happens in it any more', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const { events } = await play(told);

        for (const own of deploymentsOf(events)) {
          const statuses = only(own, 'deployment-status').map(({ status }) => status);
          expect(statuses.filter(isFinal)).toHaveLength(1);
          const end = own.findIndex((event) => event.type === 'deployment-status' && isFinal(event.status));
          expect(own.slice(end + 1).every(({ type }) => type === 'eventbridge')).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('always sends production traffic somewhere, and to green only from PRODUCTION_TRAFFIC_SHIFT on', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const { events, controller } = await play(told);

        for (const own of deploymentsOf(events)) {
          const arn = own[0]?.serviceDeploymentArn ?? '';
          const green = controller.describeServiceDeployment(arn).targetServiceRevision.arn;
          own.forEach((event, index) => {
            if (event.type !== 'weights-changed' || event.listener !== 'production') return;
            const shares = Object.values(event.weights);
            expect(shares.reduce((sum, share) => sum + share, 0)).toBe(shares.length === 0 ? 0 : 100);
            if ((event.weights[green] ?? 0) > 0) {
              expect(stagesOf(own.slice(0, index)).at(-1)).toBe('PRODUCTION_TRAFFIC_SHIFT');
            }
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  test('leaves blue with all of production after ROLLBACK_SUCCESSFUL', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const { events, controller } = await play(told);

        const rolledBack = controller
          .listServiceDeployments()
          .filter(({ status }) => status === 'ROLLBACK_SUCCESSFUL')
          .map(({ serviceDeploymentArn }) => controller.describeServiceDeployment(serviceDeploymentArn));
        for (const { rollback, sourceServiceRevisions, targetServiceRevision } of rolledBack) {
          const blue = sourceServiceRevisions.find(({ arn }) => arn === rollback?.serviceRevisionArn);
          expect(blue).toMatchObject({ requestedProductionTrafficWeight: 100, runningTaskCount: 3 });
          expect(targetServiceRevision).toMatchObject({ requestedProductionTrafficWeight: 0, runningTaskCount: 0 });
        }
        expect(events.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  test('B-69 plays identically with the same seed', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const [once, again] = [await play(told), await play(told)];

        expect(JSON.stringify(again.events)).toBe(JSON.stringify(once.events));
      }),
      { numRuns: 100 },
    );
  });

  test('can be restored at any moment, and deployed again', async () => {
    await fc.assert(
      fc.asyncProperty(story, fc.integer({ min: 0, max: 8 * 3600 }), async (told, atSeconds) => {
        const { controller, clock } = newService({
          seed: told.seed,
          functions: () => () => ({ hookStatus: 'SUCCEEDED' }),
        });
        if (told.isFirstDeployed) await controller.deploy(version(1));
        controller.startDeployment(version(2));
        await clock.advance(atSeconds * 100);
        const taken = controller.snapshot();
        const primary = controller.controls.primaryRevisionArn();

        const restored = newService({ snapshot: JSON.parse(JSON.stringify(taken)) });
        await restored.controller.start();

        expect(restored.controller.controls.primaryRevisionArn()).toBe(primary);
        const { production } = restored.controller.controls.trafficWeights();
        expect(primary === undefined ? production : production[primary]).toEqual(primary === undefined ? {} : 100);
        expect(unfinished(restored)).toEqual([]);
        expect(await restored.controller.deploy(version(3))).toMatchObject({ status: 'SUCCESSFUL' });
      }),
      { numRuns: 100 },
    );
  });
});

describe('the ids and times of a deployment', () => {
  test('B-69 change with the seed', async () => {
    const arnOf = async (seed: string | number) =>
      (await newService({ seed }).controller.deploy(version(1))).serviceDeploymentArn;

    expect(await arnOf(1)).toBe(await arnOf(1));
    expect(await arnOf(2)).not.toBe(await arnOf(1));
    expect(await arnOf('a')).not.toBe(await arnOf('b'));
  });

  test('B-69 do not depend on the real duration of a hook', async () => {
    const playWith = async (turns: number) => {
      const { controller, events } = newService({
        functions: () => async () => {
          for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
          return { hookStatus: 'SUCCEEDED' };
        },
        configuration: { lifecycleHooks: [hookAt(hookableStages)] },
      });
      await controller.deploy(version(1));
      return JSON.stringify(events);
    };

    expect(await playWith(20)).toBe(await playWith(0));
  });
});
