import type { IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { judgeSuites } from '../../../src/cli/doctor/judge-suites.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { readHookConfiguration } from '../../../src/service-hooks/hook-configuration.ts';
import { healthyWorld } from './world.ts';

const object = 'arn:aws:s3:::smoke-tests/shop.yaml';

describe('judgeSuites', () => {
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

async function judge(details: JsonObject, EvalDecision: string) {
  const asked: string[] = [];
  const send = async ({ input }: SimulatePrincipalPolicyCommand) => {
    asked.push(`${input.ActionNames} ${input.ResourceArns}`);
    return { EvaluationResults: [{ EvalDecision }] };
  };
  const { app, service } = await healthyWorld();
  const configuration = await readHookConfiguration('smoke', details, {});
  const hooks = service.hooks.map((hook) => (hook.kind === 'smoke' ? { ...hook, configuration } : hook));
  const outcomes = await judgeSuites({ send } as unknown as Pick<IAMClient, 'send'>, app, { hooks });
  return { outcomes, asked };
}
