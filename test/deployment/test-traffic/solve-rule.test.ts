import { describe, expect, test } from 'vitest';
import type { ListenerRule, RuleCondition } from '../../../src/deployment/load-balancer.ts';
import { planTestRequest, type TestRequestOptions } from '../../../src/deployment/test-traffic/plan-test-request.ts';
import { solveRule, type WantedRequest } from '../../../src/deployment/test-traffic/solve-rule.ts';
import { aTestListener, forwardTo, green, header, host, path, query, toGreen } from './a-test-listener.ts';

const methods = (...Values: string[]): RuleCondition => ({
  Field: 'http-request-method',
  HttpRequestMethodConfig: { Values },
});

const regexPath = (...RegexValues: string[]): RuleCondition => ({
  Field: 'path-pattern',
  PathPatternConfig: { RegexValues },
});

describe('solveRule, called by planTestRequest', () => {
  test('mutation 32: joins the pairs of two query conditions, and keeps the wanted query', () => {
    const conditions = [query({ Key: 'preview', Value: '1' }), query({ Key: 'team', Value: 'a&b' })];

    expect(plan(conditions, { path: '/x?q=2' })).toMatchObject({ send: { path: '/x?q=2&preview=1&team=a%26b' } });
  });

  test('mutation 34: uses a configured host that one of several patterns matches', () => {
    const conditions = [host('*.example.org', '*.example.com')];

    expect(plan(conditions, {}, { host: 'Shop.example.com' })).toMatchObject({
      send: { host: 'Shop.example.com' },
      reach: { green: 'yes' },
    });
    expect(plan(conditions, {}, { host: 'shop.example.net' })).toMatchObject({
      missing: [
        expect.stringMatching(
          /^the test rule's host-header condition .* is not met by shop\.example\.net: set hookDetails\.host/,
        ),
      ],
    });
  });

  test('mutation 34: uses only a host that two host-header conditions both match', () => {
    expect(plan([host('a.example.com', 'b.example.com'), host('b.*')])).toMatchObject({
      send: { host: 'b.example.com' },
      reach: { green: 'yes' },
    });
    expect(plan([host('a.example.com'), host('b.example.com')])).toMatchObject({ planned: false });
  });

  test.each<[string, RuleCondition, string]>([
    [
      'a header by a regular expression with something unusual',
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'x-test', RegexValues: ['^a\\x62$'] } },
      'the test rule\'s http-header condition on x-test has no certain value: set requests[].headers["x-test"] in hookDetails',
    ],
    ['a header value that breaks the line', header('x-test', 'a\r\nb'), 'http-header condition on x-test'],
    ['a host name with a star in the middle', host('api.*.com'), 'host-header condition api.*.com is not met by'],
    [
      'another method than the one of the request',
      methods('POST'),
      'the test rule takes only POST: GET does not reach it',
    ],
    ['two method conditions without a common one', methods('PUT', 'GET'), ''],
  ])('mutation 34: says what is missing for %s', (_what, condition, missing) => {
    const more = missing === '' ? [methods('PUT', 'HEAD')] : [];

    expect(plan([condition, ...more])).toMatchObject({
      planned: false,
      missing: [expect.stringContaining(missing || 'the test rule takes only PUT, GET, PUT, HEAD')],
    });
  });

  test.each<[string, readonly RuleCondition[], TestRequestOptions, string]>([
    [
      'several host patterns',
      [host('*.example.com', 'api.*')],
      { host: 'shop.example.org' },
      "the test rule's host-header condition *.example.com or api.* is not met by shop.example.org: set hookDetails.host to a name that matches",
    ],
    [
      'a host of which only a regular expression is known',
      [{ Field: 'host-header', HostHeaderConfig: { RegexValues: ['^api$'] } }],
      { host: 'shop.example.org' },
      "the test rule's host-header condition with a regular expression is not met by shop.example.org: set hookDetails.host to a name that matches",
    ],
    [
      'two path conditions without a common path',
      [path('/a/*'), path('/b/*')],
      {},
      "path /x does not match the test rule's path-pattern condition /a/* or /b/*: write one that matches into hookDetails.requests",
    ],
    [
      'a path of which only a regular expression is known',
      [regexPath('^/api$')],
      {},
      "path /x does not match the test rule's path-pattern condition with a regular expression: write one that matches into hookDetails.requests",
    ],
    [
      'a method, next to a condition that is not known',
      [{ Field: 'http-request-method' }, methods('POST')],
      {},
      'the test rule takes only POST: GET does not reach it: set requests[].method in hookDetails',
    ],
  ])('lists everything that is missing for %s', (_what, conditions, options, missing) => {
    expect(plan(conditions, { path: '/x' }, options)).toMatchObject({ planned: false, missing: [missing] });
  });

  test('names every host that was tried', () => {
    const listener = { Protocol: 'HTTPS', Port: 443 };
    const certificateNames = ['a.example.com', 'b.example.com'];

    expect(
      planTestRequest(aTestListener([host('*.example.org')], { listener, certificateNames }), want({}), {}),
    ).toMatchObject({ missing: [expect.stringContaining('is not met by a.example.com or b.example.com: ')] });
  });

  test.each<[string, RuleCondition, string]>([
    ['a pattern without a slash at the start', path('api*'), '/x'],
    ['a pattern without a slash at the start, and the root', path('api'), '/'],
    ['a regular expression without a slash at the start', regexPath('^api$'), '/'],
    ['a regular expression with a slash only in the middle', regexPath('^a/b$'), '/'],
    ['a regular expression with a space', regexPath('^/a b$'), '/'],
    ['a regular expression with a question mark', regexPath('^/a\\?b$'), '/'],
    ['a regular expression that may match only a part of the path', regexPath('/api'), '/x'],
  ])('finds no path for %s', (_what, condition, wanted) => {
    expect(plan([condition], { path: wanted })).toMatchObject({
      planned: false,
      missing: [expect.stringContaining(`path ${wanted} does not match`)],
    });
  });

  test.each([
    ['a\\\\', 'a%5C'],
    ['*\\?', '?'],
  ])('sends an escaped character of the query pattern %s literally: %s', (Value, literal) => {
    expect(plan([query({ Key: 'v', Value })])).toMatchObject({ planned: true, send: { path: `/?v=${literal}` } });
  });

  test.each([
    ...['Connection', 'Content-Length', 'Expect', 'Host', 'Keep-Alive', 'Proxy-Connection', 'TE', 'Trailer'],
    ...['Transfer-Encoding', 'Upgrade'],
  ])('sends nothing to a rule that wants the header %s, which belongs to the connection or the message', (name) => {
    expect(plan([header(name, 'a')])).toMatchObject({
      planned: false,
      missing: [
        `the test rule's http-header condition on ${name.toLowerCase()} cannot be met by this check: set hookDetails.baseUrl`,
      ],
    });
  });

  test('sends a query key with an unknown value without a value, and does not count that as proof', () => {
    const condition = { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'v' }] } };

    expect(plan([condition])).toMatchObject({ send: { path: '/?v=' }, reach: { green: 'not proved' } });
  });

  test('tries 256 requests at most', () => {
    const values = [...'abcdefgh'];
    const Conditions = ['x-a', 'x-b', 'x-c'].map((name) => header(name, ...values));

    expect(solveRule({ Conditions }, want({}), ['shop.example.com']).requests).toHaveLength(256);
  });

  test('mutation 34: intersects two method conditions, and sends HEAD if it is the only one', () => {
    expect(plan([methods('GET', 'HEAD'), methods('HEAD', 'POST')], { method: 'HEAD' })).toMatchObject({
      send: { method: 'HEAD' },
      reach: { green: 'yes' },
    });
    expect(plan([methods('HEAD')], { method: 'HEAD' })).toMatchObject({ reach: { green: 'yes' } });
    expect(plan([methods('HEAD')])).toMatchObject({ planned: false });
  });

  test('mutation 34: proves nothing for a path outside ASCII', () => {
    for (const wanted of ['/ü/x', '/%C3%BC/x']) {
      const planned = plan([path('/ü/*')], { path: wanted });
      expect(planned.planned && planned.reach.green).not.toBe('yes');
    }
  });

  test.each([
    ['v?', 'v', false],
    ['v?', 'v1', true],
    ['v?', 'v12', false],
    ['*a', '', false],
  ])('mutation 34: treats one character in pattern %s as one character: %j is kept: %s', (pattern, value, kept) => {
    const planned = plan([header('x-test', pattern)], { headers: { 'x-test': value } });

    expect(planned).toMatchObject({ planned: true, reach: { green: 'yes' } });
    expect(planned.planned && planned.send.headers['x-test'] === value).toBe(kept);
  });

  test('mutation 34: solves a query pattern with an empty key, and with wildcards in the key', () => {
    expect(plan([query({ Key: '', Value: 'p' })])).toMatchObject({ reach: { green: 'yes' } });
    expect(plan([query({ Key: 'pre*', Value: '1' })])).toMatchObject({
      send: { path: '/?pre=1' },
      reach: { green: 'yes' },
    });
  });

  test.each<[string, readonly ListenerRule['Actions'][]]>([
    [
      'authenticate-oidc',
      [
        [{ Type: 'authenticate-oidc' }, ...toGreen],
        [...toGreen, { Type: 'authenticate-oidc' }],
      ],
    ],
    [
      'jwt-validation',
      [
        [{ Type: 'jwt-validation' }, ...toGreen],
        [...toGreen, { Type: 'jwt-validation' }],
      ],
    ],
  ])('mutation 34: never gets past %s, wherever it is among the actions', (type, all) => {
    for (const actions of all) {
      expect(planTestRequest(aTestListener([path('*')], { actions: actions ?? [] }), want({}), {})).toMatchObject({
        planned: false,
        missing: [expect.stringContaining(`(${type})`)],
      });
    }
  });
});

