import { describe, expect, onTestFinished, test } from 'vitest';
import { createLedger } from '../../src/approval/request/ledger.ts';
import { parseRequest } from '../../src/approval/request/request.ts';
import { castVote } from '../../src/approval/request/transitions.ts';
import type { DeploymentRef } from '../../src/hook/report.ts';
import { decidedKey, followKey } from '../../src/storage/decided-keys.ts';
import { openKey } from '../../src/storage/keys.ts';
import type { ObjectStore } from '../../src/storage/store.ts';
import { type CloseParts, closeOpenRequests } from '../../src/watcher/close-open-requests.ts';
import { countedIds, keyOf, neverAborted, newRequest, subject, vote } from '../helpers/approval.ts';
import { recordingLogger, SteppableClock } from '../helpers/hook.ts';
import { memoryStore, unavailable, wrapStore } from '../helpers/memory-store.ts';

const here = { account: '123456789012', region: 'us-west-2' };
const over = 'ECS rolled the deployment back: the hook failed';

describe('closeOpenRequests', () => {
  test('closes the requests of a finished deployment, with the reason, and removes them from the index', async () => {
    const { close, open, request, store, logger } = setUp({ E1: over });
    const key = await open({ deploymentId: 'E1' });

    const closed = await close();

    expect(closed).toEqual({
      ...{ found: 1, superseded: 1, expired: 0, adopted: 0, tidied: 0, left: 0, unreadable: 0 },
      ...{ failures: [], unvisited: 0, next: undefined },
    });
    expect(logger.lines).toContainEqual({
      ...{
        level: 'info',
        message: 'closed as SUPERSEDED',
        attributes: { request: key, deployment: 'E1', reason: over },
      },
    });
    expect(request(key)).toMatchObject({
      status: 'SUPERSEDED',
      decision: {
        status: 'SUPERSEDED',
        by: 'Greenlight',
        via: 'greenlight',
        reason: over,
        at: '2026-11-22T14:00:00.000Z',
      },
    });
    expect(request(key).history.at(-1)?.what).toBe(`SUPERSEDED by Greenlight (${over})`);
    expect(store.contents()).not.toHaveProperty(openKey(key));
  });

  test('does not change the requests of a running deployment', async () => {
    const { close, open, store } = setUp({});
    const key = await open({ deploymentId: 'E1' });
    const before = store.contents();

    expect(await close()).toMatchObject({ found: 1, left: 1, superseded: 0 });
    expect(store.contents()).toEqual(before);
    expect(store.versions(key)).toHaveLength(1);
  });

  test('asks once for all gates of a deployment', async () => {
    const { close, open, asked } = setUp({ E1: over });
    await open({ deploymentId: 'E1', gate: 'a' });
    await open({ deploymentId: 'E1', gate: 'b' });
    await open({ deploymentId: 'E2' });

    expect(await close()).toMatchObject({ superseded: 2, left: 1 });
    expect(asked.map(({ deploymentId }) => deploymentId).sort()).toEqual(['E1', 'E2']);
  });

  test('checks only one service if it is given one, and not one with a name that begins alike', async () => {
    const { close, open, store, asked } = setUp({ E1: over });
    await open({ deploymentId: 'E1' });
    await open({ deploymentId: 'E1', service: 'my-service-2' });

    expect(await close({ ...here, cluster: 'my-cluster', service: 'my-service' })).toMatchObject({
      found: 1,
      superseded: 1,
    });
    expect(asked.map(({ service }) => service)).toEqual(['my-service']);
    expect(store.operations.filter((one) => one.startsWith('list'))).toEqual([
      'list open/123456789012/us-west-2/my-cluster/my-service/',
    ]);
  });

  test('lets a request expire after its deadline, without a call to ECS', async () => {
    const { close, open, request, clock, asked } = setUp({ E1: over });
    const key = await open({ deploymentId: 'E1' });
    clock.step(30 * 60 + 5);

    expect(await close()).toMatchObject({ expired: 1, superseded: 0 });
    expect(request(key).decision).toMatchObject({
      status: 'EXPIRED',
      reason: 'nobody decided by 2026-11-22T14:30:00.000Z',
    });
    expect(asked).toEqual([]);
  });

  test('tolerates the same five seconds of clock difference as the hook', async () => {
    const { close, open, clock } = setUp({});
    await open({ deploymentId: 'E1' });
    clock.step(30 * 60 + 4);

    expect(await close()).toMatchObject({ expired: 0, left: 1 });
  });

  test('does not change a decided request, and removes it from an index that still lists it', async () => {
    const { close, open, ledger, store } = setUp({ E1: over });
    const key = await open({ deploymentId: 'E1' });
    await ledger.change(
      key,
      ({ request }) => ({ write: castVote(request, vote()).request, result: undefined }),
      neverAborted,
    );
    await store.put(openKey(key), '', neverAborted);
    const decided = store.contents()[key];

    expect(await close()).toMatchObject({ found: 1, tidied: 1, superseded: 0 });
    expect(store.contents()).toEqual({
      [key]: decided,
      [decidedKey(key, { status: 'APPROVED', at: vote().at })]: '',
      [followKey(key)]: '',
    });
  });

  test('loses to a vote that is cast between reading and writing', async () => {
    const { close, open, ledger, request, whileAsked } = setUp({ E1: over });
    const key = await open({ deploymentId: 'E1' });
    whileAsked.push(() =>
      ledger.change(
        key,
        ({ request: now }) => ({ write: castVote(now, vote()).request, result: undefined }),
        neverAborted,
      ),
    );

    expect(await close()).toMatchObject({ superseded: 0, left: 1 });
    expect(request(key).decision).toMatchObject({ status: 'APPROVED', by: 'ana@example.com' });
  });

  test('keeps a vote that has not decided yet', async () => {
    const { close, open, ledger, request } = setUp({ E1: over });
    const key = await open({ deploymentId: 'E1', approvals: 2 });
    await ledger.change(
      key,
      ({ request: now }) => ({ write: castVote(now, vote()).request, result: undefined }),
      neverAborted,
    );

    expect(await close()).toMatchObject({ superseded: 1 });
    expect(request(key)).toMatchObject({ status: 'SUPERSEDED', votes: [{ by: 'ana@example.com' }] });
  });

  test('records a status that was changed by hand as such, when no hook would do so any more', async () => {
    const { close, open, request, store } = setUp({ E1: over });
    const key = await open({ deploymentId: 'E1' });
    store.edit(key, JSON.stringify({ ...request(key), status: 'REJECTED' }));

    expect(await close()).toMatchObject({ adopted: 1, superseded: 0 });
    expect(request(key).decision).toMatchObject({ status: 'REJECTED', by: 'operator', via: 'by hand' });
  });

  test('leaves a status that was changed by hand to the hook while the deployment is running', async () => {
    const { close, open, request, store } = setUp({});
    const key = await open({ deploymentId: 'E1' });
    store.edit(key, JSON.stringify({ ...request(key), status: 'APPROVED' }));

    expect(await close()).toMatchObject({ adopted: 0, left: 1 });
  });

  test('leaves requests open if ECS could not be asked, says so, and closes the rest', async () => {
    const { close, open, request } = setUp({ E1: new Error('ThrottlingException: slow down'), E2: over });
    const [asked, other] = [await open({ deploymentId: 'E1' }), await open({ deploymentId: 'E2' })];

    expect(await close()).toMatchObject({
      superseded: 1,
      failures: [`${asked}: ThrottlingException: slow down`],
    });
    expect(request(asked).status).toBe('PENDING');
    expect(request(other).status).toBe('SUPERSEDED');
  });

  test('reports what it could not write, and does it the next time', async () => {
    let broken = true;
    const { close, open, request } = setUp({ E1: over }, (store) =>
      wrapStore(store, (operation, _key, run) => {
        if (broken && operation === 'replace') throw unavailable();
        return run();
      }),
    );
    const key = await open({ deploymentId: 'E1' });

    expect((await close()).failures).toEqual([expect.stringContaining('status 503, SlowDown')]);
    broken = false;
    expect(await close()).toMatchObject({ superseded: 1, failures: [] });
    expect(request(key).status).toBe('SUPERSEDED');
  });

  test('asks for a retry if others kept changing a request', async () => {
    const { close, open, request } = setUp({ E1: over }, (store) =>
      wrapStore(store, (operation, _key, run) =>
        operation === 'replace' ? Promise.resolve(undefined as never) : run(),
      ),
    );
    const key = await open({ deploymentId: 'E1' });

    expect(await close()).toMatchObject({
      ...{ superseded: 0, unreadable: 0, left: 0 },
      failures: [expect.stringContaining('was changed 32 times by others; try again')],
    });
    expect(request(key).status).toBe('PENDING');
  });

  test('logs a damaged request, and does not ask for a retry', async () => {
    const { close, open, store, logger } = setUp({ E1: over });
    const key = await open({ deploymentId: 'E1' });
    store.edit(key, '{"status":"MAYBE"}');

    expect(await close()).toMatchObject({ unreadable: 1, failures: [], unvisited: 0, next: undefined });
    expect(logger.lines).toContainEqual({
      ...{ level: 'error', message: 'an open request could not be checked' },
      attributes: { request: key, deployment: 'E1', error: expect.stringContaining('status') },
    });
  });

  test('removes an entry without a request from the index once it is an hour old', async () => {
    const { close, clock, store } = setUp({});
    const entry = openKey(keyOf({ deploymentId: 'E1' }));
    await store.put(entry, '', neverAborted);

    clock.step(3599);
    expect(await close()).toMatchObject({ tidied: 0, left: 1 });
    clock.step(1);
    expect(await close()).toMatchObject({ tidied: 1 });
    expect(store.contents()).toEqual({});
  });

  test('asks about each of two deployments with names that begin alike', async () => {
    const { close, open, asked } = setUp({});
    await open({ deploymentId: 'E1', cluster: 'a', service: 'bc' });
    await open({ deploymentId: 'E1', cluster: 'ab', service: 'c' });

    expect(await close()).toMatchObject({ left: 2 });
    expect(asked.map(({ cluster }) => cluster)).toEqual(['a', 'ab']);
  });

  test('leaves a request alone that is deleted by hand in the meantime', async () => {
    const { close, open, store, whileAsked } = setUp({ E1: over });
    const key = await open({ deploymentId: 'E1' });
    whileAsked.push(() => store.remove(key, neverAborted));

    expect(await close()).toMatchObject({ left: 1, superseded: 0, failures: [] });
  });

  test('begins with a key in the middle, and ends with those before it', async () => {
    const { close, open, asked } = setUp({});
    const keys = [];
    for (const deploymentId of ['E1', 'E2', 'E3']) keys.push(await open({ deploymentId }));

    expect(await close(here, { from: keys[1] ?? '' })).toMatchObject({ found: 3, left: 3 });
    expect(asked.map(({ deploymentId }) => deploymentId)).toEqual(['E2', 'E3', 'E1']);
  });

  test('makes ten calls, and pauses for a second before the next ten', async () => {
    const { close, open, asked } = setUp({});
    for (let number = 10; number < 35; number += 1) await open({ deploymentId: `E${number}` });
    const pauses: [number, () => void][] = [];
    const pause = (milliseconds: number) => new Promise<void>((over_) => pauses.push([milliseconds, over_]));
    const closing = close(here, { pause });

    const counts = [];
    for (let group = 0; group < 3; group += 1) {
      await settled();
      counts.push([asked.length, pauses.length]);
      pauses.at(-1)?.[1]();
    }

    expect(counts).toEqual([
      [10, 1],
      [20, 2],
      [25, 2],
    ]);
    expect(pauses.map(([milliseconds]) => milliseconds)).toEqual([1000, 1000]);
    expect(await closing).toMatchObject({ left: 25 });
  });

  test('pauses no longer than its time allows, and says where to continue', async () => {
    const { close, open, asked } = setUp({});
    const keys = [];
    for (let number = 10; number < 25; number += 1) keys.push(await open({ deploymentId: `E${number}` }));
    const controller = new AbortController();
    const closing = close(here, { signal: controller.signal });
    await settled();
    controller.abort();

    expect(await closing).toMatchObject({ left: 10, failures: [], unvisited: 5, next: keys[10] });
    expect(asked).toHaveLength(10);
  });

  test('does not end the process by a pause that fails when nobody waits for it', async () => {
    const unhandled: unknown[] = [];
    const listener = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', listener);
    onTestFinished(() => void process.off('unhandledRejection', listener));
    const { close, open } = setUp({});
    for (let number = 10; number < 20; number += 1) await open({ deploymentId: `E${number}` });

    expect(await close(here, { pause: () => Promise.reject(new Error('time is up')) })).toMatchObject({ left: 10 });
    await settled();
    expect(unhandled).toEqual([]);
  });

  test('fails for those that it had begun if their time ran out', async () => {
    const { close, open, whileAsked } = setUp({});
    const keys = [];
    for (let number = 1; number <= 7; number += 1) keys.push(await open({ deploymentId: `E${number}` }));
    const controller = new AbortController();
    whileAsked.push(
      ...keys.map(() => async () => {
        controller.abort();
        throw new Error('the time is up');
      }),
    );

    expect(await close(here, { signal: controller.signal })).toMatchObject({
      ...{ found: 7, left: 0, unvisited: 7, next: keys[0] },
      failures: keys.slice(0, 5).map((key) => `${key}: the time is up`),
    });
  });

  test('visits five thousand and leaves the rest for the next time', async () => {
    const { close, store } = setUp({});
    const keys = Array.from({ length: 5001 }, (_, number) => keyOf({ deploymentId: `E${10_000 + number}` }));
    for (const key of keys) await store.put(openKey(key), '', neverAborted);

    expect(await close()).toMatchObject({ found: 5001, left: 5000, unvisited: 1, next: keys[5000], failures: [] });
  });

  test('changes nothing when it is repeated', async () => {
    const { close, open, store } = setUp({ E1: over });
    await open({ deploymentId: 'E1' });
    await close();
    const after = store.contents();

    expect(await close()).toMatchObject({ found: 0, superseded: 0 });
    expect(store.contents()).toEqual(after);
  });
});

