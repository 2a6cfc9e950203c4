import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { approving, rejecting, wordsOn } from '../helpers/approval.ts';
import { builtFunctions } from '../helpers/built-functions.ts';
import { ecsEvent } from '../helpers/hook.ts';
import { motoClientConfig } from '../helpers/moto.ts';
import { useMoto } from '../helpers/use-moto.ts';
import { deployInto, type RunningFunction, runFunction } from './deployed.ts';
import { playing } from './playing.ts';
import { runningEcs } from './running-ecs.ts';

describe('the gate hook and the desk, as they are built', () => {
  const moto = useMoto();
  const running: RunningFunction[] = [];
  let folder = '';
  beforeAll(async () => {
    folder = await builtFunctions();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.stop()));
  });

  const asks = { approval: { reviewers: ['ana@example.com'] } };
  const alarms = (more: object = {}) => ({ alarms: { alarms: ['shop-5xx'], ...more } });

  test('check, then ask with what was found, and continue as people decide', async () => {
    const { poll, ask, mails, keys } = await deployed({ gate: 'release', checks: [{ all: [alarms()] }, asks] });

    const first = await poll();
    const second = await poll();
    const [mail, ...others] = await mails();
    const link = /^Decide: {3}https:\/\/desk\.example\.com(\/r\/\S+)$/m.exec(mail?.message ?? '')?.[1] ?? 'no link';
    const page = (await ask('GET', link)).body;
    await ask('POST', link, approving, page);
    const last = await poll();

    expect([first.hookStatus, second.hookStatus]).toEqual(['IN_PROGRESS', 'IN_PROGRESS']);
    expect(others).toEqual([]);
    expect(mail?.message).toMatch(/^Checked: {2}1 alarm OK/m);
    expect(wordsOn(page)).toMatch(/passed alarms \(release\.all\)/);
    expect(wordsOn(page)).toContain('gate release');
    expect(last).toMatchObject({
      hookStatus: 'SUCCEEDED',
      reason: expect.stringMatching(/^all: alarms: .*; approval: approved by ana@example\.com/),
    });
    expect(await keys()).toEqual([
      'approvals/123456789012/us-west-2/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28/POST_TEST_TRAFFIC_SHIFT.release.approval.json',
      expect.stringMatching(/^decided\/.*-APPROVED\/my-cluster\/my-service\//),
      expect.stringMatching(/^following\//),
      expect.stringMatching(/^links\/[0-9a-f]{64}\.json$/),
      ...['release.all.alarms.alarms', 'release.approval.approval', 'release.gate'].map(
        (name) =>
          `reports/123456789012/us-west-2/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28/POST_TEST_TRAFFIC_SHIFT.${name}.json`,
      ),
    ]);
  });

  test('fail as people decide, even when another instance takes over', async () => {
    const { poll, ask, mails, start } = await deployed({ checks: [alarms(), asks] });
    await poll();
    const [mail] = await mails();
    const link = /https:\/\/desk\.example\.com(\/r\/\S+)/.exec(mail?.message ?? '')?.[1] ?? 'no link';
    await ask('POST', link, rejecting, (await ask('GET', link)).body);
    await start();

    expect(await poll()).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringMatching(/approval: rejected by ana/),
    });
  });

  test('ask nobody if a check fails, and nobody is let through by a dry run', async () => {
    const { poll, mails } = await deployed({ checks: [{ any: [alarms({ dryRun: true }), alarms()] }, asks] }, 'ALARM');

    expect(await poll()).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringContaining('shop-5xx') });
    expect(await mails()).toEqual([]);
  });

  test('show a dry run loudly to the people who are asked', async () => {
    const { poll, ask, mails } = await deployed({ checks: [alarms({ dryRun: true }), asks] }, 'ALARM');

    expect((await poll()).hookStatus).toBe('IN_PROGRESS');
    const [mail] = await mails();
    const link = /https:\/\/desk\.example\.com(\/r\/\S+)/.exec(mail?.message ?? '')?.[1] ?? 'no link';
    expect(mail?.message).toMatch(/^Checked: {2}alarms DRY RUN: would have failed: .*shop-5xx/m);
    expect(wordsOn((await ask('GET', link)).body)).toMatch(/DRY RUN alarms/);
  });

  test('answer a wrong configuration with its path', async () => {
    const { poll } = await deployed({ checks: [{ smoke: {} }, { all: [alarms({ waitMinutes: 0 })] }] });

    expect(await poll()).toEqual({
      hookStatus: 'FAILED',
      reason:
        'wrong configuration: hookDetails.checks[1].all[0].alarms.waitMinutes: expected a whole number from 1 to 1440, not 0',
    });
  });

  async function deployed(hookDetails: object, StateValue: 'OK' | 'ALARM' = 'OK') {
    const environment = { ...(await deployInto(moto().endpoint)), AWS_ENDPOINT_URL_ECS: await runningEcs() };
    const config = motoClientConfig(moto().endpoint);
    const cloudwatch = new CloudWatchClient(config);
    const AlarmName = 'shop-5xx';
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        ...{ AlarmName, Namespace: 'Shop', MetricName: '5xx', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 },
        ...{ Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
      }),
    );
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'set by a test' }));
    const open = async (name: 'gate-hook' | 'desk') => {
      const started = await runFunction(pathToFileURL(join(folder, name, 'index.mjs')).href, environment);
      running.push(started);
      return started;
    };
    let hook = await open('gate-hook');
    const desk = await open('desk');
    return {
      mails: () => moto().published(),
      async start() {
        hook = await open('gate-hook');
      },
      ...playing(() => hook, desk, ecsEvent({ hookDetails })),
      async keys() {
        const { Contents = [] } = await new S3Client(config).send(new ListObjectsV2Command({ Bucket: 'ledger' }));
        return Contents.flatMap(({ Key }) => Key ?? []);
      },
    };
  }
});
