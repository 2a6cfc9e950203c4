import { describe, expect, test } from 'vitest';
import { type PartStates, readPartStates, writePartStates } from '../../../src/hook/compose/composed-state.ts';
import { weigh } from '../../../src/hook/json.ts';
import { maxStateBytes } from '../../../src/hook/run-check.ts';
import type { Finding } from '../../../src/hook/verdict.ts';

const part = { name: 'smoke', run: () => ({ kind: 'pass', reason: 'fine' }) as const };

function passedWith(findings: readonly Finding[], reason = 'fine'): PartStates {
  return new Map([['smoke', { since: 1795356000, polls: 1, passed: { reason, findings } }]]);
}

describe('the states of parts', () => {
  test.each(['passed', 'failed', 'waiting', 'unknown'] as const)(
    'are restored with findings that are %s',
    (outcome) => {
      const states = passedWith([{ name: 'GET /', outcome, found: 'status 200', allowed: 'status 200' }]);

      expect(readPartStates([part], writePartStates(states))).toEqual(states);
    },
  );

  test('are restored without a part whose findings have an unknown outcome', () => {
    const states = passedWith([{ name: 'GET /', outcome: 'splendid' as 'passed', found: 'status 200' }]);

    expect(readPartStates([part], writePartStates(states))).toEqual(new Map());
  });

  test('keep the findings up to the last byte that is allowed, and drop them beyond that', () => {
    const finding = { name: 'GET /', outcome: 'passed', found: 'status 200' } as const;
    const room = maxStateBytes - (weigh(writePartStates(passedWith([finding], ''))) ?? 0);
    const [full, over] = [passedWith([finding], 'x'.repeat(room)), passedWith([finding], 'x'.repeat(room + 1))];

    expect(weigh(writePartStates(full))).toBe(maxStateBytes);
    expect(readPartStates([part], writePartStates(full))).toEqual(full);
    expect(writePartStates(over)).toEqual({
      smoke: { since: 1795356000, polls: 1, passed: { reason: 'x'.repeat(room + 1) } },
    });
  });
});
