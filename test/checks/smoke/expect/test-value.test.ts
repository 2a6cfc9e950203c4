import { expect, test } from 'vitest';
import { testValue } from '../../../../src/checks/smoke/expect/test-value.ts';

test('a pattern that takes too long makes it unclear whether a value matches', () => {
  const regex = {
    exec: () => undefined,
    test: () => {
      throw new Error('takes longer than 3 s');
    },
  };
  const show = () => 'not shown';

  expect(
    testValue({ key: 'matches', wanted: { text: 'a', regex } }, 'abc', { known: new Map(), show, showExcluded: show }),
  ).toEqual({ is: 'unclear', clause: 'of 3 characters cannot be matched: takes longer than 3 s' });
});
