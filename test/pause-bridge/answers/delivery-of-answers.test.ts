import { describe, expect, test } from 'vitest';
import { advancePause } from '../../../src/pause-bridge/advance-pause.ts';
import type { BridgeEcs } from '../../../src/pause-bridge/bridge-parts.ts';
import { createPauseBridge } from '../../../src/pause-bridge/create-pause-bridge.ts';
import { pauseOfRequest } from '../../../src/pause-bridge/pause-keys.ts';
import { rejecting } from '../../helpers/approval.ts';
import { unavailable, wrapStore } from '../../helpers/memory-store.ts';
import { type PauseSetup, pauseSetup, sendTo, sweep } from '../pause-setup.ts';

const { signal } = new AbortController();
const hour = 60;

/** A pause that people were asked about, and how far it is after each look at it. */
async function decided(form?: typeof rejecting) {
  const setup = await pauseSetup({ timeout: { timeoutInMinutes: 3 * 24 * hour, action: 'CONTINUE' } });
  await setup.send(await setup.pause());
  await setup.approve(form);
  const ref = pauseOfRequest(setup.requestKey());
  if (!ref) throw new Error('the request is not of a pause');
  const advance = (changes: Parameters<PauseSetup['parts']>[0] = {}) =>
    advancePause(setup.parts(changes), ref, {}, signal);
  return { ...setup, advance };
}

/** ECS, which describes the deployment otherwise. */
const describing = ({ ecs }: PauseSetup, changes: object): BridgeEcs => ({
  ...ecs,
  describeServiceDeployment: async (arn, given) => {
    const deployment = await ecs.describeServiceDeployment(arn, given);
    return deployment && { ...deployment, ...changes };
  },
});

