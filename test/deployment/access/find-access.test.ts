import { describe, expect, test } from 'vitest';
import type { ReviewedListener } from '../../../src/deployment/access/candidate.ts';
import { findAccess } from '../../../src/deployment/access/find-access.ts';
import type { Action, ListenerRule } from '../../../src/deployment/load-balancer.ts';

const green = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/shop-green/2222222222222222';
const blue = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/shop-blue/1111111111111111';
const other = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/other/3333333333333333';
const hostname = 'shop-1.eu-central-1.elb.amazonaws.com';

function forward(target: string): Action {
  const rest = target === green ? blue : green;
  return {
    Type: 'forward',
    ForwardConfig: {
      TargetGroups: [
        { TargetGroupArn: target, Weight: 100 },
        { TargetGroupArn: rest, Weight: 0 },
      ],
    },
  };
}

const rule = (
  Priority: string,
  target: string | Action,
  Conditions: ListenerRule['Conditions'] = [],
): ListenerRule => ({
  ...{ RuleArn: `arn:rule-${Priority}`, Priority, IsDefault: Priority === 'default', Conditions },
  Actions: [typeof target === 'string' ? forward(target) : target],
});
const path = (...Values: string[]) => ({ Field: 'path-pattern', PathPatternConfig: { Values } });
const host = (...Values: string[]) => ({ Field: 'host-header', HostHeaderConfig: { Values } });
const header = (HttpHeaderName: string, ...Values: string[]) => ({
  ...{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName, Values } },
});

/** The last rule given is the test rule unless another one is named. */
function listener(rules: readonly ListenerRule[], changes: Partial<ReviewedListener> = {}): ReviewedListener {
  return {
    listener: { Protocol: 'HTTP', Port: 8080 },
    rules,
    testRule: rules.at(-1),
    loadBalancer: { DNSName: hostname, Scheme: 'internet-facing' },
    green,
    certificateNames: undefined,
    ...changes,
  };
}

