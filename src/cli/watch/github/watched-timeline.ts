import { formatReason, formatVerdict, reportsOfChecks } from '../../../approval/notice/report-words.ts';
import { formatConfirmed } from '../../../approval/request/stale/format-confirmed.ts';
import { formatRollbackReason } from '../../../approval/rollback/rollback-request.ts';
import { formatGate } from '../../deployment/snapshot/gate-nodes.ts';
import type { Snapshot } from '../../deployment/snapshot/snapshot.ts';
import type { SeenStage } from './seen-stages.ts';

type Moment = { at: Date; stage?: string; what: string };

/** What happened to a deployment, earliest first, from ECS, from the ledger, and from what was seen while it was watched. */
export function watchedTimeline(snapshot: Snapshot, stages: readonly SeenStage[]): readonly Moment[] {
  return [...ofEcs(snapshot), ...stages.map(ofStage), ...ofGates(snapshot)].toSorted(
    (left, right) => left.at.getTime() - right.at.getTime(),
  );
}

function ofEcs({ deployment }: Snapshot): Moment[] {
  const { createdAt, rollback, finishedAt, stoppedAt, status = 'of unknown status' } = deployment;
  const end = finishedAt ?? stoppedAt;
  return [
    ...(createdAt ? [{ at: createdAt, what: 'The deployment begins' }] : []),
    ...(rollback?.startedAt ? [{ at: rollback.startedAt, what: 'ECS begins to roll back' }] : []),
    ...(end ? [{ at: end, what: `It ends, ${status}` }] : []),
  ];
}

function ofStage({ stage, isRollback, at }: SeenStage): Moment {
  return { at, stage, what: isRollback ? 'reached while it rolls back' : 'reached' };
}

function ofGates({ reports, requests, rollbacks, now }: Snapshot): Moment[] {
  return [
    ...reportsOfChecks(reports).map((report) => ({
      at: new Date(report.at),
      stage: report.stage,
      what: `${formatGate(report.check, report)} ${formatVerdict(report)}: ${formatReason(report)}`,
    })),
    ...requests.flatMap(({ request }) => {
      const { subject, createdAt, decision } = request;
      const name = formatGate('approval', subject);
      return [
        { at: new Date(createdAt), stage: subject.stage, what: `${name} requested` },
        ...(decision
          ? [
              {
                at: new Date(decision.at),
                stage: subject.stage,
                what: `${name} ${formatConfirmed(request, decision, now)}`,
              },
            ]
          : []),
      ];
    }),
    ...rollbacks.map((request) => ({ at: new Date(request.at), what: formatRollbackReason(request, now) })),
  ];
}
