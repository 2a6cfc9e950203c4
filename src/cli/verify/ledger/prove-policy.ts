import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import { isJsonObject } from '../../../hook/json.ts';
import { parseJson } from '../../../hook/parse-json.ts';
import type { StackOutputs } from '../../aws/stack.ts';
import { matchesPattern, statementsOf } from '../../doctor/facts/policy.ts';
import { nowhere, nowhereOf } from '../functions/nobody.ts';
import { type AppProof, type AppTrial, failed, proved, tryOut } from '../proof.ts';
import { restorePolicy } from './prove-ledger.ts';

const trial: AppTrial = {
  ...{ id: 'ledger-functions', tried: "ledger: the functions' own writes" },
  expected: 'need a condition',
};

/** The outputs with the functions that write requests. Those of an earlier version lack some. */
const writers = ['ApprovalHookArn', 'GateHookArn', 'DeskFunctionArn', 'DeploymentWatcherArn', 'PauseBridgeArn'];

/**
 * Whether the policy of the bucket denies each function that writes requests a write without condition. Only they could try, because the statement is about
 * their roles, and nobody else can take those on; so the policy is read.
 */
export function provePolicy(
  { lambda, s3 }: { lambda: LambdaClient; s3: S3Client },
  stack: StackOutputs,
  signal: AbortSignal,
): Promise<AppProof> {
  return tryOut(trial, signal, async () => {
    const policy = await readPolicy(s3, stack.ledgerBucket, signal);
    const arns = writers.flatMap((output) => stack.all.get(output) ?? []);
    const roles = await Promise.all(arns.map((arn) => roleOf(lambda, arn, signal)));
    const resource = `arn:${nowhereOf(stack.approvalHookArn).partition}:s3:::${stack.ledgerBucket}/approvals/${nowhere}`;
    const free = roles.filter((role) => !needsCondition(policy, role, resource));
    if (free.length === 0)
      return proved(trial, trial.expected, `the policy names the roles of ${roles.length} functions`);
    const said = `not denied to ${free.map((role) => role.slice(role.lastIndexOf('/') + 1)).join(', ')}`;
    return failed(trial, `${free.length} need none`, { said, next: restorePolicy(stack.stackName) });
  });
}

async function readPolicy(client: S3Client, Bucket: string, abortSignal: AbortSignal): Promise<unknown> {
  const { GetBucketPolicyCommand } = await import('@aws-sdk/client-s3');
  try {
    const { Policy } = await client.send(new GetBucketPolicyCommand({ Bucket }), { abortSignal });
    return parseJson(Policy);
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchBucketPolicy') return undefined;
    throw error;
  }
}

async function roleOf(client: LambdaClient, FunctionName: string, abortSignal: AbortSignal): Promise<string> {
  const { GetFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda');
  const { Role = '' } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }), { abortSignal });
  return Role;
}

/** Whether a statement denies this role to write there without If-None-Match and If-Match. */
export function needsCondition(policy: unknown, role: string, resource: string): boolean {
  return statementsOf(policy).some(({ Effect, Action, Resource, Condition }) => {
    const conditions = isJsonObject(Condition) ? Object.entries(Condition) : [];
    return (
      Effect === 'Deny' &&
      listOf(Action).some((pattern) => matchesPattern(pattern.toLowerCase(), 's3:putobject')) &&
      listOf(Resource).some((pattern) => matchesPattern(pattern, resource)) &&
      conditions.some(([operator, keys]) => operator === 'Null' && isJsonObject(keys) && isWithoutCondition(keys)) &&
      conditions.every(
        ([operator, keys]) => operator === 'Null' || (isJsonObject(keys) && isAbout(operator, keys, role)),
      )
    );
  });
}

/** At most these two: another key would deny less. */
function isWithoutCondition(keys: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(keys).map((name) => name.toLowerCase());
  const known = ['s3:if-none-match', 's3:if-match'];
  return (
    names.includes('s3:if-none-match') &&
    names.every((name) => known.includes(name)) &&
    Object.values(keys).every((value) => String(value) === 'true')
  );
}

function isAbout(operator: string, keys: Readonly<Record<string, unknown>>, role: string): boolean {
  return (
    /^(Arn|String)(Equals|Like)$/.test(operator) &&
    Object.entries(keys).every(
      ([name, value]) =>
        name.toLowerCase() === 'aws:principalarn' && listOf(value).some((pattern) => matchesPattern(pattern, role)),
    )
  );
}

function listOf(value: unknown): readonly string[] {
  return [value].flat().filter((each) => typeof each === 'string');
}
