import { isJsonObject } from '../../../hook/json.ts';
import type { DeploymentLook, RecorderCall, TrialRecord } from '../trial/recorded.ts';

/** The calls of one hook, by the name in its `hookDetails`. */
export function callsOf({ calls }: TrialRecord, hook: string): readonly RecorderCall[] {
  return calls.filter((call) => detailOf(call, 'hook') === hook);
}

export function callsAt({ calls }: Pick<TrialRecord, 'calls'>, stage: string): readonly RecorderCall[] {
  return calls.filter((call) => call.stage === stage);
}

/** One member of the `hookDetails` of a call. */
export function detailOf({ hookDetails }: RecorderCall, member: string): unknown {
  return isJsonObject(hookDetails) ? hookDetails[member] : undefined;
}

/** Only these two stages are called again in a rollback, and only there with nothing for green. */
export function isRollbackCall({ stage, test = 0, production = 0 }: RecorderCall): boolean {
  if (stage === 'TEST_TRAFFIC_SHIFT') return test === 0;
  return stage === 'PRODUCTION_TRAFFIC_SHIFT' && production === 0;
}

/**
 * The looks at a stage while one of its hooks was waiting to be called again. If ECS lists no Lambda hooks, all looks at the stage but the
 * last one, which may be at the work after the hooks.
 */
export function looksWhileWaiting(
  { looks }: TrialRecord,
  stage: string,
  status: 'IN_PROGRESS' | 'ROLLBACK_IN_PROGRESS' = 'IN_PROGRESS',
): readonly DeploymentLook[] {
  const there = looks.filter((look) => look.stage === stage && look.status === status);
  const waiting = there.filter(({ hooks }) =>
    hooks.some((hook) => hook.targetType === 'AWS_LAMBDA' && hook.status === 'IN_PROGRESS'),
  );
  return waiting.length > 0 ? waiting : there.slice(0, -1);
}

/** The seconds from each call to the next, to a tenth. */
export function gapsOf(calls: readonly RecorderCall[]): readonly number[] {
  return calls
    .slice(1)
    .map(({ atSeconds }, index) => Math.round((atSeconds - (calls[index]?.atSeconds ?? 0)) * 10) / 10);
}

/** Whether ECS has rolled the deployment back by itself. One that the experiment stopped says nothing about ECS. */
export function wasRolledBackByEcs(recorded: TrialRecord): boolean {
  return wasRolledBack(recorded) && !wasStopped(recorded);
}

export function wasRolledBack({ end }: TrialRecord): boolean {
  return end?.status.startsWith('ROLLBACK') === true;
}

/** Whether the experiment has stopped the deployment. */
export function wasStopped({ acts }: TrialRecord): boolean {
  return acts.some(({ act, error }) => act === 'stop' && !error);
}

/** `ROLLBACK_SUCCESSFUL: Lifecycle hook target <lambda ARN> returned FAILED status.` */
export function formatTrialEnd(recorded: TrialRecord): string {
  const { end, refused } = recorded;
  if (refused) return `the deployment was refused: ${refused.name}: ${refused.message}`;
  if (!end) return 'the deployment did not end';
  const stopped = wasStopped(recorded) ? ', stopped by the experiment' : '';
  return `the deployment ended as ${end.status}${stopped}${end.statusReason === undefined ? '' : `: ${end.statusReason}`}`;
}

/** `0 %, 30 %, none`: what the events of these calls showed. */
export function formatShares(shares: readonly (number | undefined)[]): string {
  return shares.map((share) => (share === undefined ? 'none' : `${share} %`)).join(', ') || 'nothing';
}

/** `1 call`, `2 calls`. */
export function formatCount(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** Whether a pause awaits its answer. */
export function isPaused({ hooks }: DeploymentLook): boolean {
  return hooks.some(({ targetType, status }) => targetType === 'PAUSE' && status === 'AWAITING_ACTION');
}

/** Whether events arrive at all: only then does it mean something that one does not. */
export function hasEvents({ events }: TrialRecord): boolean {
  return events.some(({ name }) => name.startsWith('SERVICE_DEPLOYMENT_'));
}

export const noEvents = 'no event about the deployment arrived, so that the channel may be lost';
