import { describe, expect, test } from 'vitest';
import { type GateState, readGateState, writeGateState } from '../../src/hook/gate-state.ts';
import type { JsonObject } from '../../src/hook/json.ts';
import { throughJson } from '../helpers/hook.ts';

const state: GateState = {
  since: 1795356000,
  polls: 7,
  errors: 2,
  last: 'error',
  defaults: { quorum: 2 },
  state: { cursor: [1, null, 'two'] },
};

describe('the state of a gate', () => {
  test('comes back from hookDetails as it was written, and the configured keys with it', () => {
    const written = throughJson(writeGateState({ gate: 'release', quorum: 1 }, state));

    expect(readGateState(written)).toEqual({ configured: { gate: 'release', quorum: 1 }, previous: state });
  });

  test('is not there at the first call', () => {
    expect(readGateState({ gate: 'release' })).toEqual({ configured: { gate: 'release' }, previous: undefined });
  });

  test.each<[string, unknown]>([
    ['of another version', { v: 2, since: 1, polls: 1, errors: 1 }],
    ["that is somebody's own key of that name", 'yes'],
    ['that is null', null],
    ['without counters', { v: 1, since: 1 }],
    ['with negative errors, which would buy budget', { v: 1, since: 1, polls: 1, errors: -100 }],
    ['with broken counters', { v: 1, since: 1, polls: 1.5, errors: 0 }],
    ['since a time that no date can hold', { v: 1, since: 1e300, polls: 1, errors: 0 }],
    ['with defaults that are a list', { v: 1, since: 1, polls: 1, errors: 0, defaults: [] }],
  ])('%s is dropped, and the configured keys stay', (_name, greenlight) => {
    const read = readGateState({ gate: 'release', greenlight } as JsonObject);

    expect(read).toEqual({ configured: { gate: 'release' }, previous: undefined });
  });

  test('leaves a configured key named __proto__ what it is', () => {
    const hookDetails = JSON.parse('{"__proto__": {"errorBudget": 1000}, "gate": "release"}') as JsonObject;

    const { configured } = readGateState(throughJson(writeGateState(hookDetails, state)));

    expect(JSON.stringify(configured)).toBe('{"__proto__":{"errorBudget":1000},"gate":"release"}');
    expect(configured['errorBudget']).toBeUndefined();
  });
});