describe('an address for reviewers', () => {
  test.each<[string, Partial<ReviewedListener>, string]>([
    [
      'does not speak http',
      { listener: { Protocol: 'UDP', Port: 8080 } },
      'the test listener speaks UDP, and not http',
    ],
    [
      'has no port',
      { listener: { Protocol: 'HTTP' } },
      'the test listener has no port, or its load balancer no DNS name',
    ],
    ['has no name', { loadBalancer: {} }, 'the test listener has no port, or its load balancer no DNS name'],
    [
      'asks for a client certificate',
      { listener: { Protocol: 'HTTPS', Port: 443, MutualAuthentication: { Mode: 'verify' } } },
      'the test listener asks for a client certificate',
    ],
    [
      'asks for a client certificate and does not speak http',
      { listener: { Protocol: 'TCP', Port: 443, MutualAuthentication: { Mode: 'verify' } } },
      'the test listener asks for a client certificate, and the test listener speaks TCP, which names no scheme',
    ],
  ])('is not returned if the listener %s', (_what, changes, because) => {
    expect(
      findAccess(listener([rule('default', green)], { certificateNames: ['shop.example.com'], ...changes })),
    ).toEqual({
      ...{ address: undefined, command: undefined, because, internal: false, remarks: [] },
    });
  });

  test('is not returned if the default of a listener without rules goes to blue', () => {
    const DefaultActions = [forward(blue)];
    const test = listener([], { listener: { Protocol: 'HTTP', Port: 8080, DefaultActions } });

    expect(findAccess(test)).toMatchObject({
      ...{ address: undefined, command: undefined, because: 'the default rule forwards to target group shop-blue' },
    });
  });

  test('is returned for a test rule that accepts GET, and for one without conditions', () => {
    const reads = rule('20', green, [{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET'] } }]);
    const { Conditions: _none, ...bare } = rule('default', green);

    expect(findAccess(listener([reads, rule('default', blue)], { testRule: reads })).address).toBeDefined();
    expect(findAccess(listener([bare])).address).toBe(`http://${hostname}:8080/`);
  });

  test('is returned if a test listener sends everything to green', () => {
    expect(findAccess(listener([rule('default', green)]))).toEqual({
      ...{ address: `http://${hostname}:8080/`, because: undefined, command: undefined, internal: false, remarks: [] },
    });
  });

  test('L1 is not returned for a page that a fixed response answers first', () => {
    const shadow = rule('1', { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }, [path('/*')]);

    expect(findAccess(listener([shadow, rule('100', green, [header('x-test', '1')])]))).toMatchObject({
      ...{ address: undefined, command: undefined, because: 'rule 1 answers with status 200 itself' },
    });
  });

  test('L1 is returned with a warning if a fixed response answers only another page', () => {
    const shadow = rule('1', { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }, [path('/health')]);

    expect(findAccess(listener([shadow, rule('default', green)]))).toMatchObject({
      address: `http://${hostname}:8080/`,
      remarks: ['requests with path /health are answered by rule 1, which answers with status 200 itself'],
    });
  });

  test('L2 comes with a warning if another service answers some of its paths', () => {
    expect(findAccess(listener([rule('10', other, [path('/api/*')]), rule('default', green)]))).toMatchObject({
      address: `http://${hostname}:8080/`,
      remarks: ['requests with path /api/* are answered by rule 10, which forwards to target group other'],
    });
  });

  test('L3 is not returned if the production rule for the host comes first', () => {
    const rules = [
      rule('1', blue, [host('shop.example.com')]),
      rule('100', green, [host('shop.example.com'), header('x-test', '1')]),
    ];

    const access = findAccess(listener(rules));

    expect(access).toMatchObject({ address: undefined, command: undefined });
    expect(access.because).toBe('rule 1 forwards to target group shop-blue');
  });

  test('L4 is not returned while green is not known', () => {
    expect(findAccess(listener([rule('default', blue)], { green: undefined }))).toMatchObject({
      ...{ address: undefined, command: undefined, because: "green's target group is not known" },
    });
  });

  test('L5 is replaced by a command without the value for a rule that requires a header', () => {
    const rules = [
      rule('5', green, [host('shop.example.com'), header('X-Canary-Test', 'true')]),
      rule('default', blue),
    ];
    const https = { listener: { Protocol: 'HTTPS', Port: 443 }, testRule: rules[0] };

    expect(findAccess(listener(rules, https))).toEqual({
      ...{ address: undefined, internal: false, remarks: [] },
      because: 'it is reached only with the header x-canary-test, which a browser does not send',
      command: `curl -H 'x-canary-test: <value of the rule>' --connect-to shop.example.com:443:${hostname}:443 https://shop.example.com/`,
    });
  });

  test.each([
    ['all', blue, 'the default rule forwards to target group shop-blue'],
    [
      'a part',
      undefined,
      'the default rule sends only 90 % to green, and the rest elsewhere (shop-green and shop-blue)',
    ],
  ])('L6 is not returned if the test rule sends %s to blue', (_name, target, because) => {
    const TargetGroups = [
      { TargetGroupArn: green, Weight: 90 },
      { TargetGroupArn: blue, Weight: 10 },
    ];
    const rules = [rule('default', target ?? { Type: 'forward', ForwardConfig: { TargetGroups } })];

    expect(findAccess(listener(rules))).toMatchObject({ address: undefined, command: undefined, because });
  });

  test('L10 never contains the value of a header', () => {
    const rules = [rule('20', green, [header('X-Origin-Verify', 's3cret-2026-a')]), rule('default', blue)];

    const access = findAccess(listener(rules, { testRule: rules[0] }));

    expect(access.command).toContain("-H 'x-origin-verify: <value of the rule>'");
    expect(JSON.stringify(access)).not.toContain('s3cret');
  });

  test.each<[string, ListenerRule, RegExp]>([
    ['the browser', rule('3', blue, [header('User-Agent', '*Mobile*')]), /depends on the header user-agent/],
    ['the language', rule('3', blue, [header('Accept-Language', 'de*')]), /depends on the header accept-language/],
    ['a cookie', rule('3', blue, [header('Cookie', '*beta=1*')]), /depends on the header cookie/],
    [
      'the address of the client',
      rule('3', blue, [{ Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } }]),
      /depends on the address that the request comes from/,
    ],
  ])('is not returned if %s decides', (_name, before, because) => {
    const access = findAccess(listener([before, rule('default', green)]));

    expect(access.address).toBeUndefined();
    expect(access.because).toMatch(because);
  });

  test('is not returned if the test rule requires a login', () => {
    const login = { ...rule('default', green), Actions: [{ Type: 'authenticate-oidc', Order: 1 }, forward(green)] };

    expect(findAccess(listener([login]))).toMatchObject({ address: undefined, command: undefined });
  });

  test('is not returned for a certificate without a known name', () => {
    const https = { listener: { Protocol: 'HTTPS', Port: 443 } };

    expect(findAccess(listener([rule('default', green)], https))).toMatchObject({
      ...{ address: undefined, because: 'the test listener speaks https, and no name on its certificate is certain' },
    });
  });

  test('L5 uses the name of the certificate if the rule names no host', () => {
    const https = {
      listener: { Protocol: 'HTTPS', Port: 443 },
      certificateNames: ['*.example.com', 'shop.example.com'],
    };

    expect(findAccess(listener([rule('default', green)], https))).toMatchObject({
      address: 'https://shop.example.com/',
      remarks: [`it shows the new version if shop.example.com leads to the load balancer ${hostname}`],
    });
  });

  test.each<[string, ListenerRule['Conditions'], string]>([
    [
      'a header wildcard',
      [header('x-test', '*beta*')],
      `curl -H 'x-test: <value of the rule>' http://${hostname}:8080/`,
    ],
    [
      'a value of several',
      [header('x-test', 'a', 'b')],
      `curl -H 'x-test: <value of the rule>' http://${hostname}:8080/`,
    ],
    [
      'a regular expression for a header',
      [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Key', RegexValues: ['^s3cret-[0-9]+$'] } }],
      `curl -H 'x-key: <value of the rule>' http://${hostname}:8080/`,
    ],
    [
      'a regular expression for a header that cannot be evaluated',
      [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Key', RegexValues: ['^(?=s3cret)'] } }],
      `curl -H 'x-key: <value of the rule>' http://${hostname}:8080/`,
    ],
    [
      'an older regular expression for a header that cannot be evaluated',
      [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Key' }, RegexValues: ['^(?=s3cret)'] }],
      `curl -H 'x-key: <value of the rule>' http://${hostname}:8080/`,
    ],
    [
      'two conditions on one header and one on another',
      [header('x-test', '*new*'), header('X-Test', '*beta'), header('x-cdn', 'edge')],
      `curl -H 'x-test: <value of the rule>' -H 'x-cdn: <value of the rule>' http://${hostname}:8080/`,
    ],
    [
      'a host wildcard',
      [host('*.test.example.com')],
      `curl --connect-to 1.test.example.com:8080:${hostname}:8080 http://1.test.example.com:8080/`,
    ],
    [
      'a regular expression for the host',
      [{ Field: 'host-header', HostHeaderConfig: { RegexValues: ['^(www|beta)\\.example\\.com$'] } }],
      `curl --connect-to www.example.com:8080:${hostname}:8080 http://www.example.com:8080/`,
    ],
    [
      'an exact path and a query pattern',
      [
        path('/health'),
        header('x-test', '?'),
        { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'v', Value: 'b?' }] } },
      ],
      `curl -H 'x-test: <value of the rule>' 'http://${hostname}:8080/health?v=b1'`,
    ],
    [
      'brackets, which curl would expand',
      [path('/a[1]/*'), header('x-test', '1')],
      `curl -H 'x-test: <value of the rule>' --globoff 'http://${hostname}:8080/a[1]/'`,
    ],
  ])('L8 is replaced by a command for %s', (_name, conditions, command) => {
    const rules = [rule('20', green, conditions), rule('default', blue)];

    const access = findAccess(listener(rules, { testRule: rules[0] }));

    expect(access).toMatchObject({ address: undefined, command });
    expect(JSON.stringify(access)).not.toContain('s3cret');
  });

  test('L8 is returned if the test rule requires only an exact path or a query', () => {
    const query = { Field: 'query-string', QueryStringConfig: { Values: [{ Value: 'beta*' }] } };
    const rules = [rule('20', green, [path('/health'), query]), rule('default', blue)];

    expect(findAccess(listener(rules, { testRule: rules[0] }))).toMatchObject({
      address: `http://${hostname}:8080/health?greenlight=beta`,
    });
  });

  test.each([
    [
      'both headers that a browser does not send',
      ['x-test', 'x-cdn'],
      'it is reached only with the headers x-test and x-cdn, which a browser does not send',
    ],
    [
      'only the one that a browser does not send',
      ['User-Agent', 'x-cdn'],
      'it is reached only with the header x-cdn, which a browser does not send',
    ],
    [
      'what is not certain if a browser sends all',
      ['User-Agent'],
      'it is possible that the default rule forwards to target group shop-blue: it depends on the header user-agent, whose value is not known',
    ],
  ])('comes with the name of %s', (_what, names, because) => {
    const rules = [
      rule(
        '20',
        green,
        names.map((name) => header(name, '*beta*')),
      ),
      rule('default', blue),
    ];

    const access = findAccess(listener(rules, { testRule: rules[0] }));

    expect(access).toMatchObject({
      address: undefined,
      because,
      command: expect.stringContaining('<value of the rule>'),
    });
  });

  test.each<[string, ListenerRule['Conditions'], string]>([
    [
      'is named by neither the rule',
      [header('x-test', 'true')],
      "-H 'x-test: <value of the rule>' --connect-to 1.example.com:443",
    ],
    ['begins with text', [host('test*.example.com')], '--connect-to test.example.com:443'],
  ])('is replaced by a command for a certificate with a wildcard if the host %s', (_what, conditions, part) => {
    const rules = [rule('20', green, conditions), rule('default', blue)];
    const https = { listener: { Protocol: 'HTTPS', Port: 443 }, certificateNames: ['*.example.com'] };

    expect(findAccess(listener(rules, { testRule: rules[0], ...https })).command).toContain(`curl ${part}`);
  });

  test('is replaced by a command with a name on the certificate if both have wildcards', () => {
    const rules = [rule('20', green, [host('*.example.com')]), rule('default', blue)];
    const https = {
      listener: { Protocol: 'HTTPS', Port: 443 },
      testRule: rules[0],
      certificateNames: ['*.example.com'],
    };

    expect(findAccess(listener(rules, https))).toMatchObject({
      address: undefined,
      because: expect.stringContaining('no name on its certificate is certain (it is for *.example.com)'),
      command: `curl --connect-to 1.example.com:443:${hostname}:443 https://1.example.com/`,
    });
    expect(findAccess(listener(rules, { ...https, certificateNames: ['shop.example.org'] })).command).toBeUndefined();
  });

  test.each([
    ['a pattern', { Values: ['*.test.example.com'] }],
    ['a regular expression', { RegexValues: ['^[a-z]+\\.test\\.example\\.com$'] }],
  ])('has no command with a name that is two labels below the wildcard of the certificate, for %s', (_, names) => {
    const rules = [rule('20', green, [{ Field: 'host-header', HostHeaderConfig: names }]), rule('default', blue)];
    const https = { listener: { Protocol: 'HTTPS', Port: 443 }, testRule: rules[0] };
    const commandFor = (...certificateNames: string[]) =>
      findAccess(listener(rules, { ...https, certificateNames })).command;

    expect(commandFor('*.example.com')).toBeUndefined();
    expect(commandFor('*.example.com', '*.test.example.com')).toMatch(/ https:\/\/[a1]\.test\.example\.com\/$/);
  });

  test.each<[string, ListenerRule[], RegExp]>([
    [
      'an earlier rule takes a value that fits the pattern',
      [rule('1', blue, [header('x-test', 'b2')]), rule('20', green, [header('x-test', 'b*')])],
      /rule 1 forwards to target group shop-blue: it depends on the header x-test/,
    ],
    [
      'an earlier rule takes one of the values',
      [rule('1', blue, [header('x-test', 'a')]), rule('20', green, [header('x-test', 'b', 'a')])],
      /^rule 1 forwards to target group shop-blue$/,
    ],
    [
      'an earlier rule takes every GET',
      [
        rule('1', blue, [{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET'] } }]),
        rule('20', green, [header('x-test', 'b')]),
      ],
      /^rule 1 forwards to target group shop-blue$/,
    ],
    [
      'the address of the client decides whether the test rule matches',
      [rule('20', green, [header('x-test', 'b*'), { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } }])],
      /^it is possible that the default rule forwards to target group shop-blue: it depends on the address/,
    ],
    [
      'no value meets both conditions',
      [rule('20', green, [header('x-test', 'a'), header('x-test', 'b')])],
      /the test rule's http-header condition on x-test has no certain value/,
    ],
    [
      'the load balancer sets the header itself',
      [rule('20', green, [header('X-Forwarded-For', '10.*')])],
      /whether the header x-forwarded-for meets the test rule's condition is not certain/,
    ],
    [
      'the rule accepts only a method other than GET',
      [rule('20', green, [{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['POST'] } }])],
      /^the test rule takes only POST$/,
    ],
  ])('is not replaced by a command if %s', (_name, rules, because) => {
    const access = findAccess(listener([...rules, rule('default', blue)], { testRule: rules.at(-1) }));

    expect(access).toMatchObject({ address: undefined, command: undefined });
    expect(access.because).toMatch(because);
  });

  test.each(['User-Agent', 'Accept'])(
    'is not replaced by a command if an earlier rule depends on %s, which curl sends',
    (name) => {
      const rules = [rule('1', blue, [header(name, '*x*')]), rule('20', green, [header('x-test', 'b')])];

      expect(findAccess(listener([...rules, rule('default', blue)], { testRule: rules[1] }))).toMatchObject({
        command: undefined,
        because: `it is possible that rule 1 forwards to target group shop-blue: it depends on the header ${name.toLowerCase()}, whose value is not known`,
      });
    },
  );

  test('is not replaced by a command if one of the values fits the pattern of an earlier rule', () => {
    const rules = [rule('1', blue, [header('x-test', 'b2')]), rule('20', green, [header('x-test', 'a', 'b*')])];

    expect(findAccess(listener([...rules, rule('default', blue)], { testRule: rules[1] })).command).toBeUndefined();
  });

  test.each([
    [[100], true],
    [[101], false],
    [[10, 10], true],
    [[11, 10], false],
  ])(
    'is replaced by a command if at most a hundred listed values have to be tried: with %j values, %s',
    (counts, isTried) => {
      const conditions = counts.map((count, name) =>
        header(`x-test-${name}`, ...Array.from({ length: count }, (_, value) => `v${value}`)),
      );
      const rules = [rule('1', blue, [header('x-test-0', 'a')]), rule('20', green, conditions)];

      const { command } = findAccess(listener([...rules, rule('default', blue)], { testRule: rules[1] }));

      expect(command !== undefined).toBe(isTried);
    },
  );

  test.each<[string, ListenerRule['Conditions'], RegExp]>([
    [
      'a header without a name',
      [{ Field: 'http-header', HttpHeaderConfig: { Values: ['1'] } }],
      /whether the header .*is not certain/,
    ],
    ['an empty header condition', [{ Field: 'http-header' }], /http-header condition on/],
    ['a host that is not a valid name', [host('*_beta.example.com')], /is not met by shop-1/],
    ['a host that a browser reads as an address', [host('10.1')], /^no request to it could be made out$/],
    ['a host that cannot be in a URL', [host('999.1')], /^no request to it could be made out$/],
  ])('is not replaced by anything for a test rule with %s', (_name, conditions, because) => {
    const rules = [rule('20', green, conditions), rule('default', blue)];

    const access = findAccess(listener(rules, { testRule: rules[0] }));

    expect(access).toMatchObject({ address: undefined, command: undefined, because: expect.stringMatching(because) });
  });

  test('is replaced by a command even if an earlier rule requires another value of the same header', () => {
    const rules = [rule('1', blue, [header('x-test', 'a')]), rule('20', green, [header('x-test', 'b')])];

    expect(findAccess(listener([...rules, rule('default', blue)], { testRule: rules[1] })).command).toContain('x-test');
  });

  test('comes with the condition under which a host name shows green, because DNS is not queried', () => {
    expect(
      findAccess(
        listener([rule('4', green, [host('test.example.com')]), rule('default', blue)], {
          testRule: rule('4', green, [host('test.example.com')]),
        }),
      ),
    ).toMatchObject({
      address: 'http://test.example.com:8080/',
      remarks: [`it shows the new version if test.example.com leads to the load balancer ${hostname}`],
    });
  });

  test('begins below the prefix that the test rule requires, with a warning about other paths', () => {
    const rules = [rule('4', green, [path('/beta/*')]), rule('default', blue)];

    expect(findAccess(listener(rules, { testRule: rules[0] }))).toMatchObject({
      address: `http://${hostname}:8080/beta/`,
      remarks: ['only requests with path /beta/* reach the new version'],
    });
  });

  test('is marked as internal', () => {
    const loadBalancer = { DNSName: hostname, Scheme: 'internal' };

    expect(findAccess(listener([rule('default', green)], { loadBalancer }))).toMatchObject({
      ...{ address: `http://${hostname}:8080/`, internal: true },
    });
  });
});
