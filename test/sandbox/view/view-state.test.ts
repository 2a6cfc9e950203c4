import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/controller/clock/virtual-clock.ts';
import { createController } from '../../../src/controller/controller.ts';
import type { Controller } from '../../../src/controller/controller-api.ts';
import type { ControllerEvent } from '../../../src/controller/events.ts';
import type { HookHandler } from '../../../src/controller/lambda/hook-function.ts';
import type { HookView, ServiceView } from '../../../src/sandbox/view/service-view.ts';
import { applyEvent, emptyView } from '../../../src/sandbox/view/view-state.ts';

describe('the view of a deployment', () => {
  test('names source and target, and how it ended', async () => {
    const { view, revisions } = await deployTwice({});

    expect(view.deployment).toMatchObject({
      sourceRevisionArn: revisions.first,
      targetRevisionArn: revisions.second,
      status: 'SUCCESSFUL',
    });
    expect(view.deployment?.finishedAt).toBeInstanceOf(Date);
  });

  test('has a turn for every stage, with its duration', async () => {
    const { view } = await deployTwice({});

    const turns = view.deployment?.turns.map(({ stage, since, until, outcome, isRollback }) => ({
      stage,
      seconds: (Number(until) - Number(since)) / 1000,
      outcome,
      isRollback,
    }));

    expect(turns).toContainEqual({ stage: 'SCALE_UP', seconds: 30, outcome: 'succeeded', isRollback: false });
    expect(turns).toContainEqual({ stage: 'BAKE_TIME', seconds: 600, outcome: 'succeeded', isRollback: false });
    expect(turns?.at(-1)).toMatchObject({ stage: 'CLEAN_UP', outcome: 'succeeded' });
  });

  test('has the shares of the target over time, beginning with none', async () => {
    const { view } = await deployTwice({});

    const shifts = view.deployment?.shifts.map(({ listener, targetPercent }) => ({ listener, targetPercent }));

    expect(shifts).toEqual([
      { listener: 'production', targetPercent: 0 },
      { listener: 'test', targetPercent: 0 },
      { listener: 'test', targetPercent: 100 },
      { listener: 'production', targetPercent: 100 },
    ]);
  });

  test('shows tasks while they run and not when they are gone', async () => {
    const { views, view, revisions } = await deployTwice({});

    expect(views.map(({ tasks }) => tasks)).toContainEqual({
      [revisions.first]: { requested: 3, running: 3, pending: 0 },
      [revisions.second]: { requested: 3, running: 1, pending: 2 },
    });
    expect(view.tasks).toEqual({ [revisions.second]: { requested: 3, running: 3, pending: 0 } });
  });

  test('starts again with the next deployment', async () => {
    const { views, revisions } = await deployTwice({});

    const first = views.findLast(({ deployment }) => deployment?.targetRevisionArn === revisions.first);

    expect(first?.deployment).not.toHaveProperty('sourceRevisionArn');
    expect(first?.deployment?.status).toBe('SUCCESSFUL');
  });

  test('lists what happened, newest first', async () => {
    const { view } = await deployTwice({});

    expect(view.log.slice(0, 3).map(({ text }) => text)).toEqual(['Deployed', 'CLEAN_UP began', 'BAKE_TIME began']);
    expect(view.log.map(({ sequence }) => sequence)).toEqual(
      view.log.map(({ sequence }) => sequence).toSorted((a, b) => b - a),
    );
  });

  test('keeps the last 200 lines', () => {
    const events = Array.from(
      { length: 201 },
      (_, index): ControllerEvent => ({
        sequence: index + 1,
        at: new Date(index),
        type: 'alarm-changed',
        alarmName: 'retail-ui-5xx',
        state: 'OK',
      }),
    );

    const view = events.reduce((before, event) => applyEvent(before, event, unknownDeployment), emptyView);

    expect(view.log).toHaveLength(200);
    expect(view.log.at(-1)?.sequence).toBe(2);
  });

  test('does not modify its previous state', async () => {
    const { views } = await deployTwice({ handler: failing });

    expect(views.every(Object.isFrozen)).toBe(true);
  });
});

