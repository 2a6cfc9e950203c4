import { describe, expect, test } from 'vitest';
import {
  changeConfiguration,
  type DeploymentConfigurationInput,
} from '../../src/controller/ecs/deployment-configuration.ts';
import { answering, hookAt, newService, only, runningService, secondsBetween, stagesOf, version } from './play.ts';

const linear = (stepPercent: number, more: DeploymentConfigurationInput = {}): DeploymentConfigurationInput => ({
  strategy: 'LINEAR',
  linearConfiguration: { stepPercent, stepBakeTimeInMinutes: 6 },
  ...more,
});
const canary: DeploymentConfigurationInput = {
  strategy: 'CANARY',
  canaryConfiguration: { canaryPercent: 5, canaryBakeTimeInMinutes: 10 },
};
const bothStages = ['PRE_PRODUCTION_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'] as const;

/** The share of green in production, one number for each move of the listener. */
function sharesOfGreen(played: Awaited<ReturnType<typeof runningService>>, green: string): (number | undefined)[] {
  const moves = only(played.events, 'weights-changed').filter(({ listener }) => listener === 'production');
  return moves.map(({ weights }) => weights[green]);
}

async function deployed(configuration: DeploymentConfigurationInput, more: Parameters<typeof runningService>[0] = {}) {
  const played = await runningService({ ...more, configuration });
  const deployment = await played.controller.deploy(version(2));
  return { ...played, deployment, shares: sharesOfGreen(played, deployment.targetServiceRevision.arn) };
}

describe('a linear deployment', () => {
  test('B-72 goes through both production stages at every step, and through the others once', async () => {
    const { events, shares, deployment } = await deployed(linear(25));

    expect(deployment.status).toBe('SUCCESSFUL');
    expect(shares).toEqual([25, 50, 75, 100]);
    expect(stagesOf(events)).toEqual([
      'PRE_SCALE_UP',
      'SCALE_UP',
      'POST_SCALE_UP',
      'TEST_TRAFFIC_SHIFT',
      'POST_TEST_TRAFFIC_SHIFT',
      ...bothStages,
      ...bothStages,
      ...bothStages,
      ...bothStages,
      'POST_PRODUCTION_TRAFFIC_SHIFT',
      'BAKE_TIME',
      'CLEAN_UP',
    ]);
    expect(only(events, 'stage-entered').filter(({ stage }) => stage === bothStages[0])).toMatchObject([
      { step: 1 },
      { step: 2 },
      { step: 3 },
      { step: 4 },
    ]);
  });

  test('B-72 counts in tenths of a percent, so that the shares of blue and green add up to 100', async () => {
    const { events } = await deployed(linear(33.3));

    const moves = only(events, 'weights-changed').filter(({ listener }) => listener === 'production');
    expect(moves.map(({ weights }) => Object.values(weights))).toEqual([
      [33.3, 66.7],
      [66.6, 33.4],
      [99.9, 0.1],
      [100, 0],
    ]);
  });

  test('B-73 bakes after every step except the last, and shows PRODUCTION_TRAFFIC_SHIFT meanwhile', async () => {
    const { events } = await deployed(linear(50));

    const left = only(events, 'stage-left').filter(({ stage }) => stage === 'PRODUCTION_TRAFFIC_SHIFT');
    expect(left.map(({ seconds }) => seconds)).toEqual([360, 0]);
  });

  test('B-73 may bake for 24 hours without reaching the limit of a stage', async () => {
    const hook = answering({ hookStatus: 'IN_PROGRESS', callBackDelay: 600 }, { hookStatus: 'SUCCEEDED' });
    const { deployment } = await deployed(
      linear(50, {
        linearConfiguration: { stepPercent: 50, stepBakeTimeInMinutes: 1440 },
        lifecycleHooks: [hookAt('PRODUCTION_TRAFFIC_SHIFT')],
      }),
      { functions: () => hook.handler },
    );

    expect(deployment.status).toBe('SUCCESSFUL');
    expect(secondsBetween(deployment.startedAt, deployment.finishedAt)).toBe(30 + 600 + 86_400 + 300);
  });

  test('B-76 shifts the remainder in a last step of its own', async () => {
    expect((await deployed(linear(30))).shares).toEqual([30, 60, 90, 100]);
    expect((await deployed(linear(11))).shares).toEqual([11, 22, 33, 44, 55, 66, 77, 88, 99, 100]);
    expect((await deployed(linear(70))).shares).toEqual([70, 100]);
  });

  test('B-76 shifts the remainder together with the last whole step if a switch says so', async () => {
    const switches = { lastLinearStep: 'merged' } as const;

    expect((await deployed(linear(30), { switches })).shares).toEqual([30, 60, 100]);
    expect((await deployed(linear(70), { switches })).shares).toEqual([100]);
    expect((await deployed(linear(20), { switches })).shares).toEqual([20, 40, 60, 80, 100]);
  });
});

