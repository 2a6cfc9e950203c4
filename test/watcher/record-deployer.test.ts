import { describe, expect, test } from 'vitest';
import { deployerKey } from '../../src/approval/request/deployer/deployer-record.ts';
import { readApiCall } from '../../src/watcher/api-call.ts';
import { findStarted } from '../../src/watcher/find-started.ts';
import { recordDeployer } from '../../src/watcher/record-deployer.ts';
import { apiCallEvent, subject } from '../helpers/approval.ts';
import { lambdaContext, recordingLogger, SteppableClock } from '../helpers/hook.ts';
import { type MemoryStore, memoryStore } from '../helpers/memory-store.ts';

const { account, region, cluster, service, deploymentId } = subject;
const serviceArn = `arn:aws:ecs:${region}:${account}:service/${cluster}/${service}`;
const ana = 'arn:aws:iam::123456789012:user/ana';
const ben = 'arn:aws:iam::123456789012:user/ben';
const start = new Date('2026-11-22T14:00:00.400Z');
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const arnOf = (id: string) => `${serviceArn.replace(':service/', ':service-deployment/')}/${id}`;
const calledBy = (by: string, at = start, id = by) => apiCallEvent({ account, region, by, at, id, serviceArn });

/** A watcher whose ECS lists these deployments, five minutes later. */
function watching(
  deployments: readonly { id: string; createdAt: Date }[],
  age = 300,
  changes: Partial<MemoryStore> = {},
) {
  const clock = new SteppableClock();
  const logger = recordingLogger();
  const store = memoryStore(clock);
  const asked: unknown[] = [];
  clock.step((start.getTime() - clock.now().getTime()) / 1000 + age);
  const record = recordDeployer({
    ...{ store: { ...store, ...changes }, clock, logger },
    ecs: async () => ({
      async listServiceDeployments(...args) {
        asked.push(args.slice(0, 2));
        return deployments.map(({ id, createdAt }) => ({ serviceDeploymentArn: arnOf(id), createdAt }));
      },
    }),
  });
  const context = { ...lambdaContext(), invokedFunctionArn: `arn:aws:lambda:${region}:${account}:function:watcher` };
  const callsOf = (id: string): string[] => {
    const body = store.contents()[deployerKey({ ...subject, deploymentId: id })];
    return body ? JSON.parse(body).calls.map(({ by }: { by: string }) => by) : [];
  };
  return { clock, store, asked, logger, callsOf, record: (event: unknown) => record(event, context) };
}

