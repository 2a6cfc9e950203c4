import fc from 'fast-check';
import { expect, test } from 'vitest';
import { suggestKey } from '../../../src/service-hooks/faults/suggest-key.ts';

test.each([
  ['reviewer', ['reviewers', 'rules'], 'reviewers'],
  ['deadline', ['onDeadline', 'deadlineMinutes'], 'deadlineMinutes'],
  ['lifecycleStage', ['lifecycleStages', 'roleArn'], 'lifecycleStages'],
  ['timezone', ['timeZone', 'days'], 'timeZone'],
  ['statsu', ['status', 'path'], 'status'],
  ['onec', ['once', 'rules'], 'once'],
  ['colour', ['reviewers', 'rules', 'once'], undefined],
  ['at', ['as', 'is', 'of'], undefined],
  ['x', [], undefined],
])('for %s among %j suggests %s', (key, known, meant) => {
  expect(suggestKey(key, known)).toBe(meant);
});

test('a key with two letters swapped, one left out or one too many is recognized', () => {
  const known = ['deadlineMinutes', 'reviewers', 'checklist', 'businessHours'];
  fc.assert(
    fc.property(fc.constantFrom(...known), fc.nat(), fc.constantFrom('swap', 'drop', 'add'), (key, number, how) => {
      const at = number % (key.length - 1);
      const [first = '', second = ''] = [key[at], key[at + 1]];
      const middle = { swap: second + first, drop: second, add: `${first}${first}${second}` }[how];

      expect(suggestKey(`${key.slice(0, at)}${middle}${key.slice(at + 2)}`, known)).toBe(key);
    }),
  );
});
