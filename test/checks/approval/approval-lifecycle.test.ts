import { afterEach, describe, expect, test, vi } from 'vitest';
import { createLedger } from '../../../src/approval/request/ledger.ts';
import { parseRequest } from '../../../src/approval/request/request.ts';
import { createApprovalLifecycle, type LifecycleParts } from '../../../src/checks/approval/approval-lifecycle.ts';
import type { Report } from '../../../src/hook/report.ts';
import { createReports } from '../../../src/storage/reports.ts';
import {
  approvalSetup,
  asDescribed,
  countedIds,
  deskUrl,
  facts,
  key,
  keyOf,
  loggedRequest,
  neverAborted,
  newRequest,
  recordingNotifier,
  type Setup,
  signingKeys,
  subject,
} from '../../helpers/approval.ts';
import { blueArn, checkContext, greenArn, SteppableClock, targetOf, weightedEvent } from '../../helpers/hook.ts';
import { memoryStore, unavailable, wrapStore } from '../../helpers/memory-store.ts';

const reviewers = ['ana@example.com', 'ben@example.com'];
const deployed = { ...targetOf(), deploymentId: subject.deploymentId };

afterEach(() => vi.restoreAllMocks());

/** The steps alone, over a ledger in memory. */
function setUp(changes: Partial<LifecycleParts> = {}) {
  const clock = new SteppableClock();
  const store = memoryStore(clock);
  const ledger = createLedger(store);
  const parts: LifecycleParts = {
    ledger,
    store,
    reports: createReports(store),
    notifier: recordingNotifier(),
    signingKeys: async () => signingKeys,
    deskUrl,
    describe: async () => facts,
    deployed: asDescribed(),
    newId: countedIds(),
    ...changes,
  };
  const context = (signal = neverAborted) =>
    checkContext(
      { deadlineMinutes: 30, reviewers, approvals: 1, excluded: [], firstDeployment: 'ask' as const },
      { clock, signal },
    );
  const request = () => parseRequest(store.contents()[key] ?? `nothing is stored at ${key}`);
  return { steps: createApprovalLifecycle(parts), store, ledger, clock, context, request };
}

describe('the mail that asks for a decision', () => {
  test('goes to every reviewer even if the reports cannot be read', async () => {
    const setup = approvalSetup({
      wrap: (store) =>
        wrapStore(store, async (operation, at, run) =>
          at.startsWith('reports/') && operation !== 'put' ? Promise.reject(unavailable()) : run(),
        ),
    });

    await setup.gate({ reviewers })();

    expect(setup.notifier.sent.map(({ attributes }) => attributes['reviewer'])).toEqual(reviewers);
    expect(setup.notifier.sent[0]?.body).not.toContain('undefined');
    expect(setup.notifier.sent[0]?.body).toContain('Checked:  not known, because the reports could not be read');
  });

  test('shows what the other checks found, without the approval’s own report', async () => {
    const setup = approvalSetup();
    const reports = createReports(setup.store);
    for (const [check, reason] of [
      ['smoke', '14 of 14, p99 41 ms'],
      ['alarms', '3 alarms are OK'],
      ['approval', '0 of 1 approval'],
    ] as const) {
      await reports.write(subject, { ...report, check, reason }, neverAborted);
    }

    await setup.gate()();

    const body = setup.notifier.sent[0]?.body;
    expect(body).toContain('14 of 14, p99 41 ms');
    expect(body).toContain('3 alarms are OK');
    expect(body).not.toContain('0 of 1 approval');
  });

  test('has a link that shows the outcome until seven days after the deadline', async () => {
    const setup = approvalSetup();
    const poll = setup.gate({ deadlineMinutes: 30 });
    await poll();
    const link = setup.linkIn(setup.notifier.sent[0]);
    setup.clock.step(30 * 60 + 5);
    await poll();

    setup.clock.step(6 * 86_400 + 23 * 3600);
    const late = await setup.desk.request(link);
    setup.clock.step(3600);
    const tooLate = await setup.desk.request(link);

    expect(late.status).toBe(200);
    expect(await late.text()).toContain('without a decision');
    expect(tooLate.status).toBe(410);
  });
});