describe('recording who started a deployment', () => {
  test('writes who called, and when, for the deployment that ECS created then', async () => {
    const { record, store, asked } = watching([{ id: deploymentId, createdAt: later(0.3) }]);

    await record(calledBy(ana));

    expect(asked).toEqual([[serviceArn, cluster]]);
    expect(JSON.parse(store.contents()[deployerKey(subject)] ?? '')).toEqual({
      schemaVersion: 1,
      calls: [
        {
          ...{ id: ana, action: 'UpdateService', by: ana },
          ...{ at: '2026-11-22T14:00:00.000Z', recordedAt: '2026-11-22T14:05:00.400Z' },
        },
      ],
    });
  });

  test('takes a call neither for the deployment before nor for the one after', async () => {
    const deployments = [
      { id: 'Before', createdAt: later(-40) },
      { id: 'Own', createdAt: later(0) },
      { id: 'After', createdAt: later(3) },
    ];
    const { record, callsOf } = watching(deployments);

    await record(calledBy(ben, later(3), 'second'));
    await record(calledBy(ana, start, 'first'));

    expect([callsOf('Before'), callsOf('Own'), callsOf('After')]).toEqual([[], [ana], [ben]]);
  });

  test('records a call once, however often and in any order the events come', async () => {
    const { record, callsOf } = watching([{ id: deploymentId, createdAt: start }]);

    await Promise.all([calledBy(ben), calledBy(ana), calledBy(ben), calledBy(ana)].map(record));
    expect(callsOf(deploymentId).toSorted()).toEqual([ana, ben]);
    await record(calledBy(ana));

    expect(callsOf(deploymentId).toSorted()).toEqual([ana, ben]);
  });

  test('says what it has recorded, and what it has ignored', async () => {
    const { record, logger } = watching([{ id: deploymentId, createdAt: start }]);

    await record(calledBy(ana));
    await record(calledBy(ben, later(-60)));
    await record(withDetail({ errorCode: 'AccessDenied' }));

    const info = (message: string, attributes: object) => ({ level: 'info', message, attributes });
    const about = (call: string) => ({ cluster, ecsService: service, call });
    expect(logger.lines).toEqual([
      info('recorded who started a deployment', { ...about(ana), deployment: deploymentId, by: ana }),
      info('a call started no deployment', about(ben)),
      info('ignored a call that started no deployment here', {}),
    ]);
  });

  test('records the person behind a session', async () => {
    const { record, store } = watching([{ id: deploymentId, createdAt: start }]);

    await record(
      apiCallEvent({ account, region, by: ana, at: start, id: 'x', serviceArn, sourceIdentity: 'a@b.example' }),
    );

    expect(JSON.parse(store.contents()[deployerKey(subject)] ?? '').calls).toMatchObject([
      { by: ana, sourceIdentity: 'a@b.example' },
    ]);
  });

  test('fails if others change the record again and again', async () => {
    const lost = { count: 0 };
    const create = async () => {
      lost.count += 1;
      return undefined;
    };
    const { record } = watching([{ id: deploymentId, createdAt: start }], 300, { create });

    await expect(record(calledBy(ana))).rejects.toThrow(`${deployerKey(subject)} was changed 8 times by others`);
    expect(lost.count).toBe(8);
  });

  test('tries again while ECS may not list the deployment yet, and then gives up quietly', async () => {
    const { record, clock, store } = watching([{ id: 'Before', createdAt: later(-40) }], 20);

    await expect(record(calledBy(ana))).rejects.toThrow('ECS may not list yet what UpdateService started');
    clock.step(100);
    await record(calledBy(ana));

    expect(store.contents()).toEqual({});
  });

  test('waits until the list is settled before it believes a deployment that is a little older than its call', () => {
    const listed = [{ serviceDeploymentArn: arnOf('Other'), createdAt: later(-3) }];

    expect(findStarted({ at: start }, listed, later(10))).toEqual({ kind: 'unsettled' });
    expect(findStarted({ at: start }, listed, later(121))).toEqual({ kind: 'started', deploymentId: 'Other' });
  });

  test.each([
    ['of another account', { ...calledBy(ana), account: '999999999999' }],
    ['of another Region', { ...calledBy(ana), region: 'eu-west-1' }],
    ['that failed', withDetail({ errorCode: 'AccessDenied' })],
    ['that is another one', withDetail({ eventName: 'StopServiceDeployment' })],
    ['of another service of AWS', withDetail({ eventSource: 'lambda.amazonaws.com' })],
    ['that only scales', withDetail({ requestParameters: { cluster, service, desiredCount: 3 } })],
    ['that only changes hooks', withDetail({ requestParameters: { cluster, service, deploymentConfiguration: {} } })],
    ['that forces nothing', withDetail({ requestParameters: { cluster, service, forceNewDeployment: false } })],
    ['without a name', withDetail({ requestParameters: { taskDefinition: 'shop:42' }, responseElements: null })],
    ['whose time cannot be read', withDetail({ eventTime: 'yesterday' })],
  ])('ignores a call %s', async (_case, event) => {
    const { record, asked, store } = watching([{ id: deploymentId, createdAt: start }]);

    await record(event);

    expect([asked, store.contents()]).toEqual([[], {}]);
  });

  test.each([
    [
      'names in the request',
      { requestParameters: { cluster, service, taskDefinition: 'shop:42' }, responseElements: null },
    ],
    [
      'ARNs in the request',
      {
        requestParameters: {
          cluster: `arn:aws:ecs:${region}:${account}:cluster/${cluster}`,
          service: serviceArn,
          forceNewDeployment: true,
        },
        responseElements: null,
      },
    ],
    [
      'a response with an ARN of the old form',
      {
        responseElements: {
          service: {
            serviceArn: `arn:aws:ecs:${region}:${account}:service/${service}`,
            clusterArn: `arn:aws:ecs:${region}:${account}:cluster/${cluster}`,
          },
        },
      },
    ],
    ['no parameters, because the event was too large', { requestParameters: null }],
    ['a created service', { eventName: 'CreateService', requestParameters: { cluster, serviceName: service } }],
  ])('finds the service by %s', (_case, detail) => {
    expect(readApiCall(withDetail(detail))).toMatchObject({ cluster, service, by: ana });
  });

  test('takes the cluster for the default one if a call names none', () => {
    const event = withDetail({ requestParameters: { service, taskDefinition: 'shop:42' }, responseElements: null });

    expect(readApiCall(event)).toMatchObject({ cluster: 'default' });
  });

  function withDetail(changes: Record<string, unknown>) {
    const event = calledBy(ana);
    return { ...event, detail: { ...event.detail, ...changes } };
  }
});
