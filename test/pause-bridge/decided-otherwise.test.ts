import { describe, expect, test } from 'vitest';
import { advancePause } from '../../src/pause-bridge/advance-pause.ts';
import { createPauseBridge } from '../../src/pause-bridge/create-pause-bridge.ts';
import { refOf } from '../../src/pause-bridge/pause-store.ts';
import { rejecting } from '../helpers/approval.ts';
import { type PauseSetup, parameterPrefix, pauseSetup, sendTo, sweep } from './pause-setup.ts';
import { slowBridge } from './slow-bridge.ts';

const { signal } = new AbortController();

/** A pause that is rolled back because another hook failed, while an invocation that has not heard of that asks people and is lost. */
async function rolledBackBeforeAsking(terms = '{}'): Promise<PauseSetup> {
  const setup = await pauseSetup({ parameters: { [parameterPrefix]: terms } });
  const { serviceDeploymentArn, clock } = setup;
  const seen = { hookId: await setup.paused(), serviceDeploymentArn, stage: 'POST_TEST_TRAFFIC_SHIFT' };
  const noted = { schemaVersion: 1, ...seen, sentAt: clock.now().toISOString() } as const;
  await setup.parts().pauses.note(noted, signal);
  const { bridge, reached, go } = slowBridge(setup, 'pauses/');
  const asking = sendTo(bridge, [sweep]);
  await reached;
  await advancePause(setup.parts(), refOf(seen), { seen: noted, failedAt: seen.stage }, signal);
  expect(setup.answers.map(({ action }) => action)).toEqual(['ROLLBACK']);
  go();
  await asking;
  return setup;
}

describe('people who decide after the answer to ECS was recorded', () => {
  test('read that their approval came too late', async () => {
    const setup = await rolledBackBeforeAsking();
    await setup.approve();
    expect(setup.request().decision?.status).toBe('APPROVED');

    await setup.send(sweep);

    expect(setup.request().pause?.['outcome']).toBe(
      'approved, but the answer to ECS was ROLLBACK: another hook of the stage failed, so ECS rolls the deployment back; ECS accepted ROLLBACK',
    );
  });

  test('read the same if the configuration approved', async () => {
    const setup = await rolledBackBeforeAsking(JSON.stringify({ autoApprove: { clusters: ['my-*'] } }));
    expect(setup.request().decision?.status).toBe('APPROVED');

    await setup.send(sweep);

    expect(setup.request().pause?.['outcome']).toMatch(/^approved, but the answer to ECS was ROLLBACK: another hook/);
  });

  test('read why ECS rolled back if they rejected too', async () => {
    const setup = await rolledBackBeforeAsking();
    await setup.approve(rejecting);
    expect(setup.request().decision?.status).toBe('REJECTED');

    await setup.send(sweep);

    expect(setup.request().pause?.['outcome']).toMatch(/^another hook of the stage failed.*; ECS accepted ROLLBACK$/);
  });
});

describe('what people read about an answer that ECS did not need any more', () => {
  test('says what was decided if ECS does not say what it did', async () => {
    const setup = await pauseSetup();
    await setup.send(await setup.pause());
    await setup.approve();
    const stopping = {
      ...setup.ecs,
      describeServiceDeployment: async (arn: string) => {
        const deployment = await setup.ecs.describeServiceDeployment(arn, signal);
        return deployment && { ...deployment, status: 'STOPPED' };
      },
    };

    await sendTo(createPauseBridge(setup.parts({ ecs: stopping })), [sweep]);

    expect(setup.request().pause?.['outcome']).toMatch(/^approved, but ECS stopped the deployment/);
  });

  test('keeps the reason for a ROLLBACK whose response was lost', async () => {
    const setup = await pauseSetup({ images: () => [{ container: 'ui', after: 'shop/ui:3' }] });
    await setup.send(await setup.pause());
    await setup.approve();
    let calls = 0;
    const deafOnce = {
      ...setup.ecs,
      async continueServiceDeployment(answer: Parameters<typeof setup.ecs.continueServiceDeployment>[0]) {
        calls += 1;
        await setup.ecs.continueServiceDeployment(answer, signal);
        throw new Error('ETIMEDOUT');
      },
    };

    await sendTo(createPauseBridge(setup.parts({ ecs: deafOnce })), [sweep]);
    await setup.send(sweep);

    expect(calls).toBe(1);
    expect(setup.answers.map(({ action }) => action)).toEqual(['ROLLBACK']);
    expect(setup.request().pause?.['outcome']).toMatch(/^approved, but .+, and ECS rolled back: .*ROLLBACK was chosen/);
  });
});
