import type { ECSClient, ServiceDeployment } from '@aws-sdk/client-ecs';
import { cleanReason } from '../../approval/rollback/rollback-request.ts';
import type { AwsFlags } from '../aws/aws-command.ts';
import { inSamePlace } from '../aws/in-same-place.ts';
import { type ExitCode, printJson } from '../aws/run-action.ts';
import { CliError } from '../command/cli-error.ts';
import { reportFailure } from '../command/failure.ts';
import { clientsFor, findDeployment, inRegionOf, readWanted } from '../deployment/choose/find-deployment.ts';
import { NoDeploymentError } from '../deployment/choose/no-deployment-error.ts';
import type { SelectionFlags } from '../deployment/choose/selection.ts';
import type { EcsDeployments } from '../deployment/ecs-deployments.ts';
import { outcomeOf } from '../deployment/snapshot/snapshot.ts';
import { ask, confirm, hasTerminal } from '../terminal/ask.ts';
import { withProgress } from '../terminal/with-progress.ts';
import { type StoredReason, storeReason } from './store-reason.ts';

export type RollbackFlags = AwsFlags & SelectionFlags & { reason?: string; yes?: true };

/** What the command did: `requested` now, or it was `under-way`, had been `rolled-back`, or `ended` otherwise. */
type Outcome = 'requested' | 'under-way' | 'rolled-back' | 'ended';

/** Asks ECS to roll a deployment back, and then stores the reason: a rollback is never held up by what only documents it. */
export async function rollBack(name: string, given: RollbackFlags): Promise<ExitCode> {
  requireConsent(given);
  const wanted = readWanted(name, given);
  const flags = inRegionOf(wanted, given);
  const { signal } = new AbortController();
  const clients = await clientsFor(wanted, flags);
  const found = await findDeployment(wanted, clients, signal).catch((error: unknown) => {
    if (error instanceof NoDeploymentError) return error;
    throw error;
  });
  if (found instanceof NoDeploymentError) return reportNone(found, flags);
  const { arn, ecs } = found;
  const describe = () => findExisting(ecs, arn, signal);
  const before = await describe();
  const outcome = outcomeBefore(before);
  if (outcome === 'rolled-back' || outcome === 'ended') return reportEnded(outcome, arn, before, flags);
  const reason = flags.reason ?? (await ask('Reason: '));
  if (cleanReason(reason) === '') throw needsReason();
  if (!flags.yes && !(await confirm(question(arn, before)))) return reportDeclined(flags);
  const ended = await withProgress('asking ECS to roll back', stop(await clients.ecs(), arn, describe));
  if (ended) return reportEnded(outcomeBefore(ended), arn, ended, flags);
  const stored = await withProgress('storing the reason', storeReason(clients, flags.stack, arn, reason));
  return reportRequested(outcome, arn, stored, flags);
}

async function findExisting(ecs: EcsDeployments, arn: string, signal: AbortSignal): Promise<ServiceDeployment> {
  const deployment = await ecs.describe(arn, signal);
  if (deployment) return deployment;
  throw new CliError(`there is no service deployment ${arn}`, { next: 'ECS keeps them for 90 days' });
}

function outcomeBefore({ status }: ServiceDeployment): Outcome {
  if (status === 'ROLLBACK_SUCCESSFUL') return 'rolled-back';
  if (outcomeOf(status) !== 'ongoing') return 'ended';
  return status === 'ROLLBACK_REQUESTED' || status === 'ROLLBACK_IN_PROGRESS' ? 'under-way' : 'requested';
}

/** ECS accepts the call again while it already rolls back. @returns the deployment if it had ended in the meantime */
async function stop(
  client: ECSClient,
  serviceDeploymentArn: string,
  describe: () => Promise<ServiceDeployment>,
): Promise<ServiceDeployment | undefined> {
  const { StopServiceDeploymentCommand } = await import('@aws-sdk/client-ecs');
  try {
    await client.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: 'ROLLBACK' }));
    return undefined;
  } catch (error) {
    const now = await describe().catch(() => undefined);
    if (now && outcomeOf(now.status) !== 'ongoing') return now;
    // If ECS refuses because it is already rolling back, the goal is reached.
    if (now && outcomeBefore(now) === 'under-way') return undefined;
    throw error;
  }
}

/** Before anything is read: what cannot be asked has to be given. */
function requireConsent({ yes, reason }: RollbackFlags): void {
  if (reason !== undefined && cleanReason(reason) === '') throw needsReason();
  if (hasTerminal()) return;
  if (!yes) throw new CliError('cannot ask for confirmation: not a terminal', { next: 'pass --yes' });
  if (reason === undefined) throw needsReason();
}

function needsReason(): CliError {
  return new CliError('a rollback needs a reason', { next: 'pass --reason <text>, for those who have to fix it' });
}

function question(arn: string, { status, lifecycleStage }: ServiceDeployment): string {
  const [, , service, id] = arn.split('/');
  return `Roll back ${service}, deployment ${id} (${status}${lifecycleStage ? ` at ${lifecycleStage}` : ''})?`;
}

function reportRequested(
  outcome: Outcome,
  arn: string,
  { by, key, problem }: StoredReason,
  flags: RollbackFlags,
): ExitCode {
  const [, cluster, service, id] = arn.split('/');
  const done = outcome === 'under-way' ? 'is already being rolled back' : 'is being rolled back';
  if (flags.output === 'json') {
    printJson({ serviceDeploymentArn: arn, outcome, reasonStored: problem === undefined, by, object: key, problem });
  } else {
    process.stdout.write(`${service}, deployment ${id}, ${done}.\n`);
  }
  const watch = inSamePlace(
    `greenlight watch ${cluster}/${service} --deployment ${id} --wait-until ROLLBACK_SUCCESSFUL`,
    flags,
  );
  if (problem === undefined) {
    process.stderr.write(`  next: ${watch}\n`);
    return 0;
  }
  reportFailure('greenlight rollback', {
    message: `ECS rolls back, but the reason could not be stored: ${problem}`,
    next: `${watch}; tell the others why. greenlight iam rollback prints the policy that storing it needs`,
  });
  return 1;
}

function reportEnded(outcome: Outcome, arn: string, { status }: ServiceDeployment, flags: RollbackFlags): ExitCode {
  const [, cluster, service, id] = arn.split('/');
  if (flags.output === 'json') printJson({ serviceDeploymentArn: arn, outcome, status, reasonStored: false });
  if (outcome === 'rolled-back') {
    const message = `deployment ${id} was already rolled back; the reason was not stored`;
    reportFailure('greenlight rollback', { message });
    return 0;
  }
  const earlier = `aws ecs update-service --cluster ${cluster} --service ${service} --task-definition <earlier one>`;
  reportFailure('greenlight rollback', {
    message: `deployment ${id} has ended (${status}), and ECS cannot roll it back any more`,
    next: `deploy the earlier version: ${earlier}`,
  });
  return 1;
}

function reportNone({ message, next, exitCode }: NoDeploymentError, { output }: RollbackFlags): ExitCode {
  reportFailure('greenlight rollback', { message, next });
  if (output === 'json') printJson({ outcome: 'no-deployment', reasonStored: false, error: { message, next } });
  return exitCode;
}

function reportDeclined({ output }: RollbackFlags): ExitCode {
  process.stderr.write('Nothing was sent.\n');
  if (output === 'json') printJson({ outcome: 'declined', reasonStored: false });
  return 1;
}
