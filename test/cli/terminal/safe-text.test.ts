import { expect, test } from 'vitest';
import { safeText } from '../../../src/cli/terminal/safe-text.ts';

test.each([
  ['\u001b[31mred\u001b[39m', 'red'],
  ['two\r\nlines', 'two lines'],
  ['a\u0007bell', 'a�bell'],
  ['1.42 \u202e24.1\u202c', '1.42 �24.1�'],
  ['\u2067right to left\u2069', '�right to left�'],
  ['שלום 承認 é', 'שלום 承認 é'],
])('%j is shown as %j', (text, shown) => {
  expect(safeText(text)).toBe(shown);
});