/** ECS, which stays at the stage of the pause. A pause that it does not list may have been answered. */
const staying = (setup: PauseSetup, ...statuses: string[]): BridgeEcs => {
  const hookId = String(setup.request().pause?.['hookId']);
  const lifecycleHookDetails = statuses.map((status) => ({ hookId, targetType: 'PAUSE', status }));
  const stage = { status: 'IN_PROGRESS', lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT', lifecycleHookDetails };
  return describing(setup, stage);
};

const accepted = { state: 'answered', reason: 'approved; ECS accepted CONTINUE' };
const rejected = { state: 'finished', reason: 'not approved; ECS accepted ROLLBACK' };

describe('the progress of an answer', () => {
  test('has the time from the decision until ECS took it, once', async () => {
    const setup = await decided();
    await setup.minutes(2);

    expect(await setup.advance()).toEqual({ ...accepted, decisionToEcsMs: 120_000 });
    expect(await setup.advance({ ecs: staying(setup) })).toEqual(accepted);
    expect(await setup.advance({ ecs: staying(setup, 'SUCCEEDED') })).toEqual(accepted);
    expect(setup.answers).toHaveLength(1);
  });

  test('is finished after a rejection, and then neither ECS nor the list is needed', async () => {
    const setup = await decided(rejecting);

    expect(await setup.advance()).toEqual({ ...rejected, decisionToEcsMs: 0 });
    await setup.minutes(1);
    expect(await setup.advance()).toEqual(rejected);
    expect(setup.keys('undelivered/')).toEqual([]);
    const ecs = describing(setup, {});
    ecs.describeServiceDeployment = () => Promise.reject(new Error('ThrottlingException'));
    expect(await setup.advance({ ecs })).toEqual(rejected);
  });

  test('has no such time if the response of ECS was lost, and ECS is watched as after any CONTINUE', async () => {
    const setup = await decided();
    const ecs: BridgeEcs = {
      ...staying(setup, 'SUCCEEDED'),
      continueServiceDeployment: () => Promise.reject(new Error('ETIMEDOUT')),
    };

    const progress = await setup.advance({ ecs });

    const reason = expect.stringMatching(/^approved, and ECS continued: /);
    expect(progress).toEqual({ state: 'answered', reason });
    expect(setup.keys('undelivered/')).toHaveLength(1);
  });

  test('is finished if ECS rolled back before it got CONTINUE', async () => {
    const setup = await decided();
    const ecs = describing(setup, { status: 'ROLLBACK_SUCCESSFUL' });

    const reason = expect.stringMatching(/^approved, but ECS rolled back, because /);
    expect(await setup.advance({ ecs })).toEqual({ state: 'finished', reason });
    expect(setup.answers).toEqual([]);
    expect(setup.keys('undelivered/')).toEqual([]);
  });
});

describe('a CONTINUE that ECS accepted', () => {
  test('is watched for a day if its stage does not end', async () => {
    const setup = await decided();
    await setup.advance();
    const ecs = staying(setup);

    await setup.minutes(24 * hour - 1);
    expect(await setup.advance({ ecs })).toEqual(accepted);
    expect(setup.keys('undelivered/')).toHaveLength(1);
    await setup.minutes(1);
    expect(await setup.advance({ ecs })).toEqual({ ...accepted, state: 'finished' });
    expect(setup.keys('undelivered/')).toEqual([]);
  });
});

describe('the request of an answered pause', () => {
  test('has the outcome in its history once, however often the pause is looked at', async () => {
    const setup = await decided();
    const { history } = setup.request();

    await setup.advance();
    const written = setup.request();
    await setup.minutes(0.5);
    await setup.advance({ ecs: staying(setup) });

    const at = written.history.at(-1)?.at;
    expect(written.history).toEqual([...history, { at, what: accepted.reason }]);
    expect(setup.request()).toEqual(written);
  });

  test('is shown the outcome later if it cannot be written now', async () => {
    const setup = await decided(rejecting);
    const refusing = wrapStore(setup.store, async (operation, key, run) => {
      if (operation === 'replace' && key.startsWith('approvals/')) throw unavailable();
      return run();
    });

    await expect(setup.advance({ store: refusing })).rejects.toThrow('SlowDown');
    expect(setup.keys('undelivered/')).toHaveLength(1);
    expect(await setup.advance()).toEqual(rejected);

    expect(setup.request().pause?.['outcome']).toBe(rejected.reason);
    expect(setup.answers).toHaveLength(1);
    await setup.minutes(1);
    await setup.advance();
    expect(setup.keys('undelivered/')).toEqual([]);
  });

  test('does not hold up the end if it was damaged by hand', async () => {
    const setup = await decided(rejecting);
    const noAnswer = {
      ...setup.ecs,
      continueServiceDeployment: () => Promise.reject(new Error('ThrottlingException')),
    };
    await expect(setup.advance({ ecs: noAnswer })).rejects.toThrow('ThrottlingException');
    setup.store.edit(setup.requestKey(), '{');

    await setup.advance();
    await setup.minutes(1);
    await setup.advance();

    expect(setup.answers.map(({ action }) => action)).toEqual(['ROLLBACK']);
    expect(setup.keys('undelivered/')).toEqual([]);
    expect(setup.logger.lines).toContainEqual(
      expect.objectContaining({
        message: 'a request cannot show what ECS was answered',
        attributes: expect.objectContaining({ error: expect.any(String), deployment: expect.any(String) }),
      }),
    );
  });
});

describe('a pause whose request was closed', () => {
  test('is finished without an answer and without an outcome once it was continued elsewhere', async () => {
    const setup = await pauseSetup();
    await setup.send(await setup.pause());
    const { serviceDeploymentArn } = setup;
    const hookId = String(setup.request().pause?.['hookId']);
    const ref = pauseOfRequest(setup.requestKey());
    setup.controller.continueServiceDeployment({ serviceDeploymentArn, hookId, action: 'CONTINUE' });

    const progress = ref && (await advancePause(setup.parts(), ref, { end: 'HOOK_SUCCEEDED' }, signal));

    const reason = setup.request().decision?.reason;
    expect(reason).toMatch(/outside Greenlight/);
    expect(progress).toEqual({ state: 'finished', reason });
    expect(setup.request().pause).not.toHaveProperty('outcome');
    expect(setup.keys('undelivered/')).toEqual([]);
  });

  test('is not over because ECS does not list it for a moment: silence would be consent', async () => {
    const setup = await pauseSetup({ timeout: { timeoutInMinutes: 60, action: 'CONTINUE' } });
    await setup.send(await setup.pause());
    setup.store.edit(setup.requestKey(), JSON.stringify({ ...setup.request(), status: 'SUPERSEDED' }));

    await sendTo(createPauseBridge(setup.parts({ ecs: staying(setup) })), [{ request: setup.requestKey() }]);
    expect(setup.answers).toEqual([]);
    await setup.minutes(1);
    await setup.send(sweep);

    expect(setup.answers.map(({ action }) => action)).toEqual(['ROLLBACK']);
  });

  test('is finished at its end if ECS never lists it again', async () => {
    const setup = await pauseSetup({ timeout: { timeoutInMinutes: 60, action: 'CONTINUE' } });
    await setup.send(await setup.pause());
    setup.store.edit(setup.requestKey(), JSON.stringify({ ...setup.request(), status: 'SUPERSEDED' }));
    const bridge = createPauseBridge(setup.parts({ ecs: staying(setup) }));
    const end = Date.parse(String(setup.request().pause?.['expiresAt']));
    await setup.minutes((end - 1000 - setup.clock.now().getTime()) / 60_000);

    await sendTo(bridge, [sweep]);
    expect(setup.keys('undelivered/')).toHaveLength(1);
    await setup.minutes(1 / 60);
    await sendTo(bridge, [sweep]);
    expect(setup.keys('undelivered/')).toEqual([]);
  });
});
