import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { ensureTool } from '../../../scripts/python-tools.ts';
import type { DeploymentConfigurationInput } from '../../../src/controller/ecs/deployment-configuration.ts';
import { serve } from '../../controller/ecs-api/serve.ts';
import { hookAt, runningService } from '../../controller/play.ts';
import { obtain } from '../../helpers/obtain.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { templateTools } from '../../template/tools.ts';
import { createGreenlightStack, type StackOptions, stackOutputs } from '../greenlight-stack.ts';
import { errorsIn, fakeAws, runCli } from '../run-cli.ts';

const moto = useMoto();
const run = promisify(execFile);
const theirs = hookAt('POST_SCALE_UP', {
  hookDetails: { of: 'others' },
  timeoutConfiguration: { timeoutInMinutes: 7, action: 'CONTINUE' },
});
const three = [
  ...['--smoke', '--details', '{"requests": ["/health"]}'],
  ...['--alarms', '--details', '{"alarms": ["retail-ui-5xx"]}'],
  ...['--approval', '--gate', 'release', '--details', '{"reviewers": ["ana@example.com"]}'],
];

/** A deployed Greenlight in moto, a service behind our ECS API, and the program between them. */
async function world({
  configuration = { lifecycleHooks: [theirs] },
  ...stack
}: StackOptions & { configuration?: DeploymentConfigurationInput } = {}) {
  await createGreenlightStack(moto().endpoint, stack);
  const played = await runningService({ configuration, service: { cluster: 'prod-cluster', service: 'retail-ui' } });
  const api = await serve({ controllers: [played.controller] });
  const env = { AWS_ENDPOINT_URL: moto().endpoint, AWS_ENDPOINT_URL_ECS: api.endpoint };
  return {
    ...played,
    ...api,
    env,
    greenlight: (...args: string[]) => runCli(args, { env }),
    hooks: async () => {
      const { services } = await api.client.send(
        new DescribeServicesCommand({ cluster: 'prod-cluster', services: ['retail-ui'] }),
      );
      return services?.[0]?.deploymentConfiguration?.lifecycleHooks ?? [];
    },
    configuration: async () => {
      const { services } = await api.client.send(
        new DescribeServicesCommand({ cluster: 'prod-cluster', services: ['retail-ui'] }),
      );
      return services?.[0]?.deploymentConfiguration;
    },
  };
}

