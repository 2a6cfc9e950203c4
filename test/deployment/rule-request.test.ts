import { describe, expect, it } from 'vitest';
import type { RuleCondition } from '../../src/deployment/load-balancer.ts';
import { requestForRule } from '../../src/deployment/rule-request.ts';

describe('requestForRule', () => {
  it('matches a default rule with any request', () => {
    expect(requestForRule({ IsDefault: true, Conditions: [] })).toEqual({
      found: true,
      request: { host: undefined, headers: {}, pathPrefix: '', query: [], methods: undefined },
    });
  });

  it('meets all conditions of a rule at once', () => {
    const result = request(
      { Field: 'host-header', HostHeaderConfig: { Values: ['*.shop.example', 'test.shop.example'] } },
      { Field: 'path-pattern', PathPatternConfig: { Values: ['/api/v2/*'] } },
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Test', Values: ['green'] } },
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Any', Values: ['*'] } },
      { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'preview', Value: '1' }] } },
      { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET', 'POST'] } },
    );

    expect(result).toEqual({
      found: true,
      request: {
        host: 'test.shop.example',
        headers: { 'x-test': 'green', 'x-any': 'greenlight' },
        pathPrefix: '/api/v2',
        query: [['preview', '1']],
        methods: ['GET', 'POST'],
      },
    });
  });

  it.each([
    ['/*', ''],
    ['*', ''],
    ['/api/*', '/api'],
  ])('reads the path pattern %s as the prefix "%s"', (pattern, prefix) => {
    expect(request({ Field: 'path-pattern', Values: [pattern] })).toMatchObject({ request: { pathPrefix: prefix } });
  });

  it.each(['/health', '/img/*/thumb', '/api*', '/v?/*', '/a/*/*', '', '/a b/*'])(
    'does not take the path pattern "%s" for a prefix',
    (pattern) => {
      expect(request({ Field: 'path-pattern', Values: [pattern] })).toEqual({
        found: false,
        reason: `the test rule's path-pattern condition ${pattern} is not a prefix such as /api/*`,
      });
    },
  );

  it.each<[string, RuleCondition, string]>([
    [
      'a host with wildcards',
      { Field: 'host-header', HostHeaderConfig: { Values: ['*.shop.example'] } },
      "the test rule's host-header condition *.shop.example cannot be turned into one value",
    ],
    [
      'a host by regular expression',
      { Field: 'host-header', HostHeaderConfig: { RegexValues: ['^test'] } },
      "the test rule's host-header condition is a regular expression",
    ],
    [
      'a path by regular expression',
      { Field: 'path-pattern', PathPatternConfig: { RegexValues: ['^/api'] } },
      "the test rule's path-pattern condition is a regular expression",
    ],
    [
      'a header with wildcards',
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'User-Agent', Values: ['*Chrome*'] } },
      "the test rule's http-header condition user-agent: *Chrome* cannot be turned into one value",
    ],
    [
      'a header value that breaks the line',
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'x-test', Values: ['a\r\nb'] } },
      "the test rule's http-header condition x-test: a\r\nb cannot be turned into one value",
    ],
    [
      'a query string without a key',
      { Field: 'query-string', QueryStringConfig: { Values: [{ Value: 'preview' }] } },
      "the test rule's query-string condition =preview cannot be turned into one value",
    ],
    [
      'a source address',
      { Field: 'source-ip' },
      'the test rule has a source-ip condition, which cannot be turned into a request',
    ],
    [
      'a method that is not safe',
      { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['POST'] } },
      'the test rule takes only POST, and neither GET nor HEAD',
    ],
    [
      'a condition of the future',
      { Field: 'moon-phase' },
      'the test rule has a moon-phase condition, which cannot be turned into a request',
    ],
  ])('names %s instead of guessing', (_case, condition, reason) => {
    expect(request(condition)).toEqual({ found: false, reason });
  });

  it('does not merge two conditions on one header or on the path', () => {
    const header = { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'x-test', Values: ['a'] } };
    const path = { Field: 'path-pattern', Values: ['/a/*'] };

    expect(request(header, header).found).toBe(false);
    expect(request(path, path).found).toBe(false);
  });

  it('takes the host that the caller names, if the rule matches it', () => {
    const rule = { Conditions: [{ Field: 'host-header', Values: ['*.shop.example'] }] };

    expect(requestForRule(rule, 'Test.Shop.example')).toMatchObject({ request: { host: 'Test.Shop.example' } });
    expect(requestForRule(rule, 'test.other.example')).toEqual({
      found: false,
      reason: "host test.other.example does not match the test rule's host-header condition *.shop.example",
    });
    expect(requestForRule(rule, 'testXshopXexample').found).toBe(false);
  });

  it.each([
    ['authenticate-oidc', 'the test listener asks for a login (authenticate-oidc)'],
    ['redirect', 'the test listener does not forward requests but answers them itself (redirect)'],
  ])('finds no way past an action %s', (Type, reason) => {
    expect(requestForRule({ Actions: [{ Type }] })).toEqual({ found: false, reason });
  });

  it('finds no way through a rule that rewrites requests', () => {
    expect(requestForRule({ Transforms: [{ Type: 'url-rewrite' }] })).toEqual({
      found: false,
      reason: 'the test rule rewrites requests (transforms)',
    });
  });
});

function request(...Conditions: RuleCondition[]) {
  return requestForRule({ Conditions, Actions: [{ Type: 'forward' }] });
}
