import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { STSClient } from '@aws-sdk/client-sts';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { awsMoreAlarmReader } from '../../../../src/functions/lazy/alarms/aws-more-alarm-reader.ts';
import { assumeRole } from '../../../../src/functions/lazy/metrics/assume-role.ts';
import { motoClientConfig } from '../../../helpers/moto.ts';
import { useMoto } from '../../../helpers/use-moto.ts';

const moto = useMoto();
const { signal } = new AbortController();
const roleArn = 'arn:aws:iam::444455556666:role/greenlight-alarms';

describe('awsMoreAlarmReader over the wire', () => {
  // The client of a role is created while the module is imported by others, too: it reads the environment with its first call.
  beforeEach(() => {
    for (const [name, value] of Object.entries(environment())) vi.stubEnv(name, value);
  });

  test('finds the alarms that have all the tags', async () => {
    await putAlarm(client(), 'shop-5xx', { team: 'shop', stage: 'prod' });
    await putAlarm(client(), 'shop-slow', { team: 'shop', stage: 'test' });
    await putAlarm(client(), 'cart: 5xx', { team: 'cart', stage: 'prod' });
    const reader = await awsMoreAlarmReader({}, environment());

    expect(await reader.withTags({ team: 'shop', stage: 'prod' }, 500, signal)).toEqual(['shop-5xx']);
    expect(await reader.withTags({ team: 'cart' }, 500, signal)).toEqual(['cart: 5xx']);
    expect(await reader.withTags({ team: 'nobody' }, 500, signal)).toEqual([]);
  });

  test("reads alarms of another account and Region through its role, and none of the function's own", async () => {
    await putAlarm(client(), 'own', { team: 'shop' });
    const { accessKeyId, secretAccessKey, sessionToken } = await assumeRole({ roleArn }, 'us-west-2')();
    const elsewhere = client({ region: 'eu-west-1', credentials: { accessKeyId, secretAccessKey, sessionToken } });
    await putAlarm(elsewhere, 'theirs', { team: 'shop' });

    const reader = await awsMoreAlarmReader({ region: 'eu-west-1', roleArn }, environment());

    expect([...(await reader.states(['own', 'theirs'], signal))]).toEqual([
      ['theirs', expect.objectContaining({ value: 'ALARM' })],
    ]);
    expect(await reader.withTags({ team: 'shop' }, 500, signal)).toEqual(['theirs']);
  });

  test('names the external id of the source, and keeps a reader for each', async () => {
    const asked: object[] = [];
    const sts = vi.spyOn(STSClient.prototype, 'send').mockImplementation(async ({ input }) => {
      asked.push(input);
      throw new Error('refused');
    });
    const readerOf = (externalId: string) =>
      awsMoreAlarmReader({ region: 'eu-west-1', roleArn, externalId }, environment());
    const [shop, cart] = [await readerOf('shop'), await readerOf('cart')];

    for (const reader of [shop, cart])
      await expect(reader.states(['5xx'], signal)).rejects.toThrow(`${roleArn} cannot be assumed: refused`);

    expect(await readerOf('shop')).toBe(shop);
    expect(asked).toMatchObject([{ ExternalId: 'shop' }, { ExternalId: 'cart' }]);
    // Of the function's own Region, where STS surely is enabled.
    expect(await (sts.mock.contexts[0] as STSClient).config.region()).toBe('us-west-2');
  });
});

function environment() {
  return {
    AWS_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_ENDPOINT_URL: moto().endpoint,
  };
}

function client(more: Partial<ConstructorParameters<typeof CloudWatchClient>[0]> = {}): CloudWatchClient {
  return new CloudWatchClient({ ...motoClientConfig(moto().endpoint), region: 'us-west-2', ...more });
}

async function putAlarm(cloudwatch: CloudWatchClient, AlarmName: string, tags: Record<string, string>): Promise<void> {
  await cloudwatch.send(
    new PutMetricAlarmCommand({
      ...{ AlarmName, Namespace: 'Shop', MetricName: '5xx', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 },
      ...{ Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
  await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'slow' }));
}
