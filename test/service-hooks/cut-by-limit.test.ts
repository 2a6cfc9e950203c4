import { describe, expect, test } from 'vitest';
import { findCutMoment } from '../../src/service-hooks/cut-by-limit.ts';

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
const everyDay = [...weekdays, 'sat', 'sun'] as const;

describe('findCutMoment', () => {
  test('finds the first hour of the week from which a day is too short', () => {
    const office = { timeZone: 'Europe/Berlin', days: weekdays, from: '09:00', to: '17:00' };

    expect(findCutMoment(office, 60)).toBe('Fri 17:00 Europe/Berlin');
    expect(findCutMoment(office, 240)).toBe('Fri 14:00 Europe/Berlin');
    // Longer than an office day: no request ever gets them.
    expect(findCutMoment(office, 600)).toBe('Mon 01:00 Europe/Berlin');
  });

  test('finds none if a day always has enough', () => {
    expect(findCutMoment({ timeZone: 'UTC', days: everyDay, from: '08:00', to: '20:00' }, 240)).toBeUndefined();
    expect(findCutMoment({ timeZone: 'UTC', days: everyDay, from: '00:00', to: '24:00' }, 1430)).toBeUndefined();
  });
});
