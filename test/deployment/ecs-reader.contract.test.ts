import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ECSClient } from '@aws-sdk/client-ecs';
import { afterEach, describe, expect, test } from 'vitest';
import { findDeploymentFacts } from '../../src/deployment/deployment-facts.ts';
import { ecsReader } from '../../src/deployment/ecs-reader.ts';
import { motoClientConfig } from '../helpers/moto.ts';
import { readEvent, targetOfEvent } from './target-of-event.ts';

const { signal } = new AbortController();
const deploymentArn =
  'arn:aws:ecs:us-east-1:123456789012:service-deployment/MyCluster/MyService/r9i43YFjvgF_xlg7m2eJ1r';
const revisionArn = 'arn:aws:ecs:us-east-1:123456789012:service-revision/MyCluster/MyService/1234567890123456789';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

// No emulator knows service deployments, so this speaks awsJson1.1 with the payloads of the SDK's own examples.
describe('ecsReader over the wire', () => {
  test("reads the SDK's example of a service deployment", async () => {
    const ecs = await serve({ DescribeServiceDeployments: pausedExample() });

    const deployment = await ecs.reader.describeServiceDeployment(deploymentArn, signal);

    expect(deployment).toMatchObject({
      serviceDeploymentArn: deploymentArn,
      status: 'IN_PROGRESS',
      deploymentConfiguration: { strategy: 'BLUE_GREEN' },
    });
    expect(ecs.asked).toEqual([
      {
        target: 'AmazonEC2ContainerServiceV20141113.DescribeServiceDeployments',
        body: { serviceDeploymentArns: [deploymentArn] },
      },
    ]);
  });

  test('reads revisions with what the test URL and the images need', async () => {
    const ecs = await serve({
      DescribeServiceRevisions: {
        serviceRevisions: [
          {
            serviceRevisionArn: revisionArn,
            taskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/shop:42',
            containerImages: [{ containerName: 'ui', image: 'shop/ui:1.42', imageDigest: 'sha256:a07b' }],
            loadBalancers: [
              {
                targetGroupArn: 'tg-1',
                containerName: 'ui',
                containerPort: 8080,
                advancedConfiguration: {
                  alternateTargetGroupArn: 'tg-2',
                  testListenerRule: 'rule-1',
                  roleArn: 'role-1',
                },
              },
            ],
            resolvedConfiguration: { loadBalancers: [{ targetGroupArn: 'tg-2', productionListenerRule: 'rule-0' }] },
          },
        ],
        failures: [],
      },
    });

    const [revision] = await ecs.reader.describeServiceRevisions([revisionArn], signal);

    expect(revision).toMatchObject({
      containerImages: [{ containerName: 'ui', image: 'shop/ui:1.42', imageDigest: 'sha256:a07b' }],
      loadBalancers: [{ targetGroupArn: 'tg-1', advancedConfiguration: { testListenerRule: 'rule-1' } }],
      resolvedConfiguration: { loadBalancers: [{ targetGroupArn: 'tg-2' }] },
    });
    expect(ecs.asked[0]?.body).toEqual({ serviceRevisionArns: [revisionArn] });
  });

  test('finds nothing if ECS reports MISSING', async () => {
    const failures = [{ arn: deploymentArn, reason: 'MISSING' }];
    const ecs = await serve({
      DescribeServiceDeployments: { serviceDeployments: [], failures },
      DescribeServiceRevisions: { serviceRevisions: [], failures },
    });

    expect(await ecs.reader.describeServiceDeployment(deploymentArn, signal)).toBeUndefined();
    expect(await ecs.reader.describeServiceRevisions([revisionArn], signal)).toEqual([]);
  });

  test('throws if ECS reports another failure, because that is not an answer', async () => {
    const ecs = await serve({
      DescribeServiceDeployments: { failures: [{ arn: deploymentArn, reason: 'ACCESS_DENIED', detail: 'no' }] },
    });

    await expect(ecs.reader.describeServiceDeployment(deploymentArn, signal)).rejects.toThrow(
      `ecs could not describe ${deploymentArn}: ACCESS_DENIED: no`,
    );
  });

  test('throws the errors of the SDK, and stops with the signal', async () => {
    const ecs = await serve({});

    await expect(ecs.reader.describeServiceDeployment(deploymentArn, signal)).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await expect(ecs.reader.describeServiceDeployment(deploymentArn, AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  test('passes its gaps on to the facts', async () => {
    const example = pausedExample();
    const ecs = await serve({
      DescribeServiceDeployments: {
        serviceDeployments: [{ ...example.serviceDeployments[0], createdAt: 1778083200, updatedAt: 1778083200 }],
      },
    });

    const facts = await findDeploymentFacts(targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc'), ecs.reader, signal);

    expect(facts).toMatchObject({
      strategy: 'BLUE_GREEN',
      firstDeployment: undefined,
    });
    expect(facts.unknown).toContain(
      'service revision 9313423515462893900 could not be read: AccessDeniedException: not configured in this test',
    );
  });
});

type Asked = { target: string | undefined; body: unknown };

/** An ECS that answers the named operations, and denies the others. */
async function serve(answers: Record<string, object>) {
  const asked: Asked[] = [];
  server = createServer(async (request, response) => {
    const target = request.headers['x-amz-target']?.toString();
    asked.push({ target, body: JSON.parse(await text(request)) });
    const answer = answers[target?.split('.')[1] ?? ''];
    response.writeHead(answer ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answer ?? { __type: 'AccessDeniedException', message: 'not configured in this test' }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new ECSClient({ ...motoClientConfig(`http://127.0.0.1:${port}`), maxAttempts: 1 });
  return { reader: ecsReader(client), asked };
}

/** The example has ISO dates instead of the numbers on the wire. */
function pausedExample() {
  const example = readEvent('api-describe-service-deployments.paused.sdk-example') as {
    serviceDeployments: Record<string, unknown>[];
  };
  const [{ updatedAt: _iso, lifecycleHookDetails: _hooks, ...deployment } = {}] = example.serviceDeployments;
  return { serviceDeployments: [deployment], failures: [] };
}
