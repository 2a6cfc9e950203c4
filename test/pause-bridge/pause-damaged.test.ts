import { describe, expect, test } from 'vitest';
import { createPauseBridge } from '../../src/pause-bridge/create-pause-bridge.ts';
import { type PauseSetup, pauseSetup, sendTo, sweep, sweepAt } from './pause-setup.ts';

const continuing = { timeout: { timeoutInMinutes: 60, action: 'CONTINUE' } } as const;
const damaged = '{"damaged": true}';

async function sweepFor(setup: PauseSetup, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await setup.minutes(1);
    await setup.send(sweepAt(setup.clock.now()));
  }
}

function damage(setup: PauseSetup, prefix: string, text = damaged): string {
  const [key = ''] = setup.keys(prefix);
  const before = setup.store.contents()[key] ?? '';
  setup.store.edit(key, text);
  return before;
}

const actions = ({ answers }: PauseSetup) => answers.map(({ action }) => action);

describe('an object of the bridge that was changed by hand', () => {
  test.each([damaged, 'no JSON', '{"schemaVersion": 2}'])(
    'does not let ECS take silence for consent: the record of a pause is %s',
    async (text) => {
      const setup = await pauseSetup(continuing);
      await setup.send(await setup.pause());
      damage(setup, 'pauses/', text);

      await setup.send(sweep);
      await sweepFor(setup, 55);
      expect(actions(setup)).toEqual([]);
      await sweepFor(setup, 5);

      expect(actions(setup)).toEqual(['ROLLBACK']);
      expect(setup.keys('undelivered/')).toEqual([]);
      const said = setup.logger.lines.map(({ message, attributes }) => `${message}: ${JSON.stringify(attributes)}`);
      expect(said.join('\n')).toMatch(/a pause could not be processed: .*is not what the bridge writes/);
      expect(said.join('\n')).toMatch(/a pause is rolled back, because what is stored about it was changed by hand: /);
    },
  );

  test('does not hold up the rollback either if it is the answer', async () => {
    const setup = await pauseSetup(continuing);
    await setup.send(await setup.pause());
    await setup.approve();
    const ecs = { ...setup.ecs, continueServiceDeployment: () => Promise.reject(new Error('ThrottlingException')) };
    await sendTo(createPauseBridge(setup.parts({ ecs })), [sweep]);
    damage(setup, 'deliveries/');

    await sweepFor(setup, 60);

    expect(actions(setup)).toEqual(['ROLLBACK']);
    expect(setup.keys('undelivered/')).toEqual([]);
  });

  test('is no consent if it is an answer without its action', async () => {
    const setup = await pauseSetup(continuing);
    await setup.send(await setup.pause());
    await setup.approve();
    const ecs = { ...setup.ecs, continueServiceDeployment: () => Promise.reject(new Error('ThrottlingException')) };
    await sendTo(createPauseBridge(setup.parts({ ecs })), [sweep]);
    const [key = ''] = setup.keys('deliveries/');
    const { action, ...rest } = JSON.parse(setup.store.contents()[key] ?? '{}');
    expect(action).toBe('CONTINUE');
    setup.store.edit(key, JSON.stringify(rest));

    await setup.send(sweep);

    expect(actions(setup)).toEqual(['ROLLBACK']);
  });

  test('may be restored until then', async () => {
    const setup = await pauseSetup(continuing);
    await setup.send(await setup.pause());
    const before = damage(setup, 'pauses/');
    await setup.approve();
    await sweepFor(setup, 10);
    expect(actions(setup)).toEqual([]);

    setup.store.edit(setup.keys('pauses/')[0] ?? '', before);
    await sweepFor(setup, 1);

    expect(actions(setup)).toEqual(['CONTINUE']);
  });

  test('is no longer looked at once the pause has ended', async () => {
    const setup = await pauseSetup(continuing);
    const hookId = await setup.paused();
    await setup.send(...setup.events.splice(0));
    damage(setup, 'pauses/');
    const { serviceDeploymentArn } = setup;
    setup.controller.continueServiceDeployment({ serviceDeploymentArn, hookId, action: 'CONTINUE' });

    await sweepFor(setup, 2);

    expect(actions(setup)).toEqual([]);
    expect(setup.keys('undelivered/')).toEqual([]);
  });

  test('is written again by the search, if it is the entry of a pause that nobody was asked about yet', async () => {
    const setup = await pauseSetup(continuing);
    const unreadable = { readParameters: () => Promise.reject(new Error('ThrottlingException')) };
    await sendTo(createPauseBridge({ ...setup.parts(), ...unreadable }), [await setup.pause()]);
    damage(setup, 'undelivered/');

    await sweepFor(setup, 6);

    expect(setup.request().status).toBe('PENDING');
    await setup.approve();
    await sweepFor(setup, 1);
    expect(actions(setup)).toEqual(['CONTINUE']);
  });

  test('is removed when all is done, if it is the entry of the list', async () => {
    const setup = await pauseSetup(continuing);
    await setup.send(await setup.pause());
    damage(setup, 'undelivered/');
    await setup.approve();

    await sweepFor(setup, 3);

    expect(actions(setup)).toEqual(['CONTINUE']);
    expect(setup.keys('undelivered/')).toEqual([]);
  });
});
