import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import {
  ContinueServiceDeploymentCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSServiceException,
  ListServiceDeploymentsCommand,
  ListServicesCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  StopServiceDeploymentCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { operations } from '../../../src/controller/ecs-api/answer-request.ts';
import { startEcsApi } from '../../../src/controller/ecs-api/start-ecs-api.ts';
import { hookArn, newService, runningService, version } from '../play.ts';
import { ask, serve, signedHeaders } from './serve.ts';

const service = { service: 'my-service', cluster: 'my-cluster' };
const pause = { targetType: 'PAUSE' as const, lifecycleStages: ['POST_SCALE_UP' as const] };

describe('like ECS, the ECS API refuses', () => {
  test.for([
    [
      'W-08 a missing cluster',
      new ListServicesCommand({ cluster: 'gone' }),
      'ClusterNotFoundException',
      'Cluster not found.',
    ],
    [
      'W-07 the cluster default if there is none',
      new ListServicesCommand({}),
      'ClusterNotFoundException',
      'Cluster not found.',
    ],
    [
      'W-08 a missing service',
      new ListServiceDeploymentsCommand({ service: 'gone', cluster: 'my-cluster' }),
      'ServiceNotFoundException',
      'Service not found.',
    ],
    [
      'W-08 to update a missing service',
      new UpdateServiceCommand({ service: 'gone', cluster: 'my-cluster' }),
      'ServiceNotFoundException',
      'Service not found.',
    ],
    [
      'W-08 tasks of a missing service',
      new ListTasksCommand({ serviceName: 'gone', cluster: 'my-cluster' }),
      'ServiceNotFoundException',
      'Service not found.',
    ],
    [
      'W-07 a service whose ARN names another cluster',
      new ListServiceDeploymentsCommand({
        service: 'arn:aws:ecs:us-west-2:123456789012:service/other/my-service',
        cluster: 'my-cluster',
      }),
      'ServiceNotFoundException',
      'Service not found.',
    ],
    [
      'W-20 to stop a missing deployment',
      new StopServiceDeploymentCommand({
        serviceDeploymentArn: 'arn:aws:ecs:us-west-2:123456789012:service-deployment/my-cluster/my-service/gone',
      }),
      'ServiceDeploymentNotFoundException',
      /gone/,
    ],
    [
      'W-20 to continue a deployment of a missing service',
      new ContinueServiceDeploymentCommand({
        serviceDeploymentArn: 'arn:aws:ecs:us-west-2:123456789012:service-deployment/my-cluster/gone/x',
        hookId: 'ecs-pause-x',
      }),
      'ServiceDeploymentNotFoundException',
      'The service deployment does not exist.',
    ],
    [
      'W-11 a page of an invalid size',
      new ListServiceDeploymentsCommand({ ...service, maxResults: 101 }),
      'InvalidParameterException',
      'maxResults is 101; write a whole number from 1 to 100',
    ],
    [
      'W-11 a token that it did not issue',
      new ListServiceDeploymentsCommand({ ...service, nextToken: 'mine' }),
      'InvalidParameterException',
      'Invalid token',
    ],
    [
      'W-10 no services',
      new DescribeServicesCommand({ services: [] }),
      'InvalidParameterException',
      'Services cannot be empty.',
    ],
    [
      'W-10 more than ten services',
      new DescribeServicesCommand({ cluster: 'my-cluster', services: Array(11).fill('x') }),
      'InvalidParameterException',
      'services has 11 elements; write at most 10',
    ],
    [
      'W-10 no tasks',
      new DescribeTasksCommand({ cluster: 'my-cluster', tasks: [] }),
      'InvalidParameterException',
      'tasks has 0 elements; write 1 to 100',
    ],
    [
      'W-21 a hook without stages',
      new UpdateServiceCommand({
        ...service,
        deploymentConfiguration: { lifecycleHooks: [{ hookTargetArn: hookArn }] },
      }),
      'InvalidParameterException',
      /lifecycleHooks\.0/,
    ],
    [
      'W-21 a pause hook without its type',
      new UpdateServiceCommand({
        ...service,
        deploymentConfiguration: { lifecycleHooks: [{ lifecycleStages: ['POST_SCALE_UP'] }] },
      }),
      'InvalidParameterException',
      /hookTargetArn is missing/,
    ],
    [
      'W-16 a missing task definition',
      new UpdateServiceCommand({ ...service, taskDefinition: 'shop:99' }),
      'ClientException',
      'TaskDefinition not found.',
    ],
    [
      'W-14 to describe a missing task definition',
      new DescribeTaskDefinitionCommand({ taskDefinition: 'gone' }),
      'ClientException',
      'Unable to describe task definition.',
    ],
    [
      'W-14 to register a task definition without containers',
      new RegisterTaskDefinitionCommand({ family: 'shop', containerDefinitions: [] }),
      'ClientException',
      'Container list cannot be empty.',
    ],
    [
      'W-14 to register a task definition without an image',
      new RegisterTaskDefinitionCommand({ family: 'shop', containerDefinitions: [{ name: 'shop' }] }),
      'ClientException',
      'containerDefinitions.0 needs a name and an image',
    ],
    [
      'W-14 to register a task definition with a nameless container',
      new RegisterTaskDefinitionCommand({ family: 'shop', containerDefinitions: [{ image: 'shop:1.9' }] }),
      'ClientException',
      'containerDefinitions.0 needs a name and an image',
    ],
    [
      'W-18 to create an existing service',
      new CreateServiceCommand({ cluster: 'my-cluster', serviceName: 'my-service', taskDefinition: 'shop:1' }),
      'InvalidParameterException',
      'Creation of service was not idempotent.',
    ],
    [
      'W-18 to create a service without a task definition',
      new CreateServiceCommand({ cluster: 'my-cluster', serviceName: 'cart' }),
      'InvalidParameterException',
      'taskDefinition is missing',
    ],
    [
      'W-20 an unknown action',
      new ContinueServiceDeploymentCommand({ serviceDeploymentArn: 'x', hookId: 'x', action: 'WAIT' as 'CONTINUE' }),
      'InvalidParameterException',
      'action is WAIT; write CONTINUE or ROLLBACK',
    ],
    [
      'W-20 an unknown kind of stop',
      new StopServiceDeploymentCommand({ serviceDeploymentArn: 'x', stopType: 'NOW' as 'ABORT' }),
      'InvalidParameterException',
      'stopType is NOW; write ROLLBACK',
    ],
    [
      'W-15 an unknown status of tasks',
      new ListTasksCommand({ cluster: 'my-cluster', desiredStatus: 'BUSY' as 'RUNNING' }),
      'InvalidParameterException',
      'desiredStatus is BUSY; write RUNNING, PENDING or STOPPED',
    ],
  ] as const)('refuses %s', async ([, command, name, message]) => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller] });

    const error = await client.send(command as never).then(
      () => undefined,
      (cause: unknown) => cause,
    );

    expect(error).toBeInstanceOf(ECSServiceException);
    expect(error).toMatchObject({ name, $fault: 'client', $metadata: { httpStatusCode: 400 } });
    expect((error as Error).message).toMatch(message);
  });

  test('W-20 to stop a deployment that has ended', async () => {
    const { controller } = await runningService();
    const [{ serviceDeploymentArn } = { serviceDeploymentArn: '' }] = controller.listServiceDeployments();
    const { client } = await serve({ controllers: [controller] });

    await expect(client.send(new StopServiceDeploymentCommand({ serviceDeploymentArn }))).rejects.toMatchObject({
      name: 'ConflictException',
    });
  });

  test('W-20 to stop with ABORT', async () => {
    const { controller } = await runningService();
    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    const { client } = await serve({ controllers: [controller] });
    const stop = client.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: 'ABORT' }));

    await expect(stop).rejects.toMatchObject({ name: 'UnsupportedFeatureException' });
  });

  test('W-20 to continue with an unknown hook id', async () => {
    const { client, serviceDeploymentArn } = await paused();
    const go = client.send(new ContinueServiceDeploymentCommand({ serviceDeploymentArn, hookId: 'mine' }));

    await expect(go).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Invalid hookId: hookId must follow the format: ecs-{hookType}-{id}',
    });
  });

  test('W-20 to continue twice', async () => {
    const { client, serviceDeploymentArn, hookId } = await paused();
    const go = () => client.send(new ContinueServiceDeploymentCommand({ serviceDeploymentArn, hookId }));
    await go();

    await expect(go()).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Provided hookId is either completed, unavailable, or not associated with the given Resource ARN',
    });
  });

  test('W-20 to continue a deployment that has ended', async () => {
    const { client, controller, serviceDeploymentArn, hookId } = await paused();
    controller.stopServiceDeployment({ serviceDeploymentArn });
    await controller.waitForDeployment(serviceDeploymentArn);
    const go = client.send(new ContinueServiceDeploymentCommand({ serviceDeploymentArn, hookId }));

    await expect(go).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Continuing a service deployment is not allowed for service deployment in terminal states.',
    });
  });

  test('W-22 a second deployment while the running one may not be replaced', async () => {
    const { controller } = await runningService({ switches: { deploymentWhileRunning: 'refuse' } });
    controller.startDeployment(version(2));
    const { client } = await serve({ controllers: [controller] });
    const update = client.send(new UpdateServiceCommand({ ...service, forceNewDeployment: true }));

    await expect(update).rejects.toMatchObject({ name: 'ClientException', message: /wait until it has ended/ });
  });
});

