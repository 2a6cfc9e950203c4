import { expect, test } from 'vitest';
import { formatMovedPorts } from '../../../src/cli/simulate/sandbox-flags.ts';

test('a default port that is in use is named, with the one that is used instead', () => {
  expect(
    formatMovedPorts([
      { name: 'production', wanted: 8080, port: 8180 },
      { name: 'desk', wanted: 8091, port: 0 },
    ]),
  ).toBe(
    '\n  Port 8080 is in use, so the production listener has 8180.\n  Port 8091 is in use, so the approval desk has another.\n',
  );
  expect(formatMovedPorts([])).toBe('');
});
