import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FakeAlarmReader } from '../fake-alarm-reader.ts';
import { at, runAlarms } from './run-alarms.ts';

const values = fc.constantFrom('OK', 'ALARM', 'INSUFFICIENT_DATA', 'SNOOZED');
const changes = fc.array(fc.record({ second: fc.integer({ min: 0, max: 900 }), value: values }), { maxLength: 8 });

test('a watch by the minute passes only if the alarm was OK for as many whole minutes, and in ALARM in no more than allowed', async () => {
  await fc.assert(
    fc.asyncProperty(
      values,
      changes,
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 0, max: 16 }),
      async (first, later, failureLimit, minutes) => {
        const reader = new FakeAlarmReader().change('a', at('12:00'), first);
        const states = Array.from({ length: minutes * 60 }, () => first);
        for (const { second, value } of later.toSorted((one, other) => one.second - other.second)) {
          if (second > minutes * 60 || reader.alarms.get('a')?.value === value) continue;
          reader.change('a', new Date(at('14:00').getTime() + second * 1000), value);
          states.fill(value, second);
        }
        const verdict = await runAlarms(
          reader,
          { alarms: ['a'], watchMinutes: 5, waitMinutes: 5, failureLimit },
          minutes,
        );

        const whole = Array.from({ length: Math.min(minutes, 10) }, (_, minute) =>
          states.slice(minute * 60, minute * 60 + 60),
        );
        const good = whole.filter((minute) => minute.every((value) => value === 'OK')).length;
        const bad = whole.filter((minute) => minute.includes('ALARM')).length;
        if (verdict.kind === 'pass')
          expect({ isEnough: good >= 5, isAllowed: bad <= failureLimit }).toEqual({ isEnough: true, isAllowed: true });
        if (bad > failureLimit && verdict.kind !== 'error') expect(verdict.kind).toBe('fail');
      },
    ),
    { numRuns: 300 },
  );
});
