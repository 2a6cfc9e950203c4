import { describe, expect, test } from 'vitest';
import { endOf, endOfSeen, stageOf, stateOfPause } from '../../../src/pause-bridge/pause-state.ts';

const expiresAt = new Date('2026-11-22T15:00:00Z');
const at = { hookId: 'h', stage: 'POST_TEST_TRAFFIC_SHIFT' };
const pause = { hookId: 'h', targetType: 'PAUSE', status: 'AWAITING_ACTION', expiresAt } as const;
const check = (status: string, timeoutAction?: string) => ({
  ...{ hookId: 'c', targetType: 'AWS_LAMBDA', status },
  ...(timeoutAction && { timeoutAction }),
});
const running = { status: 'IN_PROGRESS', lifecycleStage: at.stage };
const stateWith = (...hooks: object[]) =>
  stateOfPause({ ...running, lifecycleHookDetails: hooks } as Parameters<typeof stateOfPause>[0], at);

describe('a pause that waits', () => {
  test.each<[string, object[], object]>([
    ['alone', [], { runningChecks: 0, isDoomed: false }],
    ['next to a check that runs', [check('IN_PROGRESS')], { runningChecks: 1, isDoomed: false }],
    ['next to a check that has passed', [check('SUCCEEDED')], { runningChecks: 0, isDoomed: false }],
    ['next to a check that has failed', [check('FAILED')], { runningChecks: 0, isDoomed: true }],
    ['next to a hook that timed out and rolls back', [check('TIMED_OUT', 'ROLLBACK')], { isDoomed: true }],
    ['next to a hook that timed out and continues', [check('TIMED_OUT', 'CONTINUE')], { isDoomed: false }],
    ['next to a pause in progress', [{ ...pause, hookId: 'p', status: 'IN_PROGRESS' }], { runningChecks: 0 }],
  ])('%s', (_what, others, expected) => {
    const waiting = { kind: 'waiting', expiresAt, timeoutAction: 'CONTINUE', ...expected };
    expect(stateWith(pause, ...others)).toMatchObject(waiting);
    expect(stateWith(...others, pause)).toMatchObject(waiting);
  });

  test('rolls back at its end only if ECS says so', () => {
    expect(stateWith({ ...pause, timeoutAction: 'ROLLBACK' })).toMatchObject({ timeoutAction: 'ROLLBACK' });
  });

  test('cannot be judged without its end', () => {
    expect(() => stateWith({ ...pause, expiresAt: undefined })).toThrow('ECS does not say when the pause h ends');
  });
});

test.each([
  ['SUCCESSFUL', 'CONTINUE'],
  ['STOPPED', undefined],
  ['STOP_REQUESTED', undefined],
  ['ROLLBACK_SUCCESSFUL', 'ROLLBACK'],
] as const)('a pause of a deployment that is %s has ended, even if it is listed', (status, did) => {
  const state = stateOfPause({ status, lifecycleHookDetails: [pause] } as Parameters<typeof stateOfPause>[0], at);
  expect(state).toMatchObject({ kind: 'ended', did });
});

test.each<[string, string | undefined, string | undefined]>([
  ['of a later stage', 'BAKE_TIME', 'BAKE_TIME'],
  ['of its own stage', at.stage, undefined],
  ['of an earlier stage', 'PRE_SCALE_UP', undefined],
  ['of an unknown stage', 'SOMETHING', undefined],
  ['of no stage', undefined, undefined],
])('a pause that is not listed has ended only in a deployment %s', (_what, lifecycleStage, movedTo) => {
  const state = stateOfPause({ status: 'IN_PROGRESS', lifecycleStage } as Parameters<typeof stateOfPause>[0], at);
  expect(state).toEqual({ kind: 'unlisted', ...(movedTo && { movedTo }) });
  expect(endOfSeen(state)?.did).toBe(movedTo && 'CONTINUE');
});

test.each<[string | undefined, string | undefined, object | undefined]>([
  ['HOOK_SUCCEEDED', undefined, { did: 'CONTINUE', isAnswered: true, happened: 'the pause was continued' }],
  ['FAILED', undefined, { did: 'ROLLBACK', isAnswered: true, happened: 'a rollback was chosen at the pause' }],
  ['TIMED_OUT', 'CONTINUE', { did: 'CONTINUE', happened: 'the pause timed out, and ECS continued' }],
  ['HOOK_TIMED_OUT', 'ROLLBACK', { did: 'ROLLBACK', happened: 'the pause timed out, and ECS rolled back' }],
  ['TIMED_OUT', 'OTHER', { did: undefined, happened: 'the pause timed out' }],
  ['AWAITING_ACTION', 'CONTINUE', undefined],
  [undefined, 'CONTINUE', undefined],
])('the end of a pause with the status %s and the action %s', (status, action, end) => {
  expect(endOf(status, action)).toEqual(end && { kind: 'ended', ...end });
});

test.each<[string, object, string | undefined]>([
  ['is that of the deployment', { lifecycleStage: 'BAKE_TIME' }, 'BAKE_TIME'],
  ['is unknown without any hook', {}, undefined],
  [
    'is that of all pauses, and not that of the checks',
    hooks(['PAUSE', 'PRE_SCALE_UP'], ['PAUSE', 'PRE_SCALE_UP'], ['AWS_LAMBDA', 'BAKE_TIME']),
    'PRE_SCALE_UP',
  ],
  ['is unknown if pauses have several', hooks(['PAUSE', 'PRE_SCALE_UP'], ['PAUSE', 'POST_SCALE_UP']), undefined],
])('the stage of a pause %s', (_what, deployment, stage) => {
  expect(stageOf(deployment as Parameters<typeof stageOf>[0])).toBe(stage);
});

function hooks(...all: [targetType: string, stage: string][]) {
  const lifecycleHooks = all.map(([targetType, stage]) => ({ targetType, lifecycleStages: [stage] }));
  return { deploymentConfiguration: { lifecycleHooks } };
}

test('nothing proves the end of a pause if its stage is unknown, or its deployment', () => {
  const deployment = { status: 'IN_PROGRESS', lifecycleStage: 'BAKE_TIME' } as const;
  expect(stateOfPause(deployment, { ...at, stage: 'SOMETHING' })).toEqual({ kind: 'unlisted' });
  expect(stateOfPause(undefined, at)).toEqual({ kind: 'unlisted' });
});
