import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { DeploymentLifecycleHook } from '@aws-sdk/client-ecs';
import type { JsonObject } from '../../../hook/json.ts';
import { type Owner, ownedByStack, ownerOf } from '../../../service-hooks/hooked-service.ts';
import type { LifecycleHook } from '../../../service-hooks/lifecycle-hook.ts';
import { withPauseAsking } from '../../../service-hooks/read-pause-facts.ts';
import { configurationOf, identifyHook } from '../../../service-hooks/service-hook.ts';
import type { AwsClients } from '../../aws/aws-clients.ts';
import { describeService } from '../../aws/describe-service.ts';
import { pauseBridgeOf } from '../../aws/pause-bridge-of.ts';
import type { ServiceRef } from '../../aws/service-ref.ts';
import { abilitiesOf } from '../../aws/sign-in-of.ts';
import type { AppFacts, FunctionFacts } from '../facts/app-facts.ts';
import { factsOfService } from '../facts/facts-of-service.ts';
import { type Looked, look, unlessAbsent } from '../facts/look.ts';
import { parseDefaults } from '../facts/parse-defaults.ts';
import type { HookFacts, ServiceFacts } from '../facts/service-facts.ts';
import { readFunction } from './read-function.ts';
import { readPauseSources } from './read-pause-sources.ts';
import { readStoredDefaults } from './read-stored-defaults.ts';

/**
 * Reads a service, its hooks, and what they call.
 *
 * @param app what is known of the stack, which says which hooks are its own; undefined if it could not be read
 * @throws {CliError} if there is no such service
 */
export async function readServiceFacts(
  aws: AwsClients,
  { cluster, service }: ServiceRef,
  app: AppFacts | undefined,
): Promise<Looked<ServiceFacts>> {
  const ecs = await aws.ecs();
  const described = await look('ecs:DescribeServices', () => describeService(ecs, { cluster, service }, aws.region));
  if (!described.seen) return described;
  const { serviceArn = '', tags = [], deploymentConfiguration: { lifecycleHooks: hooks = [] } = {} } = described.value;
  const tagged = ownerOf(tags);
  const sources = await readPauseSources(aws, {
    ref: { cluster, service },
    directory: app?.stack.outputs && { pauses: pauseBridgeOf(app.stack), ...abilitiesOf(app.stack) },
    hooks: hooks as readonly LifecycleHook[],
    tags,
  });
  return {
    seen: true,
    value: factsOfService(
      described.value,
      { cluster, service },
      await withPauseAsking(await Promise.all(hooks.map((hook, index) => readHook(aws, hook, index, app))), sources),
      tagged ? { seen: true, value: tagged } : await readOwner(await aws.cloudformation(), serviceArn),
    ),
  };
}

async function readHook(
  aws: AwsClients,
  element: DeploymentLifecycleHook,
  index: number,
  app: AppFacts | undefined,
): Promise<HookFacts> {
  const identified = identifyHook(element as LifecycleHook, undefined, index);
  const { isPause, targetArn } = identified;
  const target = isPause || targetArn === undefined ? undefined : await readTarget(aws, targetArn, app);
  const kind =
    app?.functions.find(({ arn }) => targetArn === arn || targetArn?.startsWith(`${arn}:`))?.hook ??
    (target?.seen ? target.value?.hook : undefined);
  const defaults = kind && (await defaultsOf(aws, target, app));
  const hook = { ...identified, kind, target };
  // The stack's parameters say nothing about the hook of another stack.
  const isOwn = app?.functions.some(({ arn }) => targetArn === arn || targetArn?.startsWith(`${arn}:`));
  const stack = isOwn && app ? abilitiesOf(app.stack) : {};
  return { ...hook, configuration: await configurationOf(hook, kind && defaults && { [kind]: defaults }, stack) };
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

/** Undefined if they could not be read; the hook's configuration is not known then. */
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
): Promise<Looked<Owner | undefined>> {
  return look('cloudformation:DescribeStackResources', async () => {
    const { DescribeStackResourcesCommand } = await import('@aws-sdk/client-cloudformation');
    const found = await unlessAbsent(['ValidationError'], () =>
      client.send(new DescribeStackResourcesCommand({ PhysicalResourceId: serviceArn })),
    );
    const name = found?.StackResources?.find((each) => each.PhysicalResourceId === serviceArn)?.StackName;
    return name === undefined ? undefined : ownedByStack(name);
  });
}