/** Until everything that can continue has continued. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
}

/** @param deployments - why each is over, or the error when it is asked about; the others run */
function setUp(deployments: Record<string, string | Error>, wrap = (store: ObjectStore) => store) {
  const clock = new SteppableClock();
  const store = memoryStore(clock);
  const ledger = createLedger(wrap(store));
  const logger = recordingLogger();
  const asked: DeploymentRef[] = [];
  const whileAsked: (() => Promise<unknown>)[] = [];
  const whyOver: CloseParts['whyOver'] = async (deployment) => {
    asked.push(deployment);
    await whileAsked.shift()?.();
    const answer = deployments[deployment.deploymentId];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const parts = { ledger, whyOver, clock, logger, newId: countedIds() };
  return {
    ...{ clock, store, ledger, logger, asked, whileAsked },
    close: (
      place: Parameters<typeof closeOpenRequests>[1] = here,
      { signal = neverAborted, from, pause }: { signal?: AbortSignal; from?: string; pause?: CloseParts['pause'] } = {},
    ) => closeOpenRequests({ ...parts, ...(pause && { pause }) }, place, signal, from),
    async open({
      approvals = 1,
      ...changes
    }: {
      deploymentId: string;
      gate?: string;
      cluster?: string;
      service?: string;
      approvals?: number;
    }) {
      const key = keyOf(changes);
      await ledger.create(key, newRequest({ subject: { ...subject, ...changes }, approvals }), neverAborted);
      return key;
    },
    request: (key: string) => parseRequest(store.contents()[key] ?? `nothing is stored at ${key}`),
  };
}
