import { Logger } from '@aws-lambda-powertools/logger';
import * as v from 'valibot';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Check } from '../../src/hook/check.ts';
import { createHook } from '../../src/hook/create-hook.ts';
import { placeOf } from '../../src/hook/event/gate-state.ts';
import type { HookOptions } from '../../src/hook/hook-options.ts';
import type { Verdict } from '../../src/hook/verdict.ts';
import {
  blueArn,
  contextBeside,
  ecsEvent,
  eventFiles,
  greenArn,
  lambdaContext,
  readEvent,
  recordingLogger,
  recordingReports,
  rollbackEvent,
  SteppableClock,
  stateOf,
  targetOf,
  weightedEvent,
} from '../helpers/hook.ts';

type Options = Partial<HookOptions<unknown>> & { verdict?: Verdict };

function setUp({ verdict = { kind: 'wait', reason: '0 of 1 approvals' }, ...changes }: Options = {}) {
  const clock = new SteppableClock();
  const logger = recordingLogger();
  const reports = recordingReports();
  const check: Check<unknown> = { name: 'probe', run: () => verdict };
  const hook = createHook({ check, clock, logger, reports, ...changes });
  const call = (event: unknown, remainingMs?: number) => hook(event, contextBeside(event, remainingMs));
  return { call, clock, logger, reports };
}

/** So little that the time budget of the check is spent at once, and that of the middlewares a moment later. */
const outOfTime = 500;

const never = () => new Promise<never>(() => undefined);

describe('every event that ECS is known to send', () => {
  const eventBridge = 'the event is an EventBridge event ("ECS ';
  const api = 'the event is a response of the DescribeServiceDeployments API';
  const answers: Record<string, [string, string]> = {
    'RECONCILE_SERVICE.doc-2025-flat.json': ['IN_PROGRESS', '0 of 1 approvals'],
    'PRE_SCALE_UP.doc.json': ['IN_PROGRESS', '0 of 1 approvals'],
    'PRE_SCALE_UP.doc-2025-flat.json': ['IN_PROGRESS', '0 of 1 approvals'],
    'POST_SCALE_UP.doc.json': ['IN_PROGRESS', '0 of 1 approvals'],
    'POST_SCALE_UP.doc-2025-flat.json': ['IN_PROGRESS', '0 of 1 approvals'],
    'TEST_TRAFFIC_SHIFT.doc.json': ['IN_PROGRESS', '0 of 1 approvals'],
    'TEST_TRAFFIC_SHIFT.doc-2025-flat.json': ['IN_PROGRESS', '0 of 1 approvals'],
    'POST_TEST_TRAFFIC_SHIFT.doc.json': ['IN_PROGRESS', '0 of 1 approvals'],
    'POST_TEST_TRAFFIC_SHIFT.doc-2025-flat.json': ['IN_PROGRESS', '0 of 1 approvals'],
    'POST_TEST_TRAFFIC_SHIFT.doc-hook-details.json': ['IN_PROGRESS', '0 of 1 approvals'],
    'POST_TEST_TRAFFIC_SHIFT.observed-2025-07.json': ['IN_PROGRESS', '0 of 1 approvals'],
    'POST_TEST_TRAFFIC_SHIFT.observed-2026-09.json': ['IN_PROGRESS', '0 of 1 approvals'],
    'PRE_PRODUCTION_TRAFFIC_SHIFT.doc.json': ['IN_PROGRESS', '0 of 1 approvals'],
    'PRODUCTION_TRAFFIC_SHIFT.doc.json': ['IN_PROGRESS', '0 of 1 approvals'],
    'PRODUCTION_TRAFFIC_SHIFT.doc-2025-flat.json': ['IN_PROGRESS', '0 of 1 approvals'],
    'PRODUCTION_TRAFFIC_SHIFT.observed-2025-07.json': ['IN_PROGRESS', '0 of 1 approvals'],
    'PRODUCTION_TRAFFIC_SHIFT.doc-rollback.json': ['SUCCEEDED', 'the deployment is rolling back'],
    'POST_PRODUCTION_TRAFFIC_SHIFT.doc.json': ['IN_PROGRESS', '0 of 1 approvals'],
    'POST_PRODUCTION_TRAFFIC_SHIFT.doc-2025-flat.json': ['IN_PROGRESS', '0 of 1 approvals'],
    'eventbridge-deployment-state-change.SERVICE_DEPLOYMENT_COMPLETED.doc.json': ['FAILED', eventBridge],
    'eventbridge-deployment-state-change.SERVICE_DEPLOYMENT_FAILED.doc.json': ['FAILED', eventBridge],
    'eventbridge-deployment-state-change.SERVICE_DEPLOYMENT_IN_PROGRESS.doc-rollback.json': ['FAILED', eventBridge],
    'eventbridge-deployment-state-change.SERVICE_DEPLOYMENT_IN_PROGRESS.doc.json': ['FAILED', eventBridge],
    'eventbridge-deployment-state-change.SERVICE_DEPLOYMENT_IN_PROGRESS.observed-2025-02.json': ['FAILED', eventBridge],
    'eventbridge-hook-state-change.HOOK_AWAITING_ACTION.doc-no-resources.json': ['FAILED', eventBridge],
    'eventbridge-hook-state-change.HOOK_AWAITING_ACTION.doc.json': ['FAILED', eventBridge],
    'api-describe-service-deployments.paused.sdk-example.json': ['FAILED', api],
    'api-describe-service-deployments.pending.sdk-example.json': ['FAILED', api],
  };

  test('has a row in this table', () => {
    expect(Object.keys(answers).sort()).toEqual([...eventFiles].sort());
  });

  test.each(Object.entries(answers))('%s gets an answer from a hook that waits', async (file, [hookStatus, reason]) => {
    const { call } = setUp();

    const answer = await call(readEvent(file));

    expect(answer).toMatchObject({ hookStatus, reason: expect.stringContaining(reason) });
  });

  test.each(Object.keys(answers).filter((file) => answers[file]?.[0] === 'IN_PROGRESS'))(
    '%s gets an answer from a hook that passes',
    async (file) => {
      const { call } = setUp({ verdict: { kind: 'pass', reason: '14 of 14' } });

      expect(await call(readEvent(file))).toEqual({ hookStatus: 'SUCCEEDED', reason: '14 of 14' });
    },
  );
});

