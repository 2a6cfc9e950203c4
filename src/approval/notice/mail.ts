import type { Report } from '../../hook/report.ts';
import { formatStep, formatStrategy, shortImage } from '../../wording/ids.ts';
import { oneLine } from '../../wording/lines.ts';
import { formatStageMoment } from '../../wording/stage-moment.ts';
import { formatTime } from '../../wording/times.ts';
import { formatTrial } from '../request/format-trial.ts';
import { formatDeputies, formatRejecting, hasVote, isApprovedAt, leastFor, rulesBeyond } from '../request/progress.ts';
import type { ApprovalRequest, Notification, Subject } from '../request/request.ts';
import { termsOf } from '../request/terms.ts';
import { formatDeadline } from '../request/timing/format-deadline.ts';
import { everybody } from '../request/transitions.ts';
import { formatAtDeadline } from './format-at-deadline.ts';
import { formatRules } from './format-rules.ts';
import { formatMailSubject } from './mail-subject.ts';
import type { Notice } from './notifier.ts';
import { formatReason, formatVerdict, isProof } from './report-words.ts';

/** The mail that asks for a decision. Plain text; its first five lines are enough. `reports` is undefined if they could not be read. */
export function askingMail(
  request: ApprovalRequest,
  {
    to,
    link,
    reports,
    now,
    news,
    kind,
  }: { to: string; link: string; reports: readonly Report[] | undefined; now: Date } & Partial<
    Pick<Notification, 'news' | 'kind'>
  >,
): Notice {
  const { subject } = request;
  const deadline = new Date(request.deadline);
  const isAutomatic = isApprovedAt(request, request.deadline);
  const lines = [
    formatWaiting(subject, kind !== 'deputy' && hasVote(request, to)),
    ...(news === undefined ? [] : [`${labelOf(kind).padEnd(9)} ${news}`]),
    `Decide:   ${link}`,
    `Try it:   ${formatHowToTry(subject)}`,
    `Until:    ${formatDeadline(request)}, then ${formatAtDeadline(request)}.`,
    `Checked:  ${formatReports(reports)}`,
    '',
    ...formatCommand(subject),
    ...quote(subject),
    'What changes',
    ...formatImages(subject),
    '',
    `Stage       ${subject.stage}${formatStep(subject.step)}`,
    `Deployment  ${subject.deploymentId}${subject.strategy ? ` (${formatStrategy(subject.strategy)})` : ''}`,
    `Revision    ${subject.revisionId}${subject.sourceRevisionId ? `, replaces ${subject.sourceRevisionId}` : ''}`,
    `Account     ${subject.account}, ${subject.region}`,
    ...formatNeeded(request),
    ...(termsOf(request).selfApproval === 'deny'
      ? ['            Nobody can approve a deployment that they started themselves']
      : []),
    '',
    formatLinkUse(request, { by: to, at: now.toISOString() }),
  ];
  return {
    subject: formatMailSubject(
      isAutomatic
        ? '[APPROVES ITSELF] Decide'
        : `[${news === undefined ? 'ACTION' : labelOf(kind).slice(0, -1).toUpperCase()}] Approve`,
      subject,
      `by ${formatTime(deadline, now)}`,
    ),
    body: `${lines.map(oneLine).join('\n')}\n`,
    attributes: {
      event: 'approval-requested',
      ...(to !== everybody && { reviewer: to }),
      cluster: subject.cluster,
      service: subject.service,
    },
  };
}

/** A later mail also goes to people who have voted. As a deputy, they vote again. */
function formatWaiting({ service, cluster, stage, step }: Subject, hasVoted: boolean): string {
  const moment = formatStageMoment(stage, step);
  return hasVoted
    ? `${service} on ${cluster} waits for others ${moment}. Your vote is recorded.`
    : `${service} on ${cluster} waits for your decision ${moment}.`;
}

/** Why the mail comes, if it is not the first. */
function labelOf(kind: Notification['kind']): 'Changed:' | 'Deputy:' | 'Reminder:' {
  if (kind === 'deputy') return 'Deputy:';
  return kind === 'reminder' ? 'Reminder:' : 'Changed:';
}

