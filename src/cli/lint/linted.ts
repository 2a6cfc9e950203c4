import type { Fault } from '../../service-hooks/faults/list-faults.ts';
import type { Rule, Severity } from '../../service-hooks/rules/rule.ts';
import { type ServiceRuleId, serviceRules } from '../../service-hooks/rules/service-rules.ts';
import { lintRules } from './lint-rules.ts';

type LintRuleId = ServiceRuleId | keyof typeof lintRules;

/** What is wrong at one place. */
export type LintFinding = {
  /** The path of the key: `lifecycleHooks[0].hookDetails.reviewers`; empty if it is about the whole. */
  place: string;
  severity: Severity;
  /** What is wrong; a fault of a key says what to write instead as well. */
  message: string;
  /** What to write instead, or what to do about it. */
  next?: string;
  rule: LintRuleId;
  /** What it leads to. */
  why: string;
};

/** What could not be checked, and why. */
type NotChecked = { place: string; why: string };

export type Linted = {
  /** How many hooks or configurations were read. */
  checked: number;
  findings: readonly LintFinding[];
  notChecked: readonly NotChecked[];
};

/** A part of what was found. */
export function partOf({ checked = 0, findings = [], notChecked = [] }: Partial<Linted>): Linted {
  return { checked, findings, notChecked };
}

export function joinLinted(parts: readonly Linted[]): Linted {
  return {
    checked: parts.reduce((sum, { checked }) => sum + checked, 0),
    findings: parts.flatMap(({ findings }) => findings),
    notChecked: parts.flatMap(({ notChecked }) => notChecked),
  };
}

/** @param within - the path that the fault's own begins at */
export function findingOfFault({ place, message }: Fault, within: string, rule: LintRuleId): LintFinding {
  const { severity, why } = ruleOf(rule);
  return { place: joinPath(within, place), severity, message, rule, why };
}

export function ruleOf(rule: LintRuleId): Rule {
  return { ...serviceRules, ...lintRules }[rule];
}

export function joinPath(within: string, place: string): string {
  return `${within}${within === '' || place === '' || place.startsWith('[') ? '' : '.'}${place}`;
}

/** The same with other names for places, wherever they are mentioned. */
export function renameIn({ checked, findings, notChecked }: Linted, rename: (text: string) => string): Linted {
  return {
    checked,
    findings: findings.map(({ next, ...finding }) => ({
      ...finding,
      place: rename(finding.place),
      message: rename(finding.message),
      ...(next !== undefined && { next: rename(next) }),
    })),
    notChecked: notChecked.map(({ place, why }) => ({ place: rename(place), why: rename(why) })),
  };
}
