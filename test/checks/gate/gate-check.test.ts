import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { type GateCheck, gateCheck } from '../../../src/checks/gate/gate-check.ts';
import { maxChecks } from '../../../src/checks/gate/gate-config.ts';
import { withTerms } from '../../../src/checks/terms/with-terms.ts';
import { createHook } from '../../../src/hook/create-hook.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { ecsEvent, playGate, recordingLogger, recordingReports, SteppableClock } from '../../helpers/hook.ts';

const kinds = ['pass', 'wait', 'error', 'fail', 'inconclusive'] as const;
const kindSchema = v.picklist(kinds, 'expected a kind of verdict');

/** A check that returns the configured verdicts one after the other, then always the last; `gates` records the names of its gates. */
function scripted(name: string, gates: string[], more: Partial<GateCheck> = {}): GateCheck {
  return {
    name,
    configSchema: v.strictObject({
      says: v.optional(v.array(kindSchema), ['pass']),
      onDeadline: v.optional(v.string()),
    }),
    run(_target, { config, state, gate }) {
      gates.push(String(gate.name));
      const { says } = config as { says: readonly (typeof kinds)[number][] };
      const call = Number(state ?? 0);
      const kind = says[Math.min(call, says.length - 1)] ?? 'pass';
      const learned = { reason: `call ${call}`, state: call + 1 };
      return kind === 'inconclusive' ? { kind: 'fail', inconclusive: true, ...learned } : { kind, ...learned };
    },
    ...more,
  };
}

function setUp() {
  const gates: string[] = [];
  const loaded: string[] = [];
  const load = (name: string, more?: Partial<GateCheck>) => async () => {
    loaded.push(name);
    const check = scripted(name, gates, more);
    return more ? check : withTerms(check, true);
  };
  const registry = {
    smoke: load('smoke'),
    alarms: load('alarms'),
    approval: load('approval', { alwaysRuns: true, asksPeople: 'always' }),
  };
  const clock = new SteppableClock();
  const reports = recordingReports();
  const hook = createHook({ check: gateCheck(registry, reports), clock, logger: recordingLogger(), reports });
  const play = async (hookDetails: JsonObject, maxCalls = 20) =>
    (await playGate(hook, clock, ecsEvent({ hookDetails }), maxCalls)).map(({ answer }) => answer);
  const answer = async (hookDetails: JsonObject) => (await play(hookDetails, 1))[0];
  const reported = () =>
    reports.written.map(({ report: { check, gate, verdict } }) => `${check} at ${gate}: ${verdict}`);
  return { answer, play, gates, loaded, reports, reported };
}

describe('a gate with checks in its configuration', () => {
  test('asks people only after the checks before them have passed, and polls only them from then on', async () => {
    const { play, gates } = setUp();

    const answers = await play({
      checks: [{ smoke: {} }, { alarms: { says: ['wait', 'pass'] } }, { approval: { says: ['wait', 'pass'] } }],
    });

    expect(answers.map(({ hookStatus, reason }) => [hookStatus, reason])).toEqual([
      ['IN_PROGRESS', 'alarms: call 0'],
      ['IN_PROGRESS', 'approval: call 0'],
      ['SUCCEEDED', 'smoke: call 0; alarms: call 1; approval: call 1'],
    ]);
    expect(gates).toEqual(['.smoke', '.alarms', '.alarms', '.approval', '.approval']);
  });

  test.each([
    [{ all: [{ smoke: {} }, { alarms: { says: ['fail'] } }] }, 'FAILED', 'all: alarms: call 0'],
    [{ any: [{ smoke: { says: ['fail'] } }, { alarms: {} }] }, 'SUCCEEDED', 'any: alarms: call 0'],
    [
      { any: [{ smoke: { says: ['fail'] } }, { alarms: { says: ['fail'] } }] },
      'FAILED',
      'any: smoke: call 0; alarms: call 0',
    ],
    [
      { sequence: [{ all: [{ smoke: {} }] }, { smoke: { says: ['error'] } }] },
      'IN_PROGRESS',
      'sequence: smoke: call 0',
    ],
  ])('composes %j', async (entry, hookStatus, reason) => {
    const answer = await setUp().answer({ checks: [entry] });

    expect(answer).toMatchObject({ hookStatus, reason: expect.stringContaining(reason) });
  });

  test('keeps the states of two checks of the same name apart', async () => {
    const { play, gates } = setUp();

    const answers = await play({ gate: 'release', checks: [{ smoke: { says: ['wait', 'pass'] } }, { smoke: {} }] });

    expect(answers.at(-1)).toMatchObject({ hookStatus: 'SUCCEEDED', reason: 'smoke: call 1; smoke-2: call 0' });
    expect(gates).toEqual(['release.smoke', 'release.smoke', 'release.smoke-2']);
  });

  test('loads only what it names', async () => {
    const { answer, loaded } = setUp();

    await answer({ checks: [{ smoke: {} }] });

    expect(loaded).toEqual(['smoke']);
  });

  test('has an error budget of its own', async () => {
    const answers = await setUp().play({ errorBudget: 2, checks: [{ smoke: {} }, { alarms: { says: ['error'] } }] });

    expect(answers.map(({ hookStatus }) => hookStatus)).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'FAILED']);
  });
});

