import { describe, expect, test } from 'vitest';
import { alignCells, displayWidth, padCell } from '../../../src/cli/terminal/display-width.ts';

describe('displayWidth', () => {
  test.each([
    ['retail-ui 1.42', 14],
    ['● ✔ ✖ ◷ ○ → … · ├─', 18],
    ['承認', 4],
    ['승인', 4],
    ['승인'.normalize('NFD'), 4],
    ['Ａ', 2],
    ['cafe\u0301', 4],
    ['👍🏽', 2],
    ['👨‍👩‍👧‍👦', 2],
    ['🇩🇪', 2],
    ['⚠️', 2],
    ['\u001b[31mred\u001b[39m', 3],
    ['\u001b]8;;https://example.com\u0007here\u001b]8;;\u0007', 4],
  ])('of %j is %i', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

test('padCell leaves a cell that is too wide as it is', () => {
  expect([padCell('承認', 6), padCell('承認', 3)]).toEqual(['承認  ', '承認']);
});

describe('alignCells', () => {
  test('puts the cells of a column below each other, no matter how wide their characters are', () => {
    const lines = alignCells([
      ['service', 'time'],
      ['承認', '2m'],
      ['👍🏽', '12m'],
    ]);

    expect(lines).toEqual(['service  time', '承認     2m', '👍🏽       12m']);
  });

  test('of no rows are no lines', () => {
    expect(alignCells([])).toEqual([]);
  });
});
