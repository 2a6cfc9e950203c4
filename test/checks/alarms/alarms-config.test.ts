import { describe, expect, test } from 'vitest';
import { alarmsCheck } from '../../../src/checks/alarms/alarms-check.ts';
import { alarmsConfigSchema } from '../../../src/checks/alarms/alarms-config.ts';
import { contextFor, whatIsWrongWith } from '../check-context.ts';
import { FakeAlarmReader } from './fake-alarm-reader.ts';

const check = alarmsCheck(new FakeAlarmReader());

describe('the configuration of the alarms check', () => {
  test('needs only the names', async () => {
    expect((await contextFor(check, { alarms: ['shop-5xx'] })).config).toEqual({
      alarms: ['shop-5xx'],
      onInsufficientData: 'wait',
      onMissing: 'fail',
      waitMinutes: 10,
      okForMinutes: 0,
      watchMinutes: 0,
      firstDeployment: 'check',
    });
  });

  test('has the rarer keys apart from the others, and nothing if there are none', async () => {
    const { config } = await contextFor(check, { prefix: 'shop-', onAlarm: 'wait', okForMinutes: 3 });

    expect(config).toMatchObject({ alarms: undefined, okForMinutes: 3, more: { prefix: 'shop-', onAlarm: 'wait' } });
    expect((await contextFor(check, { alarms: ['a'], onMissing: 'pass' })).config).not.toHaveProperty('more');
  });

  test('is the same for a gate with few keys and for one with many', async () => {
    const details = { alarms: ['a'], waitMinutes: 5, okForMinutes: 5 };
    const [short, long] = [
      await contextFor(check, details),
      await contextFor({ ...check, configSchema: alarmsConfigSchema }, details),
    ];

    expect(long.config).toStrictEqual(short.config);
  });

  test.each([
    { alarms: Array.from({ length: 500 }, (_, number) => `a${number}`) },
    { alarms: ['arn:aws:ec2:us-west-2:123456789012:instance/i-1', 'x'.repeat(255)] },
    { waitMinutes: 1440, okForMinutes: 1440, watchMinutes: 1440 },
    { waitMinutes: 1, okForMinutes: 1 },
    { onInsufficientData: 'fail', onMissing: 'wait', firstDeployment: 'pass' },
    { onMissing: 'pass' },
  ])('accepts %j', async (hookDetails) => {
    expect(await whatIsWrongWith(check, hookDetails)).toBeUndefined();
    expect((await contextFor(check, hookDetails)).config).toMatchObject(hookDetails);
  });

  const [roleArn, region] = ['arn:aws:iam::111122223333:role/alarms', 'eu-west-1'];
  const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, number) => [`t${number}`, '']));

  test.each([
    { source: { region } },
    { source: { roleArn } },
    { alarms: undefined, prefix: 'shop-', source: { region } },
    { alarms: undefined, tags: tags(1), source: { region } },
    { prefix: 'shop-', allowedFailures: 1 },
    { tags: tags(1), allowedFailures: 1 },
    { alarms: undefined, allowedFailures: 1 },
    { watchMinutes: 3, failureLimit: 2 },
    { onAlarm: 'fail', ignoreAlreadyInAlarm: false },
    { tags: tags(10) },
    { tags: { ['k'.repeat(128)]: 'v'.repeat(256) } },
  ])('accepts with one alarm, if not said otherwise, %j', async (given) => {
    const { alarms, ...rest } = { alarms: ['a'], ...given };
    const details = JSON.parse(JSON.stringify({ alarms, ...rest }));

    expect(await whatIsWrongWith(check, details)).toBeUndefined();
  });

  const tagsWanted =
    'hookDetails.tags: expected 1 to 10 tags, such as {"service": "retail-ui"}, with keys of at most 128 and values of at most 256 characters';

  test.each([
    tags(0),
    tags(11),
    { '': 'x' },
    { ['k'.repeat(129)]: 'x' },
    { k: 'v'.repeat(257) },
    { k: 5 },
    { good: 'x', bad: null },
    ['service'],
  ])('refuses the tags %j', async (given) => {
    expect(await whatIsWrongWith(check, { tags: given })).toContain(tagsWanted);
  });

  test.each([
    [
      { alarms: Array.from({ length: 501 }, (_, number) => `a${number}`) },
      'hookDetails.alarms: expected 1 to 500 alarm names, not 501',
    ],
    [{ alarms: ['x'.repeat(256)] }, 'hookDetails.alarms[0]: expected at most 255 characters, not 256'],
    [{ alarms: [5] }, 'hookDetails.alarms[0]: expected the name of an alarm, not 5'],
    [
      { alarms: ['arn:aws-cn:cloudwatch:x'] },
      `hookDetails.alarms[0]: expected the alarm's name instead of its arn, not "arn:aws-cn:cloudwatch:x"`,
    ],
    [{ waitMinutes: 1441 }, 'hookDetails.waitMinutes: expected a whole number from 1 to 1440, not 1441'],
    [{ waitMinutes: '5' }, 'hookDetails.waitMinutes: expected a whole number from 1 to 1440, not "5"'],
    [{ watchMinutes: -1 }, 'hookDetails.watchMinutes: expected a whole number from 0 to 1440, not -1'],
    [{ firstDeployment: 'ask' }, 'hookDetails.firstDeployment: expected "check" or "pass", not "ask"'],
    [{ alarms: 'shop-5xx' }, 'hookDetails.alarms: expected a list of alarm names, not "shop-5xx"'],
    [{ alarms: [] }, 'hookDetails.alarms: expected 1 to 500 alarm names, not a list of 0'],
    [{ alarms: [''] }, 'hookDetails.alarms[0]: expected the name of an alarm, not an empty string'],
    [{ alarms: ['a', 'b', 'b'] }, 'hookDetails.alarms: expected every alarm name once, but "b" is named twice'],
    [
      { alarms: ['arn:aws:cloudwatch:us-west-2:123456789012:alarm:shop-5xx'] },
      `hookDetails.alarms[0]: expected the alarm's name instead of its arn, not "arn:aws:cloudwatch:us-west-2:123456789012:alarm:shop-5xx"`,
    ],
    [{ alarms: ['a'], alarm: 'b' }, 'hookDetails.alarm: unknown key, remove it or correct its spelling'],
    [{ alarms: ['a'], onMissing: 'ok' }, 'hookDetails.onMissing: expected "fail", "wait" or "pass", not "ok"'],
    [
      { alarms: ['a'], onInsufficientData: 'ok' },
      'hookDetails.onInsufficientData: expected "wait", "pass" or "fail", not "ok"',
    ],
    [
      { prefix: '' },
      'hookDetails.prefix: expected the beginning of the names, such as "retail-ui-", of 1 to 255 characters, not an empty string',
    ],
    [
      { source: { region } },
      "hookDetails.source: expected alarms, prefix or tags next to it: the deployment's own alarms are in its own account and Region",
    ],
    [{ alarms: ['a'], source: {} }, 'hookDetails.source: expected region or roleArn or both'],
    [
      { alarms: ['a'], ignoreAlreadyInAlarm: 'yes' },
      'hookDetails.ignoreAlreadyInAlarm: expected true or false, not "yes"',
    ],
    [
      { watchMinutes: 2, inconclusiveLimit: 2 },
      'hookDetails.watchMinutes: expected at least 3, not 2: its minutes are what consecutive, failureLimit and inconclusiveLimit count',
    ],
    [
      { watchMinutes: 5, consecutive: 1, okForMinutes: 2 },
      'hookDetails.okForMinutes: expected no okForMinutes next to consecutive, failureLimit or inconclusiveLimit, not 2: write consecutive instead',
    ],
    [
      { watchMinutes: 5, consecutive: 1, onAlarm: 'wait' },
      'hookDetails.onAlarm: expected no "wait" next to consecutive, failureLimit or inconclusiveLimit: write failureLimit instead',
    ],
    [
      { watchMinutes: 5, consecutive: 1, onInsufficientData: 'fail' },
      'hookDetails.onInsufficientData: expected no "fail" next to consecutive, failureLimit or inconclusiveLimit: write "inconclusiveLimit": 0 instead',
    ],
    [{ alarms: ['a'], onAlarm: 'pass' }, 'hookDetails.onAlarm: expected "fail" or "wait", not "pass"'],
    [
      { alarms: ['a', 'b'], allowedFailures: 2 },
      'hookDetails.allowedFailures: expected fewer than there are alarms, which is 2, not 2: otherwise nothing could fail the gate',
    ],
    [
      { alarms: ['a'], allowedFailures: -1 },
      'hookDetails.allowedFailures: expected a whole number from 0 to 499, not -1',
    ],
    [{ alarms: ['a'], waitMinutes: 0 }, 'hookDetails.waitMinutes: expected a whole number from 1 to 1440, not 0'],
    [{ alarms: ['a'], okForMinutes: 1.5 }, 'hookDetails.okForMinutes: expected a whole number from 0 to 1440, not 1.5'],
    [
      { alarms: ['a'], okForMinutes: 15 },
      'hookDetails.okForMinutes: expected at most waitMinutes (10 by default), not 15: raise that too',
    ],
  ])('refuses %j', async (hookDetails, reason) => {
    expect(await whatIsWrongWith(check, hookDetails)).toBe(reason);
  });
});
