import type { Remedy, Rule, RuleJudgement } from './rules/rule.ts';
import { type ServiceRuleId, serviceRules } from './rules/service-rules.ts';
import { nameOfHook } from './service-hook.ts';

/** What speaks against a change. A refusal would not work, or would open a gate; a warning is for the reader to weigh. */
export type HookFinding = {
  level: 'refusal' | 'warning';
  /** The hook that it is about, or the service. */
  about: string;
  message: string;
  /** What to write instead, or what to do about it. */
  next?: string;
  /** The id of the rule that found it. */
  rule?: string;
  /** What it leads to. */
  why?: string;
};

type More = Pick<HookFinding, 'rule' | 'why'>;

export function warning(about: string, message: string, next?: string, more: More = {}): HookFinding {
  return { level: 'warning', about, message, ...(next !== undefined && { next }), ...more };
}

export type FindingOptions = {
  /** A gate that lets releases through was asked for by name: an approval whose timeout continues, a hook that is never called. */
  allowsFailOpen: boolean;
  /** Rules that refuse nothing here. */
  onlyWarned?: ReadonlySet<ServiceRuleId>;
};

/** An error is refused, and so is a hook of which it is not known whether ECS takes it; the rest is a warning. */
export function findingOf(
  { rule: id, hooks: [hook], ...judgement }: RuleJudgement & { rule: ServiceRuleId },
  { allowsFailOpen, onlyWarned }: FindingOptions,
): HookFinding[] {
  if (judgement.kind === 'fine') return [];
  const { severity, title, why }: Rule = serviceRules[id];
  const about = hook === undefined ? 'the service' : nameOfHook(hook);
  const isFound = judgement.kind === 'found';
  const { remedy } = judgement;
  const opensGate = isFound && judgement.opensGate === true;
  const isRefused = isFound ? severity === 'error' || opensGate : remedy !== undefined;
  const isAllowed = onlyWarned?.has(id) === true || (opensGate && allowsFailOpen);
  const level = isRefused && !isAllowed ? 'refusal' : 'warning';
  const permit = opensGate && !allowsFailOpen ? '; or add --allow-fail-open if that is what you want' : '';
  const next = remedy && `${formatRemedy(remedy)}${permit}`;
  const message = `${title}: ${isFound ? judgement.found : judgement.why}`;
  return [{ ...warning(about, message, next, { rule: id, why }), level }];
}

function formatRemedy(remedy: Remedy): string {
  // A comma leads to where doctor says to make the change.
  return 'fix' in remedy ? remedy.fix : (remedy.attach ?? remedy.change.replace(/,$/, ''));
}
