import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import { beforeAll, describe, expect, test } from 'vitest';
import { ensureTool, type PythonTool } from '../../scripts/python-tools.ts';
import type { JsonObject } from '../../src/hook/json.ts';
import { readDetails } from '../examples/hook-details.ts';
import { obtain } from '../helpers/obtain.ts';
import { project } from '../template/tools.ts';
import serviceModule from './ecs-service-module.json' with { type: 'json' };
import { convert, parseType } from './module-types.ts';
import { wrongArguments } from './provider-schema.ts';
import { evaluateModule, readTerraformModule, resourceOf, type TerraformModule } from './terraform-module.ts';

const hcl = await obtain("HashiCorp's parser", () => ensureTool('hcl'));

const functionArn = (name: string) => `arn:aws:lambda:eu-central-1:111122223333:function:${name}`;
const greenlight = {
  hook_invoke_role_arn: 'arn:aws:iam::111122223333:role/greenlight-HookInvokeRole-1',
  approval_hook_arn: functionArn('approval'),
  smoke_hook_arn: functionArn('smoke'),
  alarm_hook_arn: functionArn('alarm'),
};
const rule = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:listener-rule/app/shop/1/2/3';
const around = {
  greenlight,
  cluster_arn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/prod',
  task_definition_arn: 'arn:aws:ecs:eu-central-1:111122223333:task-definition/retail-ui:1',
  subnet_ids: ['subnet-1'],
  security_group_ids: ['sg-1'],
  target_group_arns: ['blue', 'green'],
  production_listener_rule_arn: rule,
  test_listener_rule_arn: rule,
};

type MadeHook = {
  lifecycle_stages: string[];
  hook_details: string;
  timeout_configuration: { timeout_in_minutes: number };
};

describe.skipIf(hcl === undefined)('examples/attach-terraform', () => {
  const tool = hcl as PythonTool;
  const given = { ...around, load_balancer_role_arn: 'arn:aws:iam::111122223333:role/load-balancer' };
  let example: TerraformModule;
  let made: Record<string, MadeHook>;
  beforeAll(async () => {
    example = await readTerraformModule('examples/attach-terraform');
    const { locals, problems } = evaluateModule(example, given, ['hooks'], tool);
    const hooks = evaluateModule(
      await readTerraformModule('terraform/hooks'),
      { greenlight, hooks: locals['hooks'] },
      ['lifecycle_hooks'],
      tool,
    );
    expect([...problems, ...hooks.problems]).toEqual([]);
    made = hooks.locals['lifecycle_hooks'] as typeof made;
  });

  test.each([
    ['smoke', 'smoke', 'POST_TEST_TRAFFIC_SHIFT'],
    ['alarms', 'alarm', 'POST_TEST_TRAFFIC_SHIFT'],
    ['approval', 'approval', 'PRE_PRODUCTION_TRAFFIC_SHIFT'],
  ] as const)('configures the %s hook correctly', async (name, kind, stage) => {
    const details = JSON.parse(made[name]?.hook_details ?? '') as JsonObject;

    expect(made[name]?.lifecycle_stages).toEqual([stage]);
    expect(await readDetails(kind, details)).toMatchObject({ ok: true });
    expect(made[name]?.timeout_configuration.timeout_in_minutes).toBeGreaterThan(
      Number(details['deadlineMinutes'] ?? 0),
    );
  });

  test('uses no block and no argument that the provider does not have', () => {
    const service = resourceOf(example, 'aws_ecs_service', 'retail_ui');

    expect(wrongArguments('aws_ecs_service', service)).toEqual([]);
    const [configuration] = service['deployment_configuration'] as [object];
    const misspelled = { ...service, deployment_configuration: [{ ...configuration, lifecycle_hooks: [] }] };
    expect(wrongArguments('aws_ecs_service', misspelled)).toEqual(['deployment_configuration.lifecycle_hooks']);
  });

  test('copies all that the module makes into the block', () => {
    const [{ dynamic }] = resourceOf(example, 'aws_ecs_service', 'retail_ui')['deployment_configuration'] as [
      { dynamic: { lifecycle_hook: [{ content: [Record<string, unknown>] }] } },
    ];
    const [{ content }] = dynamic.lifecycle_hook;

    expect(Object.keys(content[0]).toSorted()).toEqual(Object.keys(made['smoke'] ?? {}).toSorted());
  });

  test('refuses a listener instead of a rule, and one target group', () => {
    const { problems } = evaluateModule(
      example,
      {
        ...given,
        target_group_arns: ['blue'],
        test_listener_rule_arn: 'arn:aws:elasticloadbalancing:listener/1',
      },
      [],
      tool,
    );

    expect(problems).toEqual([
      'Blue/green needs exactly two target groups.',
      'For an Application Load Balancer it must be the ARN of a rule, with :listener-rule/ in it.',
    ]);
  });
});

