import { evaluateListener } from '../listener/evaluate-listener.ts';
import { browserHeaders } from '../listener/listener-request.ts';
import { describeAnswer, nameRule } from '../listener/reaches-green.ts';
import type { Rule, RuleCondition } from '../load-balancer.ts';
import type { Candidate, ReviewedListener } from './candidate.ts';

/**
 * What on the host of an address something other than green answers: pages that a reviewer reaches by a link or a form. Clauses for people,
 * such as `requests with path /api/* are answered by rule 10, which forwards to target group orders`.
 */
export function findElsewhere(test: ReviewedListener, candidate: Candidate): readonly string[] {
  const { testRule, rules } = test;
  const before = rules.filter((rule) => placeOf(rule) < placeOf(testRule ?? { IsDefault: true }));
  const others = before.filter((rule) => mayAnswer(test, rule, candidate)).map((rule) => sayOther(test, rule));
  const only = variable(testRule).map(sayCondition);
  return [...others, ...(only.length > 0 ? [`only requests with ${only.join(' and ')} reach the new version`] : [])];
}

function placeOf({ Priority, IsDefault }: Rule): number {
  return IsDefault || Priority === 'default' ? Number.POSITIVE_INFINITY : Number(Priority ?? -1);
}

/** What differs between the requests that a browser sends while somebody looks around. */
const variableFields = new Set(['path-pattern', 'query-string', 'http-request-method']);

function variable(rule: Rule | undefined): readonly RuleCondition[] {
  return (rule?.Conditions ?? []).filter(
    (condition) => variableFields.has(condition.Field ?? '') && !takesAll(condition),
  );
}

function takesAll({ Field, PathPatternConfig, Values }: RuleCondition): boolean {
  const patterns = PathPatternConfig?.Values ?? Values ?? [];
  return Field === 'path-pattern' && patterns.some((pattern) => pattern === '*' || pattern === '/*');
}

/** Whether the rule may answer another request to the same host: only what stays the same decides. */
function mayAnswer({ green }: ReviewedListener, rule: Rule, { host }: Candidate): boolean {
  const fixed = (rule.Conditions ?? []).filter(({ Field = '' }) => !variableFields.has(Field));
  const outcomes = evaluateListener(
    { listener: {}, rules: [{ ...rule, Conditions: fixed }] },
    { method: 'GET', host, path: '/', query: '', headers: {}, unknownHeaders: browserHeaders },
  );
  return outcomes.some(
    ({ answer, rule: { priority } }) =>
      // What is left if this rule does not match.
      priority !== 'default' &&
      (answer.kind !== 'forward' ||
        answer.targetGroups.some(({ targetGroupArn, weight }) => weight > 0 && targetGroupArn !== green)),
  );
}

function sayOther({ green }: ReviewedListener, rule: Rule): string {
  const which = variable(rule).map(sayCondition);
  const [first] = evaluateListener(
    { listener: {}, rules: [{ ...rule, Conditions: [] }] },
    { method: 'GET', host: '', path: '/', query: '', headers: {} },
  );
  const does = first === undefined ? '' : `, which ${describeAnswer(first.answer, green)}`;
  const what = which.length > 0 ? `requests with ${which.join(' and ')}` : 'some requests';
  return `${what} are answered by ${nameRule({ priority: rule.Priority ?? 'unknown', arn: undefined })}${does}`;
}

function sayCondition(condition: RuleCondition): string {
  const { Field, PathPatternConfig, QueryStringConfig, HttpRequestMethodConfig, Values } = condition;
  switch (Field) {
    case 'path-pattern':
      return `path ${(PathPatternConfig?.Values ?? Values ?? ['of a regular expression']).join(' or ')}`;
    case 'query-string':
      return `a query with ${(QueryStringConfig?.Values ?? []).map(({ Key, Value }) => Key ?? Value).join(' or ')}`;
    default:
      return `method ${(HttpRequestMethodConfig?.Values ?? []).join(' or ')}`;
  }
}
