import { confirmationOf } from '../../approval/request/stale/confirmation.ts';
import { formatConfirmed } from '../../approval/request/stale/format-confirmed.ts';
import { formatRollbackReason } from '../../approval/rollback/rollback-request.ts';
import { reasonsOfChecks } from '../../reasons/known-reason.ts';
import { knownReason, type ReasonId } from '../../reasons/known-reasons.ts';
import type { ReasonCause } from '../../reasons/recognize-reason.ts';
import { troubleshootingLink } from '../../reasons/troubleshooting-link.ts';
import { formatGate, functionName } from '../deployment/snapshot/gate-nodes.ts';
import { advised, type Snapshot } from '../deployment/snapshot/snapshot.ts';
import { explainUnknown } from './explain-unknown.ts';
import type { Cause, UnreadCause } from './explanation.ts';

/** The meaning of a cause that ECS names, with what Greenlight knows about it and what to do. */
export function explainReason(
  cause: ReasonCause,
  snapshot: Snapshot,
  logGroupOf: (hookArn: string) => string,
): UnreadCause {
  const { kind, stage, hookArn } = cause;
  if (kind === 'unknown') return explainUnknown(stage, snapshot, logGroupOf);
  const reason = knownReason(kind);
  const values = valuesOf(cause, snapshot, logGroupOf);
  const addition = additions[kind]?.(cause, snapshot) ?? { meaning: [], next: [] };
  return {
    kind,
    stage,
    ...(hookArn !== undefined && { hookArns: [hookArn] }),
    meaning: [fill(reason.cause, values) ?? reason.cause, ...addition.meaning].join(' '),
    look: fill(reason.look, values) ?? reason.look,
    reports: reasonsOfChecks.has(kind) ? reportsAt(snapshot, stage) : [],
    next: [...addition.next, ...reason.fix.flatMap((line) => fill(line, values, 'all') ?? [])],
    docs: troubleshootingLink(kind),
  };
}

type Values = Readonly<Record<string, string | undefined>>;

function valuesOf(
  { stage, hookArn, what, role = what?.split('/').at(-1) }: ReasonCause,
  snapshot: Snapshot,
  logGroupOf: (hookArn: string) => string,
): Values {
  const { cluster, service } = snapshot.ref;
  const alarms = snapshot.deployment.alarms?.triggeredAlarmNames ?? [];
  return {
    cluster,
    service,
    deployment: snapshot.arn,
    at: stage === undefined ? '' : ` at ${stage}`,
    stage,
    hook: functionName(hookArn),
    hookArn,
    log: hookArn === undefined ? undefined : logGroupOf(hookArn),
    what: what ?? (alarms.length > 0 ? alarms.join(', ') : undefined),
    role,
  };
}

/** Fills in the values. Undefined if `needs` is `all` and one is not known. */
function fill(text: string, values: Values, needs: 'some' | 'all' = 'some'): string | undefined {
  const names = [...text.matchAll(/\{([a-zA-Z]+)\}/g)].map(([, name = '']) => name);
  if (needs === 'all' && names.some((name) => values[name] === undefined)) return undefined;
  return text.replace(/\{([a-zA-Z]+)\}/g, (_, name: string) => values[name] ?? 'what ECS does not name');
}

function reportsAt({ reports }: Snapshot, stage: string | undefined): Cause['reports'] {
  return reports.filter((report) => report.stage === stage && report.verdict !== 'pass');
}

type Addition = { meaning: readonly string[]; next: readonly string[] };

/** Details that the ledger and ECS's other members add to some causes. */
const additions: Partial<Record<ReasonId, (cause: ReasonCause, snapshot: Snapshot) => Addition>> = {
  'hook-failed': ({ stage }, snapshot) => {
    const refusals = snapshot.requests.flatMap(({ request }) => {
      const { decision, subject } = request;
      const isRefused = decision?.status !== 'APPROVED' || confirmationOf(request)?.outdated !== undefined;
      return subject.stage === stage && decision && isRefused
        ? [`${formatGate('The approval', subject)} was ${formatConfirmed(request, decision, snapshot.now)}.`]
        : [];
    });
    return refusals.length > 0 || reportsAt(snapshot, stage).length > 0
      ? { meaning: refusals, next: [advised(`greenlight status ${snapshot.arn} -o json`, snapshot)] }
      : {
          meaning: ['Greenlight has no report of it: it is a hook of your own, or one that could not write.'],
          next: [],
        };
  },
  stopped: (_cause, { rollbacks, now }) => ({
    meaning: rollbacks.map((request) => `${formatRollbackReason(request, now)}.`),
    next: [],
  }),
  alarms: (_cause, { deployment, ref }) => {
    const names = deployment.alarms?.triggeredAlarmNames ?? [];
    return {
      meaning: names.includes(`${ref.cluster}/${ref.service}/RollbackAlarm`)
        ? ['ECS made this alarm itself: the service is an Express Mode service.']
        : [],
      // Without the types CloudWatch leaves out composite and log alarms.
      next: names.map(
        (name) =>
          `aws cloudwatch describe-alarm-history --alarm-name '${name}' --alarm-types MetricAlarm CompositeAlarm LogAlarm`,
      ),
    };
  },
};
