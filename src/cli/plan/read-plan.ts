import type { DeploymentConfiguration, Strategy } from '../../controller/ecs/resources.ts';
import { type HookFinding, warning } from '../../service-hooks/finding.ts';
import type { HookDirectory } from '../../service-hooks/hook-directory.ts';
import { type HookedService, hookedService } from '../../service-hooks/hooked-service.ts';
import type { LifecycleHook } from '../../service-hooks/lifecycle-hook.ts';
import { withPauseAsking } from '../../service-hooks/read-pause-facts.ts';
import { formatOrigins } from '../../service-hooks/rules/origins-of-hooks.ts';
import { readServiceHooks } from '../../service-hooks/service-hook.ts';
import { readHooksFile } from '../attach/file/read-hooks-file.ts';
import { completeHook } from '../attach/hook-request.ts';
import { parametersOf, planPauses } from '../attach/pause/plan-pauses.ts';
import { readDirectory } from '../attach/read-directory.ts';
import { type ReadService, readService } from '../attach/read-service.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import type { ServiceRef } from '../aws/service-ref.ts';
import { CliError } from '../command/cli-error.ts';
import { type StepFlags, unusedStepFlag } from '../simulate/step-flags.ts';
import { examineSurroundings } from '../surroundings/examine-surroundings.ts';
import { withProgress } from '../terminal/with-progress.ts';
import { guessDirectory, guessedRole } from './guess-directory.ts';
import type { Waiter } from './judge-time.ts';
import type { Network } from './time-line.ts';

export type PlanFlags = StepFlags & {
  stack: string;
  file?: string;
  strategy?: Strategy;
  bakeMinutes?: number;
  network?: Network;
};

/** A deployment to be timed. */
export type Planned = {
  name: string;
  configuration: Omit<DeploymentConfiguration, 'lifecycleHooks'>;
  /** With the hooks that it would have, and nothing else that is known of it. */
  service: HookedService;
  network: Network;
  owner: Waiter;
  notes: readonly HookFinding[];
  /** Which settings come from which parameter. */
  origins: readonly string[];
};

/** A deployment that is described on the command line alone; asks AWS nothing. */
export async function planFromFile(flags: PlanFlags): Promise<Planned> {
  const requests = readHooksFile(flags.file ?? '');
  const directory = guessDirectory(requests);
  const configuration = configurationFrom({}, flags);
  const hooks = requests.map((request) => completeHook(request, directory));
  const ref = { cluster: '<cluster>', service: '<service>' };
  const service = await serviceOf(ref, configuration, hooks, directory);
  const parameters = parametersOf(requests, hooks, directory, ref);
  // Nothing is known of pauses that the file does not configure.
  const sources = parameters.size > 0 && directory.pauses;
  const facts = sources ? { ...sources, ...ref, parameters, tags: new Map() } : undefined;
  return {
    name: flags.file ?? '',
    configuration,
    service: { ...service, hooks: await withPauseAsking(service.hooks, facts) },
    network: flags.network ?? 'alb',
    owner: undefined,
    notes: [],
    origins: [],
  };
}

