import { describe, expect, test } from 'vitest';
import { createPauseBridge } from '../../../src/pause-bridge/create-pause-bridge.ts';
import { type PauseOptions, parameterPrefix, pauseSetup, sendTo, sweep } from '../pause-setup.ts';

async function asked(timeoutInMinutes: number, options: PauseOptions = {}) {
  const setup = await pauseSetup({ timeout: { timeoutInMinutes, action: 'CONTINUE' }, ...options });
  await setup.send(await setup.pause());
  const { deadline, pause } = setup.request();
  const until = (time: string, seconds: number) =>
    setup.minutes((Date.parse(time) + seconds * 1000 - setup.clock.now().getTime()) / 60_000);
  const actions = () => setup.answers.map(({ action }) => action);
  return { ...setup, deadline, expiresAt: String(pause?.['expiresAt']), until, actions };
}

describe('a request that cannot be read', () => {
  test('is not given up at its deadline, but three minutes before the end of the pause', async () => {
    const setup = await asked(60, { parameters: { [parameterPrefix]: '{"deadlineMinutes":30}' } });
    setup.store.edit(setup.requestKey(), '{');

    await setup.until(setup.expiresAt, -181);
    await setup.send(sweep);
    expect(setup.actions()).toEqual([]);
    await setup.until(setup.expiresAt, -180);
    await setup.send(sweep);

    expect(Date.parse(setup.deadline)).toBeLessThan(Date.parse(setup.expiresAt) - 1_000_000);
    expect(setup.actions()).toEqual(['ROLLBACK']);
  });

  test('is not given up before its deadline, even if the whole pause is shorter than three minutes', async () => {
    const setup = await asked(3);
    setup.store.edit(setup.requestKey(), '{');

    await setup.until(setup.deadline, -1);
    await setup.send(sweep);
    expect(setup.actions()).toEqual([]);
    await setup.until(setup.deadline, 0);
    await setup.send(sweep);

    expect(setup.actions()).toEqual(['ROLLBACK']);
  });
});

test('a request is not closed by a later stage that ECS describes within a minute of asking', async () => {
  const setup = await asked(60);
  const { askedAt } = JSON.parse(setup.store.contents()[setup.keys('pauses/')[0] ?? ''] ?? '{}') as { askedAt: string };
  const describeServiceDeployment: typeof setup.ecs.describeServiceDeployment = async (arn, signal) => {
    const deployment = await setup.ecs.describeServiceDeployment(arn, signal);
    return deployment && { ...deployment, lifecycleStage: 'BAKE_TIME', lifecycleHookDetails: [] };
  };
  const bridge = createPauseBridge(setup.parts({ ecs: { ...setup.ecs, describeServiceDeployment } }));

  await setup.until(askedAt, 59);
  await sendTo(bridge, [sweep]);
  expect(setup.request().status).toBe('PENDING');
  await setup.until(askedAt, 60);
  await sendTo(bridge, [sweep]);

  expect(setup.request().decision).toMatchObject({
    status: 'SUPERSEDED',
    reason: expect.stringContaining('BAKE_TIME'),
  });
});