describe('greenlight attach', () => {
  test('attaches three hooks with one command, and keeps those of others and everything else', async () => {
    const { greenlight, hooks, configuration, answers } = await world();
    const before = await configuration();

    const { code, stdout, stderr } = await greenlight('attach', 'prod-cluster/retail-ui', ...three, '--yes');

    expect(errorsIn({ stderr })).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('Done: ECS now has these 4 hooks.');
    const [first, ...rest] = await hooks();
    expect(first).toEqual(before?.lifecycleHooks?.[0]);
    expect(rest).toEqual([
      {
        targetType: 'AWS_LAMBDA',
        hookTargetArn: stackOutputs.SmokeHookArn,
        roleArn: stackOutputs.HookInvokeRoleArn,
        lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
        hookDetails: { requests: ['/health'] },
        timeoutConfiguration: { timeoutInMinutes: 30, action: 'ROLLBACK' },
      },
      expect.objectContaining({ hookTargetArn: stackOutputs.AlarmHookArn, hookDetails: { alarms: ['retail-ui-5xx'] } }),
      expect.objectContaining({
        hookTargetArn: stackOutputs.ApprovalHookArn,
        lifecycleStages: ['PRE_PRODUCTION_TRAFFIC_SHIFT'],
        hookDetails: { gate: 'release', reviewers: ['ana@example.com'] },
        timeoutConfiguration: { timeoutInMinutes: 300, action: 'ROLLBACK' },
      }),
    ]);
    const { lifecycleHooks: _now, ...others } = (await configuration()) ?? {};
    const { lifecycleHooks: _before, ...othersBefore } = before ?? {};
    expect(others).toEqual(othersBefore);
    expect(answers.map(({ operation }) => operation)).toContain('UpdateService');
  });

  test('sends nothing the second time, and detach restores the previous hooks', async () => {
    const { greenlight, hooks, answers } = await world();
    const before = await hooks();
    await greenlight('attach', 'prod-cluster/retail-ui', ...three, '--yes');
    const updates = () => answers.filter(({ operation }) => operation === 'UpdateService').length;

    const again = await greenlight('attach', 'prod-cluster/retail-ui', ...three);

    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to change') });
    expect(updates()).toBe(1);

    const detached = await greenlight('detach', 'prod-cluster/retail-ui', '--yes', '-o', 'json');

    expect(detached.code).toBe(0);
    expect(JSON.parse(detached.stdout)).toMatchObject({
      outcome: 'changed',
      changes: [
        { change: 'kept', kind: null },
        { change: 'removed', kind: 'smoke' },
        { change: 'removed', kind: 'alarms' },
        { change: 'removed', kind: 'approval' },
      ],
    });
    expect(await hooks()).toEqual(before);
  });

  test('shows the difference without colour and changes nothing in a dry run or without a terminal', async () => {
    const { greenlight, hooks, answers } = await world();
    const before = await hooks();

    const dry = await greenlight('attach', 'prod-cluster/retail-ui', ...three, '--dry-run');
    const mute = await greenlight('attach', 'prod-cluster/retail-ui', ...three);

    expect([dry.code, errorsIn(dry)]).toEqual([0, '']);
    expect(dry.stdout).toContain('+ added    approval "release"');
    expect(dry.stdout).not.toContain('\u001b');
    expect([mute.code, errorsIn(mute)]).toEqual([
      2,
      'greenlight attach: cannot ask for confirmation: not a terminal\n  next: pass --yes to make the change, or --dry-run to only see it\n',
    ]);
    expect(await hooks()).toEqual(before);
    expect(answers.map(({ operation }) => operation)).not.toContain('UpdateService');
  });

  test('refuses wrong hookDetails by their path, and sends nothing', async () => {
    const { greenlight, answers } = await world();

    const { code, stderr, stdout } = await greenlight(
      ...[
        'attach',
        'prod-cluster/retail-ui',
        '--smoke',
        '--details',
        '{"requests": [{"path": "health"}]}',
        '--yes',
        '-o',
        'json',
      ],
    );

    expect(code).toBe(2);
    expect(stderr).toContain('hookDetails.requests[0].path: expected a path that begins with a slash');
    expect(JSON.parse(stdout)).toEqual({
      error: {
        message: expect.stringContaining('requests[0].path'),
        next: 'docs/hook-details.md lists every key',
      },
    });
    expect(answers.map(({ operation }) => operation)).not.toContain('UpdateService');
  });

  test('knows the defaults that the stack has', async () => {
    const { greenlight } = await world({ approvalDefaults: '{"deadlineMinutes": 600}' });

    const refused = await greenlight('attach', 'prod-cluster/retail-ui', '--approval', '--timeout', '300', '--yes');
    const taken = await greenlight('attach', 'prod-cluster/retail-ui', '--approval', '--dry-run', '-o', 'json');

    expect(refused.stderr).toContain('timeoutInMinutes is 300, deadlineMinutes 600');
    expect(JSON.parse(taken.stdout).changes[1].after.timeoutConfiguration.timeoutInMinutes).toBe(660);
  });

  test('reports what is missing: service, cluster, stack, Region', async () => {
    const { greenlight, env } = await world();

    const service = await greenlight('attach', 'prod-cluster/nope', '--smoke', '--yes');
    const cluster = await greenlight('attach', 'prod/retail-ui', '--smoke', '--yes');
    const stack = await greenlight('attach', 'prod-cluster/retail-ui', '--smoke', '--stack', 'other', '--yes');
    const region = await runCli(['attach', 'prod-cluster/retail-ui', '--smoke', '--yes'], {
      env: { ...env, AWS_REGION: '' },
    });

    expect(service).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        'there is no service prod-cluster/nope in us-west-2: MISSING\n  next: aws ecs list-services',
      ),
    });
    expect(cluster).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no cluster prod in us-west-2\n  next: aws ecs list-clusters'),
    });
    expect(stack).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no stack "other" in us-west-2\n  next: pass --stack'),
    });
    expect(region).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no AWS Region is configured\n  next: pass --region'),
    });
  });

  test('attaches the functions of a file without the stack, and says that it did not check them', async () => {
    const { greenlight, hooks } = await world({ name: 'elsewhere' });
    const file = join(await folder(), 'hooks.yaml');
    await writeFile(
      file,
      `- hookTargetArn: ${stackOutputs.SmokeHookArn}\n  roleArn: ${stackOutputs.HookInvokeRoleArn}\n  lifecycleStages: [POST_TEST_TRAFFIC_SHIFT]\n`,
    );

    const { code, stdout } = await greenlight(
      'attach',
      'prod-cluster/retail-ui',
      '--file',
      file,
      '--pause',
      'PRE_SCALE_UP=30,CONTINUE',
      '--yes',
    );

    expect(code).toBe(0);
    expect(stdout).toContain(
      'the hookDetails of greenlight-SmokeHook-1 were not checked: there is no stack "greenlight"',
    );
    expect((await hooks()).slice(1)).toMatchObject([
      { hookTargetArn: stackOutputs.SmokeHookArn },
      { targetType: 'PAUSE', timeoutConfiguration: { timeoutInMinutes: 30, action: 'CONTINUE' } },
    ]);
  });

  test('warns of a running deployment', async () => {
    const { greenlight, controller } = await world();
    controller.startDeployment({
      taskDefinition: 'shop:2',
      containerImages: [{ containerName: 'shop', image: 'shop:2' }],
    });

    const { stdout } = await greenlight('attach', 'prod-cluster/retail-ui', '--smoke', '--dry-run');

    expect(stdout).toMatch(/▲ warning {2}the service: a deployment of the service is running: deployment \S+/);
  });

  test('refuses to write back hooks that it cannot read completely', async () => {
    await createGreenlightStack(moto().endpoint);
    const asked: string[] = [];
    const newer = createServer((request, response) => {
      asked.push(String(request.headers['x-amz-target']));
      const lifecycleHooks = [{ targetType: 'PAUSE', lifecycleStages: ['POST_SCALE_UP'], approvers: ['x'] }];
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(
        JSON.stringify({
          services: [
            {
              serviceName: 'retail-ui',
              status: 'ACTIVE',
              runningCount: 1,
              deploymentConfiguration: { lifecycleHooks },
            },
          ],
        }),
      );
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void newer.close());
    await new Promise((resolve) => newer.once('listening', resolve));
    const { port } = newer.address() as { port: number };

    const { code, stderr } = await runCli(['attach', 'prod-cluster/retail-ui', '--smoke', '--yes'], {
      env: { AWS_ENDPOINT_URL: moto().endpoint, AWS_ENDPOINT_URL_ECS: `http://127.0.0.1:${port}` },
    });

    expect(code).toBe(2);
    expect(stderr).toContain('writing them back would destroy lifecycleHooks[0].approvers');
    expect(asked).toEqual(['AmazonEC2ContainerServiceV20141113.DescribeServices']);
  });
});

