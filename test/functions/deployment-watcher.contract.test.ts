import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  CreateServiceCommand,
  RegisterTaskDefinitionCommand,
  StopServiceDeploymentCommand,
  TagResourceCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type ApprovalRequest, formatRequest, parseRequest } from '../../src/approval/request/request.ts';
import { formatRollback, rollbackKey } from '../../src/approval/rollback/rollback-request.ts';
import { followKey } from '../../src/storage/decided-keys.ts';
import { openKey, requestKey } from '../../src/storage/keys.ts';
import { serve } from '../controller/ecs-api/serve.ts';
import { hookArn, newService, only, roleArn } from '../controller/play.ts';
import { apiCallEvent, newRequest, subject } from '../helpers/approval.ts';
import { builtFunctions } from '../helpers/built-functions.ts';
import { motoClientConfig } from '../helpers/moto.ts';
import { useMoto } from '../helpers/use-moto.ts';
import { deployInto, type HttpApiAnswer, httpApiEvent, runFunction } from './deployed.ts';

const project = resolve(fileURLToPath(import.meta.url), '../../..');
const [ana, ben] = ['ana', 'ben'].map((name) => `arn:aws:iam::123456789012:user/${name}`) as [string, string];
/** For half a minute, the watcher asks again whether a deployment is there that it does not know yet. */
const byTag = { DEPLOYERS: 'tag', DEPLOYER_TAG: 'released-by', WAITS_TIMES_FASTER: '1000' };
const schedule = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };

describe('the deployment watcher, from its sources', () => {
  itWatches((name = 'deployment-watcher') => pathToFileURL(join(project, `src/functions/${name}.ts`)).href);
});

describe('the deployment watcher, as it is built', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await builtFunctions();
  });

  itWatches((name = 'deployment-watcher') => pathToFileURL(join(folder, name, 'index.mjs')).href);
});

