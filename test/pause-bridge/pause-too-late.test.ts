import { describe, expect, test } from 'vitest';
import { createPauseBridge } from '../../src/pause-bridge/create-pause-bridge.ts';
import { approving, rejecting } from '../helpers/approval.ts';
import { unavailable, wrapStore } from '../helpers/memory-store.ts';
import { pauseSetup, sendTo, sweep } from './pause-setup.ts';
import { slowBridge } from './slow-bridge.ts';

const continuing = { timeout: { timeoutInMinutes: 60, action: 'CONTINUE' } } as const;

describe('a pause that is rolled back because there was no time left', () => {
  test('closes its request, which could not be read at that moment', async () => {
    const setup = await pauseSetup(continuing);
    await setup.send(await setup.pause());
    await setup.minutes(58);
    let refused = 0;
    const store = wrapStore(setup.store, async (operation, key, run) => {
      if (operation === 'read' && key.startsWith('approvals/') && refused++ === 0) throw unavailable();
      return run();
    });

    await sendTo(createPauseBridge(setup.parts({ store })), [sweep]);

    expect(setup.answers.map(({ action }) => action)).toEqual(['ROLLBACK']);
    const reason = expect.stringContaining('the request could not be read');
    expect(setup.request()).toMatchObject({ decision: { status: 'SUPERSEDED', reason }, pause: { outcome: reason } });
    expect(setup.keys('open/')).toEqual([]);
    expect(setup.keys('undelivered/')).toEqual([]);
  });

  test('closes the request of an invocation that was asking people meanwhile, and was lost', async () => {
    const setup = await pauseSetup(continuing);
    const { serviceDeploymentArn, clock } = setup;
    const seen = { hookId: await setup.paused(), serviceDeploymentArn, stage: 'POST_TEST_TRAFFIC_SHIFT' };
    const noted = { schemaVersion: 1, ...seen, sentAt: clock.now().toISOString() } as const;
    await setup.parts().pauses.note(noted, new AbortController().signal);
    const { bridge, reached, go } = slowBridge(setup, 'pauses/');
    await setup.minutes(58);
    const asking = sendTo(bridge, [sweep]);
    await reached;
    const unreadable = { readParameters: async () => Promise.reject(new Error('ThrottlingException')) };
    await sendTo(createPauseBridge({ ...setup.parts(), ...unreadable }), [sweep]);
    expect(setup.answers.map(({ action }) => action)).toEqual(['ROLLBACK']);
    go();
    await asking;
    expect(setup.request().status).toBe('PENDING');

    await setup.send(sweep);
    await setup.minutes(3);
    await setup.send(sweep);

    expect(setup.request().decision).toMatchObject({
      status: 'SUPERSEDED',
      reason: expect.stringContaining('nobody could be asked: '),
    });
    expect(setup.keys('open/')).toEqual([]);
    expect(setup.keys('undelivered/')).toEqual([]);
    expect(setup.answers).toHaveLength(1);
  });
});

describe.each([
  ['ROLLBACK', rejecting, 'not approved', 0],
  // It is watched until its stage is left.
  ['CONTINUE', approving, 'approved', 1],
] as const)('a %s that ECS accepts', (answer, form, decided, left) => {
  test('is sent again if the pause still waits a minute later', async () => {
    const setup = await pauseSetup(continuing);
    await setup.send(await setup.pause());
    await setup.approve(form);
    const sent: string[] = [];
    const deaf = async ({ action }: { action: string }) => void sent.push(action);
    await sendTo(createPauseBridge(setup.parts({ ecs: { ...setup.ecs, continueServiceDeployment: deaf } })), [sweep]);
    expect(sent).toEqual([answer]);

    await setup.send(sweep);
    expect(setup.answers).toEqual([]);
    await setup.minutes(1);
    await setup.send(sweep);

    expect(setup.answers.map(({ action }) => action)).toEqual([answer]);
    expect(setup.request().pause?.['outcome']).toBe(`${decided}; ECS accepted ${answer}`);
    expect(setup.keys('undelivered/')).toHaveLength(left);
  });
});

describe('a request of an invocation that was lost while another one', () => {
  test('found the pause ended is closed', async () => {
    const setup = await pauseSetup(continuing);
    const { serviceDeploymentArn, clock } = setup;
    const hookId = await setup.paused();
    const seen = { hookId, serviceDeploymentArn, stage: 'POST_TEST_TRAFFIC_SHIFT' };
    const noted = { schemaVersion: 1, ...seen, sentAt: clock.now().toISOString() } as const;
    await setup.parts().pauses.note(noted, new AbortController().signal);
    const { bridge, reached, go } = slowBridge(setup, 'pauses/');
    const asking = sendTo(bridge, [sweep]);
    await reached;
    setup.controller.continueServiceDeployment({ serviceDeploymentArn, hookId, action: 'CONTINUE' });
    await setup.minutes(3);
    await setup.send(sweep);
    expect(setup.keys('undelivered/')).toEqual([]);
    go();
    await asking;
    expect(setup.request().status).toBe('PENDING');

    await setup.send(sweep);

    expect(setup.request().decision?.status).toBe('SUPERSEDED');
    expect([setup.keys('open/'), setup.keys('undelivered/')]).toEqual([[], []]);
  });

  test('rolled back because it could not ask anybody is closed', async () => {
    const setup = await pauseSetup(continuing);
    await setup.pause();
    const { bridge, reached, go } = slowBridge(setup, 'approvals/');
    const { hookId, serviceDeploymentArn, clock } = { ...setup, hookId: await setup.paused() };
    const seen = { hookId, serviceDeploymentArn, stage: 'POST_TEST_TRAFFIC_SHIFT' };
    const noted = { schemaVersion: 1, ...seen, sentAt: clock.now().toISOString() } as const;
    await setup.parts().pauses.note(noted, new AbortController().signal);
    const asking = sendTo(bridge, [sweep]);
    await reached;
    await setup.minutes(58);
    const refusing = wrapStore(setup.store, async (operation, key, run) => {
      if (operation === 'create' && key.startsWith('approvals/')) throw unavailable();
      return run();
    });
    await sendTo(createPauseBridge(setup.parts({ store: refusing })), [sweep]);
    expect(setup.answers.map(({ action }) => action)).toEqual(['ROLLBACK']);
    go();
    await asking;
    expect(setup.request().status).toBe('PENDING');

    await setup.send(sweep);
    await setup.minutes(3);
    await setup.send(sweep);

    expect(setup.request().decision?.status).toBe('SUPERSEDED');
    expect([setup.keys('open/'), setup.keys('undelivered/')]).toEqual([[], []]);
    expect(setup.answers).toHaveLength(1);
  });
});
