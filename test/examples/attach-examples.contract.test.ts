import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import * as v from 'valibot';
import { beforeAll, describe, expect, test } from 'vitest';
import { ensureNpmFolder } from '../../scripts/npm-folder.ts';
import type { JsonObject } from '../../src/hook/json.ts';
import { obtain } from '../helpers/obtain.ts';
import { project, templateTools } from '../template/tools.ts';
import { hookKinds, readDetails } from './hook-details.ts';

const tools = await obtain('cfn-lint', templateTools);

const stages = {
  smoke: ['POST_TEST_TRAFFIC_SHIFT'],
  alarm: ['POST_TEST_TRAFFIC_SHIFT'],
  approval: ['PRE_PRODUCTION_TRAFFIC_SHIFT'],
};

const hookSchema = v.looseObject({
  TargetType: v.string(),
  LifecycleStages: v.array(v.string()),
  TimeoutConfiguration: v.object({ TimeoutInMinutes: v.number(), Action: v.literal('ROLLBACK') }),
});
const lambdaHookSchema = v.object({
  ...hookSchema.entries,
  HookTargetArn: v.object({ Ref: v.string() }),
  RoleArn: v.object({ Ref: v.literal('HookInvokeRoleArn') }),
  HookDetails: v.string(),
});

describe.skipIf(tools === undefined)('examples/attach-cloudformation', () => {
  const path = join(project, 'examples/attach-cloudformation/service.yaml');

  test('passes cfn-lint', async () => {
    expect(await tools?.cfnLint(['--regions', 'us-east-1', '--', path])).toEqual({ code: 0, output: '' });
  });

  test.each(hookKinds)('configures the %s hook correctly', async (kind) => {
    const template = v.parse(
      v.object({
        Resources: v.object({
          RetailUi: v.object({
            Properties: v.looseObject({
              DeploymentConfiguration: v.looseObject({
                LifecycleHooks: v.object({
                  'Fn::If': v.tuple([v.literal('HooksAttached'), v.array(lambdaHookSchema), v.array(v.never())]),
                }),
              }),
            }),
          }),
        }),
      }),
      await tools?.readTemplate(path),
    );
    const hooks = template.Resources.RetailUi.Properties.DeploymentConfiguration.LifecycleHooks['Fn::If'][1];

    await expectHook(hooks, kind);
  });
});

describe.skipIf(tools === undefined)('examples/attach-cdk', () => {
  let folder: string;
  let types: Ran;
  let synth: Ran;
  beforeAll(async () => {
    const installed = await ensureNpmFolder({ name: 'attach-cdk', manifests: 'examples/attach-cdk' });
    // Next to the packages, so that Node finds them.
    folder = await mkdtemp(join(installed, 'try-'));
    for (const part of ['src', 'tsconfig.json', 'package.json']) {
      await cp(join(project, 'examples/attach-cdk', part), join(folder, part), { recursive: true });
    }
    types = await run('tsc', ['-p', '.'], folder);
    synth = await run('node', ['src/synth.ts'], folder);
    return () => rm(folder, { recursive: true, force: true });
  });

  test('type-checks against the pinned aws-cdk-lib', () => {
    expect(types).toEqual({ code: 0, output: '' });
  });

  test('synthesises templates that pass cfn-lint except for a needless DependsOn of the CDK itself', async () => {
    expect(synth).toMatchObject({ code: 0 });
    const paths = ['ShopWithoutHooks', 'ShopWithHooks'].map((stack) => join(folder, `cdk.out/${stack}.template.json`));
    const linted = await tools?.cfnLint(['--regions', 'us-east-1', '--ignore-checks', 'W3005', '--', ...paths]);

    expect(linted).toEqual({ code: 0, output: '' });
  });

  test('deploys the first time without hooks', async () => {
    const { LifecycleHooks } = await deploymentConfiguration('ShopWithoutHooks');

    expect(LifecycleHooks).toBeUndefined();
  });

  test.each(hookKinds)('configures the %s hook correctly', async (kind) => {
    const { LifecycleHooks = [] } = await deploymentConfiguration('ShopWithHooks');

    await expectHook(v.parse(v.array(lambdaHookSchema), LifecycleHooks.slice(0, 3)), kind);
  });

  test('gives a pause hook neither a function nor a role', async () => {
    const { LifecycleHooks = [] } = await deploymentConfiguration('ShopWithHooks');

    expect(LifecycleHooks[3]).toEqual({
      TargetType: 'PAUSE',
      LifecycleStages: ['POST_PRODUCTION_TRAFFIC_SHIFT'],
      TimeoutConfiguration: { TimeoutInMinutes: 60, Action: 'ROLLBACK' },
    });
  });

  async function deploymentConfiguration(stack: string) {
    const template = v.parse(
      v.object({
        Resources: v.record(v.string(), v.looseObject({ Type: v.string(), Properties: v.optional(v.unknown()) })),
      }),
      JSON.parse(await readFile(join(folder, `cdk.out/${stack}.template.json`), 'utf8')),
    );
    const service = Object.values(template.Resources).find(({ Type }) => Type === 'AWS::ECS::Service');
    return v.parse(
      v.object({ DeploymentConfiguration: v.looseObject({ LifecycleHooks: v.optional(v.array(hookSchema)) }) }),
      service?.Properties,
    ).DeploymentConfiguration;
  }
});

async function expectHook(hooks: v.InferOutput<typeof lambdaHookSchema>[], kind: keyof typeof stages): Promise<void> {
  const hook = hooks.find(({ HookTargetArn }) => HookTargetArn.Ref.toLowerCase() === `${kind}hookarn`);
  const details = JSON.parse(hook?.HookDetails ?? '{}') as JsonObject;

  expect(hook?.LifecycleStages).toEqual(stages[kind]);
  expect(await readDetails(kind, details)).toMatchObject({ ok: true });
  const deadline = typeof details['deadlineMinutes'] === 'number' ? details['deadlineMinutes'] : 0;
  expect(hook?.TimeoutConfiguration.TimeoutInMinutes).toBeGreaterThan(deadline);
}

type Ran = { code: number; output: string };

/** A tool of the repository, or of the given path. */
function run(tool: string, args: string[], cwd: string): Promise<Ran> {
  const PATH = [join(project, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter);
  return new Promise((done) => {
    execFile(
      tool,
      args,
      { cwd, env: { PATH, HOME: tmpdir() }, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        done({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr });
      },
    );
  });
}