describe('an event that is not one of ECS (fault 6 of the peers: an exception, shown as "HookStatus must not be null")', () => {
  const megabytes = 'x'.repeat(10_000_000);

  test.each<[string, unknown, string]>([
    ['{}', {}, 'the event is not from ECS: executionDetails: missing; ECS sends lifecycleStage'],
    ['nothing', undefined, 'the event is not from ECS: executionDetails: missing; ECS sends lifecycleStage'],
    ['null', null, 'the event is null, not an object; ECS sends lifecycleStage'],
    ['a string', 'deploy', 'the event is "deploy", not an object; ECS sends lifecycleStage'],
    ['a list', [ecsEvent()], 'the event is a list of 1, not an object; ECS sends lifecycleStage'],
    ['a number', 1, 'the event is 1, not an object; ECS sends lifecycleStage'],
    [
      'hookDetails that are a string',
      ecsEvent({ hookDetails: 'release' }),
      'hookDetails is "release"; write a JSON object',
    ],
    ['hookDetails that are a number', ecsEvent({ hookDetails: 3 }), 'hookDetails is 3; write a JSON object'],
    ['hookDetails that are a list', ecsEvent({ hookDetails: [] }), 'hookDetails is a list of 0; write a JSON object'],
    ['ten megabytes', megabytes, 'the event is "xxx'],
    ['ten megabytes of stage', ecsEvent({ lifecycleStage: megabytes }), 'lifecycleStage: expected a stage name, not'],
    ['ten megabytes of ARN', ecsEvent({ resourceArn: megabytes }), 'resourceArn is "xxx'],
    ['ten megabytes of execution', ecsEvent({ executionDetails: megabytes }), 'executionDetails: '],
    ['ten megabytes of hookDetails', ecsEvent({ hookDetails: { a: megabytes } }), 'hookDetails takes 10000008 bytes'],
    [
      'ten megabytes in hookDetails as a string',
      ecsEvent({ hookDetails: megabytes }),
      'hookDetails takes 10000002 bytes',
    ],
    ['a gate of ten megabytes', ecsEvent({ hookDetails: { gate: megabytes } }), 'hookDetails takes'],
    [
      'a gate that is a path',
      ecsEvent({ hookDetails: { gate: '../../x' } }),
      'wrong configuration: hookDetails.gate: ',
    ],
  ])('%s results in FAILED, with a short reason that a person can act on', async (_name, event, reason) => {
    const { call } = setUp();

    const answer = await call(event);

    expect(answer).toEqual({ hookStatus: 'FAILED', reason: expect.stringContaining(reason) });
    expect(answer.reason.length).toBeLessThan(1024);
  });

  test.each<[string, unknown]>([
    ['an unknown stage', ecsEvent({ lifecycleStage: 'PRE_BAKE_TIME' })],
    ['hookDetails that are null', ecsEvent({ hookDetails: null })],
    ['hookDetails in a JSON string', ecsEvent({ hookDetails: '{"gate":"release"}' })],
    ['ten megabytes in an unknown key', ecsEvent({ executionId: megabytes, more: [megabytes] })],
    ['ten megabytes of weights', weightedEvent('PRODUCTION_TRAFFIC_SHIFT', { production: { [greenArn]: megabytes } })],
    [
      'weights that are doubles',
      weightedEvent('PRODUCTION_TRAFFIC_SHIFT', { production: { [greenArn]: 33.3, [blueArn]: 66.7 } }),
    ],
    ['weights that are null', weightedEvent('PRODUCTION_TRAFFIC_SHIFT', { production: null, test: null })],
    [
      'weights in strings',
      weightedEvent('PRODUCTION_TRAFFIC_SHIFT', { production: { [greenArn]: '10', [blueArn]: '90' } }),
    ],
    ['weights that are junk', weightedEvent('PRODUCTION_TRAFFIC_SHIFT', { production: [[], {}], test: 'junk' })],
  ])('%s does not keep the check from running', async (_name, event) => {
    const { call } = setUp();

    expect(await call(event)).toMatchObject({ hookStatus: 'IN_PROGRESS', reason: '0 of 1 approvals' });
  });

  test('returns no megabytes', async () => {
    const { call } = setUp();

    const answer = await call(ecsEvent({ executionId: megabytes }));

    expect(JSON.stringify(answer).length).toBeLessThan(1024);
  });
});

