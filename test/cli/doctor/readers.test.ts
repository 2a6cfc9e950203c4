import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { IAMClient } from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { isDenied } from '../../../src/cli/aws/explain-aws-error.ts';
import { look, unlessAbsent } from '../../../src/cli/doctor/facts/look.ts';
import { readPermission, readRole } from '../../../src/cli/doctor/read/read-role.ts';
import { readOwner } from '../../../src/cli/doctor/read/read-service-facts.ts';
import { ownedByStack } from '../../../src/service-hooks/hooked-service.ts';

const roleArn = 'arn:aws:iam::111122223333:role/teams/shop/invoke';
const functionArn = 'arn:aws:lambda:eu-central-1:111122223333:function:smoke';

function denial(name = 'AccessDeniedException'): Error {
  return Object.assign(new Error('User is not authorized'), { name });
}

/** A client that answers by the name of the command. */
function answering<Client>(
  answers: Readonly<Record<string, object | Error>>,
): Pick<Client & { send: unknown }, 'send'> {
  const send = async (command: object) => {
    const answer = answers[command.constructor.name] ?? new Error(`${command.constructor.name} was not expected`);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { send } as Pick<Client & { send: unknown }, 'send'>;
}

describe('look', () => {
  test('distinguishes a refusal, with the action to allow, from any other failure', async () => {
    expect(await look('iam:GetRole', () => Promise.reject(denial()))).toEqual({
      seen: false,
      why: 'you are not allowed to call iam:GetRole',
      allow: 'iam:GetRole',
    });
    expect(await look('iam:GetRole', () => Promise.reject(new Error('slow down')))).toEqual({
      seen: false,
      why: 'iam:GetRole: slow down',
    });
  });

  test.each([
    'AccessDenied',
    'AccessDeniedException',
    'AuthorizationErrorException',
    'UnauthorizedOperation',
    'Forbidden',
    '403',
  ])('recognizes %s as a refusal', (name) => {
    expect(isDenied(denial(name))).toBe(true);
  });

  test('treats a missing resource as an answer, and nothing else', async () => {
    const gone = Object.assign(new Error('no such thing'), { name: 'NotFound' });

    expect(await unlessAbsent(['NotFound'], () => Promise.reject(gone))).toBeUndefined();
    await expect(unlessAbsent(['Other'], () => Promise.reject(gone))).rejects.toBe(gone);
  });
});

describe('readPermission', () => {
  const ask = (answers: Readonly<Record<string, object | Error>>) =>
    readPermission(answering<IAMClient>(answers), roleArn, 'lambda:InvokeFunction', functionArn);
  const simulated = (EvalDecision: string, MissingContextValues: string[] = []) =>
    ask({ SimulatePrincipalPolicyCommand: { EvaluationResults: [{ EvalDecision, MissingContextValues }] } });

  test('trusts the simulation of IAM', async () => {
    expect(await simulated('allowed')).toEqual({ seen: true, value: true });
    expect(await simulated('implicitDeny')).toEqual({ seen: true, value: false });
    expect(await simulated('explicitDeny')).toEqual({ seen: true, value: false });
  });

  test('returns no value if the simulation lacks a key that a condition needs', async () => {
    expect(await simulated('implicitDeny', ['aws:SourceVpc'])).toEqual({ seen: true, value: undefined });
  });

  test('reports the simulation as not allowed if it may not read the policies either', async () => {
    const denied = { SimulatePrincipalPolicyCommand: denial(), ListRolePoliciesCommand: denial() };

    expect(await ask(denied)).toMatchObject({ seen: false, allow: 'iam:SimulatePrincipalPolicy' });
  });
});

describe('readRole', () => {
  const found = (Arn: string) => ({
    GetRoleCommand: { Role: { Arn, AssumeRolePolicyDocument: '%7B%22Statement%22%3A%5B%5D%7D' } },
  });

  test('reads the trust policy of a role under a path', async () => {
    expect(await readRole(answering<IAMClient>(found(roleArn)), roleArn)).toEqual({
      seen: true,
      value: { roleArn, roleName: 'invoke', trustPolicy: { Statement: [] } },
    });
  });

  test('distinguishes a role of the same name elsewhere', async () => {
    const other = found('arn:aws:iam::111122223333:role/invoke');

    expect(await readRole(answering<IAMClient>(other), roleArn)).toEqual({ seen: true, value: undefined });
  });
});

describe('readOwner', () => {
  const serviceArn = 'arn:aws:ecs:eu-central-1:111122223333:service/prod-cluster/retail-ui';
  const ask = (answer: object | Error) =>
    readOwner(answering<CloudFormationClient>({ DescribeStackResourcesCommand: answer }), serviceArn);

  test('finds the stack that has the service among its resources', async () => {
    const StackResources = [
      { PhysicalResourceId: 'another', StackName: 'shop' },
      { PhysicalResourceId: serviceArn, StackName: 'shop' },
    ];

    expect(await ask({ StackResources })).toEqual({ seen: true, value: ownedByStack('shop') });
  });

  test('distinguishes a service that no stack owns from a stack that may not be read', async () => {
    const none = Object.assign(new Error('Stack for … does not exist'), { name: 'ValidationError' });

    expect(await ask(none)).toEqual({ seen: true, value: undefined });
    expect(await ask(denial())).toMatchObject({ seen: false, allow: 'cloudformation:DescribeStackResources' });
  });
});
