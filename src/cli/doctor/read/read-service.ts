import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { DeploymentLifecycleHook } from '@aws-sdk/client-ecs';
import { readHookDetails } from '../../../hook/event/event.ts';
import { isJsonObject, type JsonObject } from '../../../hook/json.ts';
import type { HookKind } from '../../../service-hooks/hook-kinds.ts';
import { type LifecycleHook, timeoutOf } from '../../../service-hooks/lifecycle-hook.ts';
import type { AwsClients } from '../../aws/aws-clients.ts';
import { describeService } from '../../aws/describe-service.ts';
import type { ServiceRef } from '../../aws/service-ref.ts';
import type { AppFacts, FunctionFacts } from '../facts/app-facts.ts';
import { factsOfService } from '../facts/facts-of-service.ts';
import { type HookConfiguration, readHookConfiguration } from '../facts/hook-configuration.ts';
import { type Looked, look, unlessAbsent } from '../facts/look.ts';
import { parseDefaults } from '../facts/parse-defaults.ts';
import type { HookFacts, ServiceFacts } from '../facts/service-facts.ts';
import { readFunction } from './read-function.ts';
import { readStoredDefaults } from './read-parameter.ts';

/**
 * Reads a service with its hooks and what stands behind them.
 *
 * @param app what is known of the stack, by which its hooks are told from others; undefined where it could not be read
 * @throws {CliError} where there is no such service
 */
export async function readService(
  aws: AwsClients,
  { cluster, service }: ServiceRef,
  app: AppFacts | undefined,
): Promise<Looked<ServiceFacts>> {
  const ecs = await aws.ecs();
  const described = await look('ecs:DescribeServices', () => describeService(ecs, { cluster, service }, aws.region));
  if (!described.seen) return described;
  const { serviceArn = '', deploymentConfiguration: { lifecycleHooks: hooks = [] } = {} } = described.value;
  return {
    seen: true,
    value: factsOfService(
      described.value,
      { cluster, service },
      await Promise.all(hooks.map((hook, index) => readHook(aws, hook, index, app))),
      await readOwner(await aws.cloudformation(), serviceArn),
    ),
  };
}

async function readHook(
  aws: AwsClients,
  hook: DeploymentLifecycleHook,
  index: number,
  app: AppFacts | undefined,
): Promise<HookFacts> {
  const { hookTargetArn: targetArn } = hook;
  const { timeoutInMinutes, action } = timeoutOf(hook as LifecycleHook);
  const isPause = hook.targetType === 'PAUSE';
  const target = isPause || targetArn === undefined ? undefined : await readTarget(aws, targetArn, app);
  const kind =
    app?.functions.find(({ arn }) => targetArn === arn || targetArn?.startsWith(`${arn}:`))?.hook ??
    (target?.seen ? target.value?.hook : undefined);
  return {
    where: `lifecycleHooks[${index}]`,
    isPause,
    targetArn,
    roleArn: hook.roleArn,
    stages: hook.lifecycleStages ?? [],
    timeoutMinutes: timeoutInMinutes,
    action,
    hookDetails: hook.hookDetails,
    target,
    kind,
    configuration: kind && (await configurationOf(aws, kind, hook.hookDetails, target, app)),
  };
}

/** What the stack's hooks were found to be is not asked for again. */
async function readTarget(
  aws: AwsClients,
  arn: string,
  app: AppFacts | undefined,
): Promise<Looked<FunctionFacts | undefined>> {
  const known = app?.functions.find((each) => each.arn === arn);
  return known ? known.facts : readFunction(await aws.lambda(), arn);
}

async function configurationOf(
  aws: AwsClients,
  kind: HookKind,
  configured: unknown,
  target: Looked<FunctionFacts | undefined> | undefined,
  app: AppFacts | undefined,
): Promise<HookConfiguration | undefined> {
  const details = readHookDetails(configured);
  if (!isJsonObject(details)) return { problem: details };
  const defaults = await defaultsOf(aws, target, app);
  return defaults && (await readHookConfiguration(kind, details, defaults));
}

/** Undefined where they could not be read: then nobody can say what the hook is told. */
async function defaultsOf(
  aws: AwsClients,
  target: Looked<FunctionFacts | undefined> | undefined,
  app: AppFacts | undefined,
): Promise<JsonObject | undefined> {
  if (!target?.seen) return undefined;
  const name = target.value?.defaultsParameter;
  if (name === undefined) return {};
  const parameter =
    app?.defaults.find((each) => each.name === name)?.parameter ?? (await readStoredDefaults(await aws.ssm(), name));
  return parameter.seen && parameter.value ? parseDefaults(parameter.value.value) : undefined;
}

/** The CloudFormation stack that the service belongs to. Its physical id there is the service's ARN. */
export function readOwner(
  client: Pick<CloudFormationClient, 'send'>,
  serviceArn: string,
): Promise<Looked<string | undefined>> {
  return look('cloudformation:DescribeStackResources', async () => {
    const { DescribeStackResourcesCommand } = await import('@aws-sdk/client-cloudformation');
    const found = await unlessAbsent(['ValidationError'], () =>
      client.send(new DescribeStackResourcesCommand({ PhysicalResourceId: serviceArn })),
    );
    return found?.StackResources?.find(({ PhysicalResourceId }) => PhysicalResourceId === serviceArn)?.StackName;
  });
}
