import { beforeAll, describe, expect, test } from 'vitest';
import type { Fact } from '../../../../src/cli/observe/experiments/experiment.ts';
import { experiments } from '../../../../src/cli/observe/experiments/experiments.ts';
import { rollbackFact } from '../../../../src/cli/observe/experiments/rollback-fact.ts';
import { factsIn } from '../../../../src/cli/observe/report/observation.ts';
import { lifecycleStages } from '../../../../src/hook/target.ts';
import { playHere } from '../discover.ts';

/** With these the stages differ in what their rollbacks call. */
const switches = { rollbackProductionHooks: 'if-shifted', rollbackTestHooks: 'if-shifted' } as const;
const names = ['circuit-breaker', 'traffic', 'rolling'];
const isAboutRollbacks = ({ name }: { name: string }) => name.endsWith('rollbacks') || name === 'reconcile-rollback';
let facts: readonly Fact[];
beforeAll(async () => {
  const chosen = experiments.filter((each) => isAboutRollbacks(each) || names.includes(each.name));
  facts = factsIn({ experiments: await playHere(switches, chosen) });
}, 60_000);

const test0 = 'TEST_TRAFFIC_SHIFT (green 0 %)';
const production0 = 'PRODUCTION_TRAFFIC_SHIFT (green 0 %)';

test.each([
  ['at RECONCILE_SERVICE, because a hook answers FAILED', []],
  ['at PRE_SCALE_UP, because a hook answers FAILED', []],
  ['at SCALE_UP, because of StopServiceDeployment', []],
  ['at SCALE_UP, because its tasks cannot start', []],
  ['at POST_SCALE_UP, because a hook answers FAILED', []],
  ['at TEST_TRAFFIC_SHIFT, because a hook answers FAILED', []],
  ['at POST_TEST_TRAFFIC_SHIFT, because a hook answers FAILED', [test0]],
  ['at PRE_PRODUCTION_TRAFFIC_SHIFT, because a hook answers FAILED', [test0]],
  ['at PRODUCTION_TRAFFIC_SHIFT, because a hook answers FAILED', [production0, test0]],
  ['at POST_PRODUCTION_TRAFFIC_SHIFT, because a hook answers FAILED', [production0, test0]],
  ['at BAKE_TIME, because of StopServiceDeployment', [production0, test0]],
  ['at BAKE_TIME, because of an alarm', [production0, test0]],
  ['at CLEAN_UP, because of StopServiceDeployment', [production0, test0]],
  ['between two linear steps, because of StopServiceDeployment', [production0, test0]],
  ['between two canary steps, because of an alarm', [production0, test0]],
  ['at the second canary step, because a pause is answered with ROLLBACK', [production0, test0]],
  ['in a rolling deployment, because a hook answers FAILED', []],
  ['in a rolling deployment, because of StopServiceDeployment', []],
])('a rollback that begins %s calls %j', (beginning, calls) => {
  const fact = facts.find(({ question }) => question === `What does a rollback do that begins ${beginning}?`);

  expect(fact?.answer).toMatch(
    /^calls [^;]+; sends [^;]*SERVICE_DEPLOYMENT_IN_PROGRESS[^;]*; ends as ROLLBACK_SUCCESSFUL after [\d. a-z]+; /,
  );
  expect(fact?.answer.split(';')[0]).toBe(`calls ${calls.join(', then ') || 'no hook'}`);
  expect(fact?.answer).toMatch(/0 tasks of green requested$/);
});

test('a rollback begins at every stage', () => {
  const begun = facts.map(({ question }) => question).join();

  for (const stage of lifecycleStages) expect(begun).toContain(`begins at ${stage}, `);
});

describe('a rollback', () => {
  const looks = [{ atSeconds: 5, status: 'IN_PROGRESS', stage: 'PRE_SCALE_UP', hooks: [] }];
  const record = { calls: [], looks, events: [], acts: [] };

  test('that did not happen is not described', () => {
    const end = { status: 'SUCCESSFUL', afterSeconds: 60 };

    expect(rollbackFact('at CLEAN_UP', { ...record, end })).toMatchObject({
      answer: 'the deployment did not roll back',
      evidence: ['the deployment ended as SUCCESSFUL'],
    });
  });

  test('of which little is known is described by that', () => {
    const calls = [{ atSeconds: 9, stage: 'PRE_SCALE_UP', execution: 0, answer: {} }];
    const end = { status: 'ROLLBACK_FAILED', afterSeconds: 60, rollbackAfterSeconds: 7.5 };

    expect(rollbackFact('at PRE_SCALE_UP', { ...record, calls, end })).toMatchObject({
      answer: 'calls PRE_SCALE_UP (green none); sends no event; ends as ROLLBACK_FAILED after 52 s',
      evidence: ['the last stage seen before it was PRE_SCALE_UP', 'the deployment ended as ROLLBACK_FAILED'],
    });
  });
});
