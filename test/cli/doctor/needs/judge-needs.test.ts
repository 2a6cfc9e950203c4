import type { IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { judgeNeeds } from '../../../../src/cli/doctor/needs/judge-needs.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { readHookConfiguration } from '../../../../src/service-hooks/hook-configuration.ts';
import { healthyWorld } from '../world.ts';

const object = 'arn:aws:s3:::smoke-tests/shop.yaml';

describe('judgeNeeds', () => {
  test('finds a suite that the role of the smoke hook may not read, and says what to set', async () => {
    const { outcomes } = await judge({ suite: 's3://smoke-tests/shop.yaml' }, 'implicitDeny');

    expect(outcomes).toMatchObject([
      {
        rule: 'suite-unreadable',
        kind: 'found',
        found: expect.stringContaining(`do not allow s3:GetObject on ${object}`),
        fix: expect.stringContaining(`SmokeSuites=${object}`),
      },
    ]);
  });

  test('is content if IAM allows it', async () => {
    const { outcomes } = await judge({ suite: 's3://smoke-tests/shop.yaml' }, 'allowed');

    expect(outcomes).toMatchObject([{ rule: 'suite-unreadable', kind: 'fine' }]);
  });

  test('asks for a parameter in the account and Region of the function', async () => {
    const { asked } = await judge({ suite: 'ssm:/shop/smoke' }, 'allowed');

    expect(asked).toEqual([
      expect.stringMatching(/^ssm:GetParameter arn:aws:ssm:[a-z0-9-]+:\d{12}:parameter\/shop\/smoke$/),
    ]);
  });

  test.each([
    [
      'secretsmanager:shop/smoke#token',
      /^secretsmanager:GetSecretValue arn:aws:secretsmanager:[a-z0-9-]+:\d{12}:secret:shop\/smoke-\?{6}$/,
    ],
    ['ssm:/shop/token', /^ssm:GetParameter arn:aws:ssm:[a-z0-9-]+:\d{12}:parameter\/shop\/token$/],
  ])('finds that the role may not read the secret %s', async (token, permission) => {
    const { outcomes, asked } = await judge({ secrets: { token }, auth: { bearer: '{{token}}' } }, 'implicitDeny');

    expect(asked).toEqual([expect.stringMatching(permission)]);
    expect(outcomes).toMatchObject([
      { rule: 'smoke-secret-unreadable', kind: 'found', fix: expect.stringContaining('SmokeSecrets=arn:aws:') },
    ]);
  });

  test.each<[JsonObject]>([[{}], [{ suite: 'file:shop.yaml' }], [{ suite: 'nonsense' }]])(
    'asks nothing about %j',
    async (details) => {
      expect(await judge(details, 'implicitDeny')).toEqual({ outcomes: [], asked: [] });
    },
  );
});

describe('judgeNeeds of a gate', () => {
  const role = 'arn:aws:iam::111122223333:role/greenlight-metrics';
  const condition = {
    name: 'orders',
    metric: { namespace: 'Shop', name: 'Orders', statistic: 'Sum' },
    success: { min: 1 },
  };
  const query = { name: 'errors', promql: 'sum(errors)', success: { max: 1 } };

  test.each<[string, JsonObject, RegExp, RegExp]>([
    [
      'a role for metrics',
      { metrics: { conditions: [condition], source: { roleArn: role } } },
      /^sts:AssumeRole arn:aws:iam::111122223333:role\/greenlight-metrics$/,
      /MetricsRoles=/,
    ],
    [
      'a role for alarms',
      { alarms: { alarms: ['shop-5xx'], source: { roleArn: role } } },
      /^sts:AssumeRole arn:aws:iam::111122223333:role/,
      /AlarmRoles=/,
    ],
    [
      'a workspace of Prometheus',
      { metrics: { conditions: [query], prometheus: 'ws-0a1b2c3d' } },
      /^aps:QueryMetrics arn:aws:aps:[a-z0-9-]+:\d{12}:workspace\/ws-0a1b2c3d$/,
      /PrometheusWorkspaces=/,
    ],
    [
      'a function by its name',
      { 'http-gate': { lambda: 'shop-gate:live' } },
      /^lambda:InvokeFunction arn:aws:lambda:[a-z0-9-]+:\d{12}:function:shop-gate:live$/,
      /HttpGateFunctions=/,
    ],
    [
      'the key that signs a question',
      { 'http-gate': { url: 'https://gates.example.com/shop', secret: 'ssm:/shop/key' } },
      /^ssm:GetParameter arn:aws:ssm:[a-z0-9-]+:\d{12}:parameter\/shop\/key$/,
      /SmokeSecrets=/,
    ],
    [
      'a suite',
      { smoke: { suite: 's3://smoke-tests/shop.yaml' } },
      /^s3:GetObject arn:aws:s3:::smoke-tests\/shop\.yaml$/,
      /SmokeSuites=/,
    ],
  ])('finds that its role lacks what %s needs', async (_, check, permission, fix) => {
    const { outcomes, asked } = await judge({ checks: [check] }, 'implicitDeny', 'gate');

    expect(asked).toEqual([expect.stringMatching(permission)]);
    expect(outcomes).toMatchObject([{ kind: 'found', fix: expect.stringMatching(fix) }]);
    expect((await judge({ checks: [check] }, 'allowed', 'gate')).outcomes).toMatchObject([{ kind: 'fine' }]);
  });

  test.each<[string, JsonObject]>([
    ['metrics of the own account', { metrics: { conditions: [condition] } }],
    ["CloudWatch's own PromQL", { metrics: { conditions: [query], prometheus: 'cloudwatch' } }],
    ['alarms by name', { alarms: { alarms: ['shop-5xx'] } }],
  ])('asks nothing about %s', async (_, check) => {
    expect((await judge({ checks: [check] }, 'implicitDeny', 'gate')).asked).toEqual([]);
  });

  test('asks once for what several checks need', async () => {
    const check = { metrics: { conditions: [condition], source: { roleArn: role } } };

    expect((await judge({ checks: [check, check] }, 'allowed', 'gate')).asked).toHaveLength(1);
  });
});

async function judge(details: JsonObject, EvalDecision: string, kind: 'smoke' | 'gate' = 'smoke') {
  const asked: string[] = [];
  const send = async ({ input }: SimulatePrincipalPolicyCommand) => {
    asked.push(`${input.ActionNames} ${input.ResourceArns}`);
    return { EvaluationResults: [{ EvalDecision }] };
  };
  const { app, service } = await healthyWorld();
  const configuration = await readHookConfiguration(kind, details, {});
  const hooks = service.hooks.map((hook) => (hook.kind === 'smoke' ? { ...hook, kind, configuration } : hook));
  const functions = app.functions.map((each) => (each.hook === 'smoke' ? { ...each, hook: kind } : each));
  const outcomes = await judgeNeeds({ send } as unknown as Pick<IAMClient, 'send'>, { functions }, { hooks });
  return { outcomes, asked };
}
