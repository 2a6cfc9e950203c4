import { formatDuration } from '../../../wording/durations.ts';
import { formatTime } from '../../../wording/times.ts';
import type { ServiceRef } from '../../aws/service-ref.ts';
import { CliError } from '../../command/cli-error.ts';
import type { DeploymentBrief } from '../ecs-deployments.ts';
import { outcomeOf } from '../snapshot/snapshot.ts';
import type { Selection } from './selection.ts';

/** Nothing is being deployed, or the named deployment has not appeared. `newest` is the newest one that ECS lists. */
export class NoDeploymentError extends CliError {
  readonly newest: DeploymentBrief | undefined;
  override readonly exitCode = 3;

  constructor(
    selection: Selection,
    { cluster, service }: ServiceRef,
    { newest, waitedSeconds, now }: { newest: DeploymentBrief | undefined; waitedSeconds: number; now: Date },
  ) {
    const name = `${cluster}/${service}`;
    const within = waitedSeconds > 0 ? ` within ${formatDuration(waitedSeconds)}` : '';
    const wanted = formatWanted(selection);
    const absent = wanted === undefined ? `no newer one began${within}` : `there is no deployment ${wanted}${within}`;
    const isIdle = newest === undefined || outcomeOf(newest.status) !== 'ongoing';
    const state = isIdle ? `nothing is being deployed to ${name}` : `${name} deploys something else`;
    super(
      'arn' in selection
        ? `there is no service deployment ${selection.arn}${within}`
        : `${state}: ${absent}; ${formatNewest(newest, now)}`,
      { next: remedy(selection, name, newest) },
    );
    this.newest = newest;
  }
}

function formatWanted(selection: Selection): string | undefined {
  const since = !('after' in selection) || selection.after === undefined ? '' : formatAfter(selection.after);
  switch (selection.kind) {
    case 'newest':
      return since === '' ? undefined : since.trim();
    case 'deployment':
      return selection.id;
    case 'revision':
      return `of revision ${selection.id}${since}`;
    case 'task-definition':
      return `of ${selection.name}${since}`;
  }
}

function formatAfter(after: { time: Date } | { arn: string }): string {
  return 'time' in after ? ` since ${after.time.toISOString()}` : ` after ${after.arn.split('/').at(-1)}`;
}

function formatNewest(newest: DeploymentBrief | undefined, now: Date): string {
  if (!newest) return 'ECS lists no deployment of the last 90 days';
  const { arn, status = 'of unknown status', finishedAt } = newest;
  return `the newest, ${arn.split('/').at(-1)}, is ${status}${finishedAt ? ` since ${formatTime(finishedAt, now)}` : ''}`;
}

function remedy(selection: Selection, name: string, newest: DeploymentBrief | undefined): string {
  if ('arn' in selection) return `ECS keeps them for 90 days; greenlight status ${name} shows the newest`;
  if (selection.kind === 'newest' && !('after' in selection))
    return newest === undefined
      ? 'deploy this service'
      : `deploy, or name a deployment that has ended: greenlight explain ${name}`;
  return `check that aws ecs update-service has started it: aws ecs list-service-deployments --cluster ${name.replace('/', ' --service ')}`;
}