describe('a wrong configuration', () => {
  const deep = (levels: number): JsonObject => (levels === 0 ? { smoke: {} } : { all: [deep(levels - 1)] });

  test.each<[JsonObject, string]>([
    [{}, 'hookDetails.checks: expected a list of checks, such as [{"smoke": {}}, {"approval": {}}]'],
    [
      { checks: [] },
      'hookDetails.checks: expected a list of checks, such as [{"smoke": {}}, {"approval": {}}], not an empty one',
    ],
    [{ checks: [{ any: {} }] }, 'hookDetails.checks[0].any: expected a list of checks'],
    [
      { checks: ['smoke'] },
      'hookDetails.checks[0]: expected an object with exactly one key, such as {"smoke": {}}, not "smoke"',
    ],
    [
      { checks: [{}] },
      'hookDetails.checks[0]: expected an object with exactly one key, such as {"smoke": {}}, not none',
    ],
    [{ checks: [{ smoke: {}, alarms: {} }] }, 'exactly one key, such as {"smoke": {}}, not 2'],
    [
      { checks: [{ smok: {} }] },
      'hookDetails.checks[0]: unknown check "smok"; write one of smoke, alarms, approval, sequence, all, any',
    ],
    [{ checks: [{ toString: {} }] }, 'hookDetails.checks[0]: unknown check "toString"'],
    [{ checks: [{ smoke: [] }] }, 'hookDetails.checks[0].smoke: expected an object, not a list of 0'],
    [
      { checks: [{ smoke: {} }, { all: [{ alarms: { says: ['yes'] } }] }] },
      'hookDetails.checks[1].all[0].alarms.says[0]: expected a kind of verdict, not "yes"',
    ],
    [{ checks: [{ smoke: { window: 5 } }] }, 'hookDetails.checks[0].smoke.window: unknown key'],
    [{ checks: [{ smoke: {} }], requests: ['/'] }, 'hookDetails.requests: unknown key'],
    [
      { checks: [{ any: [{ smoke: {} }, { all: [{ approval: {} }] }] }] },
      'hookDetails.checks[0].any[1].all[0].approval: expected outside of "any"',
    ],
    [
      { checks: Array(maxChecks + 3).fill({ smoke: {} }) },
      `hookDetails.checks[${maxChecks}].smoke: expected at most 20 checks in one gate`,
    ],
    [{ checks: [deep(4)] }, 'hookDetails.checks[0].all[0].all[0].all[0].all: expected lists nested at most 4 deep'],
  ])('%j is refused with its path', async (hookDetails, reason) => {
    const answer = await setUp().answer(hookDetails);

    expect(answer).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringContaining(reason) });
  });

  test('is not the most that a gate may have', async () => {
    const most = [deep(3), ...Array(maxChecks - 1).fill({ smoke: {} })];

    expect(await setUp().answer({ checks: most })).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });
});

describe('the reports of a gate', () => {
  test('are written by each check before people are asked, only when its verdict changes', async () => {
    const { play, reported } = setUp();

    await play({
      checks: [{ smoke: { says: ['wait', 'wait', 'pass'] } }, { approval: { says: ['wait', 'wait', 'pass'] } }],
    });

    expect(reported().filter((line) => !line.startsWith('gate'))).toEqual([
      'smoke at .smoke: wait',
      'smoke at .smoke: pass',
      'approval at .approval: wait',
      'approval at .approval: pass',
    ]);
  });
});