describe('examples/attach-terraform-aws-modules', () => {
  type Call = Readonly<Record<string, unknown>>;
  let call: Call;
  let hook: Call;
  beforeAll(async () => {
    const module = await readTerraformModule('examples/attach-terraform-aws-modules');
    call = module.module['retail_ui'] ?? {};
    const [, body = ''] = /=> \{([\s\S]*?)\n {4}\}/.exec(String(module.locals['lifecycle_hooks'])) ?? [];
    hook = Object.fromEntries([...body.matchAll(/^\s*(\w+)\s*=/gm)].map(([, name = '']) => [name, 'x']));
  });

  test('gives that module only variables that it has', () => {
    const { source: _, version: __, ...given } = call;

    expect(Object.keys(serviceModule.variables)).toEqual(expect.arrayContaining(Object.keys(given)));
  });

  test.each(['deployment_configuration', 'load_balancer'] as const)(
    'loses nothing of %s in the type of the variable',
    (name) => {
      const type = parseType(serviceModule.variables[name]);
      // Its numbers and lists are expressions here.
      const given =
        name === 'deployment_configuration'
          ? { ...(call[name] as object), lifecycle_hook: { smoke: { ...hook, lifecycle_stages: [] } } }
          : call[name];

      expect(convert(given, type, name)).toMatchObject(given as object);
    },
  );

  test('says what that module does not have: timeouts and pauses', () => {
    expect(serviceModule.variables.deployment_configuration).not.toMatch(/timeout_configuration|target_type/);
    expect(Object.keys(hook)).toEqual(['hook_target_arn', 'role_arn', 'lifecycle_stages', 'hook_details']);
  });
});

describe('docs/guides/terraform.md', () => {
  const text = readFileSync(join(project, 'docs/guides/terraform.md'), 'utf8');
  const blocks = [...text.matchAll(/```hcl\n([\s\S]*?)```/g)].map(([, block = '']) => block);

  test.each([
    ['greenlight', 'terraform/app'],
    ['hooks', 'terraform/hooks'],
  ])('calls the module %s with variables that it has', async (name, folder) => {
    const calls = await Promise.all(blocks.slice(0, 2).map((block) => parse('guide.tf', block)));
    const { source, ...given } = calls.map(({ module }) => module[name]?.[0]).find((call) => call !== undefined);

    expect(source).toBe(`./node_modules/ecs-greenlight/app/${folder}`);
    expect(Object.keys((await readTerraformModule(folder)).variable)).toEqual(
      expect.arrayContaining(Object.keys(given)),
    );
  });

  test('has the block of the example', async () => {
    const example = readFileSync(join(project, 'examples/attach-terraform/main.tf'), 'utf8');
    const withoutSpace = (hcl: string) => hcl.replaceAll(/\s+/g, ' ');

    expect(blocks).toHaveLength(3);
    expect(withoutSpace(example)).toContain(withoutSpace(blocks[2] ?? '').trim());
  });
});

test.each(readdirSync(join(project, 'examples')).filter((name) => name.startsWith('attach-terraform')))(
  "%s is valid HCL according to HashiCorp's own parser",
  async (name) => {
    expect(Object.keys((await readTerraformModule(`examples/${name}`)).variable).length).toBeGreaterThan(0);
  },
);
