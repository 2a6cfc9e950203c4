import { evaluateListener } from '../listener/evaluate-listener.ts';
import type { ListenerRequest } from '../listener/listener-request.ts';
import { matchCondition } from '../listener/match-condition.ts';
import type { Reach } from '../listener/reaches-green.ts';
import type { RuleCondition } from '../load-balancer.ts';
import { solveRule, valuesOf } from '../test-traffic/solve-rule.ts';
import type { Candidate, ReviewedListener } from './candidate.ts';
import { judge } from './judge.ts';

/** Whether a command reaches green with any values that the test rule takes, and the names of the headers that it needs. */
type Shell = { reach: Reach; headers: readonly string[] };

/**
 * Evaluates a command whose headers somebody else fills in. They may choose any value that the test rule takes, so each has to reach green: if the
 * values are listed, all are tried; if they are patterns, no earlier rule may depend on these headers.
 */
export function tryShell(test: ReviewedListener, candidate: Candidate): Shell {
  const conditions = (test.testRule?.Conditions ?? []).filter(({ Field }) => Field === 'http-header');
  const headers = [...new Set(conditions.map(headerOf))];
  const base: ListenerRequest = { method: 'GET', ...candidate, headers: {}, unknownHeaders: curlHeaders };
  const solved = solveRule({ Conditions: conditions.map(withoutRegex) }, { ...base, headers: {} }, [candidate.host]);
  const request = solved.requests[0];
  if (request === undefined)
    return { headers, reach: inDoubt(solved.missing[0]?.what ?? 'no header fits the test rule') };
  const doubtful = conditions.map(withoutRegex).find((condition) => matchCondition(condition, request) !== true);
  if (doubtful !== undefined) {
    return {
      headers,
      reach: inDoubt(`whether the header ${headerOf(doubtful)} meets the test rule's condition is not certain`),
    };
  }
  return {
    headers,
    reach: areListed(conditions) ? tryListed(test, base, solved.requests) : tryAny(test, base, headers),
  };
}

/** curl sends these too, the first with a version that is not known here. */
const curlHeaders = ['user-agent', 'accept'];

function headerOf({ HttpHeaderConfig }: RuleCondition): string {
  return HttpHeaderConfig?.HttpHeaderName?.toLowerCase() ?? '';
}

function inDoubt(because: string): Reach {
  return { green: 'not proved', rule: undefined, because };
}

/** A regular expression has no certain value, but somebody who knows the rule has one. */
function withoutRegex(condition: RuleCondition): RuleCondition {
  const { HttpHeaderConfig = {}, RegexValues } = condition;
  if ((HttpHeaderConfig.RegexValues ?? RegexValues ?? []).length === 0) return condition;
  const { HttpHeaderName } = HttpHeaderConfig;
  return { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName, Values: ['*'] } };
}

const maxListed = 100;

/** Whether the rule lists all values that it takes, and not so many that the solver leaves some out. */
function areListed(conditions: readonly RuleCondition[]): boolean {
  const lists = conditions.map(withoutRegex).map(valuesOf);
  const combinations = lists.reduce((product, values) => product * values.length, 1);
  return combinations <= maxListed && lists.flat().every((value) => !/[*?\\]/.test(value));
}

function tryListed(test: ReviewedListener, base: ListenerRequest, requests: readonly ListenerRequest[]): Reach {
  const reaches = requests.map(({ headers }) => judge(test, evaluateListener(test, { ...base, headers })));
  return reaches.find(({ green }) => green !== 'yes') ?? reaches[0] ?? inDoubt('no header fits the test rule');
}

function tryAny(test: ReviewedListener, base: ListenerRequest, headers: readonly string[]): Reach {
  const { listener, rules, testRule } = test;
  const asMet = rules.map((rule) =>
    rule === testRule
      ? { ...rule, Conditions: rule.Conditions?.map((each) => (each.Field === 'http-header' ? met : each)) }
      : rule,
  );
  const unknownHeaders = [...curlHeaders, ...headers];
  return judge(test, evaluateListener({ listener, rules: asMet }, { ...base, unknownHeaders }));
}

/** Instead of a condition that the reader's header meets. */
const met: RuleCondition = { Field: 'path-pattern', PathPatternConfig: { Values: ['*'] } };