describe('a canary deployment', () => {
  test('B-74 shifts the canary share, bakes, and shifts to 100', async () => {
    const { events, shares } = await deployed(canary);

    expect(shares).toEqual([5, 100]);
    expect(stagesOf(events).filter((stage) => stage.includes('PRODUCTION_TRAFFIC'))).toEqual([
      ...bothStages,
      ...bothStages,
      'POST_PRODUCTION_TRAFFIC_SHIFT',
    ]);
    const left = only(events, 'stage-left').filter(({ stage }) => stage === 'PRODUCTION_TRAFFIC_SHIFT');
    expect(left.map(({ seconds }) => seconds)).toEqual([600, 0]);
  });

  test('B-74 has one step if the canary is 100 percent', async () => {
    const { shares, events } = await deployed({ ...canary, canaryConfiguration: { canaryPercent: 100 } });

    expect(shares).toEqual([100]);
    expect(stagesOf(events).filter((stage) => stage === 'PRODUCTION_TRAFFIC_SHIFT')).toHaveLength(1);
  });
});

test('B-77 goes through all steps in a later deployment, even if the first one is to have one', async () => {
  const { shares } = await deployed(linear(50), { switches: { firstDeploymentSteps: 'one' } });

  expect(shares).toEqual([50, 100]);
});

describe('a hook in a deployment of several steps', () => {
  const told = async (switches: Parameters<typeof runningService>[0]) => {
    const hook = answering({ hookStatus: 'SUCCEEDED' });
    const { deployment } = await deployed(linear(50, { lifecycleHooks: [hookAt([...bothStages])] }), {
      ...switches,
      functions: () => hook.handler,
    });
    const green = deployment.targetServiceRevision.arn;
    const blue = deployment.sourceServiceRevisions[0]?.arn ?? '';
    return hook.calls.map(({ executionDetails: { productionTrafficWeights: weights } }) => [
      weights[green],
      weights[blue],
    ]);
  };

  test('B-75 gets the weights before the step, and at PRODUCTION_TRAFFIC_SHIFT those after it', async () => {
    expect(await told({})).toEqual([
      [0, 100],
      [50, 50],
      [50, 50],
      [100, 0],
    ]);
  });

  test('B-75 gets the weights after the step at both stages if a switch says so', async () => {
    expect(await told({ switches: { stepWeights: 'target' } })).toEqual([
      [50, 50],
      [50, 50],
      [100, 0],
      [100, 0],
    ]);
  });

  test.each([
    { switches: {}, second: { asked: 1 } },
    { switches: { stepHookDetails: 'kept' }, second: { asked: 1 } },
    { switches: { stepHookDetails: 'configured' }, second: { gate: 'release' } },
  ] as const)('B-78 gets the hookDetails $second at the next step with $switches', async ({ switches, second }) => {
    const hook = answering(
      { hookStatus: 'IN_PROGRESS', hookDetails: { asked: 1 } },
      { hookStatus: 'SUCCEEDED' },
      { hookStatus: 'SUCCEEDED' },
    );
    await deployed(
      linear(50, {
        lifecycleHooks: [hookAt('PRE_PRODUCTION_TRAFFIC_SHIFT', { hookDetails: { gate: 'release' } })],
      }),
      { functions: () => hook.handler, switches },
    );

    expect(hook.calls.map(({ hookDetails }) => hookDetails)).toEqual([{ gate: 'release' }, { asked: 1 }, second]);
  });
});

