import { warning } from '../../service-hooks/finding.ts';
import { type HookDirectory, kindOf } from '../../service-hooks/hook-directory.ts';
import { judgeChange, sentHooks } from '../../service-hooks/judge-change.ts';
import { functionOf, type LifecycleHook } from '../../service-hooks/lifecycle-hook.ts';
import { hooksAfter, mergeHooks, replaceHooks, type TargetOf } from '../../service-hooks/merge-hooks.ts';
import { withPauseAsking } from '../../service-hooks/read-pause-facts.ts';
import { identifyHook, nameOfHook, readServiceHooks, type ServiceHook } from '../../service-hooks/service-hook.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import type { ServiceRef } from '../aws/service-ref.ts';
import { CliError } from '../command/cli-error.ts';
import { examineSurroundings } from '../surroundings/examine-surroundings.ts';
import { withProgress } from '../terminal/with-progress.ts';
import { judgeSmokeHooks } from '../traffic/judge-smoke-hooks.ts';
import { testListenerReaders } from '../traffic/test-listener-readers.ts';
import { readHooksFile } from './file/read-hooks-file.ts';
import { completeHook, type HookRequest } from './hook-request.ts';
import { changesTo, isParameterChange, type ParameterChange } from './pause/parameter-change.ts';
import { parametersOf, planPauses } from './pause/plan-pauses.ts';
import { readDirectory } from './read-directory.ts';
import { type ReadService, readService } from './read-service.ts';
import { identifyChanges } from './render-changes.ts';
import type { Plan } from './show-plan.ts';

export type AttachFlags = { stack: string; file?: string; allowFailOpen?: boolean };

/** Works out what would change in a service if these hooks were attached; changes nothing. */
export async function planAttach(
  clients: AwsClients,
  ref: ServiceRef,
  wanted: readonly HookRequest[],
  flags: AttachFlags & { exact?: boolean },
): Promise<Plan> {
  const requests = allRequests(wanted, flags);
  const read = Promise.all([
    readDirectoryFor(requests, clients, flags.stack, ref),
    clients.ecs().then((client) => readService(client, ref, clients.region)),
  ]);
  const [{ directory, why }, service] = await withProgress(
    `reading ${ref.cluster}/${ref.service} and stack ${flags.stack}`,
    read,
  );
  const hooks = requests.map((request) => completeHook(request, directory));
  const values = parametersOf(requests, hooks, directory, ref);
  const changes = (flags.exact ? replaceHooks : mergeHooks)(service.hooks, hooks, targetOfWith(directory));
  const list = hooksAfter(changes);
  const { tags = [] } = service.described;
  const { sources, parameters } = await planPauses(clients, { ref, directory, hooks: list, tags, wanted: values });
  const after = await withPauseAsking(await readServiceHooks(list, directory), sources);
  const changed = sentHooks(changes, after);
  const sent = after.filter((hook) => changed.includes(hook) || isConfiguredBy(hook, parameters));
  const surroundings = { ref, described: service.described, hooks: sent, directory };
  return {
    service,
    changes: identifyChanges(changes, directory),
    parameters,
    findings: [
      ...judgeChange(changes, { ...service, hooks: after }, { allowsFailOpen: flags.allowFailOpen === true }, sent),
      ...(await judgeTraffic(clients, hooks, service, directory)),
      ...(sent.length > 0 ? await examineSurroundings(clients, surroundings) : []),
      ...unchecked(hooks, directory, why),
    ],
  };
}

/** Asks the load balancer only if a smoke hook is among them. */
function judgeTraffic(
  clients: AwsClients,
  hooks: readonly LifecycleHook[],
  { described, strategy }: ReadService,
  directory: HookDirectory | undefined,
) {
  const smoke = hooks.filter((hook) => kindOf(hook, directory) === 'smoke');
  return judgeSmokeHooks(smoke, () => testListenerReaders(clients), {
    loadBalancers: described.loadBalancers ?? [],
    strategy,
    defaults: directory?.defaults.smoke ?? {},
    nameOf: (hook) => nameOfHook(identifyHook(hook, directory)),
  });
}

/** The hooks of the flags and of the file, without asking AWS for a service. */
export async function completeHooks(
  loadClients: () => Promise<AwsClients>,
  wanted: readonly HookRequest[],
  flags: AttachFlags,
): Promise<{ hooks: LifecycleHook[]; parameters: readonly ParameterChange[] }> {
  const requests = allRequests(wanted, flags);
  const needsStack = requests.some(needsDirectory);
  const directory = needsStack ? await readDirectory(await loadClients(), flags.stack) : undefined;
  const hooks = requests.map((request) => completeHook(request, directory));
  return { hooks, parameters: changesTo(parametersOf(requests, hooks, directory, {}), new Map()) };
}

/** Whether what people are asked with at this pause changes. */
function isConfiguredBy({ isPause, stages }: ServiceHook, parameters: readonly ParameterChange[]): boolean {
  const changed = parameters.filter(isParameterChange);
  return isPause && stages.some((stage) => changed.some(({ name }) => name.endsWith(`/${stage}`)));
}

export function targetOfWith(directory: HookDirectory | undefined): TargetOf {
  return (hook) => kindOf(hook, directory) ?? functionOf(hook);
}

function allRequests(wanted: readonly HookRequest[], { file }: AttachFlags): readonly HookRequest[] {
  const requests = [...(file === undefined ? [] : readHooksFile(file)), ...wanted];
  if (requests.length > 0) return requests;
  throw new CliError(file === undefined ? 'no hook is named' : `${file} names no hook`, {
    next: 'add --smoke, --alarms, --approval, --checks <file>, --hook <arn>, --pause <STAGE> or --file hooks.json; --help shows examples',
  });
}

/** A pause needs nothing of Greenlight's, but may be one that it asks people about. A function named by its ARN may be one of ours, which only the stack can tell. */
async function readDirectoryFor(requests: readonly HookRequest[], clients: AwsClients, stack: string, ref: ServiceRef) {
  if (requests.every(({ target }) => target === 'PAUSE'))
    return { directory: await readDirectory(clients, stack, ref).catch(() => undefined), why: undefined };
  try {
    return { directory: await readDirectory(clients, stack, ref), why: undefined };
  } catch (error) {
    if (requests.some(needsDirectory) || !(error instanceof CliError)) throw error;
    return { directory: undefined, why: error.message };
  }
}

function needsDirectory({ target, roleArn }: HookRequest): boolean {
  return target !== 'PAUSE' && ('kind' in target || roleArn === undefined);
}

function unchecked(hooks: readonly LifecycleHook[], directory: HookDirectory | undefined, why: string | undefined) {
  if (directory || why === undefined) return [];
  const names = hooks.flatMap((hook) => functionOf(hook).split(':').at(-1) || []);
  const message = `the hookDetails of ${names.join(', ')} were not checked: ${why}`;
  return [warning('the service', message, "if they are Greenlight's, pass --stack <name>")];
}
