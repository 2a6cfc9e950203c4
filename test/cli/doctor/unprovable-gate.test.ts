import { describe, expect, test } from 'vitest';
import type { AwsClients } from '../../../src/cli/aws/aws-clients.ts';
import type { AppFacts } from '../../../src/cli/doctor/facts/app-facts.ts';
import { judgeHooks } from '../../../src/cli/doctor/judge/judge-hooks.ts';
import { readServiceFacts } from '../../../src/cli/doctor/read/read-service-facts.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { healthyWorld, seen } from './world.ts';

const functionArn = 'arn:aws:lambda:eu-central-1:111122223333:function:greenlight-approval';
const roleArn = 'arn:aws:iam::111122223333:role/greenlight-invoke';

/** What doctor says about the configuration of one approval hook, for a stack with these parameters. */
async function diagnose(hookDetails: JsonObject, parameters: Record<string, string>, arn = functionArn) {
  const { app: healthy } = await healthyWorld();
  const approval = healthy.functions.find(({ hook }) => hook === 'approval');
  if (!approval?.facts.seen || !approval.facts.value) throw new Error('the healthy app has no approval hook');
  const facts = seen({ ...approval.facts.value, functionArn, defaultsParameter: undefined });
  const app: AppFacts = {
    ...healthy,
    stack: { ...healthy.stack, parameters: new Map(Object.entries(parameters)) },
    functions: [{ hook: 'approval', arn, facts }],
  };
  const lifecycleHooks = [
    { hookTargetArn: functionArn, roleArn, lifecycleStages: ['PRE_PRODUCTION_TRAFFIC_SHIFT'], hookDetails },
  ];
  const service = { serviceName: 'shop', serviceArn: 'arn:aws:ecs:eu-central-1:111122223333:service/production/shop' };
  const described = { ...service, deploymentConfiguration: { strategy: 'BLUE_GREEN', lifecycleHooks } };
  const answers: Record<string, unknown> = {
    DescribeServicesCommand: { services: [described], failures: [] },
    DescribeStackResourcesCommand: { StackResources: [] },
    GetFunctionCommand: { Configuration: { FunctionArn: functionArn, Environment: { Variables: {} } } },
  };
  const client = async () => ({ send: async (command: object) => answers[command.constructor.name] ?? {} });
  const aws = { region: 'eu-central-1', ecs: client, cloudformation: client, lambda: client, ssm: client };
  const read = await readServiceFacts(aws as unknown as AwsClients, { cluster: 'production', service: 'shop' }, app);
  if (!read.seen) throw new Error(read.why);
  return judgeHooks(read.value).flatMap((outcome) =>
    outcome.rule === 'hook-details-invalid' && outcome.kind === 'found' ? [outcome.found] : [],
  );
}

const signIn = { reviewers: ['ana@example.com'], assurance: 'sign-in' };
const stack = { OidcIssuer: 'https://login.example.com', OidcMailDomains: 'example.com' };

describe('doctor', () => {
  test.each<[string, JsonObject, Record<string, string>, string]>([
    ['sign-in without a provider', signIn, {}, 'nobody can sign in on the desk of this stack'],
    ['an address of another domain', signIn, { ...stack, OidcMailDomains: 'example.org' }, '(now: example.org)'],
    [
      'a rule that asks for sign-in',
      { rules: [{ name: 'security', from: ['ana@example.com'], assurance: 'sign-in' }] },
      {},
      '"security" asks for "sign-in"',
    ],
    ['a group without a claim', { rules: [{ name: 's', from: ['group:sec-team'] }] }, stack, 'OidcGroupsClaim'],
  ])('reports a gate that nobody could prove enough for: %s', async (_title, hookDetails, parameters, words) => {
    expect(await diagnose(hookDetails, parameters)).toEqual([expect.stringContaining(words)]);
  });

  test('has nothing to report if enough people can prove who they are', async () => {
    const groups = { rules: [{ name: 's', from: ['group:sec-team'] }] };

    expect(await diagnose(signIn, stack)).toEqual([]);
    expect(await diagnose(groups, { ...stack, OidcGroupsClaim: 'groups' })).toEqual([]);
  });
});
