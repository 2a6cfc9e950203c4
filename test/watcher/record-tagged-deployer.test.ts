import { describe, expect, test } from 'vitest';
import { deployerKey, readDeployerRecord } from '../../src/approval/request/deployer/deployer-record.ts';
import { formatDeployer } from '../../src/approval/request/deployer/format-deployer.ts';
import { whoDeployed, whyNoSelfApproval } from '../../src/approval/request/deployer/who-deployed.ts';
import { recordTaggedDeployer, type TaggedService } from '../../src/watcher/record-tagged-deployer.ts';
import { subject } from '../helpers/approval.ts';
import { lambdaContext, recordingLogger, SteppableClock } from '../helpers/hook.ts';
import { memoryStore } from '../helpers/memory-store.ts';

const { account, region, cluster, service, deploymentId } = subject;
const serviceArn = `arn:aws:ecs:${region}:${account}:service/${cluster}/${service}`;
const arnOf = (id: string) => `${serviceArn.replace(':service/', ':service-deployment/')}/${id}`;
const started = {
  source: 'aws.ecs',
  account,
  region,
  resources: [serviceArn],
  detail: { eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS' },
};

/** A service that can be tagged and deployed, and a watcher. */
function tagging(first: Record<string, string>, id: string | undefined = deploymentId) {
  const clock = new SteppableClock();
  const store = memoryStore(clock);
  const logger = recordingLogger();
  const state: {
    tags: Record<string, string>;
    id: string | undefined;
    isDenied: boolean;
    reads: number;
    listedAfter: number;
  } = {
    ...{ tags: first, id, isDenied: false, reads: 0, listedAfter: 0 },
  };
  const sleeps: number[] = [];
  const record = recordTaggedDeployer({
    ...{ store, clock, logger, tag: 'deployed-by' },
    sleep: async (ms) => {
      sleeps.push(ms);
      if (sleeps.length === state.listedAfter) state.id = 'Next';
    },
    describe: async (...place): Promise<TaggedService> => {
      expect(place.slice(0, 2)).toEqual([cluster, service]);
      state.reads += 1;
      if (state.isDenied) throw new Error('denied');
      return { tags: new Map(Object.entries(state.tags)), deploymentArn: state.id && arnOf(state.id) };
    },
  });
  const context = { ...lambdaContext(), invokedFunctionArn: `arn:aws:lambda:${region}:${account}:function:watcher` };
  const callsOf = (each = deploymentId) => {
    const key = deployerKey({ ...subject, deploymentId: each });
    const body = store.contents()[key];
    return body === undefined ? undefined : readDeployerRecord(key, body).calls;
  };
  return { state, store, clock, logger, sleeps, callsOf, send: (event: unknown = started) => record(event, context) };
}

const requestOf = (calls: unknown) => ({
  asked: { selfApproval: 'deny' } as never,
  deployer: { schemaVersion: 1, calls } as never,
});

describe('a tag that names the deployer', () => {
  test('is recorded after an event that says no more than which service it is about, and ECS is asked once', async () => {
    const { send, callsOf, sleeps, state } = tagging({ 'deployed-by': 'ana@example.com' });
    const { detail: _detail, ...bare } = started;

    await send(bare);

    expect(callsOf()).toMatchObject([{ by: 'ana@example.com' }]);
    expect(sleeps).toEqual([]);
    expect(state.reads).toBe(1);
  });

  test('is recorded for the deployment that runs, and excludes that person', async () => {
    const { send, callsOf } = tagging({ 'deployed-by': ' ana@example.com', other: 'x' });

    await send();

    const request = requestOf(callsOf());
    expect(whoDeployed(request)).toEqual({ names: ['ana@example.com'], isKnown: true });
    expect(whyNoSelfApproval(request, 'Ana+phone@example.com')).toBe('deployer');
    expect(whyNoSelfApproval(request, 'arn:aws:iam::123456789012:user/ana@example.com')).toBe('deployer');
    expect(whyNoSelfApproval(request, 'ben@example.com')).toBeUndefined();
    expect(formatDeployer(request as never, new Date())).toBe('ana@example.com (by a tag of the service)');
  });

  test.each<[string, string, boolean]>([
    ['an IAM user', 'arn:aws:iam::123456789012:user/ana', true],
    [
      'a person of IAM Identity Center',
      'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Ops_0123/ana@example.com',
      true,
    ],
    ['a role, behind which may be anybody', 'arn:aws:iam::123456789012:role/ci', false],
    ['a session of a role', 'arn:aws:sts::123456789012:assumed-role/ci/ana@example.com', false],
    ['a name that nobody votes with', 'ana', false],
  ])('may be %s', async (_, value, isKnown) => {
    const { send, callsOf } = tagging({ 'deployed-by': value });

    await send();

    expect(whoDeployed(requestOf(callsOf())).isKnown).toBe(isKnown);
    expect(whyNoSelfApproval(requestOf(callsOf()), 'ben@example.com')).toBe(isKnown ? undefined : 'deployer-unknown');
  });

  test('leaves the deployer unknown if it is missing, even if it is set later', async () => {
    const { send, callsOf, state } = tagging({});

    await send();
    state.tags = { 'deployed-by': 'ana@example.com' };
    await send();

    expect(callsOf()).toEqual([]);
    expect(whyNoSelfApproval(requestOf(callsOf()), 'ben@example.com')).toBe('deployer-unknown');
  });

  test('stays what it was at the first event, however often events come, and is read again for the next deployment', async () => {
    const { send, callsOf, state } = tagging({ 'deployed-by': 'ana@example.com' });

    await Promise.all([send(), send()]);
    state.tags = { 'deployed-by': 'ben@example.com' };
    await send();
    state.id = 'Next';
    await send();

    expect(callsOf()?.map(({ by }) => by)).toEqual(['ana@example.com']);
    expect(callsOf('Next')?.map(({ by }) => by)).toEqual(['ben@example.com']);
  });

  test('is recorded for a deployment that ECS shows as the current one only after a while', async () => {
    const { send, callsOf, state, sleeps } = tagging({ 'deployed-by': 'ana@example.com' });
    await send();
    state.tags = { 'deployed-by': 'ben@example.com' };
    sleeps.length = 0;
    state.listedAfter = 2;

    await send();

    expect(callsOf()?.map(({ by }) => by)).toEqual(['ana@example.com']);
    expect(callsOf('Next')?.map(({ by }) => by)).toEqual(['ben@example.com']);
    expect(sleeps).toEqual([5_000, 10_000]);
  });

  test('is recorded for a deployment that ECS shows only after a while when none was running', async () => {
    const { send, callsOf, state, sleeps } = tagging({ 'deployed-by': 'ana@example.com' });
    state.id = undefined;
    state.listedAfter = 1;

    await send();

    expect(callsOf('Next')?.map(({ by }) => by)).toEqual(['ana@example.com']);
    expect(sleeps).toEqual([5_000]);
  });

  test.each([
    ['a rollback begins, which looks like a start', 'SERVICE_DEPLOYMENT_IN_PROGRESS', [5_000, 10_000, 15_000]],
    ['a deployment has ended', 'SERVICE_DEPLOYMENT_COMPLETED', []],
  ])('is not waited for longer than half a minute when %s', async (_, eventName, expected) => {
    const { send, store, sleeps } = tagging({ 'deployed-by': 'ana@example.com' });
    await send();
    const before = store.contents();

    await send({ ...started, detail: { eventName } });

    expect(sleeps).toEqual(expected);
    expect(store.contents()).toEqual(before);
  });

  test('is tried again if ECS could not be asked, and nothing is recorded until then', async () => {
    const { send, callsOf, state } = tagging({ 'deployed-by': 'ana@example.com' });
    state.isDenied = true;

    await expect(send()).rejects.toThrow('denied');
    expect(callsOf()).toBeUndefined();

    state.isDenied = false;
    await send();
    expect(callsOf()).toHaveLength(1);
  });

  test.each<[string, unknown]>([
    ['a schedule', { source: 'aws.events' }],
    ['an event of another account', { ...started, resources: [serviceArn.replace(account, '999999999999')] }],
  ])('is not read for %s', async (_, event) => {
    const { send, state, store } = tagging({ 'deployed-by': 'ana@example.com' });

    await send(event);

    expect([state.reads, Object.keys(store.contents())]).toEqual([0, []]);
  });

  test('is recorded once, and said once', async () => {
    const { send, callsOf, store, logger, clock } = tagging({ 'deployed-by': 'ana@example.com' });

    await send();
    await send();

    const by = 'ana@example.com';
    const at = clock.now().toISOString();
    expect(callsOf()).toEqual([{ id: `tag of ${deploymentId}`, action: 'tag', by, at, recordedAt: at }]);
    expect(store.operations.filter((one) => one.startsWith('create '))).toHaveLength(1);
    expect(logger.lines).toEqual([
      {
        level: 'info',
        message: 'recorded who started a deployment, by a tag',
        attributes: { cluster, ecsService: service, deployment: deploymentId, by },
      },
    ]);
  });

  test('is not recorded if no deployment runs', async () => {
    const { send, state, store } = tagging({ 'deployed-by': 'ana@example.com' });
    state.id = undefined;

    await send();

    expect(store.contents()).toEqual({});
  });
});

test('an address that CloudTrail reports as the caller is not believed like that of a tag', () => {
  const call = {
    id: 'a',
    action: 'UpdateService',
    by: 'ana@example.com',
    at: '2026-11-22T14:00:00.000Z',
    recordedAt: '2026-11-22T14:00:00.000Z',
  };

  expect(whoDeployed(requestOf([call])).isKnown).toBe(false);
  expect(whoDeployed(requestOf([{ ...call, action: 'tag' }])).isKnown).toBe(true);
});
