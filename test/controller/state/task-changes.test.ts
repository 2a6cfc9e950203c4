import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/controller/clock/virtual-clock.ts';
import { deploymentIdOf } from '../../../src/controller/ecs/event-bridge.ts';
import type { TaskStateChange } from '../../../src/controller/ecs/task-state-change.ts';
import { inMemoryBackend } from '../../../src/controller/state/backend.ts';
import { hookAt, newService, type PlayOptions, runningService, version } from '../play.ts';

function published(name: string): TaskStateChange {
  return JSON.parse(readFileSync(new URL(`../../../events/task-state-change/${name}.json`, import.meta.url), 'utf8'));
}

function listening(options: PlayOptions = {}) {
  const changes: TaskStateChange[] = [];
  return { changes, options: { ...options, onTaskStateChange: (event: TaskStateChange) => void changes.push(event) } };
}

/** `1 PENDING`: the tasks are numbered in the order in which they were first named. */
function story(changes: readonly TaskStateChange[]): string[] {
  const arns = [...new Set(changes.map(({ detail }) => detail.taskArn))];
  return changes.map(({ detail }) => `${arns.indexOf(detail.taskArn) + 1} ${detail.lastStatus}`);
}

const last = (changes: readonly TaskStateChange[]) => changes.at(-1) as TaskStateChange;

