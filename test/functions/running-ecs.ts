import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * An ECS in which every deployment is in progress and every revision has one image, because moto has neither. Resolves to its address.
 *
 * @param listed - the deployments of every service
 * @param source - the revision that every deployment replaces, with less memory than all others
 */
export async function runningEcs(
  listed: readonly { arn: string; createdAt: Date }[] = [],
  source?: string,
): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part;
    const {
      serviceDeploymentArns = [],
      serviceRevisionArns = [],
      taskDefinition,
    } = JSON.parse(body || '{}') as {
      taskDefinition?: string;
      serviceDeploymentArns?: string[];
      serviceRevisionArns?: string[];
    };
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    if (String(request.headers['x-amz-target']).endsWith('.ListServiceDeployments')) {
      const brief = listed.map(({ arn, createdAt }) => ({
        ...{ serviceDeploymentArn: arn, createdAt: createdAt.getTime() / 1000 },
      }));
      response.end(JSON.stringify({ serviceDeployments: brief }));
      return;
    }
    if (taskDefinition !== undefined) {
      response.end(JSON.stringify({ taskDefinition: { memory: taskDefinition === source ? '512' : '1024' } }));
      return;
    }
    response.end(
      JSON.stringify({
        serviceDeployments: serviceDeploymentArns.map((arn) => ({
          serviceDeploymentArn: arn,
          status: 'IN_PROGRESS',
          deploymentConfiguration: { strategy: 'BLUE_GREEN' },
          ...(source !== undefined && { sourceServiceRevisions: [{ arn: source }] }),
        })),
        serviceRevisions: serviceRevisionArns.map((arn) => ({
          serviceRevisionArn: arn,
          taskDefinition: arn,
          containerImages: [{ containerName: 'ui', image: 'shop/ui:1.42' }],
        })),
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