describe('a rollback (fault 4 of the peers: asked for approval to roll back)', () => {
  test('is let through without a check', async () => {
    const run = vi.fn(() => ({ kind: 'fail', reason: 'status 503' }) as const);
    const { call, logger } = setUp({ check: { name: 'probe', run } });

    const answer = await call(rollbackEvent());

    expect(answer).toEqual({
      hookStatus: 'SUCCEEDED',
      reason: 'the deployment is rolling back, and a rollback is never held up',
    });
    expect(run).not.toHaveBeenCalled();
    expect(logger.lines).toMatchObject([{ attributes: { inRollback: true, stage: 'PRODUCTION_TRAFFIC_SHIFT' } }]);
  });

  test('is distinguished from the same weights at PRE_PRODUCTION_TRAFFIC_SHIFT, where they are normal', async () => {
    const { call } = setUp();

    const answer = await call(rollbackEvent({ lifecycleStage: 'PRE_PRODUCTION_TRAFFIC_SHIFT' }));

    expect(answer.hookStatus).toBe('IN_PROGRESS');
  });

  test('overwrites no report about the release, and does not wait for a report to be written', async () => {
    const write = vi.fn(never);
    const { call } = setUp({ reports: { write } });

    await call(rollbackEvent());

    expect(write).not.toHaveBeenCalled();
  });

  test('runs the check if configured to, and continues no matter what the check reports', async () => {
    const { call } = setUp({ runsInRollback: true, verdict: { kind: 'fail', reason: 'could not scale up blue' } });

    expect(await call(rollbackEvent())).toEqual({
      hookStatus: 'SUCCEEDED',
      reason: 'the deployment is rolling back, and a rollback is never held up; could not scale up blue',
    });
  });

  test.each([
    ['the check hangs', { runsInRollback: true, check: { name: 'probe', run: never } }],
    [
      'the check throws',
      { runsInRollback: true, check: { name: 'probe', run: () => Promise.reject(new Error('no')) } },
    ],
    ['the defaults cannot be read', { runsInRollback: true, defaults: never }],
    ['the logger throws', { logger: throwingLogger() }],
    ['the clock throws', { clock: throwingClock() }],
  ])('continues if %s', async (_name, options: Options) => {
    const { call } = setUp(options);

    expect((await call(rollbackEvent(), outOfTime)).hookStatus).toBe('SUCCEEDED');
  });

  describe('that the weights do not show', () => {
    const weightless = weightedEvent('PRODUCTION_TRAFFIC_SHIFT', {});

    test('is let through if ECS reports it', async () => {
      const asksRollback = vi.fn(async () => true);
      const { call } = setUp({ asksRollback });

      expect(await call(weightless)).toMatchObject({ hookStatus: 'SUCCEEDED' });
      expect(asksRollback).toHaveBeenCalledOnce();
    });

    test('is ruled out, and the check runs, if ECS reports none', async () => {
      const { call } = setUp({ asksRollback: async () => false });

      expect(await call(weightless)).toMatchObject({ hookStatus: 'IN_PROGRESS', reason: '0 of 1 approvals' });
    });

    test.each([
      ['does not report it', async () => undefined, 'ECS does not say'],
      ['cannot be asked', () => Promise.reject(new Error('AccessDenied')), 'AccessDenied'],
    ])('RL5 is an error, and the check does not run, if ECS %s', async (_name, asksRollback, because) => {
      const run = vi.fn<Check['run']>(() => ({ kind: 'pass', reason: 'fine' }));
      const { call } = setUp({ check: { name: 'probe', run }, asksRollback });

      const answers = [await call(weightless), await call(weightless)];

      const reason = `could not check whether the deployment is rolling back: ${because} (error 1 of up to 10 in a row)`;
      expect(answers).toMatchObject([
        { hookStatus: 'IN_PROGRESS', reason },
        { hookStatus: 'IN_PROGRESS', reason },
      ]);
      expect(run).not.toHaveBeenCalled();
    });

    test('is an error and not a rollback if ECS cannot be asked, and the log and the report say so', async () => {
      const { call, logger, reports } = setUp({ asksRollback: () => Promise.reject(new Error('AccessDenied')) });

      await call(weightless);

      const attributes = { inRollback: false, rollbackError: 'AccessDenied' };
      expect(logger.lines).toMatchObject([{ level: 'warn', attributes }]);
      expect(reports.written.map(({ report }) => report.verdict)).toEqual(['error']);
    });

    test('does not result in FAILED while ECS cannot be asked, because a FAILED would endanger a rollback', async () => {
      const check: Check = { name: 'probe', run: () => ({ kind: 'fail', reason: 'status 503' }) };
      const { call } = setUp({ check, asksRollback: () => Promise.reject(new Error('AccessDenied')) });

      expect(await call(weightless)).toMatchObject({
        hookStatus: 'IN_PROGRESS',
        reason: expect.stringMatching(/^could not check whether the deployment is rolling back/),
      });
    });

    test('ends in an answer if ECS does not answer', async () => {
      const { call } = setUp({ asksRollback: never });

      expect((await call(weightless, outOfTime)).hookStatus).toBe('IN_PROGRESS');
    });

    test('does not ask ECS if the weights are sufficient', async () => {
      const asksRollback = vi.fn(async () => true);
      const { call } = setUp({ asksRollback });

      await call(readEvent('PRODUCTION_TRAFFIC_SHIFT.doc'));
      await call(ecsEvent());

      expect(asksRollback).not.toHaveBeenCalled();
    });
  });
});

