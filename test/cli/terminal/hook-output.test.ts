import { describe, expect, test } from 'vitest';
import { formatHookLine } from '../../../src/cli/terminal/hook-output.ts';

describe('formatHookLine', () => {
  test.each([
    ['looking at the shop', 'looking at the shop'],
    [
      '{"level":"INFO","message":"smoke answers SUCCEEDED","reason":"14 of 14","timestamp":"t"}',
      'INFO smoke answers SUCCEEDED: 14 of 14',
    ],
    [
      '{"level":"ERROR","message":"it failed","error":{"name":"E","message":"no answer"}}',
      'ERROR it failed: no answer',
    ],
    ['{"level":"INFO","message":"warm"}', 'INFO warm'],
    ['{"answer": 42}', '{"answer": 42}'],
    ['{ not JSON', '{ not JSON'],
  ])('formats %s', (line, said) => {
    expect(formatHookLine('smoke, call 2', line)).toBe(`  smoke, call 2 │ ${said}`);
  });

  test('without a call has no name', () => {
    expect(formatHookLine(undefined, 'before the first call')).toBe('  before the first call');
  });
});
