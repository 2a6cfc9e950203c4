import { expect, test } from 'vitest';
import { readHookDetails } from '../../../src/hook/event/event.ts';

const maxBytes = 262_144;
const withBytes = (bytes: number) => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) });
const nested = (open: string, close: string) => JSON.parse(`${open.repeat(50_000)}1${close.repeat(50_000)}`) as unknown;
const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;

test.each([undefined, null, 'null', '{}', {}])('%j configures nothing', (details) => {
  expect(readHookDetails(details)).toEqual({});
});

test('may take 256 KiB', () => {
  expect(readHookDetails(withBytes(maxBytes))).toEqual(withBytes(maxBytes));
  expect(readHookDetails(withBytes(maxBytes + 1))).toBe('hookDetails takes 262145 bytes; at most 262144 are allowed');
});

test.each([
  ['objects', nested('{"a":', '}')],
  ['lists', nested('[', ']')],
  ['itself', cyclic],
])('with %s in each other without end cannot be returned', (_what, details) => {
  expect(readHookDetails(details)).toBe('hookDetails is nested too deeply to be returned');
});

test('with half a character deep inside are returned or explained at every depth', () => {
  for (let depth = 500; depth <= 8000; depth += 250) {
    const details = readHookDetails(JSON.parse(`${'{"a":'.repeat(depth)}"\\ud83d"${'}'.repeat(depth)}`));

    // They can be written at depths at which they can no longer be read with the half replaced.
    const said = typeof details === 'string' ? details : 'returned';
    expect(['returned', 'hookDetails is nested too deeply to be returned']).toContain(said);
  }
});