/** Over the wire: S3 is moto, ECS is the controller behind its API, and the events are those that the controller emits. */
function itWatches(moduleOf: (name?: string) => string): void {
  const moto = useMoto();

  test('leaves the request of a running deployment open, and closes it once ECS rolls back', async () => {
    const { watcher, put, putObject, read, keysUnder, stop, stateChanges, request } = await deploying();
    const key = await put(request);
    await putObject(followKey(key), '');

    await watcher.invoke(stateChanges().at(-1));
    const whileItRan = await read(key);
    await stop();
    await watcher.invoke(stateChanges().at(-1));

    expect(whileItRan.status).toBe('PENDING');
    expect(await read(key)).toMatchObject({
      status: 'SUPERSEDED',
      decision: {
        reason: expect.stringMatching(
          /^somebody rolled the deployment back \(ECS says: .*stop with ROLLBACK was requested\)$/,
        ),
      },
    });
    for (const prefix of ['open/', 'following/']) expect(await keysUnder(prefix)).toEqual([]);
    expect(watcher.output()).toContain('"message":"closed 1 of 1 open requests"');
  });

  test('finds it on schedule if the event was lost, and lets a request expire that nothing polls', async () => {
    const { watcher, put, read, stop, request } = await deploying();
    const key = await put({ ...request, deadline: '2999-01-01T00:00:00.000Z' });
    const late = await put({
      ...request,
      subject: { ...request.subject, deploymentId: 'ForgottenByEcs' },
      deadline: '2026-01-01T00:00:00.000Z',
    });
    await stop();

    await watcher.invoke(schedule);

    expect((await read(key)).status).toBe('SUPERSEDED');
    expect((await read(late)).status).toBe('EXPIRED');
  });

  test('closes it with the reason that greenlight rollback stored', async () => {
    const { watcher, put, putObject, read, stop, stateChanges, request, serviceDeploymentArn } = await deploying();
    const key = await put(request);
    const at = '2026-11-23T14:30:00.000Z';
    const stored = {
      schemaVersion: 1,
      serviceDeploymentArn,
      reason: 'checkout is broken',
      by: 'arn:aws:sts::123456789012:assumed-role/approver/eve',
      at,
    } as const;
    await putObject(rollbackKey(request.subject, new Date(at), 'id'), formatRollback(stored));
    await stop();

    await watcher.invoke(stateChanges().at(-1));

    expect((await read(key)).decision?.reason).toMatch(
      /^somebody rolled the deployment back \(ECS says: .*[^.]\); approver\/eve \(IAM\) asked for the rollback at 2026-11-23 14:30 UTC: checkout is broken$/,
    );
  });

  test.each([
    ['no', { status: 'SUPERSEDED', decision: { via: 'greenlight' } }],
    ['yes', { status: 'APPROVED', decision: { via: 'by hand' } }],
  ])(
    'records an approval that was written by hand only if hand decisions count: %s',
    async (HAND_DECISIONS, recorded) => {
      const { watcher, put, read, stop, request } = await deploying({ HAND_DECISIONS });
      const key = await put({ ...request, status: 'APPROVED' });
      await stop();

      await watcher.invoke(schedule);

      expect(await read(key)).toMatchObject(recorded);
    },
  );

  test('fails if ECS does not answer, and leaves the request open', async () => {
    const { watcher, put, read, request, ecs, stateChanges } = await deploying(byTag);
    await ecs.stop();

    // Nothing is open yet, so only the tag is read.
    await expect(watcher.invoke(stateChanges()[0])).rejects.toThrow('ECONNREFUSED');
    const key = await put(request);
    await expect(watcher.invoke(schedule)).rejects.toThrow('1 of 1 open requests could not be closed');
    expect((await read(key)).status).toBe('PENDING');
  });

  test('records who started a deployment, and then the desk lets everybody but them approve', async () => {
    const { watcher, keysUnder, read, calledBy, ...deployment } = await deploying();
    const { key, approveAs } = await denyingSelfApproval(deployment);

    const early = await approveAs(ben);
    await watcher.invoke(calledBy(ana));
    await watcher.invoke(calledBy(ana));
    const own = await approveAs(ana);
    const other = await approveAs(ben);

    expect([early, own, other].map(({ outcome }) => outcome)).toEqual(['deployer-unknown', 'deployer', 'recorded']);
    expect(await keysUnder('deployers/')).toEqual([key.replace(/^approvals(.*)\/[^/]+$/, 'deployers$1.json')]);
    expect(await read(key)).toMatchObject({ status: 'APPROVED', deployer: { calls: [{ by: ana }] } });
  });

  test('records who started a deployment by a tag of the service, as it is when the deployment begins', async () => {
    const { watcher, read, tag, stateChanges, ...deployment } = await deploying(byTag);
    const { key, approveAs } = await denyingSelfApproval(deployment);

    await tag('released-by', ana);
    await watcher.invoke(stateChanges()[0]);
    await tag('released-by', ben);
    await watcher.invoke(stateChanges()[0]);
    const [own, other] = [await approveAs(ana), await approveAs(ben)];

    expect([own.outcome, other.outcome]).toEqual(['deployer', 'recorded']);
    expect(await read(key)).toMatchObject({
      status: 'APPROVED',
      deployer: { calls: [{ by: ana, action: 'tag' }] },
    });
  });

  test('knows nobody without the tag, and then nobody can approve', async () => {
    const { watcher, keysUnder, tag, stateChanges, ...deployment } = await deploying(byTag);
    const { key, approveAs } = await denyingSelfApproval(deployment);

    await tag('deployed-by', ana);
    await watcher.invoke(stateChanges()[0]);
    const answers = [await approveAs(ana), await approveAs(ben)];

    expect(answers.map(({ outcome }) => outcome)).toEqual(['deployer-unknown', 'deployer-unknown']);
    expect(await keysUnder('deployers/')).toEqual([key.replace(/^approvals(.*)\/[^/]+$/, 'deployers$1.json')]);
  });

  /** A request that its deployer cannot approve, and a desk that takes decisions of IAM identities. */
  async function denyingSelfApproval({
    put,
    request,
    environment,
  }: Pick<Deploying, 'put' | 'request' | 'environment'>) {
    const asked = { selfApproval: 'deny', reviewers: ['ana@example.com'] };
    const key = await put({ ...request, schemaVersion: 2, reviewers: ['ana@example.com'], asked });
    const desk = await runFunction(moduleOf('desk'), { ...environment, POWERTOOLS_SERVICE_NAME: 'desk' });
    onTestFinished(() => desk.stop());
    return {
      key,
      async approveAs(by: string) {
        const event = httpApiEvent('POST', '/decisions', JSON.stringify({ request: key, choice: 'approve' }));
        const authorizer = { iam: { userArn: by } };
        const answer = await desk.invoke({
          ...event,
          requestContext: { ...(event['requestContext'] as object), authorizer },
        });
        return JSON.parse((answer as HttpApiAnswer).body) as { outcome: string };
      },
    };
  }

  type Deploying = Awaited<ReturnType<typeof deploying>>;

  /** A second, running deployment, and a watcher that sees it. */
  async function deploying(more: Record<string, string> = { DEPLOYERS: 'cloudtrail' }) {
    const { controller, clock, events } = newService({ functions: () => async () => ({ hookStatus: 'IN_PROGRESS' }) });
    const ecs = await serve({ controllers: [controller] });
    const environment = await deployInto(moto().endpoint);
    const [, , , region = '', account = ''] = controller.serviceArn.split(':');
    const watcher = await runFunction(moduleOf(), {
      ...environment,
      AWS_REGION: region,
      AWS_ENDPOINT_URL_ECS: ecs.endpoint,
      POWERTOOLS_SERVICE_NAME: 'deployment-watcher',
      ...more,
    });
    onTestFinished(() => watcher.stop());

    const register = (image: string) =>
      ecs.client.send(
        new RegisterTaskDefinitionCommand({ family: 'shop', containerDefinitions: [{ name: 'shop', image }] }),
      );
    const service = { cluster: 'my-cluster', taskDefinition: 'shop' };
    await register('shop:1.41');
    const created = await ecs.client.send(new CreateServiceCommand({ ...service, serviceName: 'my-service' }));
    await controller.waitForDeployment(created.service?.currentServiceDeployment ?? '');
    await register('shop:1.42');
    const lifecycleHooks = [{ hookTargetArn: hookArn, roleArn, lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT' as const] }];
    const updated = await ecs.client.send(
      new UpdateServiceCommand({ ...service, service: 'my-service', deploymentConfiguration: { lifecycleHooks } }),
    );
    await clock.advance(120_000);
    const serviceDeploymentArn = updated.service?.currentServiceDeployment ?? '';
    const deploymentId = serviceDeploymentArn.split('/').at(-1) ?? '';
    const s3 = new S3Client({ ...motoClientConfig(moto().endpoint), forcePathStyle: true });
    const putObject = (Key: string, Body: string) =>
      s3.send(new PutObjectCommand({ Bucket: 'ledger', Key, Body, ContentLength: Buffer.byteLength(Body) }));
    return {
      ...{ watcher, ecs, putObject, serviceDeploymentArn, environment, region, account },
      tag: (key: string, value: string) =>
        ecs.client.send(new TagResourceCommand({ resourceArn: controller.serviceArn, tags: [{ key, value }] })),
      calledBy: (by: string, id = by) => {
        const at = controller.listServiceDeployments()[0]?.createdAt ?? new Date(0);
        return apiCallEvent({ account, region, by, at, id, serviceArn: controller.serviceArn });
      },
      request: {
        ...newRequest({ deadline: new Date('2999-01-01T00:00:00Z') }),
        subject: { ...subject, account, region, deploymentId },
      },
      stateChanges: () => only(events, 'eventbridge').map(({ event }) => event),
      async stop() {
        await ecs.client.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: 'ROLLBACK' }));
        await controller.waitForDeployment(serviceDeploymentArn);
      },
      async put(request: ApprovalRequest) {
        const key = requestKey(request.subject);
        await putObject(key, formatRequest(request));
        await putObject(openKey(key), '');
        return key;
      },
      async read(Key: string) {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'ledger', Key }));
        return parseRequest((await Body?.transformToString()) ?? '');
      },
      async keysUnder(Prefix: string) {
        const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'ledger', Prefix }));
        return Contents.map(({ Key }) => Key);
      },
    };
  }
}
