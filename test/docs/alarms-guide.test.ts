import { describe, expect, test } from 'vitest';
import { alarmsCheck } from '../../src/checks/alarms/alarms-check.ts';
import { FakeAlarmReader } from '../checks/alarms/fake-alarm-reader.ts';
import { at, runAlarms } from '../checks/alarms/more/run-alarms.ts';
import { contextFor } from '../checks/check-context.ts';
import { targetOfEvent } from '../deployment/target-of-event.ts';
import { readGuide } from './guide-examples.ts';

const { examples } = readGuide('alarms');
const names = ['retail-ui-5xx', 'retail-ui-latency', 'retail-ui-errors', 'edge-5xx'];
const weekAgo = new Date('2026-11-15T14:00:00Z');

/** All alarms of the guide in one state for a week. */
function alarmsIn(value: string): FakeAlarmReader {
  const reader = new FakeAlarmReader();
  for (const name of names) {
    reader.change(name, weekAgo, value);
    reader.tags.set(name, { service: 'retail-ui', severity: 'release' });
  }
  return reader;
}

describe('the guide to alarms', () => {
  test('has an example for each need', () => {
    expect(new Set(examples.map(({ need }) => need)).size).toBe(7);
  });

  test.each(examples)('has a configuration for "$need" that passes while all is well', async ({ hookDetails }) => {
    expect(await runAlarms(alarmsIn('OK'), hookDetails, 20)).toMatchObject({ kind: 'pass' });
  });

  test.each(examples)('has a configuration for "$need" that fails if its alarms go off', async ({ hookDetails }) => {
    const reader = alarmsIn('OK');
    for (const name of names) reader.change(name, at('14:03'), 'ALARM');

    expect(await runAlarms(reader, hookDetails, 40, { createdAt: at('13:30') })).toMatchObject({ kind: 'fail' });
  });

  test.each(examples)('has a configuration for "$need" that does not pass without data', async ({ hookDetails }) => {
    expect(await runAlarms(alarmsIn('INSUFFICIENT_DATA'), hookDetails, 40)).toMatchObject({
      kind: 'fail',
      inconclusive: true,
    });
  });
});

test.each(['an anomaly-detection alarm', 'an alarm on metric math'])(
  '%s counts like any other: C5, C8',
  async (name) => {
    const reader = new FakeAlarmReader().set(name, 'OK');

    expect(await runAlarms(reader, { alarms: [name] })).toMatchObject({ kind: 'pass' });
    reader.set(name, 'ALARM');
    expect(await runAlarms(reader, { alarms: [name] })).toMatchObject({ kind: 'fail' });
  },
);

test('each step of a canary is a gate of its own, whose watch begins with its first call', async () => {
  const reader = new FakeAlarmReader().change('a', weekAgo, 'OK');
  reader.change('a', at('14:03'), 'ALARM').change('a', at('14:04'), 'OK');
  const check = alarmsCheck(reader);
  const target = targetOfEvent('POST_PRODUCTION_TRAFFIC_SHIFT.doc');
  const step = async (productionWeight: number, since: Date, minutes: number) => {
    const context = await contextFor(check, { alarms: ['a'], watchMinutes: 5 });
    const now = new Date(since.getTime() + minutes * 60_000);
    const own = { ...context, clock: { now: () => now }, gate: { ...context.gate, since } };
    return check.run({ ...target, productionWeight }, own);
  };

  expect(await step(10, at('14:00'), 5)).toMatchObject({ kind: 'fail' });
  expect(await step(100, at('14:20'), 0)).toMatchObject({ kind: 'wait' });
  expect(await step(100, at('14:20'), 5)).toMatchObject({ kind: 'pass' });
});
