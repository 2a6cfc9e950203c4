import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLedger } from '../../src/approval/request/ledger.ts';
import { formatRequest, parseRequest } from '../../src/approval/request/request.ts';
import { castVote } from '../../src/approval/request/transitions.ts';
import { formatRollback, rollbackKey } from '../../src/approval/rollback/rollback-request.ts';
import type { EcsDeployment } from '../../src/deployment/ecs.ts';
import { openKey } from '../../src/storage/keys.ts';
import { type SweepCursor, sweepCursor } from '../../src/watcher/sweep-cursor.ts';
import { watchDeployments } from '../../src/watcher/watch-deployments.ts';
import { FakeEcs } from '../deployment/fake-readers.ts';
import {
  approvalSetup,
  approving,
  countedIds,
  decideAt,
  keyOf,
  neverAborted,
  newRequest,
  subject,
} from '../helpers/approval.ts';
import { lambdaContext, readEvent, recordingLogger, rollbackEvent, SteppableClock } from '../helpers/hook.ts';
import { memoryStore, unavailable, wrapStore } from '../helpers/memory-store.ts';
import { casesOf } from '../helpers/random-cases.ts';

const invokedFunctionArn = 'arn:aws:lambda:us-west-2:123456789012:function:greenlight-watcher';
const deploymentArn = 'arn:aws:ecs:us-west-2:123456789012:service-deployment/my-cluster/my-service/';
const schedule = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };
const hookEvent = readEvent('eventbridge-hook-state-change.HOOK_AWAITING_ACTION.doc');

describe('the deployment watcher', () => {
  test('closes what is open for the service of an event, according to ECS and not to the event', async () => {
    const { watch, open, ecs, request, logger } = setUp();
    const key = await open('E1');
    ecs.deployments.set(`${deploymentArn}E1`, { status: 'ROLLBACK_IN_PROGRESS', statusReason: 'hook failed' });

    await watch(hookEvent);

    expect(request(key).decision).toMatchObject({
      status: 'SUPERSEDED',
      reason: 'ECS began to roll the deployment back: hook failed',
    });
    expect(logger.lines.at(-1)).toMatchObject({
      level: 'info',
      message: 'closed 1 of 1 open requests',
      attributes: { ecsService: 'my-service', trigger: 'event', supersededRequests: 1, failedRequests: 0 },
    });
  });

  test('leaves a running deployment alone, no matter what the event says', async () => {
    const { watch, open, ecs, request } = setUp();
    const key = await open('E1');
    ecs.deployments.set(`${deploymentArn}E1`, { status: 'IN_PROGRESS' });

    await watch({
      ...hookEvent,
      detail: { ...(hookEvent['detail'] as object), eventName: 'SERVICE_DEPLOYMENT_FAILED' },
    });

    expect(request(key).status).toBe('PENDING');
  });

  test('leaves open what ECS does not know, until its deadline', async () => {
    const { watch, open, request, logger, clock } = setUp();
    const key = await open('E1');

    await watch(schedule);
    expect(request(key).status).toBe('PENDING');
    expect(logger.lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        message: 'ECS knows no such deployment; its requests stay open until their deadline',
      }),
    );

    clock.step(1805);
    await watch(schedule);
    expect(request(key).status).toBe('EXPIRED');
  });

  test('fails if ECS could not be asked, so that Lambda tries again, and then closes it', async () => {
    const { watch, open, ecs, request } = setUp();
    const key = await open('E1');
    ecs.broken.deployments = new Error('ThrottlingException: slow down');

    await expect(watch(hookEvent)).rejects.toThrow(
      `1 of 1 open requests could not be closed: ${key}: ThrottlingException: slow down`,
    );
    expect(request(key).status).toBe('PENDING');

    delete ecs.broken.deployments;
    ecs.deployments.set(`${deploymentArn}E1`, { status: 'STOPPED' });
    await watch(hookEvent);
    expect(request(key).status).toBe('SUPERSEDED');
  });

  test('fails if the ledger cannot be listed', async () => {
    const { watch, broken } = setUp();
    broken.add('list');

    await expect(watch(schedule)).rejects.toThrow('status 503, SlowDown');
  });

  test('ignores an event of another account without any call', async () => {
    const { watch, open, store, logger } = setUp();
    await open('E1');
    const before = store.operations.length;

    await watch(readEvent('eventbridge-deployment-state-change.SERVICE_DEPLOYMENT_FAILED.doc'));

    expect(store.operations).toHaveLength(before);
    expect(logger.lines).toMatchObject([{ level: 'info', message: 'ignored an event from another account or Region' }]);
  });

  test('does not load the SDK if nothing is open', async () => {
    const { watch, loads } = setUp();

    await watch(schedule);

    expect(loads()).toBe(0);
  });

  test('stops early enough to report what is left', async () => {
    const { watch, open, request } = setUp({ around: (_run, signal) => signal && untilAborted(signal) });
    const key = await open('E1');

    await expect(watch(schedule, 500)).rejects.toThrow(`${key}: the time budget is used up`);
    expect(request(key).status).toBe('PENDING');
  });
});