describe('a mail that cannot be sent', () => {
  const metric = {
    _aws: {
      Timestamp: Date.parse('2026-11-22T14:00:00.000Z'),
      CloudWatchMetrics: [
        { Namespace: 'Greenlight', Dimensions: [['hook']], Metrics: [{ Name: 'notificationsFailed', Unit: 'Count' }] },
      ],
    },
    hook: 'approval',
  };
  const warnings = ({ logger }: Setup) => logger.lines.filter(({ level }) => level === 'warn');

  test('is logged once and counted once, and the others are sent', async () => {
    const setup = approvalSetup();
    const { publish } = setup.notifier;
    setup.notifier.publish = async (notice, signal) => {
      if (notice.attributes['reviewer'] === 'ben@example.com') throw new Error('InvalidParameter: no such topic');
      return publish(notice, signal);
    };

    await setup.gate({ reviewers })();

    expect(setup.notifier.sent.map(({ attributes }) => attributes['reviewer'])).toEqual(['ana@example.com']);
    expect(warnings(setup)).toEqual([
      {
        level: 'warn',
        message: expect.stringContaining('could not be sent'),
        attributes: { ...loggedRequest, ...metric, error: 'InvalidParameter: no such topic', notificationsFailed: 1 },
      },
    ]);
  });

  test('counts once for every reviewer when no link can be signed', async () => {
    const setup = approvalSetup({ signingKeys: () => Promise.reject(new Error('AccessDeniedException')) });

    await setup.gate({ reviewers })();

    expect(setup.notifier.sent).toEqual([]);
    expect(warnings(setup)).toEqual([
      {
        level: 'warn',
        message: expect.stringContaining('could be sent'),
        attributes: { ...loggedRequest, ...metric, error: 'AccessDeniedException', notificationsFailed: 2 },
      },
    ]);
  });

  test('is the only one that is counted: a mail that was sent leaves no warning', async () => {
    const setup = approvalSetup();

    await setup.gate({ reviewers })();

    expect(setup.notifier.sent).toHaveLength(2);
    expect(warnings(setup)).toEqual([]);
  });
});

