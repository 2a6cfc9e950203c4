import type { ReasonId } from '../../explain/reasons/known-reasons.ts';

/** What to do about a finding: an error breaks deployments or lets them through, a warning may, a note is good to know. */
export type Severity = 'error' | 'warning' | 'note';

/** One thing that can be wrong. Whatever tells which one it is stands in the finding. */
export type Rule = {
  severity: Severity;
  /** What is wrong, in a few words. */
  title: string;
  /** Which message of ECS, or which silence, it leads to. */
  why: string;
  /** The texts of ECS that it leads to, as `greenlight explain` knows them. */
  reasons?: readonly ReasonId[];
};