describe('the configuration', () => {
  const configSchema = v.strictObject({ path: v.string() });

  test('reaches the check validated, merged over the defaults', async () => {
    const run = vi.fn<Check<{ path: string }>['run']>(() => ({ kind: 'pass', reason: 'fine' }));
    const check = { name: 'probe', configSchema, run };
    const defaults = async () => ({ path: '/default', gate: 'release' });
    const hook = createHook({ check, clock: new SteppableClock(), logger: recordingLogger(), defaults });

    await hook(ecsEvent({ hookDetails: { path: '/health' } }), lambdaContext());

    expect(run.mock.lastCall?.[1]).toMatchObject({ config: { path: '/health' }, gate: { name: 'release', polls: 0 } });
  });

  test('fails at once if it is wrong, with the path of the field', async () => {
    const check = { name: 'probe', configSchema, run: () => ({ kind: 'pass', reason: 'fine' }) as const };
    const { call } = setUp({ check: check as Check<unknown> });

    expect(await call(ecsEvent({ hookDetails: { path: 7 } }))).toEqual({
      hookStatus: 'FAILED',
      reason: 'wrong configuration: hookDetails.path: expected a string, not 7',
    });
  });

  test('uses error budget if its defaults cannot be read', async () => {
    const { call } = setUp({ defaults: () => Promise.reject(new Error('ThrottlingException')) });

    expect(await call(ecsEvent())).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: 'the defaults could not be read: ThrottlingException (error 1 of up to 10 in a row)',
    });
  });

  test('uses error budget if its defaults do not arrive in time', async () => {
    const { call } = setUp({ defaults: never });

    expect(await call(ecsEvent(), outOfTime)).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: expect.stringContaining('the defaults could not be read: the time budget is used up'),
    });
  });

  test.each<[unknown, string]>([
    ['quorum', 'wrong configuration: the defaults are "quorum", not a JSON object'],
    [[1], 'wrong configuration: the defaults are a list of 1, not a JSON object'],
    [{ a: 'x'.repeat(20_000) }, 'wrong configuration: the defaults take 20008 bytes; at most 16384 are allowed'],
  ])('fails if its defaults are %j', async (value, reason) => {
    const { call } = setUp({ defaults: async () => value as Record<string, string> });

    expect(await call(ecsEvent())).toEqual({ hookStatus: 'FAILED', reason });
  });
});

