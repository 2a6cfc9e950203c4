import { stripVTControlCharacters } from 'node:util';
import { expect, test, vi } from 'vitest';
import { devLog } from '../../../src/cli/dev/dev-log.ts';

const module = { name: 'freeze', file: './freeze.ts', path: '/work/freeze.ts', handler: 'handler' };

test.each([
  [
    '{"level":"INFO","message":"freeze answers SUCCEEDED","reason":"no freeze","service":"service_undefined"}',
    'INFO freeze answers SUCCEEDED: no freeze',
  ],
  ['{"answer": 42}', '{"answer": 42}'],
  ['looking at the calendar', 'looking at the calendar'],
])('shows a line of a hook readable: %s', (line, shown) => {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);

  devLog([module]).line(module, line);

  expect(written.mock.calls.map(([text]) => stripVTControlCharacters(String(text)))).toEqual([
    `          freeze │ ${shown}\n`,
  ]);
});
