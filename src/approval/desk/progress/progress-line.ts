import { readProgress } from '../../../deployment/progress/deployment-progress.ts';
import type { Report } from '../../../hook/report.ts';
import type { ApprovalRequest } from '../../request/request.ts';
import type { Words } from '../language/en.ts';
import { answeredAt, formatProgressLine } from './format-progress-line.ts';
import { type ProgressSummary, summarizeProgress } from './summarize-progress.ts';

type Known = {
  /** Undefined if they could not be read. */
  reports: readonly Report[] | undefined;
  /** What the watcher has recorded. */
  progress: string | undefined;
  now: Date;
};

/** How far ECS has come since a request was decided; undefined while it is open, and if nothing was seen. */
export function progressState(
  { decision }: Pick<ApprovalRequest, 'decision'>,
  progress: string | undefined,
): ProgressSummary['state'] | undefined {
  const known = decision && readProgress(progress);
  return known && summarizeProgress(known, new Date(decision.at))?.state;
}

/** What ECS has done since a request was decided, as one line for its page; empty while it is open, and if nothing is known. */
export function progressLine(
  words: Pick<Words, 'ecs'>,
  { decision, subject }: Pick<ApprovalRequest, 'decision' | 'subject'>,
  { reports = [], progress, now }: Known,
): string {
  if (!decision) return '';
  const known = readProgress(progress);
  const summary = known && summarizeProgress(known, new Date(decision.at));
  // Otherwise the decision says why it was undone.
  const cause = decision.status === 'APPROVED' ? summary?.cause : undefined;
  return formatProgressLine(words, summary && { ...summary, cause }, answeredAt(subject, reports), now);
}
