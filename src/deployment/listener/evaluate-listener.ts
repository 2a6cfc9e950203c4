import type { ElbListener, ListenerRule } from '../load-balancer.ts';
import type { ListenerRequest } from './listener-request.ts';
import { allOf, isDoubt, type Match } from './match.ts';
import { matchCondition } from './match-condition.ts';
import { type Answer, ruleAnswers } from './rule-answers.ts';

/** A listener with all its rules, or with none if only its default actions are known (a Network Load Balancer's, normally). */
type ListenerRules = { listener: ElbListener; rules: readonly ListenerRule[] };

/** What may happen to a request, and which rule does it. */
export type ListenerOutcome = {
  rule: RuleName;
  answer: Answer;
  /** Why this outcome is not certain: a clause for people. Undefined if only an earlier doubt can prevent it. */
  because: string | undefined;
};

export type RuleName = {
  /** `1` to `50000`, or `default`. */
  priority: string;
  /** Undefined for the default actions of a listener whose rules were not read. */
  arn: string | undefined;
};

/**
 * Goes through a listener's rules as the load balancer does, the lowest priority first and the default last. Returns everything that
 * may happen, in that order: a rule that certainly matches ends the list, one that may match adds to it. A single outcome is certain.
 * Transforms change the request behind the rule, never which rule matches.
 *
 * @example
 * evaluateListener({ listener, rules }, { method: 'GET', host: 'shop.example.com', path: '/', query: '', headers: {} })
 * // [{ rule: { priority: 'default', arn: 'arn:…' }, answer: { kind: 'forward', targetGroups: […] }, because: undefined }]
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
 */
export function evaluateListener(
  { listener, rules }: ListenerRules,
  request: ListenerRequest,
): readonly ListenerOutcome[] {
  const outcomes: ListenerOutcome[] = [];
  for (const rule of inOrder(rules, listener)) {
    const match = matchRule(rule, request);
    if (match === false) continue;
    const doubt = isDoubt(match) ? match.because : undefined;
    for (const { answer, because } of ruleAnswers(rule.Actions, request)) {
      outcomes.push({ rule: nameOf(rule), answer, because: doubt ?? because });
    }
    if (match === true) return outcomes;
  }
  const answer: Answer = { kind: 'unknown', because: 'no rule of the listener certainly matches' };
  return [...outcomes, { rule: { priority: 'default', arn: undefined }, answer, because: undefined }];
}

function matchRule(rule: ListenerRule, request: ListenerRequest): Match {
  const conditions = rule.Conditions ?? [];
  const match = allOf(conditions.map((condition) => matchCondition(condition, request)));
  if (match === false || isDefault(rule)) return match;
  if (conditions.length === 0) return { because: 'its conditions are not known' };
  return hasNumber(rule) ? match : { because: 'its priority is not known' };
}

/** A rule without a readable priority may be tried at any time, so it comes first. */
function inOrder(rules: readonly ListenerRule[], { DefaultActions }: ElbListener): readonly ListenerRule[] {
  const sorted = rules.toSorted((one, other) => placeOf(one) - placeOf(other));
  return DefaultActions === undefined || rules.some(isDefault)
    ? sorted
    : [...sorted, { IsDefault: true, Actions: DefaultActions }];
}

function placeOf(rule: ListenerRule): number {
  if (isDefault(rule)) return Number.POSITIVE_INFINITY;
  return hasNumber(rule) ? Number(rule.Priority) : -1;
}

function hasNumber({ Priority }: ListenerRule): boolean {
  return /^\d+$/.test(String(Priority));
}

function isDefault({ IsDefault, Priority }: ListenerRule): boolean {
  return IsDefault === true || Priority === 'default';
}

function nameOf(rule: ListenerRule): RuleName {
  return { priority: isDefault(rule) ? 'default' : (rule.Priority ?? 'unknown'), arn: rule.RuleArn };
}
