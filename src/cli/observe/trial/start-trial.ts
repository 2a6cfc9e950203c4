import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import { CliError } from '../../command/cli-error.ts';
import type { Bench, ServiceStack } from './bench.ts';
import { secondsBetween } from './look-at.ts';
import type { RecordedError } from './recorded.ts';
import { scrub } from './scrub.ts';

/** The deployments that a service has had, newest first. */
export async function listDeployments(
  bench: Pick<Bench, 'ecs' | 'cluster'>,
  service: string,
): Promise<readonly string[]> {
  const { ListServiceDeploymentsCommand } = await import('@aws-sdk/client-ecs');
  const { serviceDeployments = [] } = await bench.ecs.send(
    new ListServiceDeploymentsCommand({ cluster: bench.cluster, service }),
  );
  const age = ({ createdAt }: { createdAt?: Date | undefined }) => -(createdAt?.getTime() ?? 0);
  return serviceDeployments
    .toSorted((one, other) => age(one) - age(other))
    .map(({ serviceDeploymentArn = '' }) => serviceDeploymentArn);
}

/** Deploys the service again as it is, with another configuration. */
export async function updateService(
  bench: Bench,
  deploymentConfiguration: DeploymentConfiguration,
  taskDefinition?: string,
): Promise<void> {
  const { UpdateServiceCommand } = await import('@aws-sdk/client-ecs');
  const { cluster, service } = bench;
  const change = taskDefinition === undefined ? { forceNewDeployment: true } : { taskDefinition };
  await bench.ecs.send(new UpdateServiceCommand({ cluster, service, deploymentConfiguration, ...change }));
}

/** Changes how the service is deployed from now on, and deploys nothing. */
export async function changeServiceHooks(
  { ecs, cluster, service }: Bench,
  deploymentConfiguration: DeploymentConfiguration,
): Promise<void> {
  const { UpdateServiceCommand } = await import('@aws-sdk/client-ecs');
  await ecs.send(new UpdateServiceCommand({ cluster, service, deploymentConfiguration }));
}

/** Wants that many tasks more, or fewer, of the service as it is. */
export async function changeDesiredCount({ ecs, cluster, service }: Bench, by: number): Promise<void> {
  const { DescribeServicesCommand, UpdateServiceCommand } = await import('@aws-sdk/client-ecs');
  const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  const desiredCount = (services[0]?.desiredCount ?? 1) + by;
  await ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount }));
}

/** Creates a service with the task definition of the existing one, by ECS or by CloudFormation. */
export async function createService(
  bench: Bench,
  serviceName: string,
  deploymentConfiguration: DeploymentConfiguration,
  { stack, ...needs }: { hasTestRule: boolean; stack: ServiceStack | undefined },
): Promise<void> {
  const { CreateServiceCommand } = await import('@aws-sdk/client-ecs');
  const { cluster } = bench;
  const taskDefinition = await taskDefinitionOf(bench);
  const common = { cluster, serviceName, taskDefinition, desiredCount: 1, deploymentConfiguration };
  const service = { ...common, ...(await bench.newService(needs)) };
  if (stack) await stack.create(service);
  else await bench.ecs.send(new CreateServiceCommand(service));
}

/** Waits until the service of a stack is deployed. Before that, ECS does not know the service. */
export async function findStackDeployment(
  bench: Bench,
  service: string,
  stack: ServiceStack,
): Promise<{ arn: string; afterSeconds: number } | { refused: RecordedError } | undefined> {
  const start = bench.now();
  for (;;) {
    // In this order: a stack whose deployment has failed has failed as well.
    const failure = await stack.failure();
    const [arn] = await listDeployments(bench, service).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'ServiceNotFoundException') return [];
      throw error;
    });
    const afterSeconds = secondsBetween(start, bench.now());
    if (arn !== undefined) return { arn, afterSeconds };
    if (failure !== undefined) {
      return { refused: { name: 'CREATE_FAILED', message: scrub(failure, [bench.cluster, service, bench.service]) } };
    }
    if (afterSeconds > maxListingSeconds) return undefined;
    await bench.sleep(bench.pollSeconds);
  }
}

/** Waits until ECS lists a deployment that was not there before, and measures how long that takes. */
export async function findNewDeployment(
  bench: Bench,
  service: string,
  before: readonly string[],
): Promise<{ arn: string; afterSeconds: number } | undefined> {
  const start = bench.now();
  for (;;) {
    const arn = (await listDeployments(bench, service)).find((each) => !before.includes(each));
    const afterSeconds = secondsBetween(start, bench.now());
    if (arn !== undefined) return { arn, afterSeconds };
    if (afterSeconds > maxListingSeconds) return undefined;
    await bench.sleep(1);
  }
}

const maxListingSeconds = 180;

/** Runs a change, and returns the error if ECS refused it. Anything else is thrown. */
export async function refusalOf(
  change: Promise<unknown>,
  names: readonly string[],
): Promise<RecordedError | undefined> {
  const { ECSServiceException } = await import('@aws-sdk/client-ecs');
  try {
    await change;
    return undefined;
  } catch (error) {
    const isDenied = error instanceof Error && /AccessDenied|Unauthorized|Throttling/.test(error.name);
    if (!(error instanceof ECSServiceException) || isDenied || error.$fault === 'server') throw error;
    return { name: error.name, message: scrub(error.message, names) };
  }
}

async function taskDefinitionOf({ ecs, cluster, service }: Bench): Promise<string> {
  const { DescribeServicesCommand } = await import('@aws-sdk/client-ecs');
  const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  const found = services[0]?.taskDefinition;
  if (found === undefined) throw new CliError(`there is no service ${cluster}/${service}`);
  return found;
}

/** The tag of an image that nobody has pushed: its tasks cannot start. */
export const brokenTag = 'greenlight-observe-missing';

/** Registers the task definition of the service with an image that does not exist. */
export async function registerBroken(bench: Bench): Promise<string> {
  const { DescribeTaskDefinitionCommand, RegisterTaskDefinitionCommand } = await import('@aws-sdk/client-ecs');
  const { taskDefinition: found } = await bench.ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: await taskDefinitionOf(bench) }),
  );
  const rest = Object.fromEntries(Object.entries(found ?? {}).filter(([member]) => !readOnly.has(member)));
  const containerDefinitions = (found?.containerDefinitions ?? []).map(({ image = '', ...container }) => ({
    ...container,
    image: `${image.replace(/@.*$|:[^:/]*$/, '')}:${brokenTag}`,
  }));
  const { taskDefinition } = await bench.ecs.send(
    new RegisterTaskDefinitionCommand({ ...rest, family: `${found?.family}-broken`, containerDefinitions }),
  );
  return taskDefinition?.taskDefinitionArn ?? '';
}

/** Members of a task definition that RegisterTaskDefinition does not take. */
const readOnly = new Set([
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'registeredBy',
  'deregisteredAt',
]);