describe('a check', () => {
  test('that hangs is an error, answered before the function is killed', async () => {
    const { call } = setUp({ check: { name: 'probe', run: never } });

    expect(await call(ecsEvent(), outOfTime)).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: 'probe did not answer within its time budget (error 1 of up to 10 in a row)',
    });
  });

  test('that rejects after its time causes no unhandled rejection', async () => {
    const late = Promise.withResolvers<Verdict>();
    const { call } = setUp({ check: { name: 'probe', run: () => late.promise } });

    await call(ecsEvent(), outOfTime);
    late.reject(new Error('too late'));

    // vitest fails the run on an unhandled rejection; one turn of the event loop lets it surface.
    await expect(new Promise((resolve) => setImmediate(() => resolve('quiet')))).resolves.toBe('quiet');
  });

  test('that throws keeps its state for the next call', async () => {
    const greenlight = {
      v: 1,
      at: placeOf(targetOf()),
      since: 1795356000,
      polls: 3,
      errors: 1,
      state: { cursor: 5 },
    };
    const { call } = setUp({ check: { name: 'probe', run: () => Promise.reject(new Error('no')) } });

    const answer = await call(ecsEvent({ hookDetails: { path: '/', greenlight } }));

    expect(answer).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      hookDetails: { path: '/', greenlight: { polls: 4, errors: 2, state: { cursor: 5 } } },
    });
  });
});

describe('the report', () => {
  test('says what was checked, where and with what outcome', async () => {
    const findings = [{ name: 'GET /health', outcome: 'failed', found: 'status 503', allowed: 'status 200' }] as const;
    const { call, reports } = setUp({ verdict: { kind: 'fail', reason: '13 of 14', findings } });

    await call({ ...readEvent('PRODUCTION_TRAFFIC_SHIFT.doc'), hookDetails: { gate: 'release' } });

    expect(reports.written).toEqual([
      {
        deployment: {
          account: '123456789012',
          region: 'us-west-2',
          cluster: 'my-cluster',
          service: 'my-service',
          deploymentId: 'EZe5RNVLH6PPzHXINuP28',
        },
        report: {
          schemaVersion: 1,
          check: 'probe',
          gate: 'release',
          stage: 'PRODUCTION_TRAFFIC_SHIFT',
          step: 100,
          verdict: 'fail',
          reason: '13 of 14',
          findings,
          at: '2026-11-22T14:00:00.000Z',
        },
      },
    ]);
  });

  test.each([
    ['fails', () => Promise.reject(new Error('AccessDenied')), 'AccessDenied'],
    [
      'throws',
      () => {
        throw new Error('no such bucket');
      },
      'no such bucket',
    ],
  ])('that %s changes no answer and is on the log line', async (_name, write: () => Promise<never>, reportError) => {
    const { call, logger } = setUp({ verdict: { kind: 'pass', reason: 'fine' }, reports: { write } });

    expect(await call(ecsEvent())).toEqual({ hookStatus: 'SUCCEEDED', reason: 'fine' });
    expect(logger.lines).toMatchObject([{ level: 'warn', attributes: { reportError } }]);
  });

  test('that hangs changes no answer either', async () => {
    const { call, logger } = setUp({ verdict: { kind: 'fail', reason: 'status 503' }, reports: { write: never } });

    expect(await call(ecsEvent(), outOfTime)).toEqual({ hookStatus: 'FAILED', reason: 'status 503' });
    expect(logger.lines).toMatchObject([{ attributes: { reportError: 'the time budget is used up' } }]);
  });

  test('is not written if the event names no deployment', async () => {
    const { call, reports } = setUp();

    await call(readEvent('POST_SCALE_UP.doc-2025-flat'));

    expect(reports.written).toEqual([]);
  });
});

