import { troubleshootingLink } from '../../../reasons/troubleshooting-link.ts';
import type { Severity } from '../../../service-hooks/rules/rule.ts';
import type { ServiceRef } from '../../aws/service-ref.ts';
import type { Outcome } from '../facts/outcome.ts';
import type { DoctorRule } from '../rules/doctor-rule.ts';
import { type RuleId, rules } from '../rules/rules.ts';

/** What `greenlight doctor -o json` prints. Members are added, never changed or taken away. */
export type DoctorReport = {
  stack: string;
  region: string;
  cluster?: string;
  service?: string;
  summary: { errors: number; warnings: number; notes: number; fine: number; notChecked: number };
  /** Errors first, then warnings, then notes. */
  findings: readonly {
    id: RuleId;
    severity: Severity;
    group: string;
    /** What it is about: a function, a role, a hook, an address. */
    about: string;
    title: string;
    found: string;
    why: string;
    fix: string;
    /** The page and anchor about the message of ECS that it leads to, if there is one. */
    docs?: string;
  }[];
  /** `allow` is the IAM action that was refused. */
  notChecked: readonly { id: RuleId; group: string; about: string; title: string; why: string; allow?: string }[];
  fine: readonly { id: RuleId; group: string; about: string; said: string }[];
};

const bySeverity: readonly Severity[] = ['error', 'warning', 'note'];

export function reportOf(
  { stack, region, service }: { stack: string; region: string; service: ServiceRef | undefined },
  all: readonly Outcome[],
): DoctorReport {
  const outcomes = withoutRepetition(all);
  const findings = outcomes
    .flatMap(({ rule: id, ...outcome }) => {
      if (outcome.kind !== 'found') return [];
      const { severity, title, why, reasons: [reason] = [] } = rules[id] as DoctorRule;
      const { group, about, found, fix } = outcome;
      const docs = reason === undefined ? {} : { docs: troubleshootingLink(reason) };
      return [{ id, severity, group, about, title, found, why, fix, ...docs }];
    })
    .sort((one, other) => bySeverity.indexOf(one.severity) - bySeverity.indexOf(other.severity));
  const notChecked = outcomes.flatMap(({ rule: id, group, about, ...outcome }) => {
    if (outcome.kind !== 'unseen') return [];
    const { why, allow } = outcome;
    return [{ id, group, about, title: rules[id].title, why, ...(allow !== undefined && { allow }) }];
  });
  const fine = outcomes.flatMap(({ rule: id, group, about, ...outcome }) =>
    outcome.kind === 'fine' ? [{ id, group, about, said: outcome.said }] : [],
  );
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return {
    stack,
    region,
    ...service,
    summary: {
      errors: count('error'),
      warnings: count('warning'),
      notes: count('note'),
      fine: fine.length,
      notChecked: notChecked.length,
    },
    findings,
    notChecked,
    fine,
  };
}

/** The app and the service may both lead to the same thing: a reviewer, a role. */
function withoutRepetition(outcomes: readonly Outcome[]): readonly Outcome[] {
  return [...new Map(outcomes.map((outcome) => [JSON.stringify(outcome), outcome])).values()];
}
