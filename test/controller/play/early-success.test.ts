import { describe, expect, test } from 'vitest';
import type { DeploymentConfigurationInput } from '../../../src/controller/ecs/deployment-configuration.ts';
import { runningService, secondsBetween, version } from '../play.ts';

const early = (
  sourceServiceRevisionCleanup: 'BLOCKING' | 'DEFERRED',
  more: DeploymentConfigurationInput = {},
): DeploymentConfigurationInput => ({
  strategy: 'ROLLING',
  bakeTimeInMinutes: 1,
  minimumHealthyPercent: 40,
  earlySuccessCriteria: { enable: true, healthyPercent: 41, sourceServiceRevisionCleanup },
  ...more,
});

/** Five tasks, of which three (41 percent, rounded up) are enough. */
async function deployed(configuration: DeploymentConfigurationInput) {
  const played = await runningService({ service: { desiredCount: 5 }, configuration });
  const blue = played.controller.controls.primaryRevisionArn() ?? '';
  const deployment = await played.controller.deploy(version(2));
  return { ...played, blue, deployment, green: deployment.targetServiceRevision.arn };
}

describe('early success', () => {
  test.each([
    ['DEFERRED', 5],
    ['BLOCKING', 0],
  ] as const)('B-127 ends the previous tasks as %s says, and starts the rest afterwards', async (cleanup, left) => {
    const { controller, clock, deployment, green, blue } = await deployed(early(cleanup));
    const { taskCounts } = controller.controls;

    expect(deployment).toMatchObject({
      status: 'SUCCESSFUL',
      targetServiceRevision: { runningTaskCount: 3 },
      sourceServiceRevisions: [{ runningTaskCount: left }],
    });
    // Three tasks take 30 seconds, and a minute of bake time follows.
    expect(secondsBetween(deployment.startedAt, deployment.finishedAt)).toBe(90);
    expect(controller.controls.primaryRevisionArn()).toBe(green);

    await clock.advance(10 * 60_000);

    expect(taskCounts(green)).toMatchObject({ requestedTaskCount: 5, runningTaskCount: 5 });
    expect(taskCounts(blue)).toMatchObject({ requestedTaskCount: 0, runningTaskCount: 0 });
    expect(controller.controls.trafficWeights().production).toEqual({ [green]: 100 });
    expect(controller.serviceEvents()[0]?.message).toMatch(/has reached a steady state\.$/);
    const completed = controller.serviceEvents().findIndex(({ message }) => message.endsWith('deployment completed.'));
    expect(completed).toBeGreaterThan(1);
  });

  test('B-127 rolls back until the bake time is over', async () => {
    const { controller, clock } = await runningService({
      service: { desiredCount: 5 },
      configuration: early('DEFERRED'),
    });
    const blue = controller.controls.primaryRevisionArn() ?? '';
    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    await clock.advance(60_000);
    controller.stopServiceDeployment({ serviceDeploymentArn });

    const { status } = await controller.waitForDeployment(serviceDeploymentArn);

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(controller.controls.taskCounts(blue)).toMatchObject({ runningTaskCount: 5 });
  });

  test.each(['DEFERRED', 'BLOCKING'] as const)(
    'B-127 never rolls back afterwards, not even for an alarm or tasks that fail, with %s',
    async (cleanup) => {
      const watched = { alarmNames: ['errors'], enable: true, rollback: true };
      const breaker = { enable: true, rollback: true, resetOnHealthyTask: false };
      const { controller, clock, deployment, green, blue } = await deployed(
        early(cleanup, { alarms: watched, deploymentCircuitBreaker: breaker }),
      );
      controller.controls.setFaults({ 'task-failure': [6, 7, 8, 9] });
      controller.controls.setAlarmState('errors', 'ALARM');

      await clock.advance(60 * 60_000);

      const { serviceDeploymentArn } = deployment;
      expect(controller.describeServiceDeployment(serviceDeploymentArn).status).toBe('SUCCESSFUL');
      expect(() => controller.stopServiceDeployment({ serviceDeploymentArn })).toThrow(
        expect.objectContaining({ code: 'DEPLOYMENT_FINISHED' }),
      );
      expect(controller.controls.taskCounts(green).runningTaskCount).toBe(5);
      expect(controller.controls.taskCounts(blue).runningTaskCount).toBe(0);
    },
  );

  test('B-127 leaves the rest to a new deployment that starts before it is done', async () => {
    const { controller, clock, green, blue } = await deployed(early('DEFERRED'));
    await clock.advance(1000);

    const next = await controller.deploy({
      ...version(3),
      deploymentConfiguration: { earlySuccessCriteria: { enable: false } },
    });

    expect(next).toMatchObject({ status: 'SUCCESSFUL', targetServiceRevision: { runningTaskCount: 5 } });
    for (const arn of [green, blue]) expect(controller.controls.taskCounts(arn).runningTaskCount).toBe(0);
  });

  test('B-127 is reached at once with 0 percent', async () => {
    const { deployment } = await deployed(
      early('DEFERRED', {
        minimumHealthyPercent: 0,
        earlySuccessCriteria: { enable: true, healthyPercent: 0, sourceServiceRevisionCleanup: 'DEFERRED' },
      }),
    );

    expect(deployment).toMatchObject({ status: 'SUCCESSFUL', targetServiceRevision: { runningTaskCount: 0 } });
  });
});
