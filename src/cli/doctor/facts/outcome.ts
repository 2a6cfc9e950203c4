import type { RuleId } from '../rules/rules.ts';

/** The part of the report that an outcome belongs to, in the order in which they are shown. */
export const groups = ['app', 'notifications', 'roles', 'hooks', 'traffic', 'alarms'] as const;
export type Group = (typeof groups)[number];

/** What came of one rule for one thing. */
export type Outcome = { rule: RuleId; group: Group; about: string } & (
  | { kind: 'fine'; said: string }
  | {
      kind: 'found';
      /** The value, and where it is. */
      found: string;
      /** What to do: a command if there is one. */
      fix: string;
    }
  | {
      kind: 'unseen';
      why: string;
      /** The IAM action that would have to be allowed. */
      allow: string | undefined;
    }
);

/** The result of a rule. `about` names what was checked. */
export function on(group: Group, rule: RuleId, about: string) {
  return {
    fine: (said: string): Outcome => ({ rule, group, about, kind: 'fine', said }),
    found: (found: string, fix: string): Outcome => ({ rule, group, about, kind: 'found', found, fix }),
    unseen: (why: string, allow?: string): Outcome => ({ rule, group, about, kind: 'unseen', why, allow }),
    /** The commonest shape: fine unless there is something to say. */
    judge: (problem: false | { found: string; fix: string }, said: string): Outcome =>
      problem ? { rule, group, about, kind: 'found', ...problem } : { rule, group, about, kind: 'fine', said },
  };
}
