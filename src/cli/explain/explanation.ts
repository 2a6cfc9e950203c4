import type { ApprovalRequest } from '../../approval/request/request.ts';
import type { Report } from '../../hook/report.ts';
import type { CauseKind } from '../../reasons/recognize-reason.ts';
import type { HookFinding } from '../../service-hooks/finding.ts';
import type { ActionLog } from './action-log-reader.ts';
import type { LogLine } from './hook-log.ts';

/** Why a deployment waits or ended. */
export type Explanation = {
  /** One sentence. */
  headline: string;
  /** ECS's own words, if any. */
  ecsSays: string | undefined;
  causes: readonly Cause[];
  /** Every decision that people or Greenlight made at the gates of this deployment. */
  decisions: readonly { stage: string; request: string; said: string; decision: ApprovalRequest['decision'] }[];
  /** What is easily overlooked about the service. */
  notes: readonly string[];
  /** What is wrong with the service now; it may be the cause. Empty if the deployment succeeded. */
  configuration: readonly HookFinding[];
  /** ECS's own log of the deployment, if the cluster has one. */
  actionLog: ActionLog;
  unknown: readonly string[];
};

export type Cause = {
  kind: CauseKind | WaitKind;
  stage?: string | undefined;
  /** What it means, in a sentence or two. */
  meaning: string;
  /** Where to see the mistake, or more about it. */
  look?: string;
  /** What Greenlight's checks found there. */
  reports: readonly Report[];
  /** What the hook logged, oldest first. */
  log: readonly LogLine[];
  /** Commands, or what to do. */
  next: readonly string[];
  /** The page and anchor that explain it, if it is a message of ECS. */
  docs?: string;
};

/** A cause whose logs have not been read yet, and the hooks whose logs they are. */
export type UnreadCause = Omit<Cause, 'log'> & { hookArns?: readonly string[] };

type WaitKind =
  | 'awaiting-approval'
  | 'awaiting-pause'
  | 'awaiting-hook'
  | 'awaiting-tasks'
  | 'baking'
  | 'working'
  | 'succeeded';
