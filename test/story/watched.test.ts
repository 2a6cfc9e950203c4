import { afterEach, describe, expect, test } from 'vitest';
import type { DeploymentConfigurationInput } from '../../src/controller/ecs/deployment-configuration.ts';
import { installHooks } from '../../src/sandbox/installed-hooks.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { playStory, slowestSpeed } from '../../src/sandbox/story/play.ts';
import { requestsIn } from '../../src/sandbox/story/play-ledger.ts';
import type { Story } from '../../src/sandbox/story/stories.ts';
import { anyPorts, newFolder } from '../sandbox/sandbox-fixture.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const undoing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undoing.splice(0).reverse()) await undo();
});

/** Half an hour, after which ECS gives up on a check, is six seconds: enough on a machine that is busy with other tests. */
const highSpeed = 300;

/** Somebody who needs no time. The clock runs at ×1 while people are asked, so that a deadline of four hours does not depend on how fast the test answers. */
const onlooker = { wait: async () => {} };

type Hooks = NonNullable<DeploymentConfigurationInput['lifecycleHooks']>;

/** The mistake that a story must not overlook: the checks run only once production has moved, and nobody is asked. */
const tooLate = (hooks: Hooks): Hooks =>
  hooks
    .filter(({ hookTargetArn }) => !hookTargetArn?.endsWith('approval-hook'))
    .map((hook) => ({ ...hook, lifecycleStages: ['POST_PRODUCTION_TRAFFIC_SHIFT'] }));

describe('a story that should never give production to green', { timeout: 60_000 }, () => {
  test.each([
    ['alarm-fires', 60],
    ['smoke-fails', 60],
    ['smoke-fails', 1000],
  ] as const)('is not ok if %s is noticed after production moved, at speed %i', async (story, speed) => {
    const { ok, problems, deployment, production } = await play(story, { speed, attach: tooLate });

    expect(deployment?.status).toBe('ROLLBACK_SUCCESSFUL');
    expect(ok).toBe(false);
    expect(problems).toContain('production gave 100 % to green');
    expect(production.maxToGreen).toBe(100);
    expect(production.green).toBeGreaterThan(0);
  });

  test.each(['alarm-fires', 'smoke-fails', 'reject'] as const)('is ok at a high speed: %s', async (story) => {
    const { problems, production } = await play(story, { speed: highSpeed });

    expect(problems).toEqual([]);
    expect(production).toMatchObject({ green: 0, maxToGreen: 0 });
    expect(production.blue).toBeGreaterThan(1);
  });
});

describe('a story that is approved', { timeout: 60_000 }, () => {
  test('has seen green in production even at a high speed', async () => {
    const { problems, production } = await play('approve', { speed: highSpeed });

    expect(problems).toEqual([]);
    expect(production.green).toBeGreaterThan(0);
    expect(production.maxToGreen).toBe(100);
  });

  test('reports its result when its time is up', async () => {
    const { ok, problems, deployment, stages } = await play('approve', { speed: 1, maxSeconds: 0.5 });

    expect(ok).toBe(false);
    expect(problems[0]).toBe(
      'the story had not ended after 0.5 seconds; hooks.log in its folder shows what the hooks saw',
    );
    expect(deployment?.status).toBe('IN_PROGRESS');
    expect(stages.map(({ stage, outcome }) => `${stage} ${outcome}`)).toEqual(['PRE_SCALE_UP succeeded']);
  });
});

test('a longer strategy needs a faster clock', () => {
  expect((['BLUE_GREEN', 'ROLLING', 'CANARY', 'LINEAR'] as const).map((strategy) => slowestSpeed(strategy))).toEqual([
    3, 4, 5, 8,
  ]);
});

type Play = { speed: number; maxSeconds?: number; attach?: (hooks: Hooks) => Hooks };

async function play(story: Story, { speed, attach = (hooks) => hooks, ...options }: Play) {
  const { folder, remove } = await newFolder();
  undoing.push(remove);
  const sandbox = await startSandbox({
    ...{ folder, speed, bakeTimeInMinutes: 2, ports: anyPorts, onlooker },
    install: async (surroundings) => {
      const installed = await installHooks(surroundings, silent);
      const lifecycleHooks = attach(installed.deploymentConfiguration.lifecycleHooks ?? []);
      return { ...installed, deploymentConfiguration: { lifecycleHooks } };
    },
  });
  undoing.push(sandbox.stop);
  return await playStory(sandbox, { story, say: () => {}, readRequests: requestsIn(folder), ...options });
}