describe('the first deployment of a service', () => {
  test.each([
    { switches: {}, told: [50, 100] },
    { switches: { firstDeploymentSteps: 'all' }, told: [50, 100] },
    { switches: { firstDeploymentSteps: 'one' }, told: [100] },
  ] as const)(
    'B-77 reports the steps $told with $switches, and green gets everything at the first',
    async ({ switches, told }) => {
      const hook = answering({ hookStatus: 'SUCCEEDED' });
      const { controller, events } = newService({
        functions: () => hook.handler,
        switches,
        configuration: linear(50, { lifecycleHooks: [hookAt('PRODUCTION_TRAFFIC_SHIFT')] }),
      });

      const { targetServiceRevision } = await controller.deploy(version(1));

      const green = targetServiceRevision.arn;
      expect(hook.calls.map(({ executionDetails }) => executionDetails.productionTrafficWeights)).toEqual(
        told.map((share) => ({ [green]: share })),
      );
      const moves = only(events, 'weights-changed').filter(({ listener }) => listener === 'production');
      expect(moves.map(({ weights }) => weights)).toEqual([{ [green]: 100 }]);
    },
  );
});

describe('a rollback in the middle of the steps', () => {
  test.each([
    { name: 'linear', configuration: linear(25), step: 3, shares: [25, 50, 75, 0] },
    { name: 'canary', configuration: canary, step: 2, shares: [5, 100, 0] },
  ])('B-79 moves all production of a $name deployment back at once', async ({ configuration, step, shares }) => {
    let calls = 0;
    const {
      shares: seen,
      deployment,
      events,
    } = await deployed(
      { ...configuration, lifecycleHooks: [hookAt('PRODUCTION_TRAFFIC_SHIFT')] },
      { functions: () => () => ({ hookStatus: ++calls === step ? 'FAILED' : 'SUCCEEDED' }) },
    );

    expect(deployment).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      targetServiceRevision: { runningTaskCount: 0, requestedProductionTrafficWeight: 0 },
      sourceServiceRevisions: [{ runningTaskCount: 3, requestedProductionTrafficWeight: 100 }],
    });
    expect(seen).toEqual(shares);
    expect(stagesOf(events).slice(-2)).toEqual(['← PRODUCTION_TRAFFIC_SHIFT', '← TEST_TRAFFIC_SHIFT']);
  });

  test('B-79 begins from a stop during the bake of a step', async () => {
    const { controller, clock, events } = await runningService({ configuration: linear(10) });
    const { serviceDeploymentArn, serviceRevisionArn } = controller.startDeployment(version(2));
    await clock.advance(10 * 60_000);
    expect(controller.controls.trafficWeights().production[serviceRevisionArn]).toBe(20);

    controller.stopServiceDeployment({ serviceDeploymentArn });

    expect(await controller.waitForDeployment(serviceDeploymentArn)).toMatchObject({ status: 'ROLLBACK_SUCCESSFUL' });
    expect(only(events, 'stage-left').find(({ outcome }) => outcome === 'interrupted')).toMatchObject({
      stage: 'PRODUCTION_TRAFFIC_SHIFT',
      step: 2,
    });
  });
});

describe('a deployment of more than 30 days', () => {
  test('B-81 rolls back', async () => {
    const { deployment } = await deployed(
      linear(3, { linearConfiguration: { stepPercent: 3, stepBakeTimeInMinutes: 1440 } }),
    );

    expect(deployment).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      statusReason: 'Service deployment rolled back because it took longer than 30 days.',
    });
    expect(secondsBetween(deployment.startedAt, deployment.finishedAt)).toBe(30 * 86_400);
  });
});