describe('the endpoint of a test listener, used by planTestRequest', () => {
  test('mutation 33: reads a listener whose default actions do not forward', () => {
    const DefaultActions = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }];
    const test = aTestListener([], { listener: { Protocol: 'HTTP', Port: 80, DefaultActions } });

    expect(planTestRequest({ ...test, testRule: undefined, rules: [] }, want({}), {})).toMatchObject({
      reach: { green: 'no', because: 'the default rule answers with status 404 itself' },
    });
  });

  test.each([
    ['TLS', 'https', 'shop.example.com'],
    ['TCP_UDP', 'http', 'shop-1.eu-central-1.elb.amazonaws.com'],
    ['TCP', 'http', 'shop-1.eu-central-1.elb.amazonaws.com'],
  ] as const)('mutation 33: sends through a %s listener with scheme %s', (Protocol, scheme, name) => {
    const listener = { Protocol, Port: 9090, DefaultActions: [forwardTo([green, 1])] };
    const test = aTestListener([], { listener, certificateNames: ['shop.example.com'] });

    expect(planTestRequest({ ...test, testRule: undefined, rules: [] }, want({}), { scheme })).toMatchObject({
      send: { scheme, host: name, port: 9090 },
      reach: { green: 'yes' },
    });
  });

  test('mutation 33: asks for the scheme of a TCP_UDP listener', () => {
    const test = aTestListener([], { listener: { Protocol: 'TCP_UDP', Port: 9090 } });

    expect(planTestRequest(test, want({}), {})).toMatchObject({
      missing: [
        expect.stringContaining('the test listener speaks TCP_UDP, which names no scheme: set hookDetails.scheme'),
      ],
    });
  });

  test.each([
    { listener: { Protocol: 'HTTP', Port: undefined } },
    { loadBalancer: { DNSName: undefined, Scheme: 'internal' } },
  ])('mutation 33: says that there is no port or no DNS name: %j', (change) => {
    expect(planTestRequest(aTestListener([path('*')], change), want({}), {})).toMatchObject({
      planned: false,
      missing: expect.arrayContaining([
        'the test listener has no port, or its load balancer no DNS name: set hookDetails.baseUrl',
      ]),
    });
  });
});

function plan(
  conditions: readonly RuleCondition[],
  wanted: Partial<WantedRequest> = {},
  options: TestRequestOptions = {},
) {
  return planTestRequest(aTestListener(conditions), want(wanted), options);
}

function want(wanted: Partial<WantedRequest>): WantedRequest {
  return { method: 'GET', path: '/', headers: {}, ...wanted };
}