describe('a new request', () => {
  const step = (percent: number) =>
    weightedEvent('PRE_PRODUCTION_TRAFFIC_SHIFT', { production: { [greenArn]: percent, [blueArn]: 100 - percent } });

  test('records the current step of a canary deployment, so that every step has its own', async () => {
    const setup = approvalSetup({ describe: async () => ({ ...facts, strategy: 'CANARY' }) });

    const answer = await setup.gate({}, step(25))();

    expect(answer.hookStatus).toBe('IN_PROGRESS');
    expect(setup.request(keyOf({ stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT', step: 25 })).subject.step).toBe(25);
  });

  test('has no step, gate, title or notes unless they were given', async () => {
    const setup = approvalSetup();

    await setup.gate()();

    const { subject: asked } = setup.request();
    for (const missing of ['step', 'gate', 'title', 'notes']) expect(asked).not.toHaveProperty(missing);
  });

  test('shows what was found about the deployment if nothing else is configured', async () => {
    const setup = approvalSetup();

    await setup.gate()();

    expect(setup.request().subject).toEqual(subject);
  });

  test('says where the address for trying the new version comes from', async () => {
    const setup = approvalSetup();

    await setup.gate({ testUrl: 'https://try.example/' })();

    expect(setup.request().subject).toMatchObject({
      testUrl: 'https://try.example/',
      trial: { source: 'configuration' },
    });
  });

  test('is still the answer of this call if it is deleted while its mails are sent', async () => {
    const setup = approvalSetup();
    const { publish } = setup.notifier;
    setup.notifier.publish = async (notice, signal) => {
      await publish(notice, signal);
      await setup.store.remove(key, signal);
    };

    expect(await setup.gate()()).toMatchObject({ hookStatus: 'IN_PROGRESS' });
    expect(setup.logger.lines.map(({ attributes }) => attributes['verdict'])).toEqual(['wait']);
  });
});

describe('a description of the deployment that never arrives', () => {
  test('is given up after 20 seconds, and people are asked anyway', async () => {
    const timeout = new AbortController();
    const timeouts = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(timeout.signal);
    const { steps, context, request } = setUp({ describe: () => new Promise(() => undefined) });

    const opened = steps.open(key, deployed, context());
    timeout.abort(new Error('20 seconds have passed'));
    await opened;

    expect(timeouts).toHaveBeenCalledWith(20_000);
    expect(request().subject).toMatchObject({
      images: [],
      unknown: ['What is deployed could not be read: 20 seconds have passed'],
    });
  });

  test('ends with the invocation, which then writes nothing', async () => {
    const invocation = new AbortController();
    const { steps, context, store } = setUp({ describe: () => new Promise(() => undefined) });

    const opened = steps.open(key, deployed, context(invocation.signal));
    invocation.abort(new Error('the time budget is used up'));

    await expect(opened).rejects.toThrow('the time budget is used up');
    expect(store.contents()).toEqual({});
  });

  test('is aborted together with the invocation, so that it stops calling AWS', async () => {
    const invocation = new AbortController();
    const seen: AbortSignal[] = [];
    const { steps, context } = setUp({
      describe: (_target, signal) => {
        seen.push(signal);
        return new Promise(() => undefined);
      },
    });

    const opened = steps.open(key, deployed, context(invocation.signal));
    invocation.abort(new Error('the time budget is used up'));

    await expect(opened).rejects.toThrow();
    expect(seen.map(({ aborted }) => aborted)).toEqual([true]);
  });
});

describe('the second of two invocations', () => {
  test('sends nothing and writes nothing when the other one has opened the request', async () => {
    const { steps, ledger, store, context } = setUp();
    await ledger.create(key, newRequest({ reviewers, claimId: 'the other one' }), neverAborted);

    await steps.open(key, deployed, context());

    expect(store.operations.filter((operation) => operation.startsWith('replace '))).toEqual([]);
  });

  test('writes nothing when the other one has just claimed the mails that were due', async () => {
    const { steps, ledger, store, context } = setUp();
    await ledger.create(key, newRequest({ reviewers, claimId: 'the other one' }), neverAborted);

    await steps.notify(key, context());

    expect(store.operations.filter((operation) => operation.startsWith('replace '))).toEqual([]);
  });

  test('keeps a status that an operator has set between the poll and the expiry', async () => {
    const { steps, ledger, store, clock, context, request } = setUp();
    await ledger.create(key, newRequest({ reviewers }), neverAborted);
    clock.step(3600);
    store.edit(key, JSON.stringify({ ...newRequest({ reviewers }), status: 'REJECTED' }));

    await steps.expire(key, context());

    expect(request()).toMatchObject({ status: 'REJECTED' });
    expect(request().decision).toBeUndefined();
  });

  test('does not let a request expire that was decided in the meantime', async () => {
    const { steps, ledger, store, clock, context } = setUp();
    await ledger.create(key, newRequest({ reviewers }), neverAborted);
    clock.step(3600);
    await steps.expire(key, context());
    const first = store.contents()[key];

    await steps.expire(key, context());

    expect(store.contents()[key]).toBe(first);
  });

  test.each([
    ['is still open', '2026-11-22T18:00:00.000Z', undefined, 'PENDING'],
    ['is over, because ECS waits no longer', '2026-11-22T18:00:00.000Z', '2026-11-22T15:00:00.000Z', 'EXPIRED'],
    ['is still open while ECS waits', '2026-11-22T18:00:00.000Z', '2026-11-22T15:00:00.001Z', 'PENDING'],
    ['is over at the later deadline', '2026-11-22T15:00:00.000Z', undefined, 'EXPIRED'],
  ])('a request that was extended between the poll and the expiry %s', async (_what, deadline, latest, status) => {
    const { steps, ledger, clock, context, request } = setUp();
    await ledger.create(key, newRequest({ reviewers }), neverAborted);
    clock.step(3600);
    await ledger.change(key, (stored) => ({ write: { ...stored.request, deadline }, result: undefined }), neverAborted);

    await steps.expire(key, context(), latest === undefined ? undefined : new Date(latest));

    expect(request().status).toBe(status);
  });

  test('reports that a request was deleted while it was being changed', async () => {
    const { steps, context } = setUp();

    await expect(steps.expire(key, context())).rejects.toThrow(`the request ${key} is gone from the ledger`);
    await expect(steps.notify(key, context())).rejects.toThrow(`the request ${key} is gone from the ledger`);
  });
});

const report: Report = {
  schemaVersion: 1,
  check: 'smoke',
  gate: undefined,
  stage: 'POST_TEST_TRAFFIC_SHIFT',
  step: undefined,
  verdict: 'pass',
  reason: '14 of 14',
  findings: [],
  at: '2026-11-22T13:59:00.000Z',
};
