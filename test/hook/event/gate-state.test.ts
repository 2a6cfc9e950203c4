import { describe, expect, test } from 'vitest';
import { type GateState, placeOf, readGateState, writeGateState } from '../../../src/hook/event/gate-state.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { throughJson } from '../../helpers/hook.ts';

const at = 'PRODUCTION_TRAFFIC_SHIFT@25';

const state: GateState = {
  at,
  since: 1795356000,
  polls: 7,
  errors: 2,
  last: 'error',
  defaults: { quorum: 2 },
  state: { cursor: [1, null, 'two'] },
};

describe('the state of a gate', () => {
  test('is restored from hookDetails as it was written, together with the configured keys', () => {
    const written = throughJson(writeGateState({ gate: 'release', quorum: 1 }, state));

    expect(readGateState(written, at)).toEqual({ configured: { gate: 'release', quorum: 1 }, previous: state });
  });

  test.each([
    ['the next step', { stage: 'PRODUCTION_TRAFFIC_SHIFT', productionWeight: 50 }],
    ['another stage', { stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT', productionWeight: 25 }],
    ['a stage without weights', { stage: 'PRODUCTION_TRAFFIC_SHIFT', productionWeight: undefined }],
  ])('is not taken over by %s', (_name, place) => {
    const written = writeGateState({ gate: 'release' }, state);

    expect(readGateState(written, placeOf(place))).toEqual({ configured: { gate: 'release' }, previous: undefined });
  });

  test('is kept at the same step, which is identified by the stage and the share of production traffic', () => {
    const place = placeOf({ stage: 'PRODUCTION_TRAFFIC_SHIFT', productionWeight: 25 });

    expect(place).toBe('PRODUCTION_TRAFFIC_SHIFT@25');
    expect(readGateState(writeGateState({}, { ...state, at: place }), place).previous).toEqual({ ...state, at: place });
  });

  test.each([
    [{ stage: 'POST_TEST_TRAFFIC_SHIFT', productionWeight: undefined }, 'POST_TEST_TRAFFIC_SHIFT'],
    [{ stage: 'PRODUCTION_TRAFFIC_SHIFT', productionWeight: 0 }, 'PRODUCTION_TRAFFIC_SHIFT@0'],
    [undefined, ''],
  ])('has for %j the place %j', (target, place) => {
    expect(placeOf(target)).toBe(place);
  });

  test('does not exist at the first call', () => {
    expect(readGateState({ gate: 'release' }, at)).toEqual({ configured: { gate: 'release' }, previous: undefined });
  });

  test.each<[string, unknown]>([
    ['of another version', { v: 2, at: 'POST_TEST_TRAFFIC_SHIFT', since: 1, polls: 1, errors: 1 }],
    ["that is somebody's own key of that name", 'yes'],
    ['that is null', null],
    ['without counters', { v: 1, at: 'POST_TEST_TRAFFIC_SHIFT', since: 1 }],
    [
      'with negative errors, which would buy budget',
      { v: 1, at: 'POST_TEST_TRAFFIC_SHIFT', since: 1, polls: 1, errors: -100 },
    ],
    ['with broken counters', { v: 1, at: 'POST_TEST_TRAFFIC_SHIFT', since: 1, polls: 1.5, errors: 0 }],
    ['with a time that no date can hold', { v: 1, at: 'POST_TEST_TRAFFIC_SHIFT', since: 1e300, polls: 1, errors: 0 }],
    [
      'with defaults that are a list',
      { v: 1, at: 'POST_TEST_TRAFFIC_SHIFT', since: 1, polls: 1, errors: 0, defaults: [] },
    ],
  ])('%s is dropped, and the configured keys stay', (_name, greenlight) => {
    const read = readGateState({ gate: 'release', greenlight } as JsonObject, 'POST_TEST_TRAFFIC_SHIFT');

    expect(read).toEqual({ configured: { gate: 'release' }, previous: undefined });
  });

  test('leaves a configured key named __proto__ unchanged', () => {
    const hookDetails = JSON.parse('{"__proto__": {"errorBudget": 1000}, "gate": "release"}') as JsonObject;

    const { configured } = readGateState(throughJson(writeGateState(hookDetails, state)), at);

    expect(JSON.stringify(configured)).toBe('{"__proto__":{"errorBudget":1000},"gate":"release"}');
    expect(configured['errorBudget']).toBeUndefined();
  });
});
