import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { idOf } from '../../../src/controller/ecs/arns.ts';
import {
  changeConfiguration,
  type DeploymentConfigurationInput,
} from '../../../src/controller/ecs/deployment-configuration.ts';
import { newService, type PlayOptions, runningService, stateChanges, statusesOf, version } from '../play.ts';

const breaker = (more: Partial<NonNullable<DeploymentConfigurationInput['deploymentCircuitBreaker']>> = {}) => ({
  strategy: 'ROLLING' as const,
  deploymentCircuitBreaker: { enable: true, rollback: true, ...more },
});

/** Deploys a second version whose tasks all fail, or those that `failing` names. */
async function deployFailing({ configuration = breaker(), ...options }: PlayOptions = {}, failing: number[] | 1 = 1) {
  const played = await runningService({ ...options, configuration });
  played.controller.controls.setFaults({ 'task-failure': failing });
  const { serviceDeploymentArn } = played.controller.startDeployment(version(2));
  return { ...played, deployment: await played.controller.waitForDeployment(serviceDeploymentArn) };
}

describe('the circuit breaker', () => {
  test('B-88 rolls back once as many tasks have failed as its threshold says', async () => {
    // Failing tasks would fail in the rollback as well; blue has all of its own.
    const { deployment, controller } = await deployFailing();

    expect(deployment).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      statusReason: 'Service deployment rolled back because the circuit breaker threshold was exceeded.',
      deploymentCircuitBreaker: { status: 'TRIGGERED', failureCount: 3, threshold: 3 },
      targetServiceRevision: { runningTaskCount: 0 },
      sourceServiceRevisions: [{ runningTaskCount: 3 }],
    });
    expect(controller.controls.primaryRevisionArn()).toBe(deployment.sourceServiceRevisions[0]?.arn);
  });

  test('B-88 lets a deployment succeed if fewer tasks fail', async () => {
    const { deployment } = await deployFailing({}, [1, 2]);

    expect(deployment).toMatchObject({
      status: 'SUCCESSFUL',
      deploymentCircuitBreaker: { status: 'MONITORING_COMPLETE', threshold: 3 },
    });
  });

  test.each([
    { desiredCount: 1, thresholdConfiguration: undefined, threshold: 3 },
    { desiredCount: 25, thresholdConfiguration: undefined, threshold: 13 },
    { desiredCount: 200, thresholdConfiguration: undefined, threshold: 100 },
    { desiredCount: 1000, thresholdConfiguration: undefined, threshold: 200 },
    { desiredCount: 1000, thresholdConfiguration: { type: 'UNBOUNDED_PERCENT', value: 50 }, threshold: 500 },
    { desiredCount: 2, thresholdConfiguration: { type: 'UNBOUNDED_PERCENT', value: 50 }, threshold: 1 },
    { desiredCount: 20, thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 25 }, threshold: 5 },
    { desiredCount: 3, thresholdConfiguration: { type: 'COUNT', value: 1 }, threshold: 1 },
  ] as const)('B-88 tolerates $threshold failures of $desiredCount tasks with $thresholdConfiguration', (row) => {
    const { thresholdConfiguration } = row;
    const { controller } = newService({
      service: { desiredCount: row.desiredCount },
      configuration: breaker({ ...(thresholdConfiguration && { thresholdConfiguration }) }),
    });

    const { serviceDeploymentArn } = controller.startDeployment(version(1));

    expect(controller.describeServiceDeployment(serviceDeploymentArn).deploymentCircuitBreaker).toEqual({
      status: 'MONITORING',
      failureCount: 0,
      threshold: row.threshold,
    });
  });

  test('B-88 does not count the tasks of blue, which RECONCILE_SERVICE starts again', async () => {
    const { controller, clock } = await runningService({
      configuration: { strategy: 'ROLLING', minimumHealthyPercent: 0, maximumPercent: 100 },
    });
    controller.startDeployment(version(2));
    await clock.advance(1000);
    controller.controls.setFaults({ 'task-failure': [1, 2, 3] });

    const deployment = await controller.deploy({
      ...version(3),
      deploymentConfiguration: {
        strategy: 'LINEAR',
        deploymentCircuitBreaker: { enable: true, rollback: true, resetOnHealthyTask: false },
      },
    });

    expect(deployment).toMatchObject({ status: 'SUCCESSFUL', deploymentCircuitBreaker: { failureCount: 0 } });
  });

  test('B-88 is refused with an invalid threshold', () => {
    const change = (value: number) =>
      changeConfiguration(undefined, breaker({ thresholdConfiguration: { type: 'COUNT', value } }));

    expect(() => change(0)).toThrow(
      'deploymentConfiguration.deploymentCircuitBreaker.thresholdConfiguration.value is 0; write a whole number above 0',
    );
    expect(change(4).deploymentCircuitBreaker).toEqual({
      enable: true,
      rollback: true,
      resetOnHealthyTask: true,
      thresholdConfiguration: { type: 'COUNT', value: 4 },
    });
  });

  test.each([
    { resetOnHealthyTask: true, status: 'SUCCESSFUL' },
    { resetOnHealthyTask: false, status: 'ROLLBACK_SUCCESSFUL' },
  ])('B-89 begins to count again after a healthy task: $resetOnHealthyTask', async (row) => {
    const configuration = {
      ...breaker({ resetOnHealthyTask: row.resetOnHealthyTask }),
      minimumHealthyPercent: 100,
      maximumPercent: 134,
    };

    // Two failures of the first batch's one task, then two of the next one's.
    const { deployment } = await deployFailing({ configuration }, [1, 2, 4, 5]);

    expect(deployment.status).toBe(row.status);
  });

  test.each([
    { switches: {}, status: 'ROLLBACK_SUCCESSFUL', monitor: 'TRIGGERED' },
    { switches: { circuitBreaker: 'every-strategy' }, status: 'ROLLBACK_SUCCESSFUL', monitor: 'TRIGGERED' },
    { switches: { circuitBreaker: 'rolling-only' }, status: 'SUCCESSFUL', monitor: 'DISABLED' },
  ] as const)('B-90 watches a blue/green deployment with $switches: $monitor', async ({ switches, ...row }) => {
    const configuration = { ...breaker(), strategy: 'BLUE_GREEN', bakeTimeInMinutes: 5 } as const;

    const { deployment } = await deployFailing({ configuration, switches }, [1, 2, 3, 4]);

    expect(deployment).toMatchObject({ status: row.status, deploymentCircuitBreaker: { status: row.monitor } });
  });

  test('B-91 is announced by the two documented events, byte for byte, except for ids, times and clusterArn', async () => {
    const { events, deployment } = await deployFailing({
      service: { account: '111122223333', cluster: 'default', service: 'servicetest' },
    });
    const published = (name: string) => {
      const file = `../../../events/eventbridge-deployment-state-change.${name}.json`;
      return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
    };
    const documented = [
      published('SERVICE_DEPLOYMENT_FAILED.doc'),
      published('SERVICE_DEPLOYMENT_IN_PROGRESS.doc-rollback'),
    ];

    const [, ...sent] = stateChanges(events);

    const texts = sent.map((event, index) => {
      const { clusterArn: _observedOnly, ...detail } = event.detail;
      const { id, time, detail: told } = documented[index];
      return JSON.stringify({ ...event, id, time, detail: { ...detail, updatedAt: told.updatedAt } })
        .replace(`ecs-svc/${idOf(deployment.targetServiceRevision.arn)}`, 'ecs-svc/123')
        .replace(`ecs-svc/${idOf(deployment.sourceServiceRevisions[0]?.arn ?? '')}`, 'deploymentID');
    });
    expect(texts).toEqual(documented.map((event) => JSON.stringify(event)));
  });
});

