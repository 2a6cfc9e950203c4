import { describe, expect, test } from 'vitest';
import type { EcsDeployment } from '../../../src/deployment/ecs.ts';
import { readProgress } from '../../../src/deployment/progress/deployment-progress.ts';
import { progressKey } from '../../../src/storage/progress-key.ts';
import { type FollowParts, followDeployments } from '../../../src/watcher/follow/follow-deployments.ts';
import { neverAborted } from '../../helpers/approval.ts';
import { recordingLogger, SteppableClock } from '../../helpers/hook.ts';
import { memoryStore, unavailable, wrapStore } from '../../helpers/memory-store.ts';

const here = { account: '123456789012', region: 'us-west-2' };
const refOf = (deploymentId: string) => ({ ...here, cluster: 'prod', service: 'shop', deploymentId });
const markerOf = (id: string) => `following/123456789012/us-west-2/prod/shop/${id}`;

function setUp(deployments: Record<string, EcsDeployment | Error>) {
  const clock = new SteppableClock();
  const store = memoryStore(clock);
  const logger = recordingLogger();
  const asked: string[] = [];
  const parts: FollowParts = {
    ...{ store, clock, logger },
    describe: async ({ deploymentId }) => {
      asked.push(deploymentId);
      const found = deployments[deploymentId];
      if (found instanceof Error) throw found;
      return found;
    },
    whyUndone: async ({ status }) => (status?.startsWith('ROLLBACK') ? 'Ana asked for the rollback' : undefined),
  };
  return {
    ...{ parts, clock, store, logger, asked },
    follow: (place: Parameters<typeof followDeployments>[1] = here) => followDeployments(parts, place, neverAborted),
    mark: (...ids: string[]) => Promise.all(ids.map((id) => store.put(markerOf(id), '', neverAborted))),
    seen: (id: string) => readProgress(store.contents()[progressKey(refOf(id))]),
  };
}

describe('followDeployments', () => {
  test('records what ECS does until the deployment ends, and then no more', async () => {
    const deployments: Record<string, EcsDeployment> = { E1: { status: 'IN_PROGRESS', lifecycleStage: 'BAKE_TIME' } };
    const { follow, mark, seen, clock, asked, store } = setUp(deployments);
    await mark('E1');

    await follow();
    clock.step(60);
    await follow();
    expect(seen('E1')?.seen).toHaveLength(1);
    deployments['E1'] = { status: 'SUCCESSFUL' };
    await follow();
    await follow();

    expect(seen('E1')?.seen.map(({ status }) => status)).toEqual(['IN_PROGRESS', 'SUCCESSFUL']);
    expect(seen('E1')).not.toHaveProperty('cause');
    expect(asked).toHaveLength(3);
    expect(Object.keys(store.contents())).toEqual([progressKey(refOf('E1'))]);
  });

  test('records why a deployment was rolled back', async () => {
    const { follow, mark, seen } = setUp({ E1: { status: 'ROLLBACK_SUCCESSFUL' } });
    await mark('E1');

    await follow();

    expect(seen('E1')).toMatchObject({ cause: 'Ana asked for the rollback' });
  });

  test('records the reason of a rollback that is stored after its end', async () => {
    const { parts, follow, mark, seen, clock, store } = setUp({});
    const finishedAt = clock.now();
    const reasons = ['ECS rolled it back', 'ECS rolled it back; eve asked for the rollback at 14:00: broken'];
    parts.describe = async () => ({ status: 'ROLLBACK_SUCCESSFUL', finishedAt });
    parts.whyUndone = async () => reasons[clock.now() > finishedAt ? 1 : 0];
    await mark('E1');

    await follow();
    const early = seen('E1');
    clock.step(30);
    await follow();
    clock.step(60);
    await follow();

    expect(early?.cause).toBe(reasons[0]);
    expect(seen('E1')).toMatchObject({ cause: reasons[1], seen: [{ status: 'ROLLBACK_SUCCESSFUL' }] });
    expect(Object.keys(store.contents())).toEqual([progressKey(refOf('E1'))]);
  });

  test('looks only at the service that an event names', async () => {
    const { follow, mark, asked, store } = setUp({ E1: { status: 'IN_PROGRESS' } });
    await mark('E1');
    await store.put('following/123456789012/us-west-2/prod/shop-api/E2', '', neverAborted);

    await follow({ ...here, cluster: 'prod', service: 'shop' });

    expect(asked).toEqual(['E1']);
  });

  test('forgets a deployment that ECS does not know, and says nothing about it', async () => {
    const { follow, mark, store } = setUp({});
    await mark('E1');

    await follow();

    expect(store.contents()).toEqual({});
  });

  test('asks about at most 60 deployments in a call, and about the others in the next minutes', async () => {
    const ids = Array.from({ length: 150 }, (_, index) => `E${String(index).padStart(3, '0')}`);
    const { follow, mark, asked, clock } = setUp(Object.fromEntries(ids.map((id) => [id, { status: 'IN_PROGRESS' }])));
    await mark(...ids);

    expect(await follow()).toBe(60);
    expect(asked).toHaveLength(60);
    for (let minute = 0; minute < 5; minute += 1) {
      clock.step(60);
      await follow();
    }

    expect(new Set(asked)).toEqual(new Set(ids));
  });

  test('tries again later if ECS or the store fails, and never rejects', async () => {
    const deployments: Record<string, EcsDeployment | Error> = {
      E1: new Error('slow down'),
      E2: { status: 'STOPPED' },
    };
    const { follow, mark, seen, logger, parts } = setUp(deployments);
    await mark('E1', 'E2');

    await follow();
    expect(seen('E2')).toBeDefined();
    expect(logger.lines.some(({ message }) => message === 'what ECS did with a deployment could not be recorded')).toBe(
      true,
    );

    deployments['E1'] = { status: 'SUCCESSFUL' };
    await follow();
    expect(seen('E1')).toBeDefined();
    const broken = wrapStore({ ...parts.store, put: async () => {} }, async (operation, _key, run) => {
      if (operation === 'list') throw unavailable();
      return run();
    });
    expect(await followDeployments({ ...parts, store: broken }, here, neverAborted)).toBe(0);
  });

  test('keeps both sightings of two calls at the same time', async () => {
    let state: EcsDeployment = { status: 'IN_PROGRESS', lifecycleStage: 'BAKE_TIME' };
    const setup = setUp({});
    await setup.mark('E1');
    const parts = { ...setup.parts, describe: async () => state };
    await followDeployments(parts, here, neverAborted);
    state = { status: 'IN_PROGRESS', lifecycleStage: 'CLEAN_UP' };

    await Promise.all([1, 2, 3].map(() => followDeployments(parts, here, neverAborted)));

    expect(setup.seen('E1')?.seen.map(({ stage }) => stage)).toEqual(['BAKE_TIME', 'CLEAN_UP']);
  });
});

