import { describe, expect, test } from 'vitest';
import type { RuleCondition } from '../../../src/deployment/load-balancer.ts';
import {
  mayFollow,
  planTestRequest,
  planTestRequests,
  type TestRequestOptions,
} from '../../../src/deployment/test-traffic/plan-test-request.ts';
import type { WantedRequest } from '../../../src/deployment/test-traffic/solve-rule.ts';
import type { TestListener } from '../../../src/deployment/test-traffic/test-listener.ts';
import {
  aTestListener,
  attachedTo,
  forwardTo,
  green,
  header,
  host,
  path,
  query,
  rule,
  ruleArn,
  toBlue,
  toGreen,
} from './a-test-listener.ts';

const ok = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }];

describe('planTestRequest', () => {
  test.each(['/healthz', '/predict', '/api/x'])(
    'L7 sends %s unchanged, because it matches one of the patterns',
    (wanted) => {
      const test = aTestListener([path('/api/*', '/predict', '/healthz'), header('X-CDN', 'edge')]);

      expect(plan(test, { path: wanted })).toMatchObject({
        planned: true,
        send: { path: wanted, headers: { 'x-cdn': 'edge' } },
        reach: { green: 'yes', rule: { priority: '100' } },
      });
    },
  );

  test.each<[pattern: string, wanted: string, sent: string]>([
    ['/api/*', '/', '/api/'],
    ['/api/*', '/health?deep=1', '/api/health?deep=1'],
    ['/api/*', '/api', '/api/api'],
    ['/api*', '/x', '/api/x'],
    ['/api*', '/apix', '/apix'],
    ['*', '/x', '/x'],
    ['/*', '/x', '/x'],
    ['/health', '/', '/health'],
    ['/v?/items/*', '/v2/items/7', '/v2/items/7'],
    ['/v?/items/*', '/', '/v1/items/'],
    ['/a*/b', '/', '/a/b'],
    ['*.png', '/', '/.png'],
    ['/*/api/*', '/', '/1/api/'],
    ['/*/api/*', '/health', '/1/api/health'],
    ['/*/health', '/', '/g/health'],
    ['/api/**', '/x', '/api/x'],
    ['/**/api/*', '/x', '/1/api/x'],
  ])('L8 for the path pattern %s and the wanted path %s, sends %s', (pattern, wanted, sent) => {
    expect(plan(aTestListener([path(pattern)]), { path: wanted })).toMatchObject({
      send: { path: sent },
      reach: { green: 'yes' },
    });
  });

  test.each<[string, readonly RuleCondition[], Partial<WantedRequest>, TestRequestOptions, object]>([
    ['a header wildcard', [header('x-test', '*test*')], {}, {}, { headers: { 'x-test': 'test' } }],
    ['any value of a header', [header('x-test', '*')], {}, {}, { headers: { 'x-test': 'greenlight' } }],
    ['a ? in a header', [header('x-test', 'v?')], {}, {}, { headers: { 'x-test': 'v1' } }],
    ['the case of the rule', [header('X-Canary-Test', 'True')], {}, {}, { headers: { 'x-canary-test': 'True' } }],
    [
      'a configured value that matches',
      [header('x-test', 'a*')],
      { headers: { 'X-Test': 'abc' } },
      {},
      { headers: { 'x-test': 'abc' } },
    ],
    [
      'a configured value that does not match',
      [header('x-test', 'a')],
      { headers: { 'x-test': 'b' } },
      {},
      { headers: { 'x-test': 'a' } },
    ],
    [
      'two conditions on one header',
      [header('x-test', '*new*', 'q'), header('X-Test', '*beta')],
      {},
      {},
      { headers: { 'x-test': 'newbeta' } },
    ],
    ['a query value of any key', [query({ Value: 'blue' })], { path: '/?a=1' }, {}, { path: '/?a=1&greenlight=blue' }],
    ['a query pattern', [query({ Key: 'v', Value: '*beta?' })], {}, {}, { path: '/?v=beta1' }],
    ['an escaped star in a query', [query({ Key: 'v', Value: 'a\\*' })], {}, {}, { path: '/?v=a*' }],
    ['an escaped question mark in a query', [query({ Key: 'v', Value: 'a\\?' })], {}, {}, { path: '/?v=a?' }],
    ['a query that is already there', [query({ Key: 'v', Value: '2' })], { path: '/?V=2' }, {}, { path: '/?V=2' }],
    [
      'a host pattern with host',
      [host('*.example.com')],
      {},
      { host: 'shop.example.com' },
      { host: 'shop.example.com' },
    ],
    ['a host among patterns', [host('*.example.com', 'shop.example.org')], {}, {}, { host: 'shop.example.org' }],
    [
      'a regular expression that the path meets',
      [{ Field: 'path-pattern', RegexValues: ['^/v[12]/.*$'] }],
      { path: '/v1/x' },
      {},
      { path: '/v1/x' },
    ],
    [
      'a regular expression that the root matches',
      [{ Field: 'path-pattern', RegexValues: ['^/v[12]/(items|carts)$'] }],
      {},
      {},
      { path: '/v1/items' },
    ],
    [
      'a regular expression with something below it',
      [{ Field: 'path-pattern', PathPatternConfig: { RegexValues: ['^/api(/.*)?$'] } }],
      { path: '/health' },
      {},
      { path: '/api/health' },
    ],
    [
      'a regular expression with a slash before what is below it',
      [{ Field: 'path-pattern', RegexValues: ['^/api/.*$'] }],
      { path: '/health' },
      {},
      { path: '/api/health' },
    ],
    [
      'a header by regular expression',
      [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Key', RegexValues: ['^s3cret-[0-9]+$'] } }],
      {},
      {},
      { headers: { 'x-key': 's3cret-1' } },
    ],
    [
      'two regular expressions on one header, one of which gives a value for both',
      [
        { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'x-key', RegexValues: ['^[0-9a-f]+$'] } },
        { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Key', RegexValues: ['^.*[7-9]$'] } },
      ],
      {},
      {},
      { headers: { 'x-key': '7' } },
    ],
    [
      'a method',
      [{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['HEAD'] } }],
      { method: 'HEAD' },
      {},
      { method: 'HEAD' },
    ],
  ])('L8 finds a value for %s', (_what, conditions, wanted, options, sent) => {
    expect(plan(aTestListener(conditions), wanted, options)).toMatchObject({ send: sent, reach: { green: 'yes' } });
  });

  test('tries the next value if an earlier rule takes the first', () => {
    const test = aTestListener([header('x-test', 'a', 'b')], { before: [rule('1', ok, header('x-test', 'a'))] });

    expect(plan(test, {})).toMatchObject({ send: { headers: { 'x-test': 'b' } }, reach: { green: 'yes' } });
  });

  test('prefers a value that may reach green to one that certainly does not', () => {
    const sourceIp = { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } };
    const test = aTestListener([header('x-test', 'a', 'b')], {
      before: [rule('1', ok, header('x-test', 'a')), rule('2', toBlue, header('x-test', 'b'), sourceIp)],
    });

    expect(plan(test, {})).toMatchObject({ send: { headers: { 'x-test': 'b' } }, reach: { green: 'not proved' } });
  });

  test.each<[string, RuleCondition, RuleCondition, object]>([
    ['header', header('x-test', 'canary*'), header('x-test', 'canary'), { headers: { 'x-test': 'canaryg' } }],
    ['one-character header', header('x-test', '?'), header('x-test', '1'), { headers: { 'x-test': 'g' } }],
    ['query', query({ Key: 'v', Value: 'a*' }), query({ Key: 'v', Value: 'a' }), { path: '/?v=ag' }],
    ['path', path('/a*b'), path('/ab'), { path: '/agb' }],
  ])('L8 sends a longer %s if an earlier rule takes the shortest that matches', (_what, wanted, earlier, sent) => {
    const test = aTestListener([wanted], { before: [rule('1', ok, earlier)] });

    expect(plan(test, {})).toMatchObject({ send: sent, reach: { green: 'yes' } });
  });

  test('L8 ignores transforms, because they do not change which rule matches', () => {
    const test = aTestListener([path('/api/*')]);
    const testRule = { ...test.testRule, Transforms: [{ Type: 'url-rewrite' }] };

    expect(plan({ ...test, testRule, rules: [testRule] }, { path: '/api/x' })).toMatchObject({
      reach: { green: 'yes' },
    });
  });

  test('L1 names the rule that answers instead', () => {
    const test = aTestListener([header('x-test', '1')], { before: [rule('1', ok, path('/health'))] });

    expect(plan(test, { path: '/health' })).toMatchObject({
      reach: { green: 'no', because: `rule 1 (${ruleArn('1')}) answers with status 200 itself` },
    });
    expect(plan(test, { path: '/other' })).toMatchObject({ reach: { green: 'yes' } });
  });

  test('L3 names the production rule that takes the host before the test rule', () => {
    const test = aTestListener([host('shop.example.com'), header('x-test', '1')], {
      before: [rule('1', toBlue, host('shop.example.com'))],
    });
    const planned = plan(test, {});

    expect(planned).toMatchObject({
      reach: { green: 'no', because: `rule 1 (${ruleArn('1')}) forwards to target group shop-blue` },
    });
    // That rule is not the one that ECS moves for testing.
    expect(planned.planned && mayFollow(test, planned.reach)).toBe(false);
  });

  test('waits only for a rule that ECS moves', () => {
    for (const [actions, follows] of [
      [toBlue, true],
      [[forwardTo([green, 1], ['arn:x/b/1', 1])], true],
      [ok, false],
    ] as const) {
      const test = aTestListener([], { actions });
      const nlb = { ...test, testRule: undefined, rules: [], listener: { ...test.listener, DefaultActions: actions } };

      for (const each of [{ ...test, rules: [{ ...test.testRule, Conditions: [path('*')] }] }, nlb]) {
        const planned = plan(each, {});
        expect(planned.planned && mayFollow(each, planned.reach)).toBe(follows);
      }
    }
  });

  test('does not wait if green has all test traffic, or if another rule answers', () => {
    const test = aTestListener([path('*')]);
    const planned = plan(test, {});
    expect(planned.planned && mayFollow(test, planned.reach)).toBe(false);

    const nlb = { ...test, testRule: undefined, rules: [rule('1', toBlue, path('*'))] };
    const astray = plan(nlb, {});
    expect(astray).toMatchObject({ reach: { green: 'no', rule: { priority: '1' } } });
    expect(astray.planned && mayFollow(nlb, astray.reach)).toBe(false);
  });

  test('L4 proves nothing while green is not known', () => {
    expect(plan(aTestListener([path('*')], { green: undefined }), {})).toMatchObject({
      reach: { green: 'not proved' },
    });
  });

  test('does not prove what depends on the address of the caller', () => {
    const test = aTestListener([path('*')], {
      before: [rule('5', toBlue, { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } })],
    });

    expect(plan(test, {})).toMatchObject({
      reach: { green: 'not proved', rule: { priority: '5' }, because: expect.stringContaining('source-ip') },
    });
  });

  test.each<[string, Partial<TestListener>, string]>([
    [
      'a token',
      { testRule: { ...aTestListener([]).testRule, Actions: [{ Type: 'jwt-validation' }, ...toGreen] } },
      'the test rule requires a token (jwt-validation): set requests[].headers["authorization"] in hookDetails',
    ],
    [
      'a login',
      { testRule: { ...aTestListener([]).testRule, Actions: [{ Type: 'authenticate-cognito' }, ...toGreen] } },
      'the test rule asks for a login (authenticate-cognito), which a hook cannot do: use a rule without it, or set hookDetails.baseUrl',
    ],
    [
      'a login of a listener without rules',
      {
        testRule: undefined,
        listener: { Protocol: 'HTTP', Port: 80, DefaultActions: [{ Type: 'authenticate-oidc' }] },
      },
      'the test rule asks for a login (authenticate-oidc), which a hook cannot do: use a rule without it, or set hookDetails.baseUrl',
    ],
    [
      'a header that controls the connection',
      { testRule: { ...aTestListener([]).testRule, Conditions: [header('Upgrade', 'websocket')] } },
      "the test rule's http-header condition on upgrade cannot be met by this check: set hookDetails.baseUrl",
    ],
  ])('suggests what to do about a test rule that requires %s', (_what, changes, missing) => {
    expect(plan({ ...aTestListener([]), ...changes }, {})).toMatchObject({ planned: false, missing: [missing] });
  });

  test('includes the headers that the client sends by itself', () => {
    const test = aTestListener([path('*')], { before: [rule('1', ok, header('user-agent', '*greenlight*'))] });

    expect(plan(test, {}, { clientHeaders: { 'user-agent': 'ecs-greenlight' } })).toMatchObject({
      reach: { green: 'no' },
    });
    expect(
      plan(test, { headers: { 'User-Agent': 'x' } }, { clientHeaders: { 'user-agent': 'ecs-greenlight' } }),
    ).toMatchObject({
      send: { headers: { 'user-agent': 'x' } },
      reach: { green: 'yes' },
    });
  });

  test('L8 sends a bearer token without treating it as proof; without one it names the header to set', () => {
    const test = aTestListener([path('*')], {
      actions: [
        { Type: 'jwt-validation', Order: 1 },
        { ...forwardTo([green, 1]), Order: 2 },
      ],
    });

    expect(plan(test, { headers: { Authorization: 'Bearer s3cret' } })).toMatchObject({
      planned: true,
      reach: { green: 'not proved' },
    });
    for (const headers of [{}, { 'x-token': 'Bearer s3cret' }]) {
      expect(plan(test, { headers })).toMatchObject({
        planned: false,
        missing: [expect.stringContaining('set requests[].headers["authorization"]')],
      });
    }
  });

  test.each([
    { Type: 'authenticate-oidc', AuthenticateOidcConfig: { OnUnauthenticatedRequest: 'allow' } },
    { Type: 'authenticate-cognito', AuthenticateCognitoConfig: { OnUnauthenticatedRequest: 'allow' } },
  ])('sends a request without a login if $Type allows that', (login) => {
    expect(plan(aTestListener([path('*')], { actions: [login, ...toGreen] }), {})).toMatchObject({
      planned: true,
      reach: { green: 'yes' },
    });
  });

  test('uses the name of the certificate with https, and never a wildcard', () => {
    const https = { Protocol: 'HTTPS', Port: 443 };
    const wildcard = aTestListener([path('*')], { listener: https, certificateNames: ['*.example.com'] });

    expect(
      plan(
        aTestListener([path('*')], { listener: https, certificateNames: ['*.example.com', 'shop.example.com'] }),
        {},
      ),
    ).toMatchObject({
      send: { scheme: 'https', host: 'shop.example.com', hostname: 'shop-1.eu-central-1.elb.amazonaws.com', port: 443 },
    });
    expect(
      plan(
        aTestListener([host('*.example.org')], {
          listener: https,
          certificateNames: ['a.example.com', 'b.example.org'],
        }),
        {},
      ),
    ).toMatchObject({
      send: { host: 'b.example.org' },
    });
    expect(plan(wildcard, {})).toMatchObject({
      missing: [
        'the test listener speaks https, and no name on its certificate is certain (it is for *.example.com): set hookDetails.host to that name, or hookDetails.baseUrl',
      ],
    });
    expect(plan(wildcard, {}, { host: 'shop.example.com' })).toMatchObject({ send: { host: 'shop.example.com' } });
  });

  test.each<[string, string, TestRequestOptions, string]>([
    [
      'TCP',
      'TCP',
      {},
      'the test listener speaks TCP, which names no scheme: set hookDetails.scheme to http or https, or hookDetails.baseUrl',
    ],
    [
      'TLS',
      'TLS',
      { scheme: 'http' },
      'the test listener speaks TLS: set hookDetails.scheme to https, or hookDetails.baseUrl',
    ],
    ['UDP', 'UDP', {}, 'the test listener speaks UDP, and not http: set hookDetails.baseUrl'],
  ])('says what to write for a %s listener', (_what, Protocol, options, missing) => {
    expect(plan(aTestListener([], { listener: { Protocol, Port: 9090 } }), {}, options)).toMatchObject({
      missing: [missing],
    });
  });
});