/** The next deployment of a service, as it is or with what the flags change. */
export async function planFromService(clients: AwsClients, ref: ServiceRef, flags: PlanFlags): Promise<Planned> {
  const read = Promise.all([
    readDirectory(clients, flags.stack, ref).catch((error: unknown) => {
      // Without the stack only what Greenlight's hooks wait for themselves is unknown.
      if (error instanceof CliError) return error;
      throw error;
    }),
    clients.ecs().then((client) => readService(client, ref, clients.region)),
  ]);
  const [found, service] = await withProgress(`reading ${ref.cluster}/${ref.service}`, read);
  const directory = found instanceof CliError ? undefined : found;
  const requests = flags.file === undefined ? undefined : readHooksFile(flags.file);
  const known = directory ?? (requests && guessDirectory(requests));
  const hooks = requests?.map((request) => completeHook(request, known)) ?? service.hooks;
  const configuration = configurationFrom(service.described.deploymentConfiguration ?? {}, flags);
  const wanted = parametersOf(requests ?? [], hooks, directory, ref);
  const { tags = [] } = service.described;
  const { sources } = await planPauses(clients, { ref, directory, hooks, tags, wanted });
  const hooked = await serviceOf(ref, configuration, hooks, known, service.described.loadBalancers);
  const planned = { ...hooked, hooks: await withPauseAsking(hooked.hooks, sources) };
  const installed = planned.hooks.filter(({ roleArn }) => roleArn !== guessedRole);
  const surroundings = { ref, described: service.described, hooks: installed, directory };
  const { value: owner } = service.owner.seen ? service.owner : { value: undefined };
  return {
    name: `${ref.cluster}/${ref.service}`,
    ...{ configuration, service: planned },
    network: flags.network ?? networkOf(service),
    owner: owner?.print === 'terraform' ? 'terraform' : owner && 'cloudformation',
    origins: formatOrigins(planned.hooks, directory),
    notes: [
      ...(found instanceof CliError
        ? [
            warning(
              'Greenlight',
              `${requests ? 'its parameters are not known' : 'its hooks are not recognized'}: ${found.message}`,
              found.next,
            ),
          ]
        : []),
      ...(installed.length > 0 ? await examineSurroundings(clients, surroundings) : []),
    ],
  };
}

async function serviceOf(
  ref: ServiceRef,
  deploymentConfiguration: Planned['configuration'],
  hooks: readonly LifecycleHook[],
  directory: HookDirectory | undefined,
  loadBalancers?: ReadService['described']['loadBalancers'],
): Promise<HookedService> {
  const described = { serviceArn: '', deploymentConfiguration, loadBalancers };
  const owner = { seen: true, value: undefined } as const;
  return hookedService(ref, described, { hooks: await readServiceHooks(hooks, directory), owner });
}

type Described = NonNullable<ReadService['described']['deploymentConfiguration']>;

/** The defaults are ECS's own. */
export function configurationFrom(described: Described, flags: PlanFlags): Planned['configuration'] {
  const strategy = flags.strategy ?? (described.strategy as Strategy | undefined) ?? 'BLUE_GREEN';
  const unused = unusedStepFlag(strategy, flags);
  if (unused) throw new CliError(unused.message, unused);
  const { linearConfiguration: linear, canaryConfiguration: canary } = described;
  return {
    strategy,
    bakeTimeInMinutes: flags.bakeMinutes ?? described.bakeTimeInMinutes ?? 0,
    ...(strategy === 'LINEAR' && {
      linearConfiguration: {
        stepPercent: flags.stepPercent ?? linear?.stepPercent ?? 10,
        stepBakeTimeInMinutes: flags.stepBakeMinutes ?? linear?.stepBakeTimeInMinutes ?? 6,
      },
    }),
    ...(strategy === 'CANARY' && {
      canaryConfiguration: {
        canaryPercent: flags.canaryPercent ?? canary?.canaryPercent ?? 5,
        canaryBakeTimeInMinutes: flags.canaryBakeMinutes ?? canary?.canaryBakeTimeInMinutes ?? 10,
      },
    }),
  };
}

/** A Network Load Balancer is recognized by its listener's ARN. */
export function networkOf({ described }: Pick<ReadService, 'described'>): Network {
  if (described.deployments?.some(({ vpcLatticeConfigurations = [] }) => vpcLatticeConfigurations.length > 0))
    return 'lattice';
  const { loadBalancers = [] } = described;
  const rules = loadBalancers.map(({ advancedConfiguration }) => advancedConfiguration?.productionListenerRule ?? '');
  if (rules.some((rule) => /:listener\/net\//.test(rule))) return 'nlb';
  return loadBalancers.length > 0 ? 'alb' : 'none';
}