describe('the view of a hook', () => {
  test('waits with its reason, its calls and the time of the next one', async () => {
    const answers = [waiting('0 of 1 approvals', 60), waiting('1 of 2 approvals', 90), { hookStatus: 'SUCCEEDED' }];
    const { views } = await deployTwice({ handler: () => answers.shift() });

    const seen = hookStates(views);

    expect(seen).toEqual([
      { state: 'calling', answered: 'called', reason: undefined, calls: 1, again: undefined },
      { state: 'waiting', answered: 'IN_PROGRESS', reason: '0 of 1 approvals', calls: 1, again: 60 },
      { state: 'waiting', answered: 'IN_PROGRESS', reason: '0 of 1 approvals', calls: 2, again: undefined },
      { state: 'waiting', answered: 'IN_PROGRESS', reason: '1 of 2 approvals', calls: 2, again: 90 },
      { state: 'waiting', answered: 'IN_PROGRESS', reason: '1 of 2 approvals', calls: 3, again: undefined },
      { state: 'passed', answered: 'SUCCEEDED', reason: '1 of 2 approvals', calls: 3, again: undefined },
    ]);
  });

  test('has the payload of its last call and the answer to it', async () => {
    const { view } = await deployTwice({ handler: () => ({ hookStatus: 'SUCCEEDED', reason: 'fine' }) });

    expect(view.deployment?.hooks).toMatchObject([
      {
        functionName: 'smoke-hook',
        stage: 'POST_TEST_TRAFFIC_SHIFT',
        state: 'passed',
        lastEvent: { lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT' },
        lastAnswer: { hookStatus: 'SUCCEEDED', reason: 'fine' },
      },
    ]);
  });

  test('fails with its reason, and the deployment rolls back', async () => {
    const { view, revisions } = await deployTwice({ handler: failing });

    expect(view.deployment).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      hooks: [{ state: 'failed', answered: 'FAILED', reason: 'status 503' }],
    });
    expect(view.deployment?.turns.find(({ stage }) => stage === 'POST_TEST_TRAFFIC_SHIFT')?.outcome).toBe('failed');
    expect(view.deployment?.turns.some(({ isRollback }) => isRollback)).toBe(true);
    expect(view.weights.production).toMatchObject({ [revisions.first]: 100 });
    expect(Object.keys(view.tasks)).toEqual([revisions.first]);
  });

  test.each<[string, HookHandler, Partial<HookView>]>([
    [
      'throws',
      () => Promise.reject(new Error('boom')),
      { answered: 'function error', reason: expect.stringContaining('boom') },
    ],
    [
      'returns nonsense',
      () => ({ statusCode: 200 }),
      { answered: 'unreadable answer', lastAnswer: { statusCode: 200 } },
    ],
  ])('fails when its function %s', async (_, handler, expected) => {
    const { views } = await deployTwice({ handler });

    const answered = views.find(({ deployment }) => deployment?.hooks[0]?.state === 'failed');

    expect(answered?.deployment?.hooks[0]).toMatchObject({ state: 'failed', ...expected });
  });

  test('is dropped if its deployment is rolled back before it has answered', async () => {
    const view = await rollBackWhile({ handler: () => waiting('0 of 1 approvals', 60), until: 'hook-answered' });

    expect(view.deployment?.hooks).toMatchObject([{ state: 'dropped', answered: 'no longer asked' }]);
    expect(view.deployment?.hooks[0]).not.toHaveProperty('nextCallAt');
  });

  test('waits without being called if it is a pause', async () => {
    const seen: HookView[] = [];
    const view = await rollBackWhile({
      pause: true,
      until: 'hook-awaiting',
      onView: ({ deployment }) => seen.push(...(deployment?.hooks ?? [])),
    });

    expect(seen[0]).toMatchObject({
      ...{ functionName: 'pause', isPause: true, state: 'waiting', answered: 'AWAITING_ACTION', calls: 0, step: 1 },
      reason: expect.stringMatching(/^Waits until 2026-01-02 \d\d:\d\d UTC for somebody to continue or roll back\.$/),
    });
    expect(view.deployment?.hooks).toMatchObject([{ isPause: true, state: 'dropped' }]);
  });

  test('is shown once more when a rollback calls it again', async () => {
    const { view } = await deployTwice({
      stages: ['TEST_TRAFFIC_SHIFT', 'POST_TEST_TRAFFIC_SHIFT'],
      handler: ({ lifecycleStage }) =>
        lifecycleStage === 'TEST_TRAFFIC_SHIFT' ? { hookStatus: 'SUCCEEDED' } : failing(),
    });

    expect(view.deployment?.hooks.map(({ stage, isRollback, state }) => ({ stage, isRollback, state }))).toEqual([
      { stage: 'TEST_TRAFFIC_SHIFT', isRollback: true, state: 'passed' },
      { stage: 'POST_TEST_TRAFFIC_SHIFT', isRollback: false, state: 'failed' },
      { stage: 'TEST_TRAFFIC_SHIFT', isRollback: false, state: 'passed' },
    ]);
  });
});