describe('a failure without rollback', () => {
  test('B-92 of tasks leaves the deployment where it is', async () => {
    const { deployment, events, controller } = await deployFailing({ configuration: breaker({ rollback: false }) });

    expect(deployment).toMatchObject({
      status: 'STOPPED',
      statusReason: 'Service deployment stopped because the circuit breaker threshold was exceeded.',
      sourceServiceRevisions: [{ runningTaskCount: 3 }],
    });
    expect(deployment).not.toHaveProperty('rollback');
    expect(statusesOf(events)).toEqual(['PENDING', 'IN_PROGRESS', 'STOP_REQUESTED', 'STOPPED']);
    controller.controls.setFaults({});
    expect(await controller.deploy(version(3))).toMatchObject({
      status: 'SUCCESSFUL',
      sourceServiceRevisions: [{ runningTaskCount: 0 }, { runningTaskCount: 0 }],
    });
  });

  test('B-92 detected by an alarm leaves the deployment where it is', async () => {
    const { controller, clock } = await runningService({
      configuration: { alarms: { alarmNames: ['shop-5xx'], enable: true, rollback: false } },
    });
    const { serviceDeploymentArn, serviceRevisionArn } = controller.startDeployment(version(2));
    await clock.advance(120_000);

    controller.controls.setAlarmState('shop-5xx', 'ALARM');

    expect(await controller.waitForDeployment(serviceDeploymentArn)).toMatchObject({
      status: 'STOPPED',
      statusReason: 'Service deployment stopped because of alarm(s) in ALARM state: shop-5xx.',
    });
    expect(controller.controls.trafficWeights().production[serviceRevisionArn]).toBe(100);
  });
});