describe('the log', () => {
  test('has one line for an invocation, with its metrics and the keys to find it again', async () => {
    const { call, logger } = setUp();

    await call(ecsEvent({ hookDetails: { gate: 'release' } }));

    expect(logger.lines).toEqual([
      {
        level: 'info',
        message: 'probe answers IN_PROGRESS',
        attributes: {
          reason: '0 of 1 approvals',
          verdict: 'wait',
          gate: 'release',
          cluster: 'my-cluster',
          ecsService: 'my-service',
          deployment: 'EZe5RNVLH6PPzHXINuP28',
          revision: '9313423515462893900',
          stage: 'POST_TEST_TRAFFIC_SHIFT',
          step: undefined,
          polls: 1,
          waitedSeconds: 0,
          delaySeconds: 10,
          inRollback: false,
          rollbackError: undefined,
          reportError: undefined,
          _aws: {
            Timestamp: 1795356000000,
            CloudWatchMetrics: [
              {
                Namespace: 'Greenlight',
                Dimensions: [['hook', 'hookStatus']],
                Metrics: [
                  { Name: 'invocations', Unit: 'Count' },
                  { Name: 'errors', Unit: 'Count' },
                  { Name: 'duration', Unit: 'Milliseconds' },
                ],
              },
            ],
          },
          hook: 'probe',
          hookStatus: 'IN_PROGRESS',
          invocations: 1,
          errors: 0,
          duration: 0,
        },
      },
    ]);
  });

  test('is one line of JSON with Powertools Logger, which drops none of its keys', async () => {
    const written: string[] = [];
    const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    const { call } = setUp({ logger: new Logger({ serviceName: 'greenlight' }) });

    await call(ecsEvent());
    stdout.mockRestore();
    stderr.mockRestore();

    expect(written).toHaveLength(1);
    expect(JSON.parse(written[0] ?? '')).toMatchObject({
      level: 'INFO',
      service: 'greenlight',
      message: 'probe answers IN_PROGRESS',
      ecsService: 'my-service',
      _aws: { CloudWatchMetrics: [{ Namespace: 'Greenlight' }] },
    });
  });

  test('warns of an error and keeps its cause', async () => {
    const cause = new Error('socket hang up');
    const { call, logger } = setUp({ check: { name: 'probe', run: () => Promise.reject(cause) } });

    await call(ecsEvent());

    expect(logger.lines).toMatchObject([{ level: 'warn', attributes: { errors: 1, error: cause } }]);
  });

  test('treats a clock that goes back as one that stands still', async () => {
    const clock = new SteppableClock();
    const run = () => {
      clock.step(-5);
      return { kind: 'wait', reason: 'soon' } as const;
    };
    const { call, logger } = setUp({ clock, check: { name: 'probe', run } });

    const answer = await call(ecsEvent());

    expect(answer).toMatchObject({ hookStatus: 'IN_PROGRESS', callBackDelay: 10 });
    expect(logger.lines).toMatchObject([{ attributes: { duration: 0, waitedSeconds: 0 } }]);
  });

  test('that cannot be written changes no answer', async () => {
    const { call } = setUp({ logger: throwingLogger() });

    const answer = await call(ecsEvent());

    expect(answer).toMatchObject({ hookStatus: 'IN_PROGRESS', reason: '0 of 1 approvals' });
    expect(stateOf(answer)).toMatchObject({ errors: 0 });
  });
});

describe('timers', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test('do not outlive the invocation', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { call } = setUp();

    await call(ecsEvent());
    await call(rollbackEvent());
    await call({});

    expect(vi.getTimerCount()).toBe(0);
  });
});

function throwingLogger() {
  const write = () => {
    throw new Error('EPIPE');
  };
  return { debug: write, info: write, warn: write, error: write };
}

function throwingClock() {
  return {
    now: () => {
      throw new Error('no clock');
    },
  };
}
