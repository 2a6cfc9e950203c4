import { describe, expect, test } from 'vitest';
import type { Controller } from '../../../src/controller/controller-api.ts';
import { deploymentIdOf } from '../../../src/controller/ecs/event-bridge.ts';
import { hookAt, newService, runningService, version } from '../play.ts';

/** Oldest first, with short task ids and target groups. */
function messages(controller: Controller, from = 0): string[] {
  const all = controller.serviceEvents().map(({ message }) => message);
  return all
    .toReversed()
    .slice(from)
    .map((message) =>
      message.replace(/task [0-9a-f]{32}/g, 'task id').replace(/target-group arn:\S+targetgroup\/([\w-]+)\S*\)/, '$1)'),
    );
}

const deploymentOf = (arn: string) => `(service my-service) (deployment ${deploymentIdOf(arn)})`;

describe('the events of a service', () => {
  test('W-44 tell of a first deployment in the words of ECS', async () => {
    const { controller } = newService({ service: { desiredCount: 2 } });

    const { targetServiceRevision } = await controller.deploy(version(1));

    expect(messages(controller)).toEqual([
      '(service my-service) has started 2 tasks: (task id) (task id).',
      '(service my-service) registered 1 targets in (my-service-1)',
      '(service my-service) registered 1 targets in (my-service-1)',
      `${deploymentOf(targetServiceRevision.arn)} deployment completed.`,
      '(service my-service) has reached a steady state.',
    ]);
  });

  test('W-44 name the task that ECS lists', async () => {
    const { controller } = newService({ service: { desiredCount: 1 } });
    await controller.deploy(version(1));

    const [started] = controller.serviceEvents().toReversed();

    expect(started?.message).toMatch(/^\(service my-service\) has started 1 tasks: \(task [0-9a-f]{32}\)\.$/);
    expect(started?.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  test('W-44 tell of the end of blue, and of a scaled service', async () => {
    const { controller, clock } = await runningService({ service: { desiredCount: 1 } });
    await controller.deploy(version(2));
    const before = messages(controller).length;
    controller.updateService({ desiredCount: 0 });
    await clock.advance(60_000);

    expect(messages(controller).slice(before - 5, before)).toEqual([
      '(service my-service) has stopped 1 running tasks: (task id).',
      '(service my-service) deregistered 1 targets in (my-service-1)',
      '(service my-service) has begun draining connections on 1 tasks.',
      expect.stringMatching(/ deployment completed\.$/),
      '(service my-service) has reached a steady state.',
    ]);
    expect(messages(controller, before)).toEqual([
      '(service my-service) has stopped 1 running tasks: (task id).',
      '(service my-service) deregistered 1 targets in (my-service-2)',
      '(service my-service) has begun draining connections on 1 tasks.',
      '(service my-service) has reached a steady state.',
    ]);
  });

  test.each([
    [
      'the circuit breaker',
      { strategy: 'ROLLING', deploymentCircuitBreaker: { enable: true, rollback: true } },
      'tasks failed to start.',
    ],
    ['a hook', { lifecycleHooks: [hookAt('POST_SCALE_UP')] }, 'hook execution failure(s) detected.'],
    ['an alarm', { alarms: { alarmNames: ['errors'], enable: true, rollback: true } }, 'alarm detected.'],
  ] as const)('W-44 say why a deployment failed: %s', async (cause, configuration, words) => {
    const { controller, clock } = await runningService({
      functions: () => () => ({ hookStatus: 'FAILED' }),
      configuration,
    });
    const blue = controller.controls.primaryRevisionArn() ?? '';
    if (cause === 'the circuit breaker') controller.controls.setFaults({ 'task-failure': 1 });
    const { serviceDeploymentArn, serviceRevisionArn } = controller.startDeployment(version(2));
    await clock.advance(1000);
    if (cause === 'an alarm') controller.controls.setAlarmState('errors', 'ALARM');
    await controller.waitForDeployment(serviceDeploymentArn);

    const told = messages(controller);
    const failed = told.indexOf(`${deploymentOf(serviceRevisionArn)} deployment failed: ${words}`);
    expect(failed).toBeGreaterThan(0);
    expect(told[failed + 1]).toBe(`(service my-service) rolling back to deployment ${deploymentIdOf(blue)}.`);
    expect(told.slice(-2)).toEqual([
      `${deploymentOf(blue)} deployment completed.`,
      '(service my-service) has reached a steady state.',
    ]);
  });

  test('W-44 are the last 100', async () => {
    const { controller, clock } = await runningService();
    for (let round = 1; round <= 30; round++) {
      controller.updateService({ desiredCount: 3 + (round % 2) });
      await clock.advance(60_000);
    }

    expect(controller.serviceEvents()).toHaveLength(100);
    expect(controller.serviceEvents()[0]?.message).toMatch(/steady state\.$/);
  });
});
