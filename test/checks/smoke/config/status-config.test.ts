import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { allowsStatus, formatStatuses, statusSchema } from '../../../../src/checks/smoke/config/status-config.ts';

const wanted = 'expected a status from 200 to 599, "2xx", or a range such as "200-204"';

describe('status', () => {
  test.each<[unknown, number[], number[], string]>([
    [200, [200], [201, 199, 404], '200'],
    [301, [301], [302], '301'],
    ['2xx', [200, 204, 299], [199, 300], '2xx'],
    ['3XX', [300, 399], [299, 400], '3xx'],
    ['5xx', [500, 599], [499, 600], '5xx'],
    ['200-204', [200, 202, 204], [205], '200-204'],
    ['200 - 204', [200, 204], [205], '200-204'],
    ['404-404', [404], [403, 405], '404-404'],
    ['200-299', [200, 299], [300], '2xx'],
    ['250-349', [250, 349], [249, 350], '250-349'],
    ['200-298', [200, 298], [299], '200-298'],
    [[200, '3xx', '401-403'], [200, 302, 402], [201, 400, 404], '200 or 3xx or 401-403'],
    [[200, 200], [200], [201], '200 or 200'],
  ])('takes %j', (written, allowed, refused, text) => {
    const ranges = v.parse(statusSchema, written);

    expect(allowed.filter((status) => !allowsStatus(ranges, status))).toEqual([]);
    expect(refused.filter((status) => allowsStatus(ranges, status))).toEqual([]);
    expect(formatStatuses(ranges)).toBe(text);
  });

  test.each<[unknown, string]>([
    [99, wanted],
    [600, wanted],
    [200.5, wanted],
    ['200', wanted],
    ['2x', wanted],
    ['x2xx', wanted],
    ['2xxx', wanted],
    ['x200-204', wanted],
    ['200-2044', wanted],
    ['6xx', wanted],
    ['0xx', wanted],
    ['204-200', wanted],
    ['200-600', wanted],
    ['200,201', wanted],
    ['200-100', wanted],
    [1100, wanted],
    ['', wanted],
    [null, wanted],
    [true, wanted],
    [{ from: 200 }, wanted],
    [100, `${wanted}: a status below 200 is never the last one of a response`],
    ['1xx', `${wanted}: a status below 200 is never the last one of a response`],
    ['100-299', `${wanted}: a status below 200 is never the last one of a response`],
    [[], 'expected at least one status'],
    [Array.from({ length: 51 }, () => 200), 'expected at most 50 statuses'],
    [[200, 'ok'], wanted],
  ])('refuses %j, and says what to write', (written, message) => {
    expect(v.safeParse(statusSchema, written).issues?.[0]?.message).toBe(message);
  });

  test('allows exactly what is between the ends of a range', () => {
    const status = fc.integer({ min: 200, max: 599 });
    fc.assert(
      fc.property(status, status, status, (one, other, found) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];

        expect(allowsStatus(v.parse(statusSchema, `${from}-${to}`), found)).toBe(found >= from && found <= to);
      }),
    );
  });
});