describe('ECS Task State Change', () => {
  test('B-128 is sent for each status of each task, from PROVISIONING to STOPPED', async () => {
    const { changes, options } = listening({ service: { desiredCount: 1 } });
    const { controller } = newService(options);
    await controller.deploy(version(1));
    expect(story(changes)).toEqual(['1 PROVISIONING', '1 PENDING', '1 ACTIVATING', '1 RUNNING']);
    changes.length = 0;

    await controller.deploy(version(2));

    expect(story(changes)).toEqual([
      ...['1 PROVISIONING', '1 PENDING', '1 ACTIVATING', '1 RUNNING'],
      ...['2 DEACTIVATING', '2 STOPPING', '2 DEPROVISIONING', '2 STOPPED'],
    ]);
    expect(changes.map(({ detail }) => detail.version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(new Set(changes.map(({ id }) => id))).toHaveLength(8);
  });

  test('B-128 has the members that AWS has published, with the same kind of values', async () => {
    const { changes, options } = listening({ service: { desiredCount: 1 } });
    const { controller } = newService(options);
    await controller.deploy(version(1));
    await controller.deploy(version(2));
    const running = changes.find(({ detail }) => detail.lastStatus === 'RUNNING') as TaskStateChange;

    for (const [ours, name] of [
      [running, 'RUNNING.doc'],
      [last(changes), 'STOPPED.observed-2024-11'],
    ] as const) {
      const theirs = published(name);
      // AWS's sample is of a task that no service has started.
      const known = { ...theirs.detail, startedBy: 'ecs-svc/1', group: 'service:web' };
      expect(Object.keys(ours)).toEqual(Object.keys(theirs));
      expect(shapeOf(known)).toMatchObject(shapeOf(ours.detail));
      const [container] = theirs.detail.containers;
      expect(shapeOf({ ...container })).toMatchObject(shapeOf({ ...ours.detail.containers[0] }));
    }
  });

  test('B-128 names the task that ListTasks lists, its service, its task definition and its deployment', async () => {
    const { changes, options } = listening({ service: { desiredCount: 1 } });
    const { controller } = newService(options);
    const { targetServiceRevision } = await controller.deploy(version(1));

    expect(last(changes)).toMatchObject({
      'detail-type': 'ECS Task State Change',
      resources: [expect.stringMatching(/^arn:aws:ecs:us-west-2:123456789012:task\/my-cluster\/[0-9a-f]{32}$/)],
      detail: {
        group: 'service:my-service',
        startedBy: deploymentIdOf(targetServiceRevision.arn),
        taskDefinitionArn: 'arn:aws:ecs:us-west-2:123456789012:task-definition/shop:1',
        desiredStatus: 'RUNNING',
        containers: [{ name: 'shop', lastStatus: 'RUNNING' }],
      },
    });
    expect(controller.serviceEvents().at(-1)?.message).toContain(last(changes).resources[0].split('/').at(-1));
  });

  test('B-129 says why a task stopped: it was scaled away', async () => {
    const { changes, options } = listening({ service: { desiredCount: 2 } });
    const { controller, clock } = newService(options);
    const { targetServiceRevision } = await controller.deploy(version(1));
    changes.length = 0;
    controller.updateService({ desiredCount: 1 });
    await clock.advance(60_000);

    expect(story(changes)).toEqual(['1 DEACTIVATING', '1 STOPPING', '1 DEPROVISIONING', '1 STOPPED']);
    expect(last(changes).detail).toMatchObject({
      desiredStatus: 'STOPPED',
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: `Scaling activity initiated by (deployment ${deploymentIdOf(targetServiceRevision.arn)})`,
    });
  });

  test.each([
    ['task-failure', 'EssentialContainerExited', /^Essential container in task exited$/, 1],
    [
      'unhealthy-target',
      'ServiceSchedulerInitiated',
      /^Task failed ELB health checks in \(target-group arn:aws:.*:targetgroup\/my-service-1\//,
      0,
    ],
  ] as const)('B-129 says why a task failed: %s', async (fault, stopCode, reason, exitCode) => {
    const { changes, options } = listening({ service: { desiredCount: 1 }, faults: { [fault]: [1] } });
    const { controller } = newService(options);
    await controller.deploy(version(1));

    const stopped = changes.filter(({ detail }) => detail.lastStatus === 'STOPPED');
    expect(stopped).toHaveLength(1);
    expect(stopped[0]?.detail).toMatchObject({ stopCode, containers: [{ exitCode }] });
    expect(stopped[0]?.detail.stoppedReason).toMatch(reason);
    // The one that replaces it is another one.
    const arns = new Set(changes.map(({ detail }) => detail.taskArn));
    expect(arns.size).toBe(2);
    expect(story(changes).at(-1)).toBe('1 RUNNING');
  });

  test('B-129 is sent for a task that failed in the backend', async () => {
    const memory = inMemoryBackend();
    const { changes, options } = listening({
      service: { desiredCount: 1 },
      backend: {
        ...memory,
        scaleUp: (revision, count, context) => {
          context.taskFailed();
          return memory.scaleUp(revision, count, context);
        },
      },
    });
    await newService(options).controller.deploy(version(1));

    expect(changes.filter(({ detail }) => detail.stopCode === 'EssentialContainerExited')).toHaveLength(4);
  });

  test('B-129 ends a task that never ran without DEACTIVATING', async () => {
    const { changes, options } = listening({ service: { desiredCount: 1 } });
    const { controller, clock } = newService(options);
    const { serviceDeploymentArn } = controller.startDeployment(version(1));
    await clock.advance(5000);
    controller.stopServiceDeployment({ serviceDeploymentArn });
    await controller.waitForDeployment(serviceDeploymentArn);

    expect(story(changes)).toEqual(['1 PROVISIONING', '1 PENDING', '1 DEPROVISIONING', '1 STOPPED']);
    expect(last(changes).detail.containers[0]).not.toHaveProperty('exitCode');
  });

  test('B-69 whether anybody listens changes no other event', async () => {
    const play = async (more: PlayOptions) => {
      const clock = new VirtualClock();
      const { controller, events } = await runningService({
        ...more,
        clock,
        configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP')] },
      });
      await controller.deploy(version(2));
      return JSON.stringify(events);
    };

    expect(await play({ onTaskStateChange: () => {}, onActionLog: () => {} })).toBe(await play({}));
  });
});

/** The member names, with the type of each value; lists and objects have their own tests. */
function shapeOf(value: object): Record<string, string> {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, kindOf(member)]));
}

function kindOf(member: unknown): string {
  if (Array.isArray(member)) return 'list';
  if (typeof member === 'string' && !Number.isNaN(Date.parse(member)) && member.includes('T')) return 'time';
  return typeof member;
}
