import type { Service } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import type { AwsClients } from '../../../src/cli/aws/aws-clients.ts';
import type { StackOutputs } from '../../../src/cli/aws/stack.ts';
import { examineService } from '../../../src/cli/explain/examine-service.ts';
import { approval, directory, smoke } from '../attach/hooks.ts';
import { stackOutputs } from '../greenlight-stack.ts';

const ref = { cluster: 'prod-cluster', service: 'retail-ui' };
const stack: StackOutputs = {
  stackName: 'greenlight',
  ...{
    approvalHookArn: directory.arns.approval,
    smokeHookArn: directory.arns.smoke,
    alarmHookArn: directory.arns.alarms,
  },
  ...{ hookInvokeRoleArn: directory.roleArn, deskUrl: stackOutputs.DeskUrl, ledgerBucket: stackOutputs.LedgerBucket },
  notificationsTopicArn: stackOutputs.NotificationsTopicArn,
  all: new Map(),
  parameters: new Map([['ApprovalDefaultsParameter', '/greenlight/approval']]),
};
const service = {
  resourceManagementType: 'ECS',
  deploymentConfiguration: { lifecycleHooks: [smoke(), approval()] },
} as unknown as Service;

/** Clients that answer as `answers` says by the name of the command, and refuse everything else. */
function clients(answers: Readonly<Record<string, object>> = {}): AwsClients {
  const client = {
    send: async ({ constructor: { name } }: object) => {
      const answer = answers[name];
      if (answer) return answer;
      throw Object.assign(new Error(`not authorized: ${name}`), { name: 'AccessDeniedException' });
    },
  };
  return new Proxy({} as AwsClients, { get: (_, name) => (name === 'region' ? 'us-west-2' : async () => client) });
}

const defaults = { GetParameterCommand: { Parameter: { Value: '{}' } } };

test('every refused call is named, and Express Mode is left to its note', async () => {
  const { found, unchecked } = await examineService(clients(defaults), ref, service, stack);

  expect(found.map(({ rule }) => rule)).toEqual([]);
  expect(unchecked).toEqual([
    'of the service, not everything could be checked: you are not allowed to call lambda:GetFunctionConfiguration; you are not allowed to call sns:ListSubscriptionsByTopic',
  ]);
});

test('M7, M8 finds a subscription without a filter, and one that a link in a mail ends', async () => {
  const Endpoint = 'ana@example.com';
  const answers = {
    ...defaults,
    ListSubscriptionsByTopicCommand: {
      Subscriptions: [{ Protocol: 'email', Endpoint, SubscriptionArn: 'arn:aws:sns:us-west-2:123456789012:topic:1' }],
    },
    GetSubscriptionAttributesCommand: { Attributes: { ConfirmationWasAuthenticated: 'false' } },
  };

  const { found } = await examineService(clients(answers), ref, service, stack);

  expect(found.map(({ rule, about }) => [rule, about])).toEqual([
    ['subscription-unfiltered', `email ${Endpoint}`],
    ['subscription-unauthenticated', `email ${Endpoint}`],
  ]);
});

test('never rejects: defaults that may not be read are one line', async () => {
  const { found, unchecked } = await examineService(clients(), ref, service, stack);

  expect(found).toEqual([]);
  expect(unchecked).toEqual([expect.stringContaining('the configuration of the service was not checked: ')]);
});

test.each<[string, Service | undefined]>([
  ['a service that could not be read', undefined],
  ['a service without hooks', { ...service, deploymentConfiguration: {} }],
])('%s has no findings', async (_title, described) => {
  expect(await examineService(clients(), ref, described, stack)).toEqual({ found: [], unchecked: [] });
});
