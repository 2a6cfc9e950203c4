import { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import texts from '../../../cases/texts.json' with { type: 'json' };
import { useMoto } from '../../../helpers/use-moto.ts';
import { healthySetting } from '../healthy-setting.ts';
import { examineService } from '../run-doctor.ts';

const moto = useMoto();
const names = texts.alarms.map(({ AlarmName }) => AlarmName);

describe('greenlight doctor on alarms that can never become OK', () => {
  test('T4 reports them at once, and finds nothing more after its commands were run', async () => {
    const { endpoint } = moto();
    const setting = await healthySetting(endpoint);
    const { cloudwatch, hooks } = setting;
    for (const { StateValue: _, ...alarm } of texts.alarms) {
      await cloudwatch.send(new PutMetricAlarmCommand(alarm as PutMetricAlarmCommand['input']));
    }
    const configuration = {
      lifecycleHooks: [hooks.smoke, { ...hooks.alarm, hookDetails: { alarms: names } }, hooks.approval],
    };

    const before = await examineService(endpoint, setting, configuration);
    const found = before.report.findings.filter(({ group }) => group === 'alarms');
    for (const { fix } of found) {
      const [, json = ''] = /put-metric-alarm --cli-input-json '(.*)'$/.exec(fix) ?? [];
      await cloudwatch.send(new PutMetricAlarmCommand(JSON.parse(json)));
    }
    const after = await examineService(endpoint, setting, configuration);

    expect(before.ran.code).toBe(1);
    expect(found.map(({ id, severity, about }) => [id, severity, about])).toEqual(
      names.map((name) => ['alarm-never-ok', 'error', name]),
    );
    expect(after.report.findings.filter(({ group }) => group === 'alarms')).toEqual([]);
    expect(after.ran.code).toBe(0);
  });
});
