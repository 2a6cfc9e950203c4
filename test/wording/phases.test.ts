import { expect, test } from 'vitest';
import { lifecycleStages } from '../../src/hook/target.ts';
import { isShifted, phaseOf, phases, phasesAt } from '../../src/wording/phases.ts';

test('every lifecycle stage belongs to one of the five phases, in the same order', () => {
  const found = lifecycleStages.map(phaseOf);

  expect(found).not.toContain(undefined);
  expect(new Set(found)).toEqual(new Set(phases));
  const order = found.map((phase) => (phase === undefined ? -1 : phases.indexOf(phase)));
  expect(order).toEqual(order.toSorted((left, right) => left - right));
});

test.each([
  ['PRE_SCALE_UP', 'next next now next next'],
  ['POST_SCALE_UP', 'done next now next next'],
  ['TEST_TRAFFIC_SHIFT', 'done next now next next'],
  ['POST_TEST_TRAFFIC_SHIFT', 'done done now next next'],
  ['PRE_PRODUCTION_TRAFFIC_SHIFT', 'done done now next next'],
  ['PRODUCTION_TRAFFIC_SHIFT', 'done done now next next'],
  ['POST_PRODUCTION_TRAFFIC_SHIFT', 'done done now done next'],
  ['A_STAGE_OF_TOMORROW', 'next next now next next'],
])('while people are asked at %s, the phases are %s', (stage, states) => {
  const shown = phasesAt(stage, true);

  expect(phases.map((phase) => shown[phase]).join(' ')).toBe(states);
});

test.each([
  ['PRE_SCALE_UP', 'now next next next next'],
  ['POST_TEST_TRAFFIC_SHIFT', 'done now next next next'],
  ['PRODUCTION_TRAFFIC_SHIFT', 'done done done now next'],
  ['BAKE_TIME', 'done done done done now'],
  ['A_STAGE_OF_TOMORROW', 'next next next next next'],
  ['POST_STAGE_OF_TOMORROW', 'done next next next next'],
])('at %s, with nobody asked, the phases are %s', (stage, states) => {
  const shown = phasesAt(stage, false);

  expect(Object.keys(shown)).toEqual([...phases]);
  expect(phases.map((phase) => shown[phase]).join(' ')).toBe(states);
});

test.each([
  ['PRE_PRODUCTION_TRAFFIC_SHIFT', false],
  ['PRODUCTION_TRAFFIC_SHIFT', false],
  ['POST_PRODUCTION_TRAFFIC_SHIFT', true],
  ['A_STAGE_OF_NEXT_YEAR', false],
])('at %s, all of production is on the new version: %s', (stage, expected) => {
  expect(isShifted(stage)).toBe(expected);
});
