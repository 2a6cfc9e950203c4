import { evaluateListener } from '../listener/evaluate-listener.ts';
import { browserHeaders } from '../listener/listener-request.ts';
import { formatAnswer, nameRule } from '../listener/reaches-green.ts';
import type { Answer } from '../listener/rule-answers.ts';
import type { ListenerRule, RuleCondition } from '../load-balancer.ts';
import type { Candidate, ReviewedListener } from './candidate.ts';

/**
 * What on the host of an address something other than green answers: pages that a reviewer reaches by a link or a form. Clauses for people,
 * such as `requests with path /api/* are answered by rule 10, which forwards to target group orders`.
 */
export function findElsewhere(test: ReviewedListener, candidate: Candidate): readonly string[] {
  const { testRule, rules } = test;
  const before = rules.filter((rule) => placeOf(rule) < placeOf(testRule ?? { IsDefault: true }));
  const others = before.flatMap((rule) => formatOther(test, rule, candidate));
  const only = variable(testRule).map(formatCondition);
  return [...others, ...(only.length > 0 ? [`only requests with ${only.join(' and ')} reach the new version`] : [])];
}

function placeOf({ Priority, IsDefault }: ListenerRule): number {
  return IsDefault || Priority === 'default' ? Number.POSITIVE_INFINITY : Number(Priority ?? -1);
}

/** What differs between the requests that a browser sends while somebody looks around. */
const variableFields = new Set(['path-pattern', 'query-string', 'http-request-method']);

function variable(rule: ListenerRule | undefined): readonly RuleCondition[] {
  return (rule?.Conditions ?? []).filter(
    (condition) => variableFields.has(condition.Field ?? '') && !takesAll(condition),
  );
}

/** Only a condition on the path has such patterns: of the variable ones, no other has values of this form. */
function takesAll({ PathPatternConfig, Values }: RuleCondition): boolean {
  const patterns = PathPatternConfig?.Values ?? Values;
  return patterns?.some((pattern) => pattern === '*' || pattern === '/*') ?? false;
}

/** Nothing if the rule cannot answer another request to the same host, or only with green. */
function formatOther({ green }: ReviewedListener, rule: ListenerRule, candidate: Candidate): string[] {
  const answer = answersTo(rule, candidate).find((each) => !isGreen(each, green));
  if (answer === undefined) return [];
  const which = variable(rule).map(formatCondition);
  const what = which.length > 0 ? `requests with ${which.join(' and ')}` : 'some requests';
  const name = nameRule({ priority: rule.Priority ?? 'unknown', arn: undefined });
  return [`${what} are answered by ${name}, which ${formatAnswer(answer, green)}`];
}

/** What the rule may answer to any request to this host: only what stays the same decides. */
function answersTo(rule: ListenerRule, { host }: Candidate): readonly Answer[] {
  const fixed = (rule.Conditions ?? []).filter(({ Field = '' }) => !variableFields.has(Field));
  const outcomes = evaluateListener(
    { listener: {}, rules: [{ ...rule, Conditions: fixed }] },
    { method: 'GET', host, path: '/', query: '', headers: {}, unknownHeaders: browserHeaders },
  );
  // The default is what is left if this rule does not match.
  return outcomes.filter((outcome) => outcome.rule.priority !== 'default').map(({ answer }) => answer);
}

function isGreen(answer: Answer, green: string | undefined): boolean {
  return (
    answer.kind === 'forward' &&
    answer.targetGroups.every(({ targetGroupArn, weight }) => weight === 0 || targetGroupArn === green)
  );
}

function formatCondition(condition: RuleCondition): string {
  const { Field, PathPatternConfig, QueryStringConfig, HttpRequestMethodConfig, Values } = condition;
  switch (Field) {
    case 'path-pattern':
      return `path ${(PathPatternConfig?.Values ?? Values ?? ['of a regular expression']).join(' or ')}`;
    case 'query-string':
      return `a query with ${(QueryStringConfig?.Values ?? [{ Value: 'unknown values' }]).map(({ Key, Value }) => Key ?? Value).join(' or ')}`;
    default:
      return `method ${(HttpRequestMethodConfig?.Values ?? ['unknown']).join(' or ')}`;
  }
}
