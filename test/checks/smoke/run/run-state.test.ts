import { expect, test } from 'vitest';
import { type Captured, readRunState, writeRunState } from '../../../../src/checks/smoke/run/run-state.ts';
import type { Saved } from '../../../../src/checks/smoke/run/run-steps.ts';
import type { Progress, StepResult, SuiteStep } from '../../../../src/checks/smoke/run/step.ts';
import type { JsonValue } from '../../../../src/hook/json.ts';
import { judgement, step } from './virtual-suite.ts';

const since = new Date('2026-11-26T14:00:00Z');
const now = new Date('2026-11-26T15:00:00Z');
const nothing: Captured = { of: () => undefined, recall: () => {} };
const unproved = { because: 'nothing shows it', isUnread: false };
const finding = { name: 'GET /0', outcome: 'passed', found: 'status 200, 40 ms', allowed: 'status 200' } as const;
const tally = { times: [40, 5000], errors: 1, firstFault: 'status 500, 40 ms', proof: true, isCertain: true } as const;

test.each<[string, StepResult['judgement'], JsonValue]>([
  ['that has passed', judgement('passed', { finding }), { k: 'passed', o: 'passed', f: 'status 200, 40 ms', m: 40 }],
  [
    'that is degraded, by an answer that proves nothing',
    judgement('passed', { finding: { ...finding, outcome: 'degraded' }, proof: unproved, isCertain: false }),
    { k: 'passed', o: 'degraded', f: 'status 200, 40 ms', m: 40, c: 0, p: unproved },
  ],
  [
    'that has failed without an answer',
    judgement('failed', { finding: { ...finding, outcome: 'failed' }, tookMs: undefined }),
    { k: 'failed', o: 'failed', f: 'status 200, 40 ms' },
  ],
])('a step %s is kept, and is the same in the next call', (_what, judged, kept) => {
  const state = writeRunState('s', new Map([[step(0), { judgement: judged }]]), nothing);

  expect(state).toStrictEqual({ suite: 's', ended: { 0: kept }, progress: {} });
  expect(read(state).ended).toEqual(new Map([[0, judged]]));
});

test.each(['unknown', 'other', 'unreached', 'skipped'] as const)('a step that is %s is played again', (kind) => {
  const state = writeRunState('s', new Map([[step(0), { judgement: judgement(kind) }]]), nothing);

  expect(state).toEqual({ suite: 's', ended: {}, progress: {} });
});

test.each<[string, Progress]>([
  ['until', { nextAt: now.getTime() + 5000, wrongSince: since.getTime() + 1000 }],
  ['hold', { nextAt: now.getTime(), goodSince: since.getTime() }],
  ['samples', { nextAt: 0, tally }],
  ['samples that prove nothing', { nextAt: 0, tally: { ...tally, proof: unproved, isCertain: false } }],
])('a step in the middle of %s continues there in the next call', (_what, progress) => {
  const state = writeRunState('s', new Map([[step(0), { judgement: judgement('continued'), progress }]]), nothing);

  expect(read(state)).toEqual({ ended: new Map(), progress: new Map([[0, progress]]) });
});

test.each([
  ['before the gate was first called', -1, since.getTime()],
  ['after now', now.getTime() + 1, now.getTime()],
])('a time %s is moved to the nearest one that can be', (_what, time, expected) => {
  const state = { suite: 's', progress: { 0: { nextAt: 0, wrongSince: time, goodSince: time } } };

  expect(read(state).progress.get(0)).toEqual({ nextAt: 0, wrongSince: expected, goodSince: expected });
});

test('a step that captures is played again if its values were not kept, unless it has failed', () => {
  const steps = [step(0, { captures: true }), step(1, { captures: true })];
  const results = new Map(steps.map((each, index) => [each, { judgement: judgement(index ? 'failed' : 'passed') }]));

  const { ended } = read(writeRunState('s', results, nothing), steps);

  expect([...ended.keys()]).toEqual([1]);
});

/** As it travels. */
function read(state: JsonValue, steps: readonly SuiteStep[] = [step(0)]): Saved {
  return readRunState(JSON.parse(JSON.stringify(state)) as JsonValue, 's', steps, { since, now, captured: nothing });
}
