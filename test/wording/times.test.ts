import { describe, expect, test } from 'vitest';
import { formatTime } from '../../src/wording/times.ts';

describe('formatTime', () => {
  const at = new Date('2026-11-22T14:30:59.999Z');

  test('omits the date if it is today’s', () => {
    expect(formatTime(at, new Date('2026-11-22T00:00:00Z'))).toBe('14:30 UTC');
    expect(formatTime(at, new Date('2026-11-23T00:00:00Z'))).toBe('2026-11-22 14:30 UTC');
    expect(formatTime(at)).toBe('2026-11-22 14:30 UTC');
  });
});
