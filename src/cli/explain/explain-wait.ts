import { formatDuration, formatTimeLeft } from '../../wording/durations.ts';
import { formatTime } from '../../wording/times.ts';
import { formatGate, formatPending, functionName, isActive } from '../deployment/snapshot/gate-nodes.ts';
import { advised, isWaiting, type Snapshot } from '../deployment/snapshot/snapshot.ts';
import type { UnreadCause } from './explanation.ts';

/** Everything an ongoing deployment waits for; all of it has to happen. */
export function explainWait(snapshot: Snapshot): readonly UnreadCause[] {
  const { deployment, now, arn, ref } = snapshot;
  const name = `${ref.cluster}/${ref.service}`;
  const watch = advised(`greenlight watch ${name}`, snapshot);
  const stage = deployment.lifecycleStage;
  if (deployment.status === 'SUCCESSFUL') {
    return [{ kind: 'succeeded', meaning: 'Nothing failed, and it waits for nothing.', reports: [], next: [] }];
  }
  const pending = snapshot.requests.filter((gate) => isWaiting(gate, now));
  const approvals = pending.map(({ key, request }): UnreadCause => {
    const { text, left } = formatPending(request, now);
    const which = pending.length === 1 ? name : `--request ${key}`;
    return {
      kind: 'awaiting-approval',
      stage: request.subject.stage,
      meaning: `${formatGate('An approval', request.subject)} is missing: ${text} (in ${left}).`,
      reports: [],
      next: ['approve', 'reject'].map((choice) => advised(`greenlight ${choice} ${which}`, snapshot)),
    };
  });
  // The bridge answers such a pause; a command for it would go past the people who are asked.
  const asked = new Set(pending.map(({ request }) => request.pause?.['hookId']));
  const waiting = (deployment.lifecycleHookDetails ?? []).filter(
    (hook) => isActive(hook) && !asked.has(hook.hookId ?? ''),
  );
  const hooks = waiting.map((hook): UnreadCause => {
    const end = hook.expiresAt;
    const then = hook.timeoutAction === 'CONTINUE' ? 'continues' : 'rolls back';
    const until = end
      ? ` At ${formatTime(end, now)} (in ${formatTimeLeft((end.getTime() - now.getTime()) / 1000)}) ECS ${then}.`
      : '';
    if (hook.targetType === 'PAUSE') {
      const command = `aws ecs continue-service-deployment --service-deployment-arn ${arn} --hook-id ${hook.hookId ?? '<hook id>'}`;
      return {
        kind: 'awaiting-pause',
        stage,
        meaning: `A pause hook waits until somebody continues or rolls back.${until}`,
        reports: [],
        next: [`${command} --action CONTINUE`, `${command} --action ROLLBACK`],
      };
    }
    const reports = snapshot.reports.filter(
      (report) => report.stage === stage && (report.verdict === 'wait' || report.verdict === 'error'),
    );
    const cannotCheck = reports.some(({ verdict }) => verdict === 'error');
    return {
      kind: 'awaiting-hook',
      stage,
      ...(hook.targetArn !== undefined && { hookArns: [hook.targetArn] }),
      meaning: `The hook ${functionName(hook.targetArn)} has not decided yet${cannotCheck ? ', and something could not be checked' : ''}.${until}`,
      reports,
      next: approvals.length > 0 ? [] : [watch],
    };
  });
  const waits = [...approvals, ...hooks];
  return waits.length > 0 ? waits : [ownWork(snapshot, name, watch)];
}

/** It waits for nobody: ECS is still working. */
function ownWork({ deployment }: Snapshot, name: string, watch: string): UnreadCause {
  const { lifecycleStage: stage, targetServiceRevision: green, deploymentConfiguration } = deployment;
  const [cluster, service] = name.split('/');
  const missing = (green?.requestedTaskCount ?? 0) - (green?.runningTaskCount ?? 0);
  if (missing > 0 && (stage === 'SCALE_UP' || stage === undefined)) {
    return {
      kind: 'awaiting-tasks',
      stage,
      meaning: `${green?.runningTaskCount ?? 0} of ${green?.requestedTaskCount} tasks of the new revision are running.`,
      reports: [],
      next: [`aws ecs describe-services --cluster ${cluster} --services ${service} --query 'services[0].events[:10]'`],
    };
  }
  if (stage === 'BAKE_TIME') {
    const minutes = deploymentConfiguration?.bakeTimeInMinutes;
    const long = minutes === undefined ? '' : ` of ${formatDuration(minutes * 60)}`;
    return {
      kind: 'baking',
      stage,
      meaning: `It is in its bake time${long}: both revisions run, and an alarm would still roll back.`,
      reports: [],
      next: [watch],
    };
  }
  return {
    kind: 'working',
    stage,
    meaning: `It waits for no hook: ECS is still working${stage ? ` at ${stage}` : ''}.`,
    reports: [],
    next: [watch],
  };
}
