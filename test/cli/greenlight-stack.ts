import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { motoClientConfig } from '../helpers/moto.ts';

export const stackOutputs = {
  ApprovalHookArn: 'arn:aws:lambda:us-west-2:123456789012:function:greenlight-ApprovalHook-1',
  SmokeHookArn: 'arn:aws:lambda:us-west-2:123456789012:function:greenlight-SmokeHook-1',
  AlarmHookArn: 'arn:aws:lambda:us-west-2:123456789012:function:greenlight-AlarmHook-1',
  GateHookArn: 'arn:aws:lambda:us-west-2:123456789012:function:greenlight-GateHook-1',
  HookInvokeRoleArn: 'arn:aws:iam::123456789012:role/greenlight-HookInvokeRole-1',
  DeskUrl: 'https://desk.example.com',
  LedgerBucket: 'greenlight-ledger-1',
  NotificationsTopicArn: 'arn:aws:sns:us-west-2:123456789012:greenlight-notifications-1',
};

export type StackOptions = {
  name?: string;
  /** A JSON string for the approval hook's parameter. Default: the stack names no parameter. */
  approvalDefaults?: string;
  /** The stack's pause bridge. Default: that of an earlier version, which has none. */
  pauses?: { PauseBridge: 'off' | 'configured' | 'all'; PauseTags?: 'yes' | 'no' };
};

/** A stack with the outputs of template.yaml, in moto. */
export async function createGreenlightStack(
  endpoint: string,
  { name = 'greenlight', approvalDefaults, pauses }: StackOptions = {},
) {
  const config = { ...motoClientConfig(endpoint), region: 'us-west-2' };
  const parameter = approvalDefaults === undefined ? '' : '/greenlight/approval';
  if (approvalDefaults !== undefined)
    await new SSMClient(config).send(
      new PutParameterCommand({ Name: parameter, Type: 'String', Value: approvalDefaults }),
    );
  const template = {
    Parameters: {
      ApprovalDefaultsParameter: { Type: 'String', Default: '' },
      ...(pauses && {
        PauseBridge: { Type: 'String', Default: 'off' },
        PauseParameters: { Type: 'String', Default: '/greenlight/pauses' },
        PauseTags: { Type: 'String', Default: 'no' },
      }),
    },
    Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
    Outputs: Object.fromEntries(Object.entries(stackOutputs).map(([key, Value]) => [key, { Value }])),
  };
  await new CloudFormationClient(config).send(
    new CreateStackCommand({
      StackName: name,
      TemplateBody: JSON.stringify(template),
      Parameters: Object.entries({ ApprovalDefaultsParameter: parameter, ...pauses }).map(
        ([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }),
      ),
    }),
  );
}
