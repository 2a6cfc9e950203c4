import { describe, expect, test } from 'vitest';
import { answerPause } from '../../src/pause-bridge/answer-pause.ts';
import type { BridgeEcs } from '../../src/pause-bridge/bridge-parts.ts';

const { signal } = new AbortController();
const stage = 'POST_TEST_TRAFFIC_SHIFT';
const pause = {
  serviceDeploymentArn: 'arn:aws:ecs:us-west-2:123456789012:service-deployment/a/b/c',
  hookId: 'h',
  stage,
};

const listed = (status: string) => ({
  ...{ status: 'IN_PROGRESS', lifecycleStage: stage },
  lifecycleHookDetails: [{ hookId: 'h', targetType: 'PAUSE', status, expiresAt: new Date('2026-11-22T15:00:00Z') }],
});
const waiting = listed('AWAITING_ACTION');
const unlisted = { status: 'IN_PROGRESS', lifecycleStage: stage, lifecycleHookDetails: [] };
const movedOn = { ...unlisted, lifecycleStage: 'BAKE_TIME' };

const refused = new Error('The hook is completed, unavailable, or not associated with the deployment');
const notFound = Object.assign(new Error('no'), { name: 'ServiceDeploymentNotFoundException' });
const hangUp = new Error('socket hang up');

/** Answers a pause that waits; ECS then fails with the error, and describes this. */
function answer(error: Error, after: object) {
  const described = [waiting, after];
  const ecs = {
    describeServiceDeployment: async () => described.shift(),
    continueServiceDeployment: () => Promise.reject(error),
  } as unknown as BridgeEcs;
  return answerPause({ ecs: async () => ecs } as never, pause, 'CONTINUE', signal);
}

describe('an answer that ECS does not take', () => {
  test.each<[string, Error, object, string | undefined]>([
    ['ECS says how the pause ended', hangUp, listed('FAILED'), 'ROLLBACK'],
    ['the deployment has moved on', hangUp, movedOn, 'CONTINUE'],
    ['ECS refuses it in its documented words', refused, unlisted, undefined],
    ['ECS knows no such deployment', notFound, unlisted, undefined],
  ])('is not needed any more if %s', async (_why, error, after, did) => {
    expect(await answer(error, after)).toMatchObject({ kind: 'ended', end: { did, happened: expect.any(String) } });
  });

  test.each([
    ['the pause still waits', refused, waiting],
    ['nothing is known', hangUp, unlisted],
  ])('is sent again if %s', async (_why, error, after) => {
    await expect(answer(error, after)).rejects.toThrow(`ECS did not accept the answer CONTINUE: ${error.message}`);
  });
});
