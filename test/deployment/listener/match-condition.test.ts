import { describe, expect, test } from 'vitest';
import type { ListenerRequest } from '../../../src/deployment/listener/listener-request.ts';
import { matchCondition } from '../../../src/deployment/listener/match-condition.ts';
import type { RuleCondition } from '../../../src/deployment/load-balancer.ts';
import { header, host, path, query } from '../test-traffic/a-test-listener.ts';

const method = (...Values: string[]): RuleCondition => ({
  ...{ Field: 'http-request-method', HttpRequestMethodConfig: { Values } },
});
const source = (...Values: string[]): RuleCondition => ({ Field: 'source-ip', SourceIpConfig: { Values } });
const version = (IpAddressType: string): RuleCondition => ({ Field: 'source-ip', SourceIpConfig: { IpAddressType } });

const readings = {
  path: 'the path can be read in several ways (percent-encoding, empty or dot segments)',
  query: 'the query string can be read in several ways (encoding, a key without a value)',
  pattern: 'a pattern has a backslash, which can be read in several ways',
  regex: 'a regular expression can be read in several ways (whole value or part of it, case)',
  source: 'it depends on the address that the request comes from (source-ip)',
  ascii: 'a character outside visible ASCII is compared',
};

describe('a condition', () => {
  test.each<[string, RuleCondition, Partial<ListenerRequest>]>([
    ['one of two hosts', host('a.example', 'b.example'), { host: 'B.example' }],
    ['a host in the older form', { Field: 'host-header', Values: ['*.example'] }, { host: 'a.example' }],
    [
      'the host of its config, no matter what the older form says',
      { ...host('a.example'), Values: ['b.example'] },
      { host: 'a.example' },
    ],
    ['a host by a regular expression', { Field: 'host-header', HostHeaderConfig: { RegexValues: ['.*'] } }, {}],
    [
      'a path by an older regular expression',
      { Field: 'path-pattern', RegexValues: ['^/v[12]/.*$'] },
      { path: '/v1/x' },
    ],
    ['the empty path pattern with a star', path('*'), { path: '' }],
    ['a path in all its readings', path('/a/*'), { path: '/a/%41' }],
    ['a path with two slashes, in all its readings', path('/*'), { path: '//a/../b\\c' }],
    ['a path that cannot be decoded', path('/a*'), { path: '/a%E0%A4' }],
    [
      'a header after the surrounding spaces are trimmed',
      header('X-Test', 'green'),
      { headers: { 'x-test': ' green\t' } },
    ],
    ['an empty header', header('x-test', ''), { headers: { 'x-test': '' } }],
    [
      'a header with a name that only begins like one of the load balancer',
      header('x-forwarded-port-own', '1'),
      { headers: { 'x-forwarded-port-own': '1' } },
    ],
    [
      'a header with a name that only ends like one of the load balancer',
      header('own-x-forwarded-port', '1'),
      { headers: { 'own-x-forwarded-port': '1' } },
    ],
    ['a backslash before a letter of a header', header('x-test', 'a\\k'), { headers: { 'x-test': 'a\\k' } }],
    ['a backslash at the end of a header', header('x-test', 'a\\'), { headers: { 'x-test': 'a\\' } }],
    ['a percent sign that encodes nothing', query({ Key: 'a', Value: '%zz' }), { query: 'a=%zz' }],
    ['one of two methods', method('GET', 'HEAD'), { method: 'HEAD' }],
    ['any value of a query', query({ Value: '*' }), { query: 'a=1' }],
    ['a query with an equals sign in its value', query({ Key: 'a', Value: 'b=c' }), { query: 'a=b=c' }],
    ['the second pair of a query', query({ Key: 'b', Value: '2' }), { query: 'a=1&b=2' }],
    ['the second of two wanted pairs', query({ Key: 'x', Value: '1' }, { Key: 'b', Value: '2' }), { query: 'b=2' }],
    ['an empty value of a key', query({ Key: 'a', Value: '' }), { query: 'a=' }],
    ['an address in a block', source('192.0.2.0/24', '10.0.0.0/8'), { sourceIp: '10.1.2.3' }],
    ['an IPv6 address in a block', source('2001:db8::/32'), { sourceIp: '2001:db8::1' }],
    ['an IPv6 address in a small block', source('2001:db8::/64'), { sourceIp: '2001:db8::1' }],
    ['every address', source('0.0.0.0/0', '::/0'), {}],
    ['an address of one host', source('10.1.2.3/32'), { sourceIp: '10.1.2.3' }],
    ['IPv4', version('ipv4'), { sourceIp: '10.1.2.3' }],
    ['IPv6', version('ipv6'), { sourceIp: '::1' }],
  ])('is met by %s', (_what, condition, request) => {
    expect(matchCondition(condition, sent(request))).toBe(true);
  });

  test.each<[string, RuleCondition, Partial<ListenerRequest>]>([
    ['another host', host('a.example', 'b.example'), { host: 'c.example' }],
    ['a host that only contains it', host('a.example'), { host: 'x.a.example' }],
    ['a path in another case', path('/A'), { path: '/a' }],
    ['a path that only begins like it', path('/a'), { path: '/ab' }],
    ['no reading of a path', path('/x*'), { path: '//a%41' }],
    ['a shorter value than its question marks', path('/a??'), { path: '/ab' }],
    ['a value whose end is another', path('/*a*b'), { path: '/xaxbx' }],
    ['an empty path if it wants one character', path('?'), { path: '' }],
    ['another method', method('POST'), {}],
    ['a header that is not sent', header('x-test', '*'), { headers: { 'x-other': '1' } }],
    ['a header of every object', header('constructor', '*'), {}],
    ['no query', query({ Value: '*' }), { query: '' }],
    ['another key', query({ Key: 'a', Value: '1' }), { query: 'b=1' }],
    ['a value without a key if a key is wanted', query({ Key: '?*', Value: 'beta' }), { query: 'beta' }],
    ['a header without the backslash of its pattern', header('x-test', 'a\\k'), { headers: { 'x-test': 'ak' } }],
    ['another value', query({ Key: 'a', Value: '1' }), { query: 'a=2' }],
    ['an address in no block', source('192.0.2.0/24'), { sourceIp: '10.1.2.3' }],
    ['an address of another version', source('0.0.0.0/0'), { sourceIp: '2001:db8::1' }],
    ['an IPv4 address in IPv6 blocks', source('::/0'), { sourceIp: '10.1.2.3' }],
    ['an IPv4 address written as an IPv6 address', source('10.0.0.0/8'), { sourceIp: '::ffff:10.1.2.3' }],
    ['the next address', source('10.1.2.3/32'), { sourceIp: '10.1.2.4' }],
    ['IPv6 if IPv4 is required', version('ipv4'), { sourceIp: '::1' }],
  ])('is not met by %s', (_what, condition, request) => {
    expect(matchCondition(condition, sent(request))).toBe(false);
  });

  test.each<[string, RuleCondition, Partial<ListenerRequest>, string]>([
    ['a field of another kind', { Field: 'cookie' }, {}, 'a cookie condition is not known here'],
    ['no field', {}, {}, 'a nameless condition is not known here'],
    [
      'a new key',
      { ...path('*'), Negate: true } as RuleCondition,
      {},
      'a condition has Negate, which is not known here',
    ],
    [
      'a new key in its config',
      { Field: 'path-pattern', PathPatternConfig: { Values: ['*'], Invert: 1 } } as RuleCondition,
      {},
      'a condition has Invert, which is not known here',
    ],
    [
      'a new key in the second of two configs',
      {
        ...{ Field: 'path-pattern', HostHeaderConfig: { Values: [] } },
        PathPatternConfig: { Values: ['*'], Invert: 1 },
      } as RuleCondition,
      {},
      'a condition has Invert, which is not known here',
    ],
    ['no host', host(), {}, 'a condition has no values'],
    ['no values in either form', { Field: 'path-pattern' }, {}, 'a condition has no values'],
    ['no method', { Field: 'http-request-method' }, {}, 'an http-request-method condition has no values'],
    ['no query', { Field: 'query-string' }, {}, 'a query-string condition has no values'],
    [
      'a pair without a value',
      query({ Key: 'a' } as { Key: string; Value: string }),
      { query: 'a=1' },
      'a query-string condition has no value',
    ],
    ['no header', { Field: 'http-header' }, {}, 'an http-header condition names no header'],
    [
      'values without a header',
      { Field: 'http-header', HttpHeaderConfig: { Values: ['1'] } },
      {},
      'an http-header condition names no header',
    ],
    ['a header condition with an empty name', header('', '1'), {}, 'an http-header condition names no header'],
    ...['Host', 'X-Forwarded-For', 'x-forwarded-proto', 'x-forwarded-port', 'x-amzn-trace-id'].map(
      (name): [string, RuleCondition, Partial<ListenerRequest>, string] => [
        `the header ${name}`,
        header(name, '*'),
        { headers: { [name.toLowerCase()]: '1' } },
        `it depends on the header ${name.toLowerCase()}, which the load balancer may set itself`,
      ],
    ),
    [
      'a header that may be sent',
      header('Cookie', '*beta*'),
      { unknownHeaders: ['accept', 'cookie'] },
      'it depends on the header cookie, whose value is not known',
    ],
    ['a header outside ASCII', header('x-test', '*'), { headers: { 'x-test': 'grün' } }, readings.ascii],
    [
      'a path outside ASCII by a regular expression',
      { Field: 'path-pattern', RegexValues: ['.*'] },
      { path: '/ü' },
      readings.ascii,
    ],
    ['a percent sign', path('/a/A'), { path: '/a/%41' }, readings.path],
    ['two slashes', path('/a/b'), { path: '/a//b' }, readings.path],
    ['a dot segment', path('/b'), { path: '/a/../b' }, readings.path],
    ['two slashes before a dot segment', path('/a/../b'), { path: '/a//../b' }, readings.path],
    ['a hidden segment', path('/b/'), { path: '/a/.././b/' }, readings.path],
    ['a backslash in a path', path('/a/b'), { path: '/a\\b' }, readings.path],
    ['an encoded slash', path('/a//b'), { path: '/a/%2Fb' }, readings.path],
    ['an encoded backslash', path('/a/b'), { path: '/a%5Cb' }, readings.path],
    ['a backslash before a star', header('x-test', 'a\\*'), { headers: { 'x-test': 'a*' } }, readings.pattern],
    [
      'a backslash before a star that may be any',
      header('x-test', 'a\\*'),
      { headers: { 'x-test': 'a\\x' } },
      readings.pattern,
    ],
    ['a backslash before a letter', query({ Value: 'a\\\\b' }), { query: 'x=a%5Cb' }, readings.query],
    ['a plus sign', query({ Value: 'a b' }), { query: 'x=a+b' }, readings.query],
    ['a plus sign next to a percent sign', query({ Value: 'a+a' }), { query: 'x=a+%41' }, readings.query],
    ['a word without an equals sign', query({ Value: '*' }), { query: 'beta' }, readings.query],
    ['a key without a value', query({ Key: 'beta', Value: '*' }), { query: 'beta' }, readings.query],
    ['a value without a key', query({ Value: 'beta' }), { query: 'beta' }, readings.query],
    ['an empty value of a key alone', query({ Key: 'beta', Value: '' }), { query: 'beta' }, readings.query],
    ['the end of a value', { Field: 'path-pattern', RegexValues: ['b$'] }, { path: '/ab' }, readings.regex],
    ['a part of a value', { Field: 'path-pattern', RegexValues: ['/a'] }, { path: '/ab' }, readings.regex],
    ['the case of a value', { Field: 'path-pattern', RegexValues: ['^/A$'] }, { path: '/a' }, readings.regex],
    [
      'a regular expression that is not known',
      { Field: 'path-pattern', RegexValues: ['(?=/a)'] },
      { path: '/a' },
      'a regular expression cannot be evaluated here',
    ],
    [
      'a regular expression that takes too many steps, even from the beginning only',
      { Field: 'path-pattern', RegexValues: ['(?:(?:.?){64}){64}'] },
      { path: `/${'a'.repeat(2000)}` },
      'a regular expression cannot be evaluated here',
    ],
    [
      'a regular expression that takes too many steps only if it may begin anywhere',
      { Field: 'path-pattern', RegexValues: ['(?:.?){64}'] },
      { path: `/${'a'.repeat(4000)}` },
      'a regular expression cannot be evaluated here',
    ],
    ['an unknown address', source('10.0.0.0/8'), {}, readings.source],
    ['an invalid address', source('10.0.0.0/8'), { sourceIp: 'x' }, readings.source],
    ['the version of an unknown address', version('ipv4'), {}, readings.source],
    ['the version of an invalid address', version('ipv6'), { sourceIp: 'x' }, readings.source],
    ['no address', { Field: 'source-ip' }, {}, 'a source-ip condition has no values'],
    ['another version', version('ipx'), {}, 'a source-ip condition has an unknown address type'],
    [
      'a version and a block',
      { Field: 'source-ip', SourceIpConfig: { IpAddressType: 'ipv4', Values: ['10.0.0.0/8'] } },
      { sourceIp: '10.1.2.3' },
      'a source-ip condition has both addresses and an address type',
    ],
    ...['10.0.0.0', 'x/8', '10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/8x', '10.0.0.0/-1', '10.0.0.0/8/8'].map(
      (block): [string, RuleCondition, Partial<ListenerRequest>, string] => [
        `the block ${block}`,
        source(block),
        { sourceIp: '10.1.2.3' },
        'a source-ip condition has a value that is not a CIDR block',
      ],
    ),
  ])('is uncertain about %s', (_what, condition, request, because) => {
    expect(matchCondition(condition, sent(request))).toEqual({ because });
  });

  test('is decided by the certain parts, no matter what else is uncertain', () => {
    const regexes = ['(?=/a)'];

    expect(
      matchCondition(
        { Field: 'path-pattern', PathPatternConfig: { Values: ['/a'], RegexValues: regexes } },
        sent({ path: '/a' }),
      ),
    ).toBe(true);
    expect(matchCondition(source('x', '10.0.0.0/8'), sent({ sourceIp: '10.1.2.3' }))).toBe(true);
    expect(
      matchCondition(query({ Key: 'a', Value: '1' }, { Key: 'b', Value: '\\x' }), sent({ query: 'a=1&b=2' })),
    ).toBe(true);
  });

  test('treats empty members of AWS responses as missing', () => {
    const condition = {
      ...path('/a'),
      HostHeaderConfig: undefined,
      Negate: null,
      Not: undefined,
      Values: undefined,
    } as RuleCondition;

    expect(matchCondition(condition, sent({ path: '/a' }))).toBe(true);
  });
});

function sent(request: Partial<ListenerRequest>): ListenerRequest {
  return { method: 'GET', host: 'shop.example.com', path: '/', query: '', headers: {}, ...request };
}