describe('greenlight diff', () => {
  test('exits with 1 if attach would change something, and with 0 if not', async () => {
    const { greenlight } = await world();

    const before = await greenlight('diff', 'prod-cluster/retail-ui', ...three);
    await greenlight('attach', 'prod-cluster/retail-ui', ...three, '--yes');
    const after = await greenlight('diff', 'prod-cluster/retail-ui', ...three);
    const exact = await greenlight('diff', 'prod-cluster/retail-ui', ...three, '--exact', '-o', 'json');

    expect(before).toMatchObject({ code: 1, stdout: expect.stringContaining('The hooks differ.') });
    expect(after).toMatchObject({ code: 0, stdout: expect.stringContaining('No difference.') });
    expect(exact.code).toBe(1);
    expect(JSON.parse(exact.stdout)).toMatchObject({
      outcome: 'different',
      changes: [{ change: 'removed', kind: null }, {}, {}, {}],
    });
  });
});

describe('greenlight detach', () => {
  test('removes one gate at one stage, and lists the existing hooks if the flags match none', async () => {
    const { greenlight, hooks } = await world({
      configuration: {
        lifecycleHooks: [theirs, { targetType: 'PAUSE', lifecycleStages: ['PRE_SCALE_UP', 'POST_SCALE_UP'] }],
      },
    });

    const nothing = await greenlight('detach', 'prod-cluster/retail-ui', '--gate', 'other', '--yes');
    const none = await greenlight('detach', 'prod-cluster/retail-ui', '--yes');
    const stage = await greenlight('detach', 'prod-cluster/retail-ui', '--pause', '--at', 'PRE_SCALE_UP', '--yes');
    const own = await greenlight('detach', 'prod-cluster/retail-ui', '--hook', String(theirs.hookTargetArn), '--yes');

    expect(nothing).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('it has my-hook at POST_SCALE_UP; pause at PRE_SCALE_UP, POST_SCALE_UP'),
    });
    expect(none).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to change') });
    expect([stage.code, own.code]).toEqual([0, 0]);
    expect(own.stdout).toContain('Done: ECS now has this hook. This takes effect with the next deployment.');
    expect(await hooks()).toMatchObject([{ targetType: 'PAUSE', lifecycleStages: ['POST_SCALE_UP'] }]);

    const last = await greenlight('detach', 'prod-cluster/retail-ui', '--pause', '--yes');

    expect(last.stdout).toContain('Done: ECS now has no hooks. This takes effect with the next deployment.');
    expect(await hooks()).toEqual([]);
  });
});

