import type { Service } from '@aws-sdk/client-ecs';
import { formatConfirmed } from '../../approval/request/stale/format-confirmed.ts';
import { type ReasonCause, recognizeReason } from '../../reasons/recognize-reason.ts';
import { formatTime } from '../../wording/times.ts';
import { formatError } from '../../wording/values.ts';
import { functionName } from '../deployment/snapshot/gate-nodes.ts';
import { isGoingBack, outcomeOf, type Snapshot } from '../deployment/snapshot/snapshot.ts';
import { failedStage } from '../deployment/snapshot/stage-places.ts';
import type { ActionLog, ReadActionLog } from './action-log-reader.ts';
import type { ServiceFindings } from './examine-service.ts';
import { explainReason } from './explain-reason.ts';
import { explainWait } from './explain-wait.ts';
import type { Cause, Explanation } from './explanation.ts';
import { type ReadLog, tellingLines } from './hook-log.ts';
import { serviceNotes } from './service-notes.ts';

type ExplainParts = {
  readLog: ReadLog;
  /** The log group of a hook. */
  logGroupOf: (hookArn: string) => string;
  readActionLog: ReadActionLog;
  /** Undefined if it cannot be read. */
  service: Service | undefined;
  /** Looks for what is wrong with the service now. */
  examine: () => Promise<ServiceFindings>;
  signal: AbortSignal;
};

/** ECS's causes, and that somebody asked for the rollback: ECS's words for that are not documented. */
function causesOf(ecsSays: string, { rollbacks }: Snapshot): readonly ReasonCause[] {
  const causes = recognizeReason(ecsSays);
  if (rollbacks.length === 0 || causes.some(({ kind }) => kind === 'stopped')) return causes;
  return [{ kind: 'stopped' }, ...causes.filter(({ kind }) => kind !== 'unknown')];
}

/** Mentioned only if no cause was recognized. */
function actionLogNotes(
  causes: readonly Cause[],
  { isOff }: ActionLog,
  { cluster, service }: Snapshot['ref'],
): string[] {
  return isOff && causes.some(({ kind }) => kind === 'unknown')
    ? [`ECS keeps no Action Logs of ${cluster}; greenlight doctor ${cluster}/${service} says how to enable them.`]
    : [];
}

/** Lambda logs a crash a moment later, and clocks differ. */
const graceMs = 60_000;

/** Explains why a deployment waits or has rolled back, from ECS's words, the ledger, and the hooks' logs. */
export async function explainDeployment(snapshot: Snapshot, parts: ExplainParts): Promise<Explanation> {
  const { deployment, ref, now } = snapshot;
  const { status = 'unknown', rollback, statusReason } = deployment;
  const unknown = [...snapshot.unknown];
  const ecsSays = [
    ...new Set([rollback?.reason, statusReason].filter((text) => text !== undefined && text !== '')),
  ].join(' ');
  const goesBack = isGoingBack(status);
  const found = goesBack
    ? causesOf(ecsSays, snapshot).map((cause) => explainReason(cause, snapshot, parts.logGroupOf))
    : explainWait(snapshot);
  const reading = Promise.all(
    found.map(
      async ({ hookArns = [], ...cause }): Promise<Cause> => ({ ...cause, log: await readLogs(cause, hookArns) }),
    ),
  );
  const isOver = outcomeOf(status) === 'succeeded';
  const [causes, actionLog, { found: configuration, unchecked, origins = [] }] = await Promise.all([
    reading,
    readActions(),
    isOver ? { found: [], unchecked: [], origins: [] } : parts.examine(),
  ]);
  unknown.push(...unchecked);
  return {
    headline: `${ref.service} on ${ref.cluster} ${formatState()}`,
    ecsSays: ecsSays || undefined,
    causes,
    decisions: snapshot.requests.flatMap(({ key, request }) => {
      const { decision, subject } = request;
      return decision
        ? [{ stage: subject.stage, request: key, said: formatConfirmed(request, decision, now), decision }]
        : [];
    }),
    notes: [
      ...serviceNotes(snapshot, parts.service),
      ...origins.map((text) => `${text}.`),
      ...actionLogNotes(causes, actionLog, ref),
    ],
    configuration,
    actionLog,
    unknown,
  };

  /** When the deployment ran, plus a minute. */
  function span(): { from: Date; to: Date } {
    const from = deployment.startedAt ?? deployment.createdAt ?? now;
    return { from, to: new Date((deployment.finishedAt ?? now).getTime() + graceMs) };
  }

  async function readActions(): Promise<ActionLog> {
    const { serviceArn } = deployment;
    if (serviceArn === undefined || status === 'SUCCESSFUL') return { lines: [], isOff: undefined };
    const { cluster, deploymentId } = ref;
    return await parts.readActionLog({ cluster, deploymentId, serviceArn, ...span() }, parts.signal);
  }

  async function readLogs(cause: Pick<Cause, 'kind' | 'stage'>, hookArns: readonly string[]) {
    const logs = await Promise.all(
      hookArns.map(async (hookArn) => {
        const lines = await readLog(cause, hookArn);
        const name = hookArns.length > 1 ? `${functionName(hookArn)}: ` : '';
        return lines.map(({ at, text }) => ({ at, text: `${name}${text}` }));
      }),
    );
    return logs.flat().toSorted((left, right) => left.at.getTime() - right.at.getTime());
  }

  async function readLog({ kind, stage }: Pick<Cause, 'kind' | 'stage'>, hookArn: string) {
    const group = parts.logGroupOf(hookArn);
    // A function that crashed or was killed may have had no time to name the deployment.
    const contains = kind === 'hook-unreadable' ? undefined : ref.deploymentId;
    try {
      const lines = await parts.readLog(
        { group, ...span(), ...(contains !== undefined && { contains }) },
        parts.signal,
      );
      if (lines === undefined) unknown.push(`there is no log group ${group}`);
      return tellingLines(lines ?? [], stage);
    } catch (error) {
      unknown.push(`the log ${group} cannot be read: ${formatError(error)}`);
      return [];
    }
  }

  function formatState(): string {
    const end = deployment.finishedAt ?? deployment.stoppedAt;
    const at = end ? ` at ${formatTime(end, now)}` : '';
    const where = failedStage(deployment);
    const because = where === undefined ? '' : `, because of ${where}`;
    switch (status) {
      case 'SUCCESSFUL':
        return `was deployed${at}`;
      case 'ROLLBACK_SUCCESSFUL':
        return `was rolled back${at}${because}`;
      case 'ROLLBACK_FAILED':
        return `could not be rolled back${at}`;
      case 'STOPPED':
        return `was stopped${at}${because}`;
      default:
        if (goesBack) return `is being rolled back (${status})${because}`;
        return outcomeOf(status) === 'ongoing'
          ? `is ${status}${deployment.lifecycleStage ? ` at ${deployment.lifecycleStage}` : ''}`
          : `is ${status}`;
    }
  }
}
