import { describe, expect, test } from 'vitest';
import { findElsewhere } from '../../../src/deployment/access/find-elsewhere.ts';
import type { Action, ListenerRule, RuleCondition } from '../../../src/deployment/load-balancer.ts';
import {
  aTestListener,
  fallback,
  forwardTo,
  green,
  header,
  host,
  other,
  path,
  query,
  rule,
  toBlue,
  toGreen,
} from '../test-traffic/a-test-listener.ts';

const candidate = {
  ...({ scheme: 'http', hostname: 'shop-1.eu-central-1.elb.amazonaws.com', port: 80 } as const),
  ...{ host: 'shop.example.com', path: '/', query: '' },
};
const method = (...Values: string[]): RuleCondition => ({
  ...{ Field: 'http-request-method', HttpRequestMethodConfig: { Values } },
});
const toOther = [forwardTo([other, 1])];
const forwards = 'which forwards to target group other';

describe('requests that go elsewhere on the host of an address', () => {
  test.each<[string, RuleCondition[], string]>([
    ['a path', [path('/api/*')], 'requests with path /api/* are answered by rule 10'],
    ['one of two paths', [path('/api/*', '/v2/*')], 'requests with path /api/* or /v2/* are answered by rule 10'],
    [
      'a path in the older form',
      [{ Field: 'path-pattern', Values: ['/api/*'] }],
      'requests with path /api/* are answered by rule 10',
    ],
    [
      'a path by a regular expression',
      [{ Field: 'path-pattern', PathPatternConfig: { RegexValues: ['^/api'] } }],
      'requests with path of a regular expression are answered by rule 10',
    ],
    ['a method', [method('POST', 'PUT')], 'requests with method POST or PUT are answered by rule 10'],
    [
      'a query',
      [query({ Key: 'v', Value: '1' }, { Value: 'beta*' })],
      'requests with a query with v or beta* are answered by rule 10',
    ],
    [
      'a query without values',
      [{ Field: 'query-string' }],
      'requests with a query with unknown values are answered by rule 10',
    ],
    [
      'a method without values',
      [{ Field: 'http-request-method' }],
      'requests with method unknown are answered by rule 10',
    ],
    ['any query', [query({ Value: '*' })], 'requests with a query with * are answered by rule 10'],
    [
      'path and method of the host',
      [host('shop.example.com'), path('/api/*'), method('POST')],
      'requests with path /api/* and method POST are answered by rule 10',
    ],
    ['a method on every path', [path('/*'), method('POST')], 'requests with method POST are answered by rule 10'],
    ['every path', [path('/a', '*')], 'some requests are answered by rule 10'],
  ])('are listed for an earlier rule for %s', (_what, conditions, said) => {
    expect(findElsewhere(listener(rule('10', toOther, ...conditions)), candidate)).toEqual([`${said}, ${forwards}`]);
  });

  test.each<[string, ListenerRule]>([
    ['another host', rule('10', toOther, host('admin.example.com'), path('/api/*'))],
    ['a header that no browser sends', rule('10', toOther, header('x-test', '1'), path('/api/*'))],
    ['green', rule('10', toGreen, path('/api/*'))],
    ['green, and elsewhere with weight 0', rule('10', [forwardTo([green, 1], [other, 0])], path('/api/*'))],
    ['requests that the test rule already matches', rule('1000', toOther, path('/api/*'))],
  ])('are not listed for a rule for %s', (_what, one) => {
    expect(findElsewhere(listener(one), candidate)).toEqual([]);
  });

  test.each<[string, Action, string]>([
    [
      'sends a part elsewhere',
      forwardTo([green, 3], [other, 1]),
      'sends only 75 % to green, and the rest elsewhere (shop-green and other)',
    ],
    [
      'answers itself',
      { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '410' } },
      'answers with status 410 itself',
    ],
    ['redirects', { Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301' } }, 'redirects (301)'],
  ])('are listed for a rule that %s', (_what, action, does) => {
    expect(findElsewhere(listener(rule('10', [action], path('/api/*'))), candidate)).toEqual([
      `requests with path /api/* are answered by rule 10, which ${does}`,
    ]);
  });

  test('are listed for every rule before the default one if that is the test rule', () => {
    const testRule = fallback(toGreen);
    const rules = [rule('9', toOther, path('/a')), rule('10', toBlue, path('/b')), testRule];

    expect(findElsewhere({ ...listener(), rules, testRule }, candidate)).toEqual([
      `requests with path /a are answered by rule 9, ${forwards}`,
      'requests with path /b are answered by rule 10, which forwards to target group shop-blue',
    ]);
    expect(findElsewhere({ ...listener(), rules, testRule: undefined }, candidate)).toHaveLength(2);
  });

  test.each<ListenerRule>([{ IsDefault: true }, { Priority: 'default' }])(
    'do not include the default rule, recognized by %j',
    (testRule) => {
      const test = { ...listener(rule('50000', toOther, path('/a'))), testRule };

      expect(findElsewhere(test, candidate)).toHaveLength(1);
    },
  );

  test('are listed for a rule with an unknown place', () => {
    const { Priority: _unknown, ...unnamed } = rule('10', toOther, path('/a'));
    const test = { ...listener(unnamed), testRule: rule('1', toGreen) };

    expect(findElsewhere(test, candidate)).toEqual([`requests with path /a are answered by rule unknown, ${forwards}`]);
  });

  test.each<[RuleCondition[], string[]]>([
    [[path('/beta/*'), method('GET')], ['only requests with path /beta/* and method GET reach the new version']],
    [[query({ Key: 'beta', Value: '1' })], ['only requests with a query with beta reach the new version']],
    [[host('shop.example.com'), path('/*')], []],
  ])('include those that the test rule does not match: %j', (conditions, said) => {
    expect(findElsewhere(aTestListener(conditions), candidate)).toEqual(said);
  });
});

/** A test rule of priority 100 that matches everything, next to this rule. */
function listener(...before: ListenerRule[]) {
  return aTestListener([], { before });
}