describe('the reason of greenlight rollback', () => {
  const at = '2026-11-23T14:30:00.000Z';
  const store = (setup: ReturnType<typeof setUp>, deploymentId: string, reason: string, about = deploymentId) => {
    const stored = { schemaVersion: 1, serviceDeploymentArn: `${deploymentArn}${about}`, reason, at } as const;
    setup.store.edit(
      rollbackKey({ ...subject, deploymentId }, new Date(at), 'id'),
      formatRollback({ ...stored, by: 'arn:aws:sts::123456789012:assumed-role/approver/eve' }),
    );
  };

  test.each([
    ['ROLLBACK_IN_PROGRESS', 'ECS began to roll the deployment back'],
    ['ROLLBACK_SUCCESSFUL', 'ECS rolled the deployment back'],
    ['STOPPED', 'ECS stopped the deployment'],
  ])('closes the requests of a deployment that is %s with it, after the reason from ECS', async (status, what) => {
    const setup = setUp();
    const keys = [await setup.open('E1'), await setup.open('E1', 'security')];
    store(setup, 'E1', 'checkout is broken');
    setup.ecs.deployments.set(`${deploymentArn}E1`, { status, statusReason: 'stop was requested.' });

    await setup.watch(hookEvent);

    const reason = `${what}: stop was requested; approver/eve (IAM) asked for the rollback at 2026-11-23 14:30 UTC: checkout is broken`;
    expect(keys.map((key) => setup.request(key).decision?.reason)).toEqual([reason, reason]);
  });

  test('of ECS alone is stored without its full stop', async () => {
    const setup = setUp();
    const key = await setup.open('E1');
    setup.ecs.deployments.set(`${deploymentArn}E1`, { status: 'STOPPED', statusReason: 'stop was requested.' });

    await setup.watch(hookEvent);

    expect(setup.request(key).decision?.reason).toBe('ECS stopped the deployment: stop was requested');
  });

  test('is left out if the deployment succeeded, or if the stored object is about another one', async () => {
    const setup = setUp();
    const succeeded = await setup.open('E1');
    const other = await setup.open('E2');
    store(setup, 'E1', 'came too late');
    store(setup, 'E2', 'copied', 'E1');
    setup.ecs.deployments.set(`${deploymentArn}E1`, { status: 'SUCCESSFUL' });
    setup.ecs.deployments.set(`${deploymentArn}E2`, { status: 'STOPPED' });

    await setup.watch(schedule);

    expect(setup.request(succeeded).decision?.reason).toBe('the deployment succeeded without this decision');
    expect(setup.request(other).decision?.reason).toBe('ECS stopped the deployment');
  });

  test('closes nothing that ECS still deploys', async () => {
    const setup = setUp();
    const key = await setup.open('E1');
    store(setup, 'E1', 'checkout is broken');
    setup.ecs.deployments.set(`${deploymentArn}E1`, { status: 'IN_PROGRESS' });

    await setup.watch(hookEvent);

    expect(setup.request(key).status).toBe('PENDING');
  });

  test('does not keep a request open if it cannot be read', async () => {
    const setup = setUp({ rollbacks: { list: () => Promise.reject(unavailable()), read: async () => undefined } });
    const key = await setup.open('E1');
    setup.ecs.deployments.set(`${deploymentArn}E1`, { status: 'STOPPED' });

    await setup.watch(hookEvent);

    expect(setup.request(key).decision?.reason).toBe('ECS stopped the deployment');
    expect(setup.logger.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'the reason for a rollback could not be read' }),
    );
  });

  test('is one short line even if the object was written by hand', async () => {
    const setup = setUp();
    const key = await setup.open('E1');
    store(setup, 'E1', `a\n\u202eb${'x'.repeat(990)}`);
    setup.ecs.deployments.set(`${deploymentArn}E1`, { status: 'STOPPED' });

    await setup.watch(hookEvent);

    const { reason = '' } = setup.request(key).decision ?? {};
    expect(reason.length).toBeLessThan(700);
    expect(reason).toMatch(/: a bx+/);
  });
});