describe('a request that the model does not allow', () => {
  test.for([
    [
      'W-03 is refused if it has a number instead of a string',
      { service: 5 },
      'SerializationException',
      'service is a number and not text',
    ],
    [
      'W-03 is refused if it has a string instead of a list',
      { service: 'x', status: 'PENDING' },
      'SerializationException',
      'status is text and not a list',
    ],
    [
      'W-03 is refused if it has a list of the wrong type',
      { service: 'x', status: [1] },
      'SerializationException',
      'status.0 is a number and not text',
    ],
    [
      'W-03 is refused if it has a time as a string',
      { service: 'x', createdAt: { after: 'today' } },
      'SerializationException',
      'createdAt.after is text and not a time',
    ],
    [
      'W-03 is refused if it has a string instead of a number',
      { service: 'x', maxResults: '5' },
      'SerializationException',
      'maxResults is text and not a number',
    ],
    [
      'W-03 is refused if it has a list instead of a structure',
      { service: 'x', createdAt: [] },
      'SerializationException',
      'createdAt is a list and not an object',
    ],
    [
      'W-03 is refused if a required member is missing',
      { cluster: 'my-cluster' },
      'InvalidParameterException',
      'service is missing',
    ],
    [
      'W-03 is refused if a required member is null',
      { service: null },
      'InvalidParameterException',
      'service is missing',
    ],
    ['W-03 is refused if it is not an object', [], 'SerializationException', 'the request is a list and not an object'],
    ['W-03 is refused if it is not JSON', '{', 'SerializationException', 'the request is not JSON'],
  ] as const)('%s', async ([, body, __type, message]) => {
    const { controller } = await runningService();
    const { endpoint } = await serve({ controllers: [controller] });

    expect(await ask(endpoint, 'ListServiceDeployments', body)).toEqual({ status: 400, body: { __type, message } });
  });

  test('W-03 may have unknown members, which are ignored', async () => {
    const { controller } = await runningService();
    const { endpoint } = await serve({ controllers: [controller] });

    const answer = await ask(endpoint, 'ListServiceDeployments', { ...service, colour: 'green', createdAt: null });

    expect(answer).toMatchObject({ status: 200, body: { serviceDeployments: [{ status: 'SUCCESSFUL' }] } });
  });

  test('W-03 is refused if it is longer than any valid request', async () => {
    const { controller } = await runningService();
    const { endpoint } = await serve({ controllers: [controller] });

    const answer = await ask(endpoint, 'ListServiceDeployments', { service: 'x'.repeat(1024 * 1024) });

    expect(answer).toMatchObject({ status: 413, body: { __type: 'RequestEntityTooLargeException' } });
  });
});

