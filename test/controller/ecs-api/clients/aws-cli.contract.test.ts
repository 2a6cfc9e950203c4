import { describe, expect, test } from 'vitest';
import { ensureTool, type PythonTool } from '../../../../scripts/python-tools.ts';
import { obtain } from '../../../helpers/obtain.ts';
import { hookArn, roleArn, runningService } from '../../play.ts';
import { serve } from '../serve.ts';
import { runClient } from './run-client.ts';

const found = await obtain('the AWS CLI', () => ensureTool('awscli'));

describe.skipIf(found === undefined)('the AWS CLI', () => {
  // Inside, it is there: a skipped suite runs none of this.
  const cli = found as PythonTool;
  const aws = (endpoint: string, ...args: string[]) =>
    runClient(cli, 'the AWS CLI', [cli.bin('aws'), 'ecs', ...args, '--output', 'json'], endpoint);

  test('W-01 attaches a hook, deploys, waits at a pause, continues, and waits until the service is stable', async () => {
    const { controller, clock } = await runningService({
      functions: () => () => ({ hookStatus: 'SUCCEEDED' }),
    });
    const { endpoint } = await serve({ controllers: [controller] });
    const service = ['--cluster', 'my-cluster', '--service', 'my-service'];

    const configuration = {
      lifecycleHooks: [
        { hookTargetArn: hookArn, roleArn, lifecycleStages: ['POST_SCALE_UP'], hookDetails: { path: '/health' } },
        {
          targetType: 'PAUSE',
          lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
          timeoutConfiguration: { timeoutInMinutes: 60 },
        },
      ],
    };
    const updated = await aws(
      endpoint,
      ...[
        'update-service',
        ...service,
        '--force-new-deployment',
        '--deployment-configuration',
        JSON.stringify(configuration),
      ],
    );
    expect(updated.json).toMatchObject({
      service: {
        deploymentConfiguration: {
          strategy: 'BLUE_GREEN',
          lifecycleHooks: [{ hookDetails: { path: '/health' } }, { targetType: 'PAUSE' }],
        },
      },
    });

    await clock.advance(60_000);
    const listed = await aws(endpoint, 'list-service-deployments', ...service, '--status', 'IN_PROGRESS');
    const { serviceDeploymentArn } = listed.json.serviceDeployments[0];
    const described = await aws(
      endpoint,
      'describe-service-deployments',
      '--service-deployment-arns',
      serviceDeploymentArn,
    );
    const [deployment] = described.json.serviceDeployments;
    expect(deployment).toMatchObject({
      status: 'IN_PROGRESS',
      lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT',
      lifecycleHookDetails: [{ status: 'AWAITING_ACTION', targetType: 'PAUSE' }],
    });
    expect(deployment.createdAt).toBe(
      controller.describeServiceDeployment(serviceDeploymentArn).createdAt.getTime() / 1000,
    );

    const { hookId } = deployment.lifecycleHookDetails[0];
    await aws(
      endpoint,
      ...['continue-service-deployment', '--service-deployment-arn', serviceDeploymentArn, '--hook-id', hookId],
    );
    expect((await controller.waitForDeployment(serviceDeploymentArn)).status).toBe('SUCCESSFUL');

    const stable = await aws(
      endpoint,
      'wait',
      'services-stable',
      '--cluster',
      'my-cluster',
      '--services',
      'my-service',
    );
    expect(stable).toMatchObject({ code: 0 });
  });

  test('W-01 describes the revision of a service', async () => {
    const { controller } = await runningService();
    const { endpoint } = await serve({ controllers: [controller] });
    const arn = controller.controls.primaryRevisionArn() ?? '';

    const { json } = await aws(endpoint, 'describe-service-revisions', '--service-revision-arns', arn);

    expect(json.serviceRevisions).toMatchObject([
      { serviceRevisionArn: arn, taskDefinition: 'arn:aws:ecs:us-west-2:123456789012:task-definition/shop:1' },
    ]);
  });

  test('W-08 shows an error as it shows those of ECS', async () => {
    const { controller } = await runningService();
    const { endpoint } = await serve({ controllers: [controller] });

    const { code, errors } = await aws(endpoint, 'update-service', '--cluster', 'my-cluster', '--service', 'gone');

    expect(code).toBe(255);
    expect(errors).toContain(
      'An error occurred (ServiceNotFoundException) when calling the UpdateService operation: Service not found.',
    );
  });
});