describe('a check that cannot tell and asks people', () => {
  const unclear = { says: ['inconclusive'], onInconclusive: 'ask' };

  test.each([
    ['pass', 'SUCCEEDED'],
    ['fail', 'FAILED'],
  ])('leaves it to the approval after it, which says %s', async (said, hookStatus) => {
    const { play, gates } = setUp();

    const answers = await play({
      checks: [{ alarms: unclear }, { smoke: {} }, { approval: { says: ['wait', said] } }],
    });

    expect(answers.map((answer) => answer.hookStatus)).toEqual(['IN_PROGRESS', hookStatus]);
    expect(gates).toEqual(['.alarms', '.smoke', '.approval', '.approval']);
  });

  test('asks nobody if another check fails', async () => {
    const { answer, gates } = setUp();

    const answered = await answer({ checks: [{ alarms: unclear }, { smoke: { says: ['fail'] } }, { approval: {} }] });

    expect(answered?.hookStatus).toBe('FAILED');
    expect(gates).not.toContain('.approval');
  });

  test("asks with the gate's own ask, and only then", async () => {
    const unsure = setUp();
    const sure = setUp();
    const ask = { says: ['wait', 'pass'] };

    const asked = await unsure.play({ checks: [{ all: [{ alarms: unclear }, { smoke: {} }] }], ask });
    const unasked = await sure.play({ checks: [{ all: [{ alarms: { onInconclusive: 'ask' } }] }], ask });

    expect(asked.map((answer) => answer.hookStatus)).toEqual(['IN_PROGRESS', 'SUCCEEDED']);
    expect(unsure.gates.slice(2)).toEqual(['.ask', '.ask']);
    expect(unsure.reported()).toContain('approval at .ask: wait');
    expect(unasked.map((answer) => answer.hookStatus)).toEqual(['SUCCEEDED']);
    expect(sure.gates).toEqual(['.all.alarms']);
  });

  test('still asks once people have been asked, even if the check could tell by then', async () => {
    const later = { says: ['inconclusive', 'pass'], onInconclusive: 'ask' };

    const answers = await setUp().play({ checks: [{ alarms: later }], ask: { says: ['wait', 'wait', 'fail'] } });

    expect(answers.map((answer) => answer.hookStatus)).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'FAILED']);
  });

  test('is reported as what it is', async () => {
    const { play, reports } = setUp();

    await play({ checks: [{ alarms: unclear }, { approval: {} }] });

    expect(reports.written[0]?.report).toMatchObject({ check: 'alarms', verdict: 'fail', inconclusive: true });
  });

  const nobody = 'expected "fail" or "wait"; to ask people, put an approval after this check';
  test.each<[JsonObject, string]>([
    [{ checks: [{ alarms: unclear }] }, `hookDetails.checks[0].alarms.onInconclusive: ${nobody}`],
    [{ checks: [{ approval: {} }, { alarms: unclear }] }, `hookDetails.checks[1].alarms.onInconclusive: ${nobody}`],
    [
      { checks: [{ all: [{ alarms: unclear }, { approval: {} }] }] },
      `hookDetails.checks[0].all[0].alarms.onInconclusive: ${nobody}`,
    ],
    [
      { checks: [{ sequence: [{ alarms: unclear }, { smoke: {} }] }] },
      `hookDetails.checks[0].sequence[0].alarms.onInconclusive: ${nobody}`,
    ],
    [{ checks: [{ smoke: {} }], ask: {} }, 'hookDetails.ask: expected onInconclusive: "ask" in a check'],
    [{ checks: [{ alarms: unclear }], ask: { says: 'pass' } }, 'hookDetails.ask.says: '],
    [
      { checks: [{ alarms: unclear }, { approval: { onDeadline: 'approve' } }] },
      'hookDetails.checks[1].approval.onDeadline: expected no such setting next to onInconclusive: "ask"',
    ],
    [
      { checks: [{ alarms: unclear }], ask: { onDeadline: 'approve' } },
      'hookDetails.ask.onDeadline: expected no such setting',
    ],
  ])('is refused if nobody would decide: %j', async (hookDetails, reason) => {
    expect(await setUp().answer(hookDetails)).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining(reason),
    });
  });

  test.each<JsonObject>([
    { checks: [{ any: [{ alarms: unclear }, { smoke: {} }] }, { approval: {} }] },
    { checks: [{ sequence: [{ alarms: unclear }] }, { all: [{ approval: {} }, { smoke: {} }] }] },
    { checks: [{ sequence: [{ alarms: unclear }, { approval: {} }] }] },
  ])('may be decided further out: %j', async (hookDetails) => {
    expect((await setUp().answer(hookDetails))?.hookStatus).toBe('SUCCEEDED');
  });
});
