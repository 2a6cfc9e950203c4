import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  CloudWatchClient,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, describe, expect, test } from 'vitest';
import { alarmsCheck } from '../../../src/checks/alarms/alarms-check.ts';
import { cloudwatchAlarmReader } from '../../../src/checks/alarms/cloudwatch-alarm-reader.ts';
import { targetOfEvent } from '../../deployment/target-of-event.ts';
import { motoClientConfig } from '../../helpers/moto.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { contextFor } from '../check-context.ts';

const moto = useMoto();
const { signal } = new AbortController();

describe('cloudwatchAlarmReader over the wire', () => {
  test('reads state, reason and age of an alarm, and leaves out what does not exist', async () => {
    const client = cloudwatch();
    await putAlarm(client, 'shop-5xx', 'ALARM', 'Threshold Crossed');

    const states = await cloudwatchAlarmReader(client).states(['shop-5xx', 'shop-typo'], signal);

    expect([...states]).toEqual([
      [
        'shop-5xx',
        {
          value: 'ALARM',
          reason: 'Threshold Crossed',
          since: expect.any(Date),
          evaluation: undefined,
          warmUpMinutes: undefined,
        },
      ],
    ]);
  });

  test('reads more alarms than one call may name', async () => {
    const client = cloudwatch();
    const names = Array.from({ length: 103 }, (_, at) => `alarm-${at}`);
    for (const name of names) await putAlarm(client, name, 'OK');

    const states = await cloudwatchAlarmReader(client).states(names, signal);

    expect(states.size).toBe(103);
  });

  test('C2 finds alarms by the beginning of their names', async () => {
    const client = cloudwatch();
    for (const name of ['shop-5xx', 'shop-slow', 'cart-5xx']) await putAlarm(client, name, 'OK');

    const states = await cloudwatchAlarmReader(client).withPrefix('shop-', 500, signal);

    expect([...states.keys()].sort()).toEqual(['shop-5xx', 'shop-slow']);
    expect(states.get('shop-slow')).toMatchObject({ value: 'OK', since: expect.any(Date) });
  });

  test('stops when the signal aborts', async () => {
    await expect(cloudwatchAlarmReader(cloudwatch()).states(['a'], AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

// Moto knows metric alarms only and answers in one page, so this speaks awsJson1.0 itself.
describe('cloudwatchAlarmReader over several pages and types', () => {
  test('follows every page, and asks for log alarms only among the names that are left', async () => {
    const cloudwatchServer = await serve([
      {
        MetricAlarms: [{ AlarmName: 'metric', StateValue: 'OK', EvaluationState: 'PARTIAL_DATA' }],
        NextToken: 'page-2',
      },
      {
        CompositeAlarms: [
          {
            AlarmName: 'composite',
            StateValue: 'ALARM',
            StateTransitionedTimestamp: 1795355911,
            StateUpdatedTimestamp: 1795356000,
          },
        ],
      },
      { LogAlarms: [{ AlarmName: 'log', StateValue: 'OK', StateUpdatedTimestamp: 1795356000 }] },
    ]);

    const states = await cloudwatchAlarmReader(cloudwatchServer.client).states(['metric', 'composite', 'log'], signal);

    expect(Object.fromEntries(states)).toEqual({
      metric: {
        value: 'OK',
        reason: undefined,
        since: undefined,
        evaluation: 'PARTIAL_DATA',
        warmUpMinutes: undefined,
      },
      composite: {
        value: 'ALARM',
        reason: undefined,
        since: new Date(1795355911000),
        evaluation: undefined,
        warmUpMinutes: undefined,
        isComposite: true,
      },
      log: {
        value: 'OK',
        reason: undefined,
        since: new Date(1795356000000),
        evaluation: undefined,
        warmUpMinutes: undefined,
      },
    });
    expect(cloudwatchServer.asked).toEqual([
      { AlarmNames: ['metric', 'composite', 'log'], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 100 },
      {
        AlarmNames: ['metric', 'composite', 'log'],
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        MaxRecords: 100,
        NextToken: 'page-2',
      },
      { AlarmNames: ['log'], AlarmTypes: ['LogAlarm'], MaxRecords: 100 },
    ]);
  });
});

describe('cloudwatchAlarmReader, for what moto cannot do', () => {
  test('C2 finds alarms of every type by the beginning of their names, and stops after too many', async () => {
    const page = { MetricAlarms: [{ AlarmName: 'a-1', StateValue: 'OK' }], NextToken: 'page-2' };
    const last = { CompositeAlarms: [{ AlarmName: 'a-2', StateValue: 'OK' }] };
    const logs = { LogAlarms: [{ AlarmName: 'a-3', StateValue: 'OK' }] };
    const cloudwatchServer = await serve([page, last, logs, page, last]);
    const reader = cloudwatchAlarmReader(cloudwatchServer.client);

    expect([...(await reader.withPrefix('a-', 500, signal)).keys()]).toEqual(['a-1', 'a-2', 'a-3']);
    expect(cloudwatchServer.asked).toEqual([
      { AlarmNamePrefix: 'a-', AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 100 },
      { AlarmNamePrefix: 'a-', AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 100, NextToken: 'page-2' },
      { AlarmNamePrefix: 'a-', AlarmTypes: ['LogAlarm'], MaxRecords: 100 },
    ]);
    expect((await reader.withPrefix('a-', 1, signal)).size).toBe(2);
  });

  test('C4 finds the children of a composite alarm that are in ALARM, with no other filter, which CloudWatch would refuse', async () => {
    const cloudwatchServer = await serve([
      { MetricAlarms: [{ AlarmName: 'a', StateValue: 'ALARM' }], NextToken: 'page-2' },
      {
        MetricAlarms: [{ AlarmName: 'b', StateValue: 'OK' }],
        CompositeAlarms: [{ AlarmName: 'c', StateValue: 'ALARM' }],
      },
    ]);

    expect(await cloudwatchAlarmReader(cloudwatchServer.client).childrenInAlarm('all', signal)).toEqual(['a', 'c']);
    expect(cloudwatchServer.asked).toEqual([
      { ChildrenOfAlarmName: 'all', MaxRecords: 100 },
      { ChildrenOfAlarmName: 'all', MaxRecords: 100, NextToken: 'page-2' },
    ]);
  });
});

describe('alarmsCheck over the wire', () => {
  test('passes, fails, waits and reports errors according to the alarms', async () => {
    const client = cloudwatch();
    const check = alarmsCheck(cloudwatchAlarmReader(client));
    const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');
    const run = async (alarms: string[]) => check.run(target, await contextFor(check, { alarms }));
    await putAlarm(client, 'fine', 'OK');
    await putAlarm(client, 'silent', 'INSUFFICIENT_DATA');
    await putAlarm(client, 'loud', 'ALARM', 'Threshold Crossed');

    expect(await run(['fine'])).toMatchObject({ kind: 'pass', reason: '1 alarm OK' });
    expect(await run(['fine', 'silent'])).toMatchObject({ kind: 'wait' });
    expect(await run(['fine', 'silent', 'loud'])).toMatchObject({ kind: 'fail' });
    expect(await run(['fine', 'nobody'])).toMatchObject({ kind: 'fail' });

    const nobody = new CloudWatchClient({ ...motoClientConfig('http://127.0.0.1:1'), maxAttempts: 1 });
    const blind = alarmsCheck(cloudwatchAlarmReader(nobody));
    expect(await blind.run(target, await contextFor(blind, { alarms: ['fine'] }))).toMatchObject({ kind: 'error' });
  });
});

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A CloudWatch that gives these answers to DescribeAlarms, one after the other. */
async function serve(answers: object[]) {
  const asked: unknown[] = [];
  server = createServer(async (request, response) => {
    asked.push(JSON.parse(await text(request)));
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(answers.shift() ?? {}));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { client: new CloudWatchClient({ ...motoClientConfig(`http://127.0.0.1:${port}`), maxAttempts: 1 }), asked };
}

function cloudwatch(): CloudWatchClient {
  return new CloudWatchClient(motoClientConfig(moto().endpoint));
}

async function putAlarm(
  client: CloudWatchClient,
  AlarmName: string,
  StateValue: StateValue,
  StateReason = 'set by a test',
) {
  await client.send(
    new PutMetricAlarmCommand({
      AlarmName,
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'HTTPCode_Target_5XX_Count',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    }),
  );
  await client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }));
}