/** What the link is good for, depending on what a vote has to prove. */
function formatLinkUse(request: ApprovalRequest, reader: { by: string; at: string }): string {
  const { by: to } = reader;
  // With rules, everybody's link is for members of a group, who have to sign in.
  const { assurance, rules } = termsOf(request);
  const least = to === everybody ? (rules ? 'sign-in' : (assurance ?? 'link')) : leastFor(request, reader);
  if (least === 'sign-in') {
    return 'To decide, sign in on the page behind the link: a decision is recorded as the person who has signed in. Opening it changes nothing.';
  }
  if (least === 'iam') {
    return 'The link only shows the request. To decide, use greenlight approve or greenlight reject with your AWS identity.';
  }
  const [signIn, iam] = [rulesBeyond(request, reader, 'sign-in'), rulesBeyond(request, reader, 'iam')];
  const beyond = [
    ...(signIn.length > 0 ? [`To count for ${signIn.join(' and ')}, sign in on its page first.`] : []),
    ...(iam.length > 0 ? [`To count for ${iam.join(' and ')}, use greenlight approve instead.`] : []),
  ];
  const use =
    to === everybody
      ? 'This link goes to everybody on the topic. Opening it changes nothing; a decision made with it is recorded as "link holder".'
      : `This link is yours: a decision made with it is recorded as ${to}. Opening it changes nothing.`;
  return [use, ...beyond].join(' ');
}

/** Who has to approve, unless one approval of anybody is enough. */
function formatNeeded(request: ApprovalRequest): string[] {
  const rules = formatRules(request);
  if (rules.length > 0) {
    const lines = rules.map(({ text }, at) => `${at === 0 ? 'Needed' : '      '}      ${text}`);
    return [...lines, `            Each person counts for one of these; ${formatRejecting(request)}`];
  }
  const { approvals } = request;
  const rejecting = formatRejecting(request);
  const deputies = formatDeputies(request).map((text) => `Deputies    ${text}`);
  if (approvals === 1 && (termsOf(request).rejections ?? 1) === 1) return deputies;
  const needed = approvals === 1 ? 'one approval' : `${approvals} approvals from different reviewers`;
  return [`Needed      ${needed}; ${rejecting}`, ...deputies];
}

/** One line, because the first five lines of the mail must be enough: an address, or why there is none. */
function formatHowToTry(subject: Subject): string {
  const trial = formatTrial(subject);
  switch (trial.kind) {
    case 'address':
      return trial.remarks.length > 0 ? `${trial.url} (${trial.remarks.join('; ')})` : trial.url;
    case 'command':
      return `with the command below; no address is certain to show it: ${trial.because}`;
    case 'none':
      return trial.until === undefined
        ? `no address is offered: ${trial.because}`
        : `not ${trial.until}: ${trial.because}`;
  }
}

function formatCommand(subject: Subject): string[] {
  const trial = formatTrial(subject);
  if (trial.kind !== 'command') return [];
  return ['How to try it', `  ${trial.command}`, ...trial.remarks.map((remark) => `  (${remark})`), ''];
}

/**
 * Text from the service's configuration, each line marked as such: otherwise `Decide:` with an address would look like our own line.
 */
function quote({ title, notes }: Subject): string[] {
  const paragraphs = [title, notes].flatMap((text) =>
    text ? [text.trim().split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/)] : [],
  );
  if (paragraphs.length === 0) return [];
  const lines = paragraphs.flatMap((paragraph, at) => (at === 0 ? paragraph : ['', ...paragraph]));
  return ["From the service's configuration", ...lines.map((line) => (line === '' ? '>' : `> ${line}`)), ''];
}

/**
 * `smoke 14 of 14 requests passed · 3 alarms OK`, that there are none yet, or that they could not be read. What did not pass comes first. It is short,
 * because SNS refuses a message over 256 KB, and then nobody would be asked.
 */
function formatReports(reports: readonly Report[] | undefined): string {
  if (reports === undefined) return 'not known, because the reports could not be read; the page tries again';
  if (reports.length === 0) return 'nothing yet; the page shows what has been checked since';
  const sorted = reports.toSorted((left, right) => Number(isProof(left)) - Number(isProof(right)));
  const hidden = sorted.length - maxReports;
  return [
    ...sorted.slice(0, maxReports).map(formatReport),
    ...(hidden > 0 ? [`${hidden} more, see the page`] : []),
  ].join(' · ');
}

const maxReports = 20;
const maxFound = 300;

function formatReport(report: Report): string {
  const { check } = report;
  const reason = formatReason(report);
  const found = reason.length <= maxFound ? reason : `${reason.slice(0, maxFound - 1).toWellFormed()}…`;
  if (isProof(report) && counts(found, check)) return found;
  return `${check} ${isProof(report) ? '' : `${formatVerdict(report)}: `}${found}`;
}

/** Whether a reason says itself what was checked: `3 alarms OK` of `alarms`. */
function counts(reason: string, check: string): boolean {
  return /^\d+ /.test(reason) && reason.replace(/^\d+ /, '').startsWith(check.replace(/s$/, ''));
}

function formatImages({ images, unknown }: Subject): string[] {
  const changes = images.map(({ container, before, after }) =>
    before === after
      ? `  ${container}  ${shortImage(after)} (unchanged)`
      : `  ${container}  ${before ? shortImage(before) : 'new'} -> ${shortImage(after)}`,
  );
  return [...changes, ...unknown.map((sentence) => `  ${sentence}`)];
}
