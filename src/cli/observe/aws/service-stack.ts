import type { CreateServiceCommandInput } from '@aws-sdk/client-ecs';
import type { AwsClients } from '../../aws/aws-clients.ts';
import type { ServiceStack } from '../trial/bench.ts';
import { deleteStack, describeRunStack, whyFailed } from './observe-stack.ts';

export const serviceStackName = 'greenlight-observe-service';

/** A stack of its own, so that one that fails leaves the stack of the run as it is. */
export function serviceStack(clients: AwsClients, wait: (seconds: number) => Promise<void>): ServiceStack {
  return {
    async create(service) {
      const { CreateStackCommand } = await import('@aws-sdk/client-cloudformation');
      const TemplateBody = JSON.stringify(serviceTemplate(service));
      const StackName = serviceStackName;
      await (await clients.cloudformation()).send(
        // Otherwise CloudFormation would delete the service that is looked at.
        new CreateStackCommand({ StackName, TemplateBody, OnFailure: 'DO_NOTHING' }),
      );
    },
    async failure() {
      const stack = await describeRunStack(clients, serviceStackName);
      return stack?.StackStatus?.endsWith('_FAILED') ? whyFailed(clients, serviceStackName) : undefined;
    },
    remove: () => deleteStack(clients, serviceStackName, wait),
  };
}

/** The service as CloudFormation has it: the same members with a capital letter, and `HookDetails` as a string. */
export function serviceTemplate(service: CreateServiceCommandInput): object {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'A service of greenlight observe. It deletes this stack at once.',
    Resources: { Service: { Type: 'AWS::ECS::Service', Properties: capitalize(service) } },
  };
}

function capitalize(value: unknown, name = ''): unknown {
  if (name === 'hookDetails') return typeof value === 'string' ? value : JSON.stringify(value);
  if (Array.isArray(value)) return value.map((each) => capitalize(each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key.charAt(0).toUpperCase() + key.slice(1), capitalize(member, key)]),
  );
}
