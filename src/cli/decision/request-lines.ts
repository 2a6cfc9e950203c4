import { formatAtDeadline } from '../../approval/notice/format-at-deadline.ts';
import { formatRules } from '../../approval/notice/format-rules.ts';
import { formatGateName, formatReason, formatVerdict, reportsOfChecks } from '../../approval/notice/report-words.ts';
import { formatDeployer } from '../../approval/request/deployer/format-deployer.ts';
import { voteWords } from '../../approval/request/format-decision.ts';
import { formatTrial } from '../../approval/request/format-trial.ts';
import { formatPeople } from '../../approval/request/people.ts';
import { formatDeputies, formatProgress } from '../../approval/request/progress.ts';
import { termsOf } from '../../approval/request/terms.ts';
import { formatDeadline } from '../../approval/request/timing/format-deadline.ts';
import type { Report } from '../../hook/report.ts';
import { formatTimeLeft } from '../../wording/durations.ts';
import { formatStep, formatStrategy, shortImage } from '../../wording/ids.ts';
import { oneLine } from '../../wording/lines.ts';
import { formatFinding, formatGate } from '../deployment/snapshot/gate-nodes.ts';
import type { GateRequest } from '../deployment/snapshot/snapshot.ts';
import { wrap } from '../terminal/wrap.ts';

/**
 * A request before the decision: service, revision, images, checks, votes so far and the deadline.
 *
 * @param columns - of the terminal. Default: no line is broken
 */
export function requestLines(
  { request }: GateRequest,
  reports: readonly Report[] | undefined,
  now: Date,
  columns = Number.POSITIVE_INFINITY,
): readonly string[] {
  const { subject, votes, reviewers } = request;
  const deadline = new Date(request.deadline);
  const gateName = formatGateName('approval', subject.gate);
  const gate = gateName === undefined ? '' : `, gate ${gateName}`;
  const left = (deadline.getTime() - now.getTime()) / 1000;
  const lines = [
    `${subject.service} on ${subject.cluster} (${subject.account}, ${subject.region})${subject.strategy ? `, ${formatStrategy(subject.strategy)}` : ''}`,
    ...field('What', subject.title ? [subject.title] : []),
    ...field('Waits at', [`${subject.stage}${formatStep(subject.step)}${gate}`]),
    ...field('Revision', [
      `${subject.revisionId}${subject.sourceRevisionId ? `, replaces ${subject.sourceRevisionId}` : ''}${subject.firstDeployment ? ', the first: there is nothing to roll back to' : ''}`,
    ]),
    ...field('Images', subject.images.map(formatImage)),
    ...field('Started', [formatDeployer(request, now) ?? []].flat()),
    ...field('Try it', formatHowToTry(subject)),
    ...field('Checks', formatReports(reports)),
    ...field('Decided', [
      ...formatStanding(request),
      ...votes.map(({ by, choice, reason }) => {
        return `${formatPeople(by)} ${voteWords[choice].did}${reason ? `: ${reason}` : ''}`;
      }),
    ]),
    ...field('Checklist', termsOf(request).checklist ?? []),
    ...field('Asked', reviewers.length > 0 ? [reviewers.join(', '), ...formatDeputies(request)] : []),
    ...field('Until', [
      left > 0
        ? `${formatDeadline(request, now)} (in ${formatTimeLeft(left)}), then ${formatAtDeadline(request)}`
        : `${formatDeadline(request, now)}, which has passed`,
    ]),
  ];
  return lines.map(oneLine).flatMap((line) => breakAt(columns, line));
}

/** Below the words of a field. A command stays whole, so that it can be pasted. */
function breakAt(columns: number, line: string): readonly string[] {
  if (/^ {12}curl |^ {2}Try it {4}curl /.test(line)) return [line];
  const [first = '', ...more] = wrap(line, columns);
  const rest = more.length === 0 ? [] : wrap(more.join(' '), columns - indent.length);
  return [first, ...rest.map((part) => `${indent}${part}`)];
}

const indent = ' '.repeat(12);

/** How many have approved, by rule if there are any. */
function formatStanding(request: GateRequest['request']): string[] {
  const rules = formatRules(request).map(({ text }) => text);
  return rules.length > 0 ? rules : [formatProgress(request)];
}

function formatHowToTry(subject: GateRequest['request']['subject']): readonly string[] {
  const trial = formatTrial(subject);
  switch (trial.kind) {
    case 'address':
      return [trial.url, ...trial.remarks.map((remark) => `(${remark})`)];
    case 'command':
      return [
        trial.command,
        `(no address is certain to show it: ${trial.because})`,
        ...trial.remarks.map((remark) => `(${remark})`),
      ];
    case 'none':
      return [`${trial.until === undefined ? 'no address is offered' : `not ${trial.until}`}: ${trial.because}`];
  }
}

function field(name: string, values: readonly string[]): string[] {
  return values.map((value, at) => `  ${(at === 0 ? name : '').padEnd(9)} ${value}`);
}

function formatImage({ container, before, after }: GateRequest['request']['subject']['images'][number]): string {
  if (before === after) return `${container}  ${shortImage(after)} (unchanged)`;
  return `${container}  ${before ? shortImage(before) : 'new'} → ${shortImage(after)}`;
}

function formatReports(reports: readonly Report[] | undefined): readonly string[] {
  if (reports === undefined) return ['the reports cannot be read'];
  const others = reportsOfChecks(reports);
  if (others.length === 0) return ['no check has reported'];
  return others.flatMap((report) => [
    `${formatGate(report.check, report)} ${formatVerdict(report)}: ${formatReason(report)} (${report.stage})`,
    ...report.findings.filter(({ outcome }) => outcome !== 'passed').map((finding) => `  ${formatFinding(finding)}`),
  ]);
}
