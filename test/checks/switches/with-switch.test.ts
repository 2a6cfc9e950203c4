import { describe, expect, test } from 'vitest';
import { type ReadSwitch, type SwitchedOff, withSwitch } from '../../../src/checks/switches/with-switch.ts';
import { withTerms } from '../../../src/checks/terms/with-terms.ts';
import type { Check } from '../../../src/hook/check.ts';
import { any } from '../../../src/hook/compose/compose.ts';
import { createHook } from '../../../src/hook/create-hook.ts';
import {
  ecsEvent,
  lambdaContext,
  recordingLogger,
  recordingReports,
  SteppableClock,
  targetOf,
} from '../../helpers/hook.ts';
import { contextFor } from '../check-context.ts';

const off: SwitchedOff = {
  parameter: '/greenlight/disabled/smoke',
  since: new Date('2026-11-22T13:00:00Z'),
  note: 'ana: the test listener is being replaced',
};

async function answer(check: Check<never>, hookDetails = {}) {
  const reports = recordingReports();
  const logger = recordingLogger();
  const hook = createHook({ check, clock: new SteppableClock(), logger, reports });
  const { hookStatus, reason } = await hook(ecsEvent({ hookDetails }), lambdaContext());
  return { hookStatus, reason, report: reports.written[0]?.report, logger };
}

function failing(read?: ReadSwitch) {
  const check: Check = { name: 'smoke', run: () => ({ kind: 'fail', reason: 'status 503' }) };
  return withSwitch(withTerms(check), read) as Check<never>;
}

describe('a check that can be switched off', () => {
  test('is not run while it is, and says so', async () => {
    const asked: unknown[] = [];
    const { hookStatus, reason, report } = await answer(
      failing(async (check, { cluster, service }) => {
        asked.push([check, cluster, service]);
        return off;
      }),
    );

    expect({ hookStatus, reason }).toEqual({
      hookStatus: 'SUCCEEDED',
      reason:
        'smoke was switched off by /greenlight/disabled/smoke since 13:00 UTC (ana: the test listener is being replaced): nothing was tested',
    });
    expect(report).toMatchObject({ verdict: 'pass', waived: 'switched off' });
    expect(asked).toEqual([['smoke', 'my-cluster', 'my-service']]);
  });

  test('is switched off even if it is a dry run', async () => {
    const { report } = await answer(
      failing(async () => off),
      { dryRun: true },
    );

    expect(report).toMatchObject({ waived: 'switched off' });
  });

  test.each<[string, ReadSwitch | undefined]>([
    ['there is no switch', async () => undefined],
    ['switches are not set up', undefined],
    ['its switch cannot be read', async () => Promise.reject(new Error('throttled'))],
  ])('runs if %s', async (_when, read) => {
    const { hookStatus, reason } = await answer(failing(read));

    expect({ hookStatus, reason }).toEqual({ hookStatus: 'FAILED', reason: 'status 503' });
  });

  test('logs that its switch cannot be read', async () => {
    const { logger } = await answer(failing(async () => Promise.reject(new Error('throttled'))));

    expect(logger.lines[0]).toMatchObject({
      level: 'warn',
      message: 'the switch of smoke could not be read, so the check runs',
      attributes: { error: 'throttled' },
    });
  });

  test.each<[string, Partial<SwitchedOff>, string]>([
    ['nothing but the parameter', { since: undefined, note: '' }, 'nothing was tested'],
    ['blanks instead of a note', { since: undefined, note: ' \n ' }, 'nothing was tested'],
    ['a note with blanks around it', { since: undefined, note: ' later ' }, '(later): nothing was tested'],
  ])('says what is known: %s', async (_what, known, end) => {
    const { reason } = await answer(failing(async () => ({ ...off, ...known })));

    expect(reason).toBe(
      `smoke was switched off by /greenlight/disabled/smoke${end.startsWith('(') ? ' ' : ': '}${end}`,
    );
  });

  test('is the same check if switches are not set up', () => {
    const check: Check = { name: 'smoke', run: () => ({ kind: 'pass', reason: 'fine' }) };

    expect(withSwitch(check, undefined)).toBe(check);
  });

  test('runs if its switch is still being read when the time of the call is up', async () => {
    const stop = new AbortController();
    const check: Check = { name: 'smoke', run: () => ({ kind: 'fail', reason: 'status 503' }) };
    const context = { ...(await contextFor(check, {}, { signal: stop.signal })), logger: recordingLogger() };
    const running = withSwitch(check, () => new Promise(() => {})).run(targetOf(), context);

    stop.abort();

    expect(await running).toEqual({ kind: 'fail', reason: 'status 503' });
    expect(context.logger.lines).toMatchObject([{ level: 'warn' }]);
  });

  test('shows no secret that somebody wrote into the switch', async () => {
    const note = `token=${'x'.repeat(40)} ${'y'.repeat(400)}`;
    const { reason } = await answer(failing(async () => ({ ...off, note, since: undefined })));

    expect(reason).toContain('token=…');
    expect(reason.length).toBeLessThan(320);
  });

  test('lets nothing through an any', async () => {
    const other: Check = { name: 'alarms', run: () => ({ kind: 'fail', reason: '1 in ALARM' }) };
    const { hookStatus } = await answer(
      any(
        'either',
        failing(async () => off),
        other,
      ) as unknown as Check<never>,
    );

    expect(hookStatus).toBe('FAILED');
  });
});
