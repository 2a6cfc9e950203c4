import { describe, expect, test } from 'vitest';
import { evaluateListener } from '../../../src/deployment/listener/evaluate-listener.ts';
import { browserHeaders, type ListenerRequest } from '../../../src/deployment/listener/listener-request.ts';
import { reachesGreen } from '../../../src/deployment/listener/reaches-green.ts';
import type { Action, ListenerRule, RuleCondition } from '../../../src/deployment/load-balancer.ts';

const green = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/shop-green/2222222222222222';
const blue = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/shop-blue/1111111111111111';
const toGreen: readonly Action[] = [forward([green, 100], [blue, 0])];
const toBlue: readonly Action[] = [forward([blue, 100], [green, 0])];

describe('evaluateListener', () => {
  test('tries the rules by numeric priority, no matter in which order they are listed, and the default last', () => {
    const rules = [
      { RuleArn: 'd', IsDefault: true, Conditions: [], Actions: toBlue },
      rule('10', toBlue, path('/a*')),
      rule('9', toGreen, path('/a')),
    ];

    expect(reach(rules, { path: '/a' })).toMatchObject({ green: 'yes', rule: { priority: '9', arn: 'rule-9' } });
    expect(reach(rules, { path: '/ab' })).toMatchObject({ green: 'no', rule: { priority: '10', arn: 'rule-10' } });
    expect(reach(rules, { path: '/b' })).toMatchObject({ green: 'no', rule: { priority: 'default', arn: 'd' } });
  });

  test('uses the default actions of a listener if its default rule was not read', () => {
    const outcomes = evaluateListener({ listener: { DefaultActions: toGreen }, rules: [] }, request({}));

    expect(reachesGreen(outcomes, green)).toMatchObject({
      green: 'yes',
      rule: { priority: 'default', arn: undefined },
    });
  });

  test('knows nothing of a listener without rules and default actions', () => {
    expect(reach([], {})).toMatchObject({ green: 'not proved', because: expect.stringContaining('no rule') });
  });

  test.each<[string, RuleCondition, Partial<ListenerRequest>, boolean]>([
    [
      'a host in another case',
      { Field: 'host-header', Values: ['Shop.Example.COM'] },
      { host: 'shop.example.com' },
      true,
    ],
    ['a path in another case', path('/Api'), { path: '/api' }, false],
    ['a path with two wildcards', path('/v?/items/*'), { path: '/v1/items/7/8' }, true],
    ['a path whose ? would be empty', path('/v?/items/*'), { path: '/v/items/7' }, false],
    ['a path and not its query string', path('/health'), { path: '/health', query: 'a=1' }, true],
    ['a header in another case', header('X-Test', 'GREEN'), { headers: { 'x-test': 'green' } }, true],
    ['a header with wildcards', header('x-test', '*test*'), { headers: { 'x-test': 'a test b' } }, true],
    ['a header that is not sent', header('x-test', '*'), {}, false],
    [
      'a method in another case',
      { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['get'] } },
      {},
      false,
    ],
    ['a query value of any key', query({ Value: '*blue*' }), { query: 'a=1&color=lightblue' }, true],
    ['a query pair in another case', query({ Key: 'Preview', Value: 'ON' }), { query: 'preview=on' }, true],
    ['an escaped star', query({ Key: 'a', Value: '\\*' }), { query: 'a=*' }, true],
    ['an escaped star and another character', query({ Key: 'a', Value: '\\*' }), { query: 'a=b' }, false],
    ['an address in a block', sourceIp('10.0.0.0/8'), { sourceIp: '10.9.9.9' }, true],
    ['an address outside a block', sourceIp('10.0.0.0/8', '2001:db8::/32'), { sourceIp: '11.9.9.9' }, false],
    ['an IPv6 address', sourceIp('2001:db8::/32'), { sourceIp: '2001:db8:1::7' }, true],
    ['any address at all', sourceIp('0.0.0.0/0', '::/0'), {}, true],
    [
      'the version of an address',
      { Field: 'source-ip', SourceIpConfig: { IpAddressType: 'ipv6' } },
      { sourceIp: '::1' },
      true,
    ],
    [
      'an anchored regular expression',
      { Field: 'path-pattern', RegexValues: ['^/v[0-9]+/.*$'] },
      { path: '/v12/x' },
      true,
    ],
    [
      'a regular expression that nothing fits',
      { Field: 'path-pattern', RegexValues: ['^/v[0-9]+$'] },
      { path: '/w' },
      false,
    ],
    ['an encoded path, read either way', path('/files/*'), { path: '/files/a%2Fb' }, true],
  ])('decides %s', (_what, condition, sent, matches) => {
    expect(reach([rule('1', toGreen, condition), fallback(toBlue)], sent).green).toBe(matches ? 'yes' : 'no');
  });

  test.each<[string, RuleCondition, Partial<ListenerRequest>]>([
    ['the client address', sourceIp('10.0.0.0/8'), {}],
    ['the version of the client address', { Field: 'source-ip', SourceIpConfig: { IpAddressType: 'ipv4' } }, {}],
    ['a CIDR block that is not one', sourceIp('10.0.0.0'), { sourceIp: '10.0.0.1' }],
    ['a field that is not known', { Field: 'tls-fingerprint', Values: ['*'] }, {}],
    ['a condition without a field', {}, {}],
    ['a condition without values', { Field: 'path-pattern' }, {}],
    ['a new key that may reverse the condition', { ...path('/x'), Negate: true } as RuleCondition, { path: '/x' }],
    [
      'a new key inside the condition',
      { Field: 'path-pattern', PathPatternConfig: { Values: ['/'], Not: 1 } } as RuleCondition,
      {},
    ],
    ['a header that the load balancer sets', header('X-Forwarded-For', '*'), {}],
    ['a header that a browser may send', header('User-Agent', '*Mobile*'), { unknownHeaders: browserHeaders }],
    ['a path that means another one after decoding', path('/admin/*'), { path: '/%61dmin/x' }],
    ['a path with dot segments', path('/admin/*'), { path: '/admin/../x' }],
    ['a bare word that may be a value', query({ Value: 'beta' }), { query: 'beta' }],
    ['a plus sign that may be a space', query({ Key: 'a', Value: 'b c' }), { query: 'a=b+c' }],
    ['a backslash in a path pattern', path('/a\\*'), { path: '/a*' }],
    ['a regular expression without anchors', { Field: 'path-pattern', RegexValues: ['/api'] }, { path: '/api/x' }],
    ['a look-ahead', { Field: 'path-pattern', RegexValues: ['^/(?=a).*$'] }, { path: '/a' }],
    ['a control character', header('x-test', '*'), { headers: { 'x-test': 'a\tb' } }],
  ])('treats %s as uncertain, and continues with the next rule', (_what, condition, sent) => {
    const open = reach([rule('1', toBlue, condition), fallback(toGreen)], sent);

    expect(open).toMatchObject({ green: 'not proved', rule: { priority: '1' } });
    // Doubt is neither a match nor a mismatch.
    expect(reach([rule('1', toGreen, condition), fallback(toBlue)], sent).green).toBe('not proved');
    // Doubt that changes nothing does not matter.
    expect(reach([rule('1', toGreen, condition), fallback(toGreen)], sent).green).toBe('yes');
    expect(reach([rule('1', toBlue, condition), fallback(toBlue)], sent).green).toBe('no');
  });

  test('does not decide a rule with an unknown priority or unknown conditions', () => {
    expect(reach([{ RuleArn: 'r', Conditions: [path('*')], Actions: toBlue }, fallback(toGreen)], {}).green).toBe(
      'not proved',
    );
    expect(reach([{ RuleArn: 'r', Priority: '1', Actions: toBlue }, fallback(toGreen)], {}).green).toBe('not proved');
  });

  test.each<[string, ListenerRule[], string, (string | undefined)[]]>([
    [
      'without conditions',
      [{ RuleArn: 'r', Priority: '1', Actions: toBlue }],
      '1',
      ['its conditions are not known', undefined],
    ],
    [
      'without a priority',
      [{ RuleArn: 'r', Conditions: [path('*')], Actions: toBlue }],
      'unknown',
      ['its priority is not known', undefined],
    ],
    ...['x1', '1x', '-1', ''].map((Priority): [string, ListenerRule[], string, (string | undefined)[]] => [
      `with the priority "${Priority}"`,
      [{ RuleArn: 'r', Priority, Conditions: [path('*')], Actions: toBlue }],
      Priority,
      ['its priority is not known', undefined],
    ]),
    [
      'that certainly matches',
      [{ RuleArn: 'r', Priority: '50000', Conditions: [path('*')], Actions: toBlue }],
      '50000',
      [undefined],
    ],
  ])('reports whether a rule %s answers', (_what, rules, priority, doubts) => {
    const certain = { RuleArn: 'first', Priority: '1', Conditions: [path('/no')], Actions: toGreen };
    const outcomes = evaluateListener({ listener: {}, rules: [certain, fallback(toGreen), ...rules] }, request({}));

    expect(outcomes.map(({ because }) => because)).toEqual(doubts);
    expect(outcomes[0]?.rule).toEqual({ priority, arn: 'r' });
  });

  test('tries a rule without a priority before a rule that certainly matches', () => {
    const certain = { RuleArn: 'first', Priority: '1', Conditions: [path('*')], Actions: toGreen };
    const unknown = { RuleArn: 'r', Conditions: [path('*')], Actions: toBlue };

    expect(reach([certain, unknown, fallback(toGreen)], {})).toMatchObject({
      green: 'not proved',
      rule: { priority: 'unknown', arn: 'r' },
    });
  });

  test('ignores a rule without a priority that certainly does not match', () => {
    const unknown = { RuleArn: 'r', Conditions: [path('/no')], Actions: toBlue };

    expect(reach([unknown, fallback(toGreen)], {}).green).toBe('yes');
  });

  test('uses the default rule that was read, not the default actions of the listener', () => {
    for (const known of [{ IsDefault: true }, { Priority: 'default' }]) {
      const rules = [{ ...known, RuleArn: 'd', Actions: toGreen }];

      expect(evaluateListener({ listener: { DefaultActions: toBlue }, rules }, request({}))).toMatchObject([
        { rule: { priority: 'default', arn: 'd' }, because: undefined },
      ]);
    }
  });

  test('reports what is not known about a listener without a default', () => {
    expect(evaluateListener({ listener: {}, rules: [] }, request({}))).toEqual([
      {
        rule: { priority: 'default', arn: undefined },
        answer: { kind: 'unknown', because: 'no rule of the listener certainly matches' },
        because: undefined,
      },
    ]);
  });

  test.each<[string, readonly Action[], string, string]>([
    [
      'weights',
      [forward([green, 3], [blue, 1])],
      'no',
      'the default rule (default-rule) sends only 75 % to green, and the rest elsewhere (shop-green and shop-blue)',
    ],
    [
      'no weight at all',
      [forward([green, 0], [blue, 0])],
      'no',
      'the default rule (default-rule) forwards to no target group (all weights are 0)',
    ],
    [
      'a single group with weight 0',
      [forward([green, 0])],
      'no',
      'the default rule (default-rule) forwards to no target group (all weights are 0)',
    ],
    [
      'another group',
      [{ Type: 'forward', TargetGroupArn: blue }],
      'no',
      'the default rule (default-rule) forwards to target group shop-blue',
    ],
    [
      'a fixed response',
      [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }],
      'no',
      'the default rule (default-rule) answers with status 200 itself',
    ],
    [
      'a redirect',
      [{ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301' } }],
      'no',
      'the default rule (default-rule) redirects (301)',
    ],
    [
      'a login',
      [{ Type: 'authenticate-cognito' }, ...toGreen],
      'no',
      'the default rule (default-rule) requires a login (authenticate-cognito)',
    ],
    [
      'a token',
      [{ Type: 'jwt-validation' }, ...toGreen],
      'no',
      'the default rule (default-rule) requires a valid token (jwt-validation)',
    ],
    [
      'nothing',
      [],
      'not proved',
      'the default rule (default-rule) does something that is not known: it has no action that answers',
    ],
    [
      'something new',
      [{ Type: 'route-by-ai' }],
      'not proved',
      'the default rule (default-rule) does something that is not known: its action route-by-ai is not known here',
    ],
    [
      'a forward without a group',
      [{ Type: 'forward' }],
      'not proved',
      'the default rule (default-rule) does something that is not known: its forward action names no target group',
    ],
  ])('names the rule and what it does instead: %s', (_what, actions, verdict, because) => {
    expect(reach([fallback(actions)], {})).toMatchObject({ green: verdict, because });
  });

  test('performs actions in order, and continues after a login that allows unauthenticated requests', () => {
    const allow: Action = {
      Type: 'authenticate-oidc',
      Order: 1,
      AuthenticateOidcConfig: { OnUnauthenticatedRequest: 'allow' },
    };
    const deny: Action = {
      Type: 'authenticate-oidc',
      Order: 1,
      AuthenticateOidcConfig: { OnUnauthenticatedRequest: 'deny' },
    };
    const later = { ...forward([green, 1]), Order: 2 };

    expect(reach([fallback([later, allow])], {}).green).toBe('yes');
    expect(reach([fallback([later, deny])], {}).green).toBe('no');
    expect(reach([fallback([later, deny])], { unknownHeaders: browserHeaders }).green).toBe('not proved');
  });

  test('L8 does not assume that a token is valid', () => {
    const actions = [
      { Type: 'jwt-validation', Order: 1 },
      { ...forward([green, 1]), Order: 2 },
    ];

    expect(reach([fallback(actions)], { headers: { authorization: 'Bearer s3cret' } })).toMatchObject({
      green: 'not proved',
      because: expect.stringMatching(/requires a valid token.*decided by the load balancer$/),
    });
  });

  test('does not rely on the weights if a cookie may choose among sticky target groups', () => {
    const [action] = toGreen;
    const sticky = [
      { ...action, ForwardConfig: { ...action?.ForwardConfig, TargetGroupStickinessConfig: { Enabled: true } } },
    ] as Action[];

    expect(reach([fallback(sticky)], {}).green).toBe('yes');
    expect(reach([fallback(sticky)], { headers: { cookie: 'a=1' } })).toMatchObject({
      green: 'not proved',
      because: expect.stringContaining('forwards to target group shop-blue: the target groups are sticky'),
    });
  });

  test('L8 ignores transforms, because they change the request and not the rule', () => {
    const rewriting = { ...rule('1', toGreen, path('/api/*')), Transforms: [{ Type: 'url-rewrite' }] };

    expect(reach([rewriting, fallback(toBlue)], { path: '/api/x' }).green).toBe('yes');
  });

  test('proves nothing while green is not known', () => {
    expect(
      reachesGreen(evaluateListener({ listener: {}, rules: [fallback(toGreen)] }, request({})), undefined),
    ).toEqual({
      green: 'not proved',
      rule: { priority: 'default', arn: 'default-rule' },
      because: "green's target group is not known",
    });
  });

  test('is not blocked by a regular expression that would make a backtracking engine hang', () => {
    const evil = { Field: 'path-pattern', RegexValues: ['^(((a*)*)*)*b$'] };

    expect(reach([rule('1', toBlue, evil), fallback(toGreen)], { path: `/${'a'.repeat(2000)}` }).green).not.toBe('no');
  });

  test('L10 never repeats the value of a header', () => {
    const secret = 's3cret-2026';
    const open = [
      rule('1', toBlue, header('X-Origin-Verify', `${secret}\\*`), sourceIp('10.0.0.0/8')),
      fallback(toGreen),
    ];
    const sent = { headers: { 'x-origin-verify': `${secret}*` } };
    const outcomes = evaluateListener({ listener: {}, rules: open }, request(sent));

    expect(JSON.stringify([outcomes, reachesGreen(outcomes, green)])).not.toContain(secret);
  });
});