describe('M6 a status that was changed by hand', () => {
  const flip = ({ store }: ReturnType<typeof setUp>, key: string) => {
    const pending = parseRequest(store.contents()[key] ?? '');
    store.edit(key, formatRequest({ ...pending, status: 'APPROVED' }));
  };

  test('M6 is recorded as a decision by hand once the deployment is over', async () => {
    const setup = setUp();
    const key = await setup.open('E1');
    setup.ecs.deployments.set(`${deploymentArn}E1`, { status: 'STOPPED' });
    flip(setup, key);

    await setup.watch(schedule);

    expect(setup.request(key).decision).toMatchObject({ status: 'APPROVED', via: 'by hand' });
  });

  test.each([
    ['IN_PROGRESS', undefined, 'EXPIRED'],
    ['STOPPED', 'SUPERSEDED', 'SUPERSEDED'],
  ] as const)(
    'M6 is not a decision with HandDecisions: no, for a deployment that is %s',
    async (status, first, last) => {
      const setup = setUp({ refusesHandDecisions: true });
      const key = await setup.open('E1');
      setup.ecs.deployments.set(`${deploymentArn}E1`, { status });
      flip(setup, key);

      await setup.watch(schedule);
      expect(setup.request(key).decision?.status).toBe(first);

      setup.clock.step(1805);
      await setup.watch(schedule);
      expect(setup.request(key).decision).toMatchObject({ status: last, by: 'Greenlight', via: 'greenlight' });
    },
  );
});

describe('a gate after its request was closed', () => {
  test('answers FAILED while the deployment continues, and does not hold up a rollback', async () => {
    const setup = approvalSetup();
    const poll = setup.gate();
    await poll();
    const { watch, ecs } = setUp({ store: setup.store, clock: setup.clock });
    ecs.deployments.set(`${deploymentArn}EZe5RNVLH6PPzHXINuP28`, {
      status: 'STOPPED',
      statusReason: 'a new deployment replaced it',
    });
    await watch(schedule);

    expect(await poll()).toEqual({
      hookStatus: 'FAILED',
      reason: 'closed at 14:00 UTC: ECS stopped the deployment: a new deployment replaced it',
    });
    expect(await setup.hook(rollbackEvent())).toMatchObject({ hookStatus: 'SUCCEEDED' });
    const visit = await decideAt(setup.desk, setup.link(), approving).catch((error: unknown) => error);
    expect(visit).toMatchObject({ page: expect.stringContaining('ECS stopped the deployment') });
    expect(setup.request().decision?.status).toBe('SUPERSEDED');
  });
});