test('the view of an alarm follows it', () => {
  const event: ControllerEvent = {
    sequence: 1,
    at: new Date(0),
    type: 'alarm-changed',
    alarmName: 'retail-ui-5xx',
    state: 'ALARM',
  };

  const view = applyEvent(emptyView, event, unknownDeployment);

  expect(view.alarms).toEqual({ 'retail-ui-5xx': 'ALARM' });
  expect(view.log.map(({ text }) => text)).toEqual(['alarm retail-ui-5xx is ALARM']);
});

type Play = { handler?: HookHandler; stages?: ('TEST_TRAFFIC_SHIFT' | 'POST_TEST_TRAFFIC_SHIFT')[] };

/** Plays a first deployment without hooks and a second one with the given hook, through the real controller. */
async function deployTwice({ handler, stages = ['POST_TEST_TRAFFIC_SHIFT'] }: Play) {
  const views: ServiceView[] = [];
  let view: ServiceView = Object.freeze(emptyView);
  const controller: Controller = createController({
    service: { deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 10 } },
    clock: new VirtualClock(),
    functions: () => handler,
    onEvent: (event) => {
      view = deepFreeze(applyEvent(view, event, (arn) => factsOf(controller, arn)));
      views.push(view);
    },
  });
  const first = await controller.deploy({ taskDefinition: 'retail-ui:41', containerImages: [] });
  const hook = {
    hookTargetArn: 'arn:aws:lambda:us-west-2:123456789012:function:smoke-hook',
    roleArn: 'arn:aws:iam::123456789012:role/ecs-hooks',
    lifecycleStages: stages,
  };
  if (handler !== undefined) controller.updateDeploymentConfiguration({ lifecycleHooks: [hook] });
  const second = await controller.deploy({ taskDefinition: 'retail-ui:42', containerImages: [] });
  return {
    view,
    views,
    revisions: { first: first.targetServiceRevision.arn, second: second.targetServiceRevision.arn },
  };
}

type Interrupted = {
  handler?: HookHandler;
  pause?: boolean;
  until: ControllerEvent['type'];
  onView?: (view: ServiceView) => void;
};

/** Stops the second deployment as soon as something has happened in it. */
async function rollBackWhile({ handler, pause = false, until, onView }: Interrupted): Promise<ServiceView> {
  let view: ServiceView = emptyView;
  const controller: Controller = createController({
    service: { deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 10 } },
    clock: new VirtualClock(),
    functions: () => handler,
    onEvent: (event) => {
      view = applyEvent(view, event, (arn) => factsOf(controller, arn));
      if (event.type !== until) return;
      onView?.(view);
      const { serviceDeploymentArn = '' } = event;
      queueMicrotask(() => controller.stopServiceDeployment({ serviceDeploymentArn }));
    },
  });
  await controller.deploy({ taskDefinition: 'retail-ui:41', containerImages: [] });
  const lifecycleStages = ['POST_TEST_TRAFFIC_SHIFT'] as const;
  const arns = {
    hookTargetArn: 'arn:aws:lambda:us-west-2:123456789012:function:approval-hook',
    roleArn: 'arn:aws:iam::123456789012:role/ecs-hooks',
  };
  controller.updateDeploymentConfiguration({
    lifecycleHooks: [pause ? { targetType: 'PAUSE', lifecycleStages } : { ...arns, lifecycleStages }],
  });
  await controller.deploy({ taskDefinition: 'retail-ui:42', containerImages: [] });
  return view;
}

function factsOf(controller: Controller, arn: string) {
  const { sourceServiceRevisions, targetServiceRevision } = controller.describeServiceDeployment(arn);
  const source = sourceServiceRevisions[0]?.arn;
  return {
    ...(source !== undefined && { sourceRevisionArn: source }),
    targetRevisionArn: targetServiceRevision.arn,
    ...{ strategy: 'BLUE_GREEN' as const, productionSteps: [100], bakeMinutes: 10 },
  };
}

function failing() {
  return { hookStatus: 'FAILED', reason: 'status 503' };
}

function waiting(reason: string, callBackDelay: number) {
  return { hookStatus: 'IN_PROGRESS', callBackDelay, hookDetails: {}, reason };
}

/** The states of the only hook, each once. */
function hookStates(views: readonly ServiceView[]) {
  const states = views.flatMap(({ deployment }) =>
    (deployment?.hooks ?? []).map(({ state, answered, reason, calls, nextCallAt, lastCallAt }) => ({
      state,
      answered,
      reason,
      calls,
      again: nextCallAt && (Number(nextCallAt) - Number(lastCallAt)) / 1000,
    })),
  );
  return states.filter((state, index) => JSON.stringify(state) !== JSON.stringify(states[index - 1]));
}

function unknownDeployment(): never {
  throw new Error('asked about a deployment though the event names none');
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
