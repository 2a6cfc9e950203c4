import type { Assurance } from './assurance.ts';
import { isAmong } from './people.ts';

/** A number of approvals by different people from a list. */
export type ApprovalRule = {
  /** For people: `qa`, `security`. */
  name: string;
  /** Mail addresses, ARNs, accounts of the provider and `group:` with the name of a group of the provider. */
  from: readonly string[];
  approvals: number;
  /** Who may decide in addition after some time. */
  deputies?: readonly Deputies[] | undefined;
  /** What a vote must prove to count for it. Default: as for the gate. */
  assurance?: Assurance | undefined;
};

/** People who may decide once these minutes have passed since the request was opened. */
export type Deputies = { afterMinutes: number; from: readonly string[] };

/** How far a rule is met. */
export type FilledRule = { name: string; given: number; needed: number };

/**
 * How far rules are met by the approvals of these people, each of whom counts for one rule only. A person on two lists counts where they are
 * needed: all rules are met if the people can be distributed so that they are, no matter in which order they voted. If they cannot, earlier
 * rules are filled first.
 *
 * It is a matching between people and the places of all rules. A place that is filled stays filled, but not by the same person: a later
 * place may take a person whose place another one can fill.
 *
 * @param approvers - each person once, see `voterOf`
 * @example
 * fillRules([{ name: 'qa', from: [ana, ben], approvals: 1 }, { name: 'security', from: [ana], approvals: 1 }], [ana, ben]);
 * // [{ name: 'qa', given: 1, needed: 1 }, { name: 'security', given: 1, needed: 1 }]: Ben counts for QA
 */
export function fillRules(rules: readonly ApprovalRule[], approvers: readonly string[]): FilledRule[] {
  const placeOf = new Map<string, ApprovalRule>();
  return rules.map((rule) => {
    let given = 0;
    while (given < rule.approvals && fillPlace(rule, new Set())) given += 1;
    return { name: rule.name, given, needed: rule.approvals };
  });

  function fillPlace(rule: ApprovalRule, asked: Set<string>): boolean {
    return approvers.some((person) => {
      if (asked.has(person) || !isAmong(rule.from, person)) return false;
      asked.add(person);
      const other = placeOf.get(person);
      if (other !== undefined && !fillPlace(other, asked)) return false;
      placeOf.set(person, rule);
      return true;
    });
  }
}

export function isMet({ given, needed }: FilledRule): boolean {
  return given >= needed;
}
