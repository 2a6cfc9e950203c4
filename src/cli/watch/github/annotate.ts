import { formatReason, formatVerdict, reportsOfChecks } from '../../../approval/notice/report-words.ts';
import type { Report } from '../../../hook/report.ts';
import type { FindingOutcome } from '../../../hook/verdict.ts';
import type { StackOutputs } from '../../aws/stack.ts';
import { deploymentHero } from '../../deployment/snapshot/deployment-hero.ts';
import { formatFinding, formatGate } from '../../deployment/snapshot/gate-nodes.ts';
import type { Snapshot } from '../../deployment/snapshot/snapshot.ts';
import type { Cause } from '../../explain/explanation.ts';
import { cardLink } from './card-link.ts';
import type { Annotation } from './workflow-command.ts';

type AnnotateParts = {
  /** Whether the condition is met: then the first annotation is a notice, and otherwise an error. */
  isReached: boolean;
  end: string;
  causes: readonly Cause[];
  stack: StackOutputs | undefined;
};

/** The end of a deployment and its causes in one annotation, and each finding of its checks in one more. */
export function annotate(snapshot: Snapshot, { isReached, end, causes, stack }: AnnotateParts): readonly Annotation[] {
  const { name, state } = deploymentHero(snapshot);
  return [
    {
      level: isReached ? 'notice' : 'error',
      title: `${name} ${state}`,
      message: isReached ? end : [...causes.map((cause) => formatCause(cause, stack)), end].join(' '),
    },
    ...reportsOfChecks(snapshot.reports).flatMap(annotationsOf),
  ];
}

function formatCause({ kind, meaning, reports, docs }: Cause, stack: AnnotateParts['stack']): string {
  const found = reports.map(
    (report) => `${formatGate(report.check, report)} ${formatVerdict(report)}: ${formatReason(report)}.`,
  );
  const card = cardLink(kind, stack) ?? docs;
  return [meaning, ...found, ...(card === undefined ? [] : [`See ${card} for more.`])].join(' ');
}

function annotationsOf(report: Report): readonly Annotation[] {
  const title = `${formatGate(report.check, report)} at ${report.stage} ${formatVerdict(report)}`;
  return report.findings.flatMap((finding) => {
    const level = levels[finding.outcome];
    return level === undefined ? [] : [{ level, title, message: formatFinding(finding) }];
  });
}

const levels: Partial<Record<FindingOutcome, Annotation['level']>> = {
  failed: 'error',
  degraded: 'warning',
  unknown: 'warning',
};
