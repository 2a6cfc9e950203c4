import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ListTasksCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureTool, type PythonTool } from '../../../../scripts/python-tools.ts';
import { defaultLoadBalancer, defaultNames } from '../../../../src/controller/ecs/arns.ts';
import { obtain } from '../../../helpers/obtain.ts';
import { hookAt } from '../../play.ts';
import type { Served } from '../serve.ts';
import { polledRegion } from './polled-service.ts';
import { runClient } from './run-client.ts';

const found = await obtain('the AWS CLI', () => ensureTool('awscli'));

const service = ['--cluster', 'my-cluster', '--service', 'cart'];
const blueGreen = { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 1 };
const pause = { targetType: 'PAUSE', lifecycleStages: ['PRE_SCALE_UP'] };

/** `aws ecs wait` with the CLI's own conditions, and no real time between two polls. */
describe.skipIf(found === undefined)('aws ecs wait', () => {
  // Inside, it is there: a skipped suite runs none of this.
  const cli = found as PythonTool;
  let models = '';
  let own = '';
  beforeAll(async () => {
    [models, own] = await copyWaiters(cli);
  });
  afterAll(() => rmSync(models, { recursive: true, force: true }));

  const aws = (region: Served, ...args: string[]) =>
    runClient(cli, 'the AWS CLI', [cli.bin('aws'), 'ecs', ...args, '--output', 'json'], region.endpoint, {
      AWS_DATA_PATH: [models, own].join(delimiter),
    });
  const waitUntilStable = (region: Served) =>
    aws(region, 'wait', 'services-stable', '--cluster', 'my-cluster', '--services', 'cart');
  const waitForTasks = (region: Served, waiter: string, tasks: readonly string[]) =>
    aws(region, 'wait', waiter, '--cluster', 'my-cluster', '--tasks', ...tasks);
  const tasksOf = async ({ client }: Served) =>
    (await client.send(new ListTasksCommand({ cluster: 'my-cluster', serviceName: 'cart' }))).taskArns ?? [];
  const polls = ({ answers }: Served) => answers.filter(({ operation }) => operation === 'DescribeServices').length;
  const create = (region: Served, configuration: object) =>
    aws(
      region,
      ...['create-service', '--cluster', 'my-cluster', '--service-name', 'cart', '--task-definition', 'shop:1'],
      ...['--desired-count', '2', '--load-balancers', JSON.stringify([defaultLoadBalancer(defaultNames)])],
      ...['--deployment-configuration', JSON.stringify(configuration)],
    );
  const deployment = async (region: Served) => {
    const listed = await aws(region, 'list-service-deployments', ...service);
    return listed.json.serviceDeployments[0];
  };

  test('W-13 waits for a first deployment that pauses before its tasks start', async () => {
    const region = await polledRegion();
    await create(region, { ...blueGreen, lifecycleHooks: [pause] });

    const paused = await waitUntilStable(region);
    const { serviceDeploymentArn } = await deployment(region);
    const described = await aws(
      region,
      ...['describe-service-deployments', '--service-deployment-arns', serviceDeploymentArn],
    );
    const [{ hookId }] = described.json.serviceDeployments[0].lifecycleHookDetails;
    await aws(
      region,
      ...['continue-service-deployment', '--service-deployment-arn', serviceDeploymentArn, '--hook-id', hookId],
    );
    const pollsBefore = polls(region);
    const continued = await waitUntilStable(region);

    expect(paused).toMatchObject({ code: 255, errors: expect.stringContaining('Max attempts exceeded') });
    expect(continued).toMatchObject({ code: 0 });
    expect(polls(region) - pollsBefore).toBeGreaterThan(1);
  });

  test('W-13 W-15 waits for a blue/green deployment until blue has ended, for a rollback, and for tasks that run or have stopped', async () => {
    const region = await polledRegion({ hookStatus: 'FAILED' });
    const update = (configuration: object) =>
      aws(
        region,
        ...['update-service', ...service, '--force-new-deployment'],
        ...['--deployment-configuration', JSON.stringify(configuration)],
      );
    await create(region, { ...blueGreen, bakeTimeInMinutes: 0 });
    const first = await waitUntilStable(region);
    const blue = await tasksOf(region);
    await update(blueGreen);
    const second = await waitUntilStable(region);
    const succeeded = await deployment(region);
    await update({ lifecycleHooks: [hookAt('POST_TEST_TRAFFIC_SHIFT')] });
    const third = await waitUntilStable(region);
    const rolledBack = await deployment(region);

    const running = await waitForTasks(region, 'tasks-running', await tasksOf(region));
    const stopped = await waitForTasks(region, 'tasks-stopped', blue);
    const gone = await waitForTasks(region, 'tasks-running', blue);

    expect([first.code, second.code, third.code]).toEqual([0, 0, 0]);
    expect([running.code, stopped.code]).toEqual([0, 0]);
    expect(gone).toMatchObject({ code: 255, errors: expect.stringContaining('terminal failure state') });
    expect([succeeded.status, rolledBack.status]).toEqual(['SUCCESSFUL', 'ROLLBACK_SUCCESSFUL']);
  });

  test('W-13 never finds a failed first deployment stable', async () => {
    const region = await polledRegion({ hookStatus: 'FAILED' });
    await create(region, { ...blueGreen, lifecycleHooks: [hookAt('PRE_SCALE_UP')] });

    const { code, errors } = await waitUntilStable(region);
    const failed = await deployment(region);

    expect({ code, errors }).toMatchObject({ code: 255, errors: expect.stringContaining('Max attempts exceeded') });
    expect(failed).toMatchObject({
      status: 'ROLLBACK_FAILED',
      statusReason: 'No rollback candidate was found to run the rollback.',
    });
  });

  test('W-42 services-inactive waits until a service is deleted', async () => {
    const region = await polledRegion();
    await create(region, blueGreen);
    await aws(region, 'delete-service', ...service, '--force');

    const waited = await aws(region, 'wait', 'services-inactive', '--cluster', 'my-cluster', '--services', 'cart');

    expect(waited).toMatchObject({ code: 0 });
  });
});

/** The CLI's own waiters without their delay, in a folder for it to search before its own, which comes second. */
async function copyWaiters(cli: PythonTool): Promise<[models: string, own: string]> {
  const models = mkdtempSync(join(tmpdir(), 'greenlight-waiters-'));
  const where = 'import awscli, json, os; print(json.dumps(os.path.dirname(awscli.__file__)))';
  const { json: awscli } = await runClient(cli, 'the AWS CLI', ['-c', where], '');
  const folder = join('ecs', '2014-11-13');
  mkdirSync(join(models, folder), { recursive: true });
  const waiters = readFileSync(join(awscli, 'botocore/data', folder, 'waiters-2.json'), 'utf8');
  writeFileSync(join(models, folder, 'waiters-2.json'), waiters.replace(/"delay"\s*:\s*\d+/g, '"delay": 0'));
  return [models, join(awscli, 'data')];
}
