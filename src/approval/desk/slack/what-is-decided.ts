import type { Report } from '../../../hook/report.ts';
import { formatStep, formatStrategy, shortImage } from '../../../wording/ids.ts';
import { oneLine } from '../../../wording/lines.ts';
import { formatStageMoment } from '../../../wording/stage-moment.ts';
import { checkOutcomes, formatCheckPlace } from '../../evidence/check-outcomes.ts';
import { formatAtDeadline } from '../../notice/format-at-deadline.ts';
import { changesOf } from '../../request/changes/changes-of.ts';
import { formatTrial } from '../../request/format-trial.ts';
import { formatProgress } from '../../request/progress.ts';
import type { ApprovalRequest, Subject } from '../../request/request.ts';
import { formatDeadline } from '../../request/timing/format-deadline.ts';

/** All that somebody decides by in Slack, one line each: what the desk's page shows without a picture. */
export function whatIsDecided(request: ApprovalRequest, reports: readonly Report[] | undefined, now: Date): string[] {
  const { subject } = request;
  const { stage, step, gate, service, cluster } = subject;
  return [
    `${service} on ${cluster} waits ${formatStageMoment(stage, step)}${gate === undefined ? '' : ` (${gate})`}.`,
    `Until ${formatDeadline(request, now)}, then ${formatAtDeadline(request)}.`,
    `So far ${formatProgress(request)}.`,
    ...formatTry(subject),
    ...formatChanged(subject),
    ...formatChecks(reports),
    ...[subject.title, subject.notes].flatMap((text) => (text ? [`The service says: ${text}`] : [])),
    `Deployment ${subject.deploymentId}${subject.strategy ? `, ${formatStrategy(subject.strategy)}${formatStep(step)}` : ''}, revision ${subject.revisionId}, account ${subject.account}, ${subject.region}`,
  ].map(oneLine);
}

function formatTry(subject: Subject): string[] {
  const trial = formatTrial(subject);
  if (trial.kind === 'none') return [`No address is offered to try it: ${trial.because}`];
  return [`Try it: ${trial.kind === 'address' ? trial.url : trial.command}`, ...trial.remarks];
}

function formatChanged(subject: Subject): string[] {
  const images = subject.images.map(({ container, before, after }) =>
    before === after
      ? `Image ${container}: ${shortImage(after)} (unchanged)`
      : `Image ${container}: ${before ? shortImage(before) : 'new'} → ${shortImage(after)}`,
  );
  const others = (changesOf(subject) ?? []).map(({ what, container, before, after, note }) => {
    const sides = [before ?? 'none', after ?? 'none'].join(' → ');
    return `Changes ${what}${container === undefined ? '' : ` of ${container}`}: ${sides}${note ? ` (${note})` : ''}`;
  });
  return [...images, ...others, ...subject.unknown];
}

function formatChecks(reports: readonly Report[] | undefined): string[] {
  if (!reports) return ['What was checked cannot be read at the moment; nobody can approve without it.'];
  const outcomes = checkOutcomes(reports);
  if (outcomes.length === 0) return ['Nothing has been checked yet.'];
  return outcomes.map((one) => {
    const findings = one.findings.map(({ name, outcome }) => `${name} ${outcome}`).join(', ');
    return `Checked ${formatCheckPlace(one)}: ${one.outcome}${findings ? ` (${findings})` : ''}`;
  });
}