describe('planTestRequests', () => {
  test('lists everything that is missing in one message, with the keys to write', () => {
    const test = aTestListener(
      [
        host('*.example.com'),
        {
          Field: 'http-header',
          HttpHeaderConfig: { HttpHeaderName: 'X-Key', RegexValues: ['^s3cret-[0-9]{64}[0-9]{64}$'] },
        },
        path('/api'),
        query({ Key: 'v', Value: '2' }),
      ],
      { listener: { Protocol: 'HTTP', Port: 80, MutualAuthentication: { Mode: 'verify' } } },
    );
    const { refusal = '' } = planTestRequests([test], [want({ path: '/x' })], {});

    expect(refusal.split('; ')).toEqual([
      'the test listener asks for a client certificate: set hookDetails.baseUrl',
      "the test rule's host-header condition *.example.com is not met by shop-1.eu-central-1.elb.amazonaws.com: set hookDetails.host to a name that matches",
      "path /x does not match the test rule's path-pattern condition /api: write one that matches into hookDetails.requests",
      `the test rule's http-header condition on x-key has no certain value: set requests[].headers["x-key"] in hookDetails`,
    ]);
    expect(refusal).not.toContain('s3cret');
  });

  test('L9 plans every request for every test listener, and lists the choices in a refusal', () => {
    const web = aTestListener([path('*')]);
    const admin = aTestListener([path('/admin')], { attached: attachedTo('200', { containerName: 'admin' }) });

    const planned = planTestRequests([web, { ...web, attached: admin.attached }], [want({}), want({ path: '/a' })], {});

    expect(planned).toMatchObject({ plans: [{}, {}, {}, {}], refusal: undefined });
    expect(planTestRequests([web, admin], [want({ path: '/x' })], {}).refusal).toBe(
      `"admin:8080" (${ruleArn('200')}): path /x does not match the test rule's path-pattern condition /admin: write one that matches into hookDetails.requests; ` +
        `or choose one of the service's 2 test listeners with hookDetails.loadBalancer: "web:8080" (${ruleArn('100')}), "admin:8080" (${ruleArn('200')})`,
    );
  });
});

function plan(test: TestListener, wanted: Partial<WantedRequest>, options: TestRequestOptions = {}) {
  return planTestRequest(test, want(wanted), options);
}

function want(wanted: Partial<WantedRequest>): WantedRequest {
  return { method: 'GET', path: '/', headers: {}, ...wanted };
}
