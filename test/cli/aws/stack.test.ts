import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { describe, expect, test } from 'vitest';
import { readStack } from '../../../src/cli/aws/stack.ts';

const outputs = {
  ApprovalHookArn: 'arn:aws:lambda:eu-central-1:111122223333:function:approval',
  SmokeHookArn: 'arn:aws:lambda:eu-central-1:111122223333:function:smoke',
  AlarmHookArn: 'arn:aws:lambda:eu-central-1:111122223333:function:alarm',
  HookInvokeRoleArn: 'arn:aws:iam::111122223333:role/invoke',
  DeskUrl: 'https://desk.example.com',
  LedgerBucket: 'ledger',
  NotificationsTopicArn: 'arn:aws:sns:eu-central-1:111122223333:topic',
  Another: 'thing',
};

describe('readStack', () => {
  test('reads the outputs of the deployed app', async () => {
    const stack = await readStack(withStack({ outputs }), 'greenlight', 'eu-central-1');

    expect(stack).toMatchObject({
      stackName: 'greenlight',
      approvalHookArn: outputs.ApprovalHookArn,
      hookInvokeRoleArn: outputs.HookInvokeRoleArn,
      ledgerBucket: 'ledger',
    });
    expect(stack.all.get('Another')).toBe('thing');
  });

  test('takes the values that the CDK construct uses instead of parameters from its output', async () => {
    const GreenlightParameters = '{"Deployers":"tag","SweepMinutes":5}';
    const stack = await readStack(
      withStack({ outputs: { ...outputs, GreenlightParameters } }),
      'greenlight',
      'eu-central-1',
    );

    expect(Object.fromEntries(stack.parameters)).toEqual({ Deployers: 'tag', SweepMinutes: '5' });
  });

  test('says that there is no such stack, and where', async () => {
    await expect(readStack(withoutStack, 'greenlight', 'eu-central-1')).rejects.toMatchObject({
      message: 'there is no stack "greenlight" in eu-central-1',
      next: 'pass --stack <name> and --region <region> of the deployed app, or deploy it: sam deploy --guided',
    });
  });

  test('names the outputs that another stack lacks', async () => {
    const { DeskUrl: _, ...others } = outputs;

    await expect(readStack(withStack({ outputs: others }), 'other', 'eu-central-1')).rejects.toMatchObject({
      message: 'stack "other" in eu-central-1 has no output DeskUrl',
      next: 'this is not a Greenlight stack, or it is an older version: pass --stack <name>, or deploy the current version',
    });
  });

  test('advises waiting for a stack that is being created', async () => {
    const client = withStack({ outputs: {}, status: 'CREATE_IN_PROGRESS' });

    await expect(readStack(client, 'greenlight', 'eu-central-1')).rejects.toMatchObject({
      next: 'it is CREATE_IN_PROGRESS: wait until it is deployed, then try again',
    });
  });

  test('leaves every other failure as it is', async () => {
    const denied = Object.assign(new Error('not authorized'), { name: 'AccessDenied' });

    await expect(readStack(failing(denied), 'greenlight', 'eu-central-1')).rejects.toBe(denied);
  });
});

type Client = Pick<CloudFormationClient, 'send'>;

function withStack({ outputs: all, status = 'CREATE_COMPLETE' }: { outputs: Record<string, string>; status?: string }) {
  const Outputs = Object.entries(all).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
  return { send: async () => ({ Stacks: [{ StackStatus: status, Outputs }] }) } as unknown as Client;
}

function failing(error: Error): Client {
  return { send: () => Promise.reject(error) } as unknown as Client;
}

const withoutStack = failing(
  Object.assign(new Error('Stack with id greenlight does not exist'), { name: 'ValidationError' }),
);
