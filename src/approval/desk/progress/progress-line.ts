import { readProgress } from '../../../deployment/progress/deployment-progress.ts';
import type { Report } from '../../../hook/report.ts';
import { cleanLines } from '../../../wording/lines.ts';
import { type ApprovalRequest, type Decision, isByVotes } from '../../request/request.ts';
import { isAskedFor } from '../../rollback/rollback-request.ts';
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

/** What ECS has done since a request was decided, as far as that was seen. */
export type EcsSince = {
  /** For people; empty if nothing is known. */
  line: string;
  /** Missing if nothing was seen. */
  state?: ProgressSummary['state'];
  /** Whether people have asked for a rollback, so that it is no failure. Default: no. */
  isAsked?: boolean;
  /** Why ECS rolled back what people had approved, if it was seen to. */
  cause?: string;
  /** The address of the card that explains it. Default: there is none. */
  help?: string | undefined;
};

type Decided = Pick<ApprovalRequest, 'decision' | 'subject' | 'pause'>;

/**
 * What ECS has done since a request was decided; nothing while it is open.
 *
 * @example ecsSince(en, request, known).line // 'ECS got the answer at 13:52 UTC · rolled back, as asked (seen at 13:55 UTC)'
 */
export function ecsSince(
  words: Pick<Words, 'ecs'>,
  { decision, subject, pause }: Decided,
  { reports = [], progress, now }: Known,
): EcsSince {
  if (!decision) return { line: '' };
  const summary = summaryOf(decision, progress);
  // Otherwise the decision says why it was undone.
  const cause = decision.status === 'APPROVED' ? summary?.cause : undefined;
  const isAsked = isRejectedByPeople(decision) || isAskedFor(summary?.cause);
  const line = formatProgressLine(words, summary && { ...summary, cause, isAsked }, answeredAt(subject, reports), now);
  const outcome = pause?.['outcome'];
  const atPause = typeof outcome === 'string' ? words.ecs.pause(cleanLines(outcome)) : '';
  const since = {
    ...{ line: [atPause, line].filter(Boolean).join(' · '), isAsked },
    ...(summary && { state: summary.state }),
  };
  return cause !== undefined && !isAsked && isUndone(since) ? { ...since, cause } : since;
}

/** The same in a few words, for a list: the last that was seen. */
export function ecsInShort(
  words: Pick<Words, 'ecs'>,
  { decision }: Pick<ApprovalRequest, 'decision'>,
  { progress, now }: Pick<Known, 'progress' | 'now'>,
): EcsSince {
  const summary = decision && summaryOf(decision, progress);
  if (!summary) return { line: '' };
  const { state, steps } = summary;
  const isAsked = isRejectedByPeople(decision) || isAskedFor(summary.cause);
  const last = state === 'shifting' ? steps.slice(-1) : [];
  const line = formatProgressLine(words, { ...summary, isAsked, steps: last, cause: undefined }, undefined, now);
  return { line, state, isAsked };
}

function summaryOf({ at }: Decision, progress: string | undefined): ProgressSummary | undefined {
  const known = readProgress(progress);
  return known && summarizeProgress(known, new Date(at));
}

function isRejectedByPeople(decision: Decision): boolean {
  return decision.status === 'REJECTED' && (isByVotes(decision) || decision.via === 'by hand');
}

/** Whether ECS was seen doing something that an answer leads to, so that nothing has to be said about what it will do. */
export function isSeen({ state }: EcsSince): boolean {
  return state !== undefined && state !== 'shifting' && state !== 'unknown';
}

/** Whether ECS has rolled back what people asked it to: that is no failure. */
export function isAsAsked({ state, isAsked }: EcsSince): boolean {
  return state === 'undone' && isAsked === true;
}

/** Whether the new version was taken back, or is being. */
export function isUndone({ state }: EcsSince): boolean {
  return state === 'undoing' || state === 'undone' || state === 'failed';
}