describe('the configuration of steps', () => {
  const change = (input: Record<string, unknown>) => changeConfiguration(undefined, input);

  test('B-80 has the defaults of the API', () => {
    expect(change({ strategy: 'LINEAR' })).toEqual({
      strategy: 'LINEAR',
      bakeTimeInMinutes: 0,
      lifecycleHooks: [],
      linearConfiguration: { stepPercent: 10, stepBakeTimeInMinutes: 6 },
    });
    expect(change({ strategy: 'CANARY' }).canaryConfiguration).toEqual({
      canaryPercent: 5,
      canaryBakeTimeInMinutes: 10,
    });
    expect(change({})).toEqual({ strategy: 'ROLLING', bakeTimeInMinutes: 0, lifecycleHooks: [] });
  });

  test('B-80 falls back to the defaults for members that a change leaves out', () => {
    const before = change({
      strategy: 'LINEAR',
      linearConfiguration: { stepPercent: 20, stepBakeTimeInMinutes: 1 },
    });

    const after = changeConfiguration(before, { linearConfiguration: { stepPercent: 25 } });

    expect(after.linearConfiguration).toEqual({ stepPercent: 25, stepBakeTimeInMinutes: 6 });
    expect(changeConfiguration(before, { bakeTimeInMinutes: 3 }).linearConfiguration).toEqual({
      stepPercent: 20,
      stepBakeTimeInMinutes: 1,
    });
  });

  test.each([
    ['LINEAR', 'linearConfiguration', 'stepBakeTimeInMinutes'],
    ['CANARY', 'canaryConfiguration', 'canaryBakeTimeInMinutes'],
  ] as const)('B-80 bakes 0 to 1440 minutes in %s', (strategy, member, key) => {
    const bake = (minutes: number) => change({ strategy, [member]: { [key]: minutes } });

    for (const minutes of [0, 1440]) expect(bake(minutes)[member]).toMatchObject({ [key]: minutes });
    for (const minutes of [-1, 1441]) {
      expect(() => bake(minutes)).toThrow(`${member}.${key} is ${minutes}; write a whole number from 0 to 1440`);
    }
  });

  test('B-80 is dropped together with its strategy', () => {
    const before = change({ strategy: 'LINEAR', linearConfiguration: { stepPercent: 20 } });

    const after = changeConfiguration(before, { strategy: 'CANARY' });

    expect(after).not.toHaveProperty('linearConfiguration');
    expect(changeConfiguration(after, { strategy: 'LINEAR' }).linearConfiguration?.stepPercent).toBe(10);
  });

  const share = (least: number) => `write a number from ${least} to 100 with one decimal at most`;
  test.each([
    [
      { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 5, linearConfiguration: {} },
      'linearConfiguration is given with the strategy BLUE_GREEN; write it only with LINEAR, or leave it out',
    ],
    [
      { strategy: 'LINEAR', canaryConfiguration: {} },
      'canaryConfiguration is given with the strategy LINEAR; write it only with CANARY, or leave it out',
    ],
    [
      { strategy: 'LINEAR', linearConfiguration: { stepPercent: 2.9 } },
      `linearConfiguration.stepPercent is 2.9; ${share(3)}`,
    ],
    [
      { strategy: 'LINEAR', linearConfiguration: { stepPercent: 12.34 } },
      `linearConfiguration.stepPercent is 12.34; ${share(3)}`,
    ],
    [
      { strategy: 'CANARY', canaryConfiguration: { canaryPercent: 0 } },
      `canaryConfiguration.canaryPercent is 0; ${share(0.1)}`,
    ],
    [
      { strategy: 'CANARY', canaryConfiguration: { canaryPercent: 100.1 } },
      `canaryConfiguration.canaryPercent is 100.1; ${share(0.1)}`,
    ],
    [
      { strategy: 'CANARY', canaryConfiguration: { canaryBakeTimeInMinutes: 1441 } },
      'canaryConfiguration.canaryBakeTimeInMinutes is 1441; write a whole number from 0 to 1440',
    ],
    [
      { strategy: 'LINEAR', linearConfiguration: { step: 5 } },
      'linearConfiguration.step is not known here; leave it out',
    ],
  ])('B-80 is refused with %j', (input, message) => {
    expect(() => change(input)).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIGURATION', message: `deploymentConfiguration.${message}` }),
    );
  });
});