describe('for any course of the deployments', () => {
  const going = ['PENDING', 'IN_PROGRESS', 'SOMETHING_NEW', undefined];
  const over = [
    'STOP_REQUESTED',
    'STOPPED',
    'SUCCESSFUL',
    'ROLLBACK_REQUESTED',
    'ROLLBACK_IN_PROGRESS',
    'ROLLBACK_FAILED',
    'ROLLBACK_SUCCESSFUL',
  ];
  const worlds = fc.record({
    deployments: fc.array(
      fc.record({ status: fc.constantFrom(...going, ...over, 'MISSING'), gates: fc.integer({ min: 1, max: 3 }) }),
      { minLength: 1, maxLength: 5 },
    ),
    /** Of each of the calls to ECS and to the store in turn. */
    fates: fc.array(fc.constantFrom('works', 'works', 'fails', 'loses the answer'), { maxLength: 40 }),
    runs: fc.integer({ min: 1, max: 3 }),
    secondsBefore: fc.constantFrom(0, 60, 1799, 1805, 4000),
    votes: fc.array(fc.integer({ min: 0, max: 14 }), { maxLength: 4 }),
  });

  test('a running one keeps its requests until their deadline, decided ones stay, and a repetition changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        worlds,
        fc.scheduler(),
        async ({ deployments, fates, runs, secondsBefore, votes }, scheduler) => {
          const left = [...fates];
          const world = setUp({
            around: async (run) => {
              const fate = left.shift() ?? 'works';
              await scheduler.schedule(Promise.resolve());
              if (fate === 'fails') throw unavailable();
              const answer = await run();
              if (fate === 'loses the answer') throw unavailable('the answer was lost');
              return answer;
            },
          });
          const keys: { key: string; status: string | undefined }[] = [];
          for (const [index, { status, gates }] of deployments.entries()) {
            const id = `E${index}`;
            if (status !== 'MISSING') world.ecs.deployments.set(`${deploymentArn}${id}`, { status } as EcsDeployment);
            for (let gate = 0; gate < gates; gate += 1) keys.push({ key: await world.open(id, `g${gate}`), status });
          }
          world.clock.step(secondsBefore);
          const voters = votes.map((at, index) => world.vote(keys[at % keys.length]?.key ?? '', `voter-${index}`));
          const watchers = Array.from({ length: runs }, () => world.watch(schedule).catch(() => {}));
          await scheduler.waitFor(Promise.all([...watchers, ...voters]));

          for (const { key, status } of keys) {
            const versions = world.store.versions(key).map(({ body }) => parseRequest(body));
            const decisions = versions.flatMap(({ decision }) => decision ?? []);
            expect(new Set(decisions.map(({ id }) => id)).size).toBeLessThanOrEqual(1);
            const first = versions.findIndex(({ decision }) => decision);
            if (first >= 0) expect(versions.slice(first)).toHaveLength(1);
            const decided = decisions[0]?.status;
            if (!over.includes(String(status))) expect(decided).not.toBe('SUPERSEDED');
            if (secondsBefore < 1805) expect(decided).not.toBe('EXPIRED');
            if (secondsBefore >= 1805) expect(decided).not.toBe('SUPERSEDED');
          }

          // Undisturbed, one run closes everything that is over, and the next finds nothing to do.
          left.length = 0;
          await scheduler.waitFor(world.watch(schedule));
          for (const { key, status } of keys) {
            const isOver = over.includes(String(status)) || secondsBefore >= 1805;
            if (isOver) expect(world.request(key).decision).toBeDefined();
            if (isOver) expect(world.store.contents()).not.toHaveProperty(openKey(key));
          }
          const after = world.store.contents();
          await scheduler.waitFor(world.watch(schedule));
          expect(world.store.contents()).toEqual(after);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('RL7 a sweep over ten thousand open requests', () => {
  // Always more than one sweep can check.
  const many = Math.max(1000, casesOf(10_000));

  test('makes ten calls a second, ends without an error when its time is up, and continues where it ended', async () => {
    const clock = new SteppableClock();
    const store = memoryStore(clock);
    const asked: string[] = [];
    let pauses = 0;
    // A sweep has time for sixty pauses; then its budget is spent.
    const pause = async (milliseconds: number, signal: AbortSignal) => {
      expect(milliseconds).toBe(1000);
      pauses += 1;
      if (pauses % 60 === 0) await untilAborted(signal);
    };
    const world = setUp({ clock, store, cursor: sweepCursor(store), pause });
    const describe = world.ecs.describeServiceDeployment.bind(world.ecs);
    world.ecs.describeServiceDeployment = async (arn) => {
      asked.push(arn);
      return describe(arn);
    };
    for (let number = 0; number < many; number += 1) {
      const deploymentId = `E${String(number).padStart(5, '0')}`;
      const at = keyOf({ deploymentId });
      store.edit(openKey(at), '');
      store.edit(at, formatRequest(newRequest({ subject: { ...subject, deploymentId } })));
      world.ecs.deployments.set(`${deploymentArn}${deploymentId}`, { status: 'IN_PROGRESS' });
    }

    const sweeps: number[] = [];
    while (new Set(asked).size < many && sweeps.length < 25) {
      const before = asked.length;
      await world.watch(schedule, 1000);
      sweeps.push(asked.length - before);
    }

    expect(sweeps.every((count) => count <= 610)).toBe(true);
    expect(new Set(asked).size).toBe(many);
    // None was checked again before all had their turn, except for those that the end of a sweep cut off.
    expect(asked.length).toBeLessThan(many + 610);
    expect(world.logger.lines.filter(({ level }) => level !== 'info')).toEqual([]);
    expect(world.logger.lines[0]?.attributes).toMatchObject({ unvisited: expect.any(Number), openRequests: many });
  });

  test('begins at the beginning if the end of the last one is not known', async () => {
    const cursor: SweepCursor = {
      read: async () => Promise.reject(unavailable()),
      write: async () => Promise.reject(unavailable()),
    };
    const { watch, open, ecs, request, logger } = setUp({ cursor });
    const key = await open('E1');
    ecs.deployments.set(`${deploymentArn}E1`, { status: 'STOPPED' });

    await watch(schedule);

    expect(request(key).status).toBe('SUPERSEDED');
    expect(logger.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'could not read where the last sweep ended' }),
    );
  });
});

/** @param signal - where ECS is asked */
type Around = <T>(run: () => Promise<T>, signal?: AbortSignal) => Promise<T> | undefined;

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
}

function setUp({
  clock = new SteppableClock(),
  store = memoryStore(clock),
  around = (run) => run(),
  cursor = { read: async () => undefined, write: async () => {} },
  rollbacks = store,
  pause = async () => {},
  refusesHandDecisions = false,
}: {
  refusesHandDecisions?: boolean;
  clock?: SteppableClock;
  store?: ReturnType<typeof memoryStore>;
  around?: Around;
  cursor?: SweepCursor;
  rollbacks?: Parameters<typeof watchDeployments>[0]['rollbacks'];
  pause?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
} = {}) {
  const ecs = new FakeEcs();
  const logger = recordingLogger();
  const broken = new Set<string>();
  let loads = 0;
  const newId = countedIds('watcher');
  const ledger = createLedger(
    wrapStore(store, (operation, _key, run) => {
      if (broken.has(operation)) throw unavailable();
      return around(run) ?? run();
    }),
  );
  const watcher = watchDeployments({
    ledger,
    ecs: async () => {
      loads += 1;
      return {
        describeServiceDeployment: async (arn, signal) => around(() => ecs.describeServiceDeployment(arn), signal),
      };
    },
    rollbacks,
    clock,
    logger,
    newId,
    cursor,
    pause,
    refusesHandDecisions,
  });
  return {
    ...{ clock, store, ecs, logger, broken },
    loads: () => loads,
    watch: (event: unknown, remainingMs?: number) =>
      watcher(event, { ...lambdaContext(remainingMs), invokedFunctionArn }),
    async open(deploymentId: string, gate?: string) {
      const key = keyOf({ deploymentId, ...(gate && { gate }) });
      const request = newRequest({ subject: { ...subject, deploymentId, ...(gate && { gate }) } });
      await createLedger(store).create(key, request, neverAborted);
      return key;
    },
    async vote(key: string, by: string) {
      const at = clock.now().toISOString();
      const id = newId();
      await ledger
        .change(
          key,
          ({ request }) => {
            const { outcome, request: next } = castVote(request, { id, by, at, choice: 'APPROVE' });
            return outcome === 'recorded' && next !== request
              ? { write: next, result: undefined }
              : { result: undefined };
          },
          neverAborted,
        )
        .catch(() => {});
    },
    request: (key: string) => parseRequest(store.contents()[key] ?? `nothing is stored at ${key}`),
  };
}