describe('a request that is not signed as the SDK does it', () => {
  test.for([
    ['W-02 is refused without a signature', { authorization: undefined }, 'MissingAuthenticationTokenException'],
    ['W-02 is refused with another scheme', { authorization: 'Bearer x' }, 'IncompleteSignatureException'],
    [
      'W-02 is refused if it is signed for another service',
      {
        authorization:
          'AWS4-HMAC-SHA256 Credential=a/20261123/us-west-2/s3/aws4_request, SignedHeaders=host, Signature=0c',
      },
      'IncompleteSignatureException',
    ],
    ['W-02 is refused without a date', { 'x-amz-date': undefined }, 'IncompleteSignatureException'],
    [
      'W-06 is refused if its type is one that web pages can send',
      { 'content-type': 'text/plain' },
      'SerializationException',
    ],
  ] as const)('%s', async ([, headers, __type]) => {
    const { controller } = await runningService();
    const { endpoint } = await serve({ controllers: [controller] });

    expect(await ask(endpoint, 'ListServiceDeployments', service, headers)).toMatchObject({
      status: 400,
      body: { __type },
    });
  });
});

test('W-06 accepts a content type that also names a character set', async () => {
  const { controller } = await runningService();
  const { endpoint } = await serve({ controllers: [controller] });
  const headers = { 'content-type': 'application/x-amz-json-1.1; charset=utf-8' };

  expect(await ask(endpoint, 'ListServiceDeployments', service, headers)).toMatchObject({ status: 200 });
});

