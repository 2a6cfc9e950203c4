import { beforeAll, describe, expect, test } from 'vitest';
import { readOpen } from '../../src/approval/desk/home/read-open.ts';
import { createLedger } from '../../src/approval/request/ledger.ts';
import { renderAllOpen } from '../../src/cli/decision/open/render-open.ts';
import { readOpenRequests } from '../../src/cli/decision/open-requests.ts';
import { deploymentOfKey, requestKeyOfOpen } from '../../src/storage/keys.ts';
import type { ListObjects } from '../../src/storage/store.ts';
import type { Closed } from '../../src/watcher/close-open-requests.ts';
import { keyOf, neverAborted, newRequest, subject } from '../helpers/approval.ts';
import { SteppableClock } from '../helpers/hook.ts';
import { type MemoryStore, memoryStore, unavailable, wrapStore } from '../helpers/memory-store.ts';
import { isOver, mostWithin, sweeper } from './sweeper.ts';

const many = 10_000;
/** Every service has one request; at first the deployment of every tenth is over, and later of every seventh. */
const serviceOf = (id: number) => `service-${String(id).padStart(5, '0')}`;

const idOf = (openKey: string) => deploymentOfKey(requestKeyOfOpen(openKey))?.deploymentId ?? '';

describe('ten thousand open requests', { timeout: 120_000 }, () => {
  const clock = new SteppableClock();
  let store: MemoryStore;

  beforeAll(async () => {
    store = memoryStore(clock);
    const ledger = createLedger(store);
    for (let id = 0; id < many; id += 1) {
      const changes = { service: serviceOf(id), deploymentId: `E${id}` };
      await ledger.create(keyOf(changes), newRequest({ subject: { ...subject, ...changes } }), neverAborted);
    }
  });

  test('are swept with at most ten questions a second; each is reached before any is reached twice', async () => {
    const { sweep, visits, questions } = sweeper(store);

    const sweeps: Closed[] = [];
    do sweeps.push(await sweep(sweeps.at(-1)?.next));
    while (visits.size < many && sweeps.length < 50);

    expect(visits.size).toBe(many);
    expect(Math.max(...visits.values()) - Math.min(...visits.values())).toBeLessThanOrEqual(1);
    expect(mostWithin(1000, questions)).toBeLessThanOrEqual(10);
    expect(sweeps.every(({ failures }) => failures.length === 0)).toBe(true);
    expect(sum(sweeps.map(({ superseded }) => superseded))).toBe(many / 10);
    // 900 questions in each.
    expect(sweeps).toHaveLength(12);
  });

  test('are all closed that are over, although S3 and ECS throttle one call in twenty', async () => {
    const throttled = wrapStore(store, async (operation, _key, run) => {
      if (operation !== 'list' && everyTwentieth()) throw unavailable();
      return run();
    });
    const { sweep, questions } = sweeper(throttled, { ecsThrottles: everyTwentieth, every: 7 });

    const left = async () => (await store.list('open/', neverAborted)).filter((key) => isOver(idOf(key), 7)).length;
    expect(await left()).toBeGreaterThan(1000);

    let [failed, from]: [number, string | undefined] = [0, undefined];
    for (let round = 0; round < 60 && (await left()) > 0; round += 1) {
      const swept = await sweep(from);
      failed += swept.failures.length;
      from = swept.next;
    }

    expect(await left()).toBe(0);
    expect(failed).toBeGreaterThan(100);
    expect(mostWithin(1000, questions)).toBeLessThanOrEqual(10);
  });

  test('are on the page of open requests with at most ten lists and fifty reads', async () => {
    const counted = { lists: 0, reads: 0 };
    const listObjects: ListObjects = async (prefix, signal, { max = Number.POSITIVE_INFINITY } = {}) => {
      const keys = (await store.list(prefix, signal)).slice(0, max);
      counted.lists += Math.max(1, Math.ceil(keys.length / 1000));
      return keys.map((key) => ({ key, etag: '' }));
    };
    const ledger = createLedger(
      wrapStore(store, (operation, _key, run) => {
        if (operation === 'read') counted.reads += 1;
        return run();
      }),
    );
    const session = { sub: 'ana', email: 'ana@example.com', groups: [] } as unknown as Parameters<
      typeof readOpen
    >[1]['session'];

    const all = await readOpen({ ledger, listObjects }, { session, now: clock.now() }, neverAborted);
    expect(counted.lists).toBeLessThanOrEqual(10);
    expect(counted.reads).toBe(50);
    expect(all.forMe.length + all.forOthers.length + all.unread).toBeGreaterThan(7000);

    const one = await readOpen(
      { ledger, listObjects },
      { session, service: serviceOf(4243), now: clock.now() },
      neverAborted,
    );
    expect([...one.forMe, ...one.forOthers].map(({ request }) => request.subject.service)).toEqual([serviceOf(4243)]);
  });

  test('are listed by the command line with one read each, and not compared with each other', async () => {
    const before = store.operations.length;
    const ledger = createLedger(store);
    const open = await readOpenRequests({ ledger }, await ledger.listOpen(neverAborted), neverAborted);

    const operations = store.operations.slice(before);
    expect(operations.filter((one) => one.startsWith('read'))).toHaveLength(operations.length - 1);
    expect(open.unknown).toEqual([]);

    let compared = 0;
    const watched = open.requests.map(({ key, request }) => ({
      key,
      get request() {
        compared += 1;
        return request;
      },
    }));
    const lines = renderAllOpen(watched, clock.now(), { colour: false, columns: 80, place: { stack: 'greenlight' } });
    expect(lines.length).toBeGreaterThanOrEqual(open.requests.length * 2);
    expect(compared).toBeLessThan(open.requests.length * 20);
  });
});

let calls = 0;
function everyTwentieth(): boolean {
  calls += 1;
  return calls % 20 === 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