describe('what followDeployments logs and leaves', () => {
  test('names the deployment that could not be recorded, and the list that could not be read', async () => {
    const { follow, mark, parts, logger } = setUp({ E1: new Error('slow down') });
    await mark('E1');

    await follow();
    const list = async () => Promise.reject(unavailable());
    await followDeployments({ ...parts, store: { ...parts.store, list } }, here, neverAborted);

    const error = (text: string) => expect.stringContaining(text);
    const { cluster, service } = refOf('E1');
    expect(logger.lines.map(({ message, attributes }) => [message, attributes])).toEqual([
      [
        'what ECS did with a deployment could not be recorded',
        { cluster, ecsService: service, deployment: 'E1', error: error('slow down') },
      ],
      ['the list of followed deployments could not be read', { error: error('SlowDown') }],
    ]);
  });

  test('begins with the first of up to 60', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => `E${String(index).padStart(3, '0')}`);
    const { follow, mark, asked, clock } = setUp({});
    await mark(...ids);
    clock.step(60);

    await follow();

    expect(asked).toEqual(ids);
  });

  test('asks nothing when the time is up', async () => {
    const { parts, mark, asked, store } = setUp({ E1: { status: 'STOPPED' } });
    await mark('E1');

    await followDeployments(parts, here, AbortSignal.abort()).catch(() => undefined);
    await followDeployments(
      { ...parts, store: { ...parts.store, list: async () => [markerOf('E1')] } },
      here,
      AbortSignal.abort(),
    );

    expect(asked).toEqual([]);
    expect(Object.keys(store.contents())).toEqual([markerOf('E1')]);
  });

  test('ignores what somebody has put there by hand', async () => {
    const { follow, store, asked } = setUp({});
    await store.put('following/123456789012/us-west-2/x', '', neverAborted);

    expect(await follow()).toBe(0);
    expect(asked).toEqual([]);
  });

  test('asks why a deployment ended only if there is something new, and gives up after four lost races', async () => {
    const { parts, mark, logger } = setUp({ E1: { status: 'ROLLBACK_SUCCESSFUL' } });
    await mark('E1');
    const count = { why: 0, create: 0 };
    const whyUndone = async () => {
      count.why += 1;
      return undefined;
    };
    const create = async () => {
      count.create += 1;
      return undefined;
    };

    await followDeployments({ ...parts, whyUndone, store: { ...parts.store, create } }, here, neverAborted);
    expect(count).toEqual({ why: 4, create: 4 });
    expect(logger.lines.at(-1)?.attributes['error']).toContain(
      `${progressKey(refOf('E1'))} was changed 4 times by others`,
    );

    await mark('E1');
    await followDeployments({ ...parts, whyUndone }, here, neverAborted);
    await mark('E1');
    await followDeployments({ ...parts, whyUndone }, here, neverAborted);
    expect(count.why).toBe(5);
  });
});