describe('greenlight attach --print', () => {
  test('prints a command that the AWS CLI runs, with cli', async ({ skip }) => {
    const tool = await obtain('the AWS CLI', () => ensureTool('awscli'));
    if (!tool) return skip('the AWS CLI is not available here');
    const { greenlight, hooks, env } = await world();
    const { stdout } = await greenlight('attach', 'prod-cluster/retail-ui', ...three, '--print', 'cli');
    const dry = JSON.parse(
      (await greenlight('attach', 'prod-cluster/retail-ui', ...three, '--dry-run', '-o', 'json')).stdout,
    );

    await run('sh', ['-c', stdout], { env: { ...fakeAws, ...env, PATH: `${tool.bin('')}:${process.env['PATH']}` } });

    expect(await hooks()).toEqual(dry.changes.map(({ after }: { after: unknown }) => after));
  });

  test('prints a service that passes cfn-lint, with cloudformation', async ({ skip }) => {
    const tools = await obtain('cfn-lint', templateTools);
    if (!tools) return skip('cfn-lint is not available here');
    const { greenlight } = await world();
    const { stdout } = await greenlight(
      'attach',
      'prod-cluster/retail-ui',
      ...three,
      '--pause',
      'PRE_SCALE_UP=30',
      '--print',
      'cloudformation',
    );
    const { DeploymentConfiguration } = parse(stdout);
    const properties = {
      TaskDefinition: 'shop:1',
      DeploymentConfiguration: { Strategy: 'BLUE_GREEN', BakeTimeInMinutes: 5, ...DeploymentConfiguration },
    };
    const template = join(await folder(), 'template.json');
    await writeFile(
      template,
      JSON.stringify({
        AWSTemplateFormatVersion: '2010-09-09',
        Resources: { Shop: { Type: 'AWS::ECS::Service', Properties: properties } },
      }),
    );

    expect(await tools.cfnLint(['--regions', 'us-east-1', '--', template])).toEqual({ code: 0, output: '' });
  });
});

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'greenlight-attach-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}
