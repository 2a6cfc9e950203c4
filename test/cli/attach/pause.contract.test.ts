import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import { GetParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { DeploymentConfigurationInput } from '../../../src/controller/ecs/deployment-configuration.ts';
import { serve } from '../../controller/ecs-api/serve.ts';
import { runningService } from '../../controller/play.ts';
import { motoClientConfig } from '../../helpers/moto.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { createGreenlightStack, type StackOptions } from '../greenlight-stack.ts';
import { errorsIn, runCli } from '../run-cli.ts';
import { approval, own, ownArn, smoke } from './hooks.ts';

const moto = useMoto();
const place = 'prod-cluster/retail-ui';
const parameter = `/greenlight/pauses/${place}/PRE_PRODUCTION_TRAFFIC_SHIFT`;
const via = [
  '--approval',
  '--via',
  'pause',
  '--details',
  '{"reviewers": ["ana@example.com"], "deadlineMinutes": 2000}',
];
const pauseAt = (stage: string, action: 'ROLLBACK' | 'CONTINUE' = 'ROLLBACK') =>
  ({
    targetType: 'PAUSE',
    lifecycleStages: [stage],
    timeoutConfiguration: { timeoutInMinutes: 60, action },
  }) as NonNullable<DeploymentConfigurationInput['lifecycleHooks']>[number];

/** A deployed stack with a pause bridge, Parameter Store, and a service behind our ECS API. */
async function world({
  hooks = [],
  pauses = { PauseBridge: 'configured' },
  parameters = {},
}: Pick<StackOptions, 'pauses'> & {
  hooks?: DeploymentConfigurationInput['lifecycleHooks'];
  parameters?: Record<string, string>;
} = {}) {
  await createGreenlightStack(moto().endpoint, { pauses });
  const played = await runningService({
    configuration: { lifecycleHooks: hooks },
    service: { cluster: 'prod-cluster', service: 'retail-ui' },
  });
  const api = await serve({ controllers: [played.controller] });
  const ssm = new SSMClient({ ...motoClientConfig(moto().endpoint), region: 'us-west-2' });
  for (const [Name, Value] of Object.entries(parameters))
    await ssm.send(new PutParameterCommand({ Name, Value, Type: 'String' }));
  const env = { AWS_ENDPOINT_URL: moto().endpoint, AWS_ENDPOINT_URL_ECS: api.endpoint };
  return {
    greenlight: (...args: string[]) => runCli(args, { env }),
    async hooks() {
      const { services } = await api.client.send(
        new DescribeServicesCommand({ cluster: 'prod-cluster', services: ['retail-ui'] }),
      );
      return services?.[0]?.deploymentConfiguration?.lifecycleHooks ?? [];
    },
    async value(Name = parameter) {
      const { Parameters: [found] = [] } = await ssm.send(new GetParametersCommand({ Names: [Name] }));
      return found?.Value && (JSON.parse(found.Value) as unknown);
    },
  };
}

describe('greenlight attach --approval --via pause', () => {
  test('writes the hook and its configuration in one go, finds nothing to do again, and detach removes both', async () => {
    const theirs = pauseAt('POST_SCALE_UP');
    const { greenlight, hooks, value } = await world({ hooks: [theirs] });

    const attached = await greenlight('attach', place, ...via, '--yes');

    expect([errorsIn(attached), attached.code]).toEqual(['', 0]);
    expect(attached.stdout).toContain(`+ added    parameter ${parameter}\n             reviewers: ["ana@example.com"]`);
    expect(attached.stdout).toContain('Done: ECS now has these 2 hooks.');
    expect((await hooks())[1]).toEqual({
      targetType: 'PAUSE',
      lifecycleStages: ['PRE_PRODUCTION_TRAFFIC_SHIFT'],
      timeoutConfiguration: { timeoutInMinutes: 2060, action: 'ROLLBACK' },
    });
    expect(await value()).toEqual({ reviewers: ['ana@example.com'], deadlineMinutes: 2000 });

    expect(await greenlight('attach', place, ...via)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Nothing to change'),
    });
    expect(await greenlight('diff', place, ...via)).toMatchObject({ code: 0 });

    const detached = await greenlight('detach', place, '--yes');
    expect([errorsIn(detached), detached.code]).toEqual(['', 0]);
    expect(detached.stdout).toContain(`- removed  parameter ${parameter}`);
    expect(await hooks()).toEqual([theirs]);
    expect(await value()).toBeUndefined();
  });

  test('shows and writes a change of the configuration alone', async () => {
    const { greenlight, hooks, value } = await world();
    await greenlight('attach', place, ...via, '--yes');
    const before = await hooks();
    const more = [...via.slice(0, 4), '{"reviewers": ["ana@example.com", "ben@example.com"], "deadlineMinutes": 2000}'];

    expect(await greenlight('diff', place, ...more)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('reviewers: ["ana@example.com"] → ["ana@example.com","ben@example.com"]'),
    });
    const changed = await greenlight('attach', place, ...more, '--yes', '-o', 'json');

    expect(JSON.parse(changed.stdout)).toMatchObject({
      outcome: 'changed',
      changes: [{ change: 'kept' }],
      parameters: [{ change: 'changed', name: parameter }],
    });
    expect(await value()).toMatchObject({ reviewers: ['ana@example.com', 'ben@example.com'] });
    expect(await hooks()).toEqual(before);
  });

  test('changes nothing in a dry run, and with --print prints both', async () => {
    const { greenlight, hooks, value } = await world();
    const dry = await greenlight('attach', place, ...via, '--dry-run');
    const printed = await Promise.all(
      (['cli', 'cloudformation', 'cdk', 'terraform', 'json', 'ecspresso'] as const).map(async (form) => {
        const { code, stdout, stderr } = await greenlight('attach', place, ...via, '--print', form);
        expect(code, stderr).toBe(0);
        return [form, { stdout, stderr }] as const;
      }),
    );
    const { cli, cloudformation, cdk, terraform, json, ecspresso } = Object.fromEntries(printed);

    expect(dry.stdout).toContain(`+ added    parameter ${parameter}`);
    expect(cli?.stdout).toContain(
      `aws ssm put-parameter --type String --overwrite --name ${parameter} --value '{"reviewers":["ana@example.com"],"deadlineMinutes":2000}'`,
    );
    expect(cloudformation?.stdout).toContain('#   Type: AWS::SSM::Parameter');
    expect(cdk?.stdout).toContain(`parameterName: '${parameter}'`);
    expect(terraform?.stdout).toContain(
      'resource "aws_ssm_parameter" "PauseProdClusterRetailUiPreProductionTrafficShift"',
    );
    for (const one of [json, ecspresso]) {
      expect(JSON.stringify(JSON.parse(one?.stdout ?? ''))).not.toContain('ana@example.com');
      expect(one?.stderr).toContain(`--name ${parameter}`);
    }
    expect(await hooks()).toEqual([]);
    expect(await value()).toBeUndefined();
  });

  test('takes the same from a file', async () => {
    const { greenlight, hooks, value } = await world();
    const folder = await mkdtemp(join(tmpdir(), 'greenlight-attach-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'hooks.yaml');
    await writeFile(
      file,
      'lifecycleHooks:\n  - { hook: approval, via: pause, lifecycleStages: [POST_SCALE_UP], hookDetails: { title: Shop } }\n',
    );

    expect(await greenlight('attach', place, '--file', file, '--yes')).toMatchObject({ code: 0 });

    expect(await hooks()).toMatchObject([{ targetType: 'PAUSE', lifecycleStages: ['POST_SCALE_UP'] }]);
    expect(await value(`/greenlight/pauses/${place}/POST_SCALE_UP`)).toEqual({ title: 'Shop' });
  });

  test.each([
    ['no bridge', { pauses: { PauseBridge: 'off' } as const }, via, 'has no pause bridge'],
    ['a stage that cannot pause', {}, [...via, '--at', 'TEST_TRAFFIC_SHIFT'], 'cannot have'],
    ['an open gate', {}, [...via, '--on-timeout', 'continue'], 'or add --allow-fail-open'],
    ['no time', {}, [...via, '--timeout', '1'], 'before anybody can decide'],
    ['a wrong configuration', {}, [...via.slice(0, 4), '{"reviewer": ["ana@example.com"]}'], 'is not valid'],
    ['a key of Lambda hooks', {}, [...via.slice(0, 4), '{"errorBudget": 3}'], 'is not valid'],
    ['a name', {}, [...via, '--gate', 'release'], 'a pause has none'],
    ['two at one stage', {}, [...via, ...via], 'does not distinguish the pauses of one stage'],
    [
      'too much text',
      {},
      [...via.slice(0, 4), JSON.stringify({ notes: 'x'.repeat(4000), title: 'y'.repeat(100) })],
      '4096',
    ],
  ])('refuses %s, and writes nothing', async (_, options, flags, words) => {
    const { greenlight, hooks, value } = await world(options);

    const refused = await greenlight('attach', place, ...flags, '--yes');

    expect(refused.code).toBe(2);
    expect(refused.stderr.replace(/\s+/g, ' ')).toContain(words);
    expect(await hooks()).toEqual([]);
    expect(await value()).toBeUndefined();
  });

  test('refuses flags that belong to other hooks', async () => {
    const smoke = await runCli(['attach', place, '--smoke', '--via', 'pause']);
    const other = await runCli(['attach', place, '--approval', '--via', 'chat']);

    expect(smoke.stderr).toContain('only an approval can be asked for at a pause');
    expect(other.stderr).toContain('write pause');
  });

  test('warns of a short pause, and of one of which nobody is asked', async () => {
    const { greenlight } = await world();
    const short = await greenlight('attach', place, ...via, '--timeout', '5', '--dry-run');
    const alone = await greenlight('attach', place, '--pause', 'POST_SCALE_UP=60,ROLLBACK', '--dry-run');

    expect(short.stdout.replace(/\s+/g, ' ')).toContain('a pause leaves people little time: it waits 5 min');
    expect(short.stdout.replace(/\s+/g, ' ')).toContain('before the deadline of its approval');
    expect(alone.stdout.replace(/\s+/g, ' ')).toContain('nobody is asked about a pause');
    expect(alone.stdout).toContain('--approval --via pause --at POST_SCALE_UP');
  });
});

describe('what is attached already', () => {
  test('is judged by doctor and plan by the same rules', async () => {
    const { greenlight } = await world({
      hooks: [pauseAt('POST_SCALE_UP', 'CONTINUE'), pauseAt('PRE_PRODUCTION_TRAFFIC_SHIFT')],
      parameters: { [`/greenlight/pauses/${place}/POST_SCALE_UP`]: '{"deadlineMinutes": 90}' },
    });

    const doctor = await greenlight('doctor', place, '-o', 'json');
    const plan = await greenlight('plan', place, '-o', 'json');

    const planned = (JSON.parse(plan.stdout) as { findings: { rule?: string }[] }).findings.map(({ rule }) => rule);
    for (const rule of ['pause-before-deadline', 'pause-unconfigured', 'hook-fails-open'])
      expect(JSON.stringify(JSON.parse(doctor.stdout))).toContain(`"${rule}"`);
    expect(planned).toEqual(expect.arrayContaining(['pause-before-deadline', 'pause-unconfigured']));
  });

  test.each([
    [['--approval'], ['approval', 'own', 'smoke']],
    [[], ['approval', 'own', 'smoke']],
    [['--smoke'], ['approval', 'own']],
    [['--approval', '--smoke', '--hook', ownArn], ['approval']],
  ])('detach --via pause with %j keeps only hooks that are not named', async (flags, left) => {
    const named = { approval: approval(), own: own(), smoke: smoke() };
    const { greenlight, hooks } = await world({
      hooks: [...Object.values(named), pauseAt('POST_SCALE_UP')] as DeploymentConfigurationInput['lifecycleHooks'],
      parameters: { [`/greenlight/pauses/${place}/POST_SCALE_UP`]: '{}' },
    });

    const detached = await greenlight('detach', place, '--via', 'pause', ...flags, '--yes');

    expect([errorsIn(detached), detached.code]).toEqual(['', 0]);
    const names = (await hooks()).map(({ hookTargetArn, targetType }) =>
      targetType === 'PAUSE'
        ? 'pause'
        : Object.entries(named).find(([, hook]) => hook.hookTargetArn === hookTargetArn)?.[0],
    );
    expect(names).toEqual(left);
  });

  test('detach leaves pauses alone that no parameter of the service configures', async () => {
    const { greenlight, hooks, value } = await world({
      hooks: [pauseAt('POST_SCALE_UP'), pauseAt('PRE_PRODUCTION_TRAFFIC_SHIFT')],
      parameters: { '/greenlight/pauses': '{}', [`/greenlight/pauses/${place}/PRE_PRODUCTION_TRAFFIC_SHIFT`]: '{}' },
    });

    const detached = await greenlight('detach', place, '--approval', '--via', 'pause', '--yes');

    expect([errorsIn(detached), detached.code]).toEqual(['', 0]);
    expect((await hooks()).map(({ lifecycleStages }) => lifecycleStages)).toEqual([['POST_SCALE_UP']]);
    expect(await value('/greenlight/pauses')).toEqual({});
    expect(await value()).toBeUndefined();
  });
});
