import { idOf } from './arns.ts';
import type { LifecycleStage } from './stages.ts';

/*
 * The wording of `statusReason`. The first four are ECS's own words; the others imitate them, because nobody has published
 * what ECS writes there.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html
 */

/** @param details one sentence for each hook that failed, or the message of ECS's own work at the stage */
export function hooksFailed(stage: LifecycleStage, details: readonly string[]): string {
  return [`Service deployment rolled back because ${stage} lifecycle hook(s) failed.`, ...details].join(' ');
}

export function returnedFailed(functionArn: string): string {
  return `Lifecycle hook target ${functionArn} returned FAILED status.`;
}

/** For a thrown error, a Lambda timeout and every answer that ECS cannot read. */
export function couldNotParse(functionArn: string): string {
  return `ECS was unable to parse the response from ${functionArn} due to HookStatus must not be null`;
}

/** A first deployment that fails. */
export const noRollbackCandidate = 'No rollback candidate was found to run the rollback.';

export function couldNotInvoke(functionArn: string, cause: string): string {
  return `ECS was unable to invoke hook target ${functionArn} due to ${cause}`;
}

/** The cause for {@link couldNotInvoke}; ECS's own words as far as `lambda:InvokeFunction`. */
export function invokeDenied(functionArn: string, roleArn: string): string {
  const [, partition, , , account] = roleArn.split(':');
  const session = `arn:${partition}:sts::${account}:assumed-role/${idOf(roleArn)}/ECS-Lambda-Execution`;
  const action = 'lambda:InvokeFunction';
  return `User: ${session} is not authorized to perform: ${action} on resource: ${functionArn} because no identity-based policy allows the ${action} action`;
}

/** ECS's own words. */
export function couldNotAssume(roleArn: string): string {
  return `ECS was unable to assume role ${roleArn}`;
}

export function hookTimedOut(functionArn: string, minutes: number): string {
  return `Lifecycle hook target ${functionArn} timed out after ${minutes} minutes.`;
}

/** ECS's own words. */
export function pauseTimedOut(stage: LifecycleStage): string {
  return `Service deployment rolled back because ${stage} pause hook timed out.`;
}

export function pauseRefused(stage: LifecycleStage): string {
  return `Service deployment rolled back because ROLLBACK was chosen at the ${stage} pause hook.`;
}

export function stageTookTooLong(stage: LifecycleStage): string {
  return `Service deployment rolled back because ${stage} took longer than 24 hours.`;
}

/** ECS's own words. */
export const circuitBreakerTripped =
  'Service deployment rolled back because the circuit breaker threshold was exceeded.';

export const deploymentTookTooLong = 'Service deployment rolled back because it took longer than 30 days.';

/** @param reason why it would have rolled back */
export function failedWithoutRollback(reason: string): string {
  return reason.replace('Service deployment rolled back because', 'Service deployment stopped because');
}

export function alarmsFired(alarmNames: readonly string[]): string {
  return `Service deployment rolled back because of alarm(s) in ALARM state: ${alarmNames.join(', ')}.`;
}

export const stopRequested = 'Service deployment rolled back because a stop with ROLLBACK was requested.';

export function replacedBy(serviceDeploymentArn: string): string {
  return `Service deployment stopped because ${serviceDeploymentArn} replaced it.`;
}

export const controllerEnded = 'Service deployment stopped because the local controller ended while it ran.';

/** @param details as in {@link hooksFailed} */
export function rollbackFailed(stage: LifecycleStage, details: readonly string[]): string {
  return [`Service deployment rollback failed because ${stage} lifecycle hook(s) failed.`, ...details].join(' ');
}