describe('startEcsApi', () => {
  test('W-06 listens on 127.0.0.1 and on no other address of the machine', async () => {
    const { controller } = await runningService();
    const { endpoint } = await serve({ controllers: [controller] });
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');

    expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    for (const { address } of others) {
      await expect(ask(endpoint.replace('127.0.0.1', address), 'ListServices', {})).rejects.toThrow('fetch failed');
    }
  });

  test('W-06 (RL13) refuses a signed request that names another host, and accepts localhost', async () => {
    const { controller } = await runningService();
    const { endpoint } = await serve({ controllers: [controller] });
    const { port } = new URL(endpoint);
    const statusFor = (host: string) => {
      const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
      const headers = { ...signedHeaders('ListServiceDeployments'), host };
      const sent = request(endpoint, { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on('error', reject).end(JSON.stringify(service));
      return promise;
    };

    expect(await statusFor(`127.0.0.1:${port}`)).toBe(200);
    expect(await statusFor(`localhost:${port}`)).toBe(200);
    for (const host of [
      'rebound.example',
      `rebound.example:${port}`,
      '127.0.0.1',
      `127.0.0.1.rebound.example:${port}`,
      `[::1]:${port}`,
    ])
      expect([host, await statusFor(host)]).toEqual([host, 403]);
  });

  test('W-06 listens on the given port, and returns it', async () => {
    const { controller } = await runningService();
    const first = await startEcsApi({ controllers: [controller] });
    await first.stop();
    const port = Number(new URL(first.endpoint).port);

    const { endpoint } = await serve({ controllers: [controller], port });

    expect(endpoint).toBe(first.endpoint);
    await expect(startEcsApi({ controllers: [controller], port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  test('W-07 needs a service to know account and Region from', async () => {
    await expect(startEcsApi({ controllers: [] })).rejects.toThrow('controllers is empty; give at least one');
  });
});

describe('an operation', () => {
  test('W-04 is answered if it is one of these', () => {
    expect([...operations.keys()].sort()).toEqual([
      'ContinueServiceDeployment',
      'CreateService',
      'DeleteService',
      'DeregisterTaskDefinition',
      'DescribeClusters',
      'DescribeServiceDeployments',
      'DescribeServiceRevisions',
      'DescribeServices',
      'DescribeTaskDefinition',
      'DescribeTasks',
      'ListClusters',
      'ListServiceDeployments',
      'ListServices',
      'ListTagsForResource',
      'ListTaskDefinitions',
      'ListTasks',
      'RegisterTaskDefinition',
      'StopServiceDeployment',
      'TagResource',
      'UntagResource',
      'UpdateService',
    ]);
  });

  test('W-04 that is unknown is named in the error, with the known ones', async () => {
    const { controller } = await runningService();
    const { endpoint } = await serve({ controllers: [controller] });

    expect(await ask(endpoint, 'RunTask', {})).toEqual({
      status: 400,
      body: {
        __type: 'UnknownOperationException',
        message: `RunTask is not answered here; known are ${[...operations.keys()].sort().join(', ')}`,
      },
    });
  });

  test('W-04 of another service is refused', async () => {
    const { controller } = await runningService();
    const { endpoint } = await serve({ controllers: [controller] });

    const answer = await ask(endpoint, '', {}, { 'x-amz-target': 'AmazonSSM.GetParameter' });

    expect(answer).toMatchObject({
      status: 400,
      body: {
        __type: 'UnknownOperationException',
        message: expect.stringMatching(
          /^x-amz-target names no operation of ECS; known are ContinueServiceDeployment, /,
        ),
      },
    });
  });

  test.for([
    ['W-04 cannot be called with GET', 'GET', '/'],
    ['W-04 cannot be called with PUT', 'PUT', '/'],
    ['W-04 cannot be called at another path', 'POST', '/ListServices'],
  ] as const)('%s', async ([, method, path]) => {
    const { controller } = await runningService();
    const { endpoint } = await serve({ controllers: [controller] });

    const response = await fetch(`${endpoint}${path}`, {
      method,
      headers: signedHeaders('ListServices'),
      ...(method !== 'GET' && { body: '{"cluster":"my-cluster"}' }),
    });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'UnknownOperationException' });
  });

  test('W-05 of a closed controller is a ServerException', async () => {
    const { controller } = await runningService();
    controller.close();
    const { client, answers } = await serve({ controllers: [controller] });
    const update = client.send(new UpdateServiceCommand({ ...service, forceNewDeployment: true }));

    await expect(update).rejects.toMatchObject({
      name: 'ServerException',
      $fault: 'server',
      $metadata: { httpStatusCode: 500 },
    });
    expect(answers).toMatchObject([{ operation: 'UpdateService', error: { cause: { code: 'CLOSED' } } }]);
  });

  test('W-05 that fails because of a bug of ours hides it from the caller and shows it to the host', async () => {
    const { controller } = newService();
    const broken = { ...controller, deploymentCount: 1, listServiceDeployments: () => [{}] as never, close: () => {} };
    const { client, answers } = await serve({ controllers: [broken] });
    const list = client.send(new DescribeServicesCommand({ cluster: 'my-cluster', services: ['my-service'] }));

    await expect(list).rejects.toMatchObject({
      name: 'ServerException',
      message: 'Service Unavailable. Please try again later.',
    });
    expect(answers[0]?.error?.cause).toBeInstanceOf(Error);
  });
});

async function paused() {
  const { controller, clock } = await runningService({ configuration: { lifecycleHooks: [pause] } });
  const { serviceDeploymentArn } = controller.startDeployment(version(2));
  await clock.advance(60_000);
  const detail = controller.describeServiceDeployment(serviceDeploymentArn).lifecycleHookDetails[0];
  const served = await serve({ controllers: [controller] });
  return { ...served, controller, serviceDeploymentArn, hookId: detail?.hookId ?? '' };
}