function reach(rules: readonly ListenerRule[], sent: Partial<ListenerRequest>) {
  return reachesGreen(evaluateListener({ listener: {}, rules }, request(sent)), green);
}

function request(sent: Partial<ListenerRequest>): ListenerRequest {
  return { method: 'GET', host: 'shop.example.com', path: '/', query: '', headers: {}, ...sent };
}

function rule(Priority: string, Actions: readonly Action[], ...Conditions: RuleCondition[]): ListenerRule {
  return { RuleArn: `rule-${Priority}`, Priority, Conditions, Actions };
}

function fallback(Actions: readonly Action[]): ListenerRule {
  return { RuleArn: 'default-rule', Priority: 'default', IsDefault: true, Conditions: [], Actions };
}

function forward(...groups: [arn: string, weight: number][]): Action {
  const TargetGroups = groups.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight }));
  return { Type: 'forward', ForwardConfig: { TargetGroups } };
}

function path(...Values: string[]): RuleCondition {
  return { Field: 'path-pattern', PathPatternConfig: { Values } };
}

function header(HttpHeaderName: string, ...Values: string[]): RuleCondition {
  return { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName, Values } };
}

function query(...Values: { Key?: string; Value: string }[]): RuleCondition {
  return { Field: 'query-string', QueryStringConfig: { Values } };
}

function sourceIp(...Values: string[]): RuleCondition {
  return { Field: 'source-ip', SourceIpConfig: { Values } };
}
