import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { curlCommand, shellQuote } from '../../../src/deployment/access/curl-command.ts';

const own = {
  ...({ scheme: 'http', hostname: 'shop-1.elb.amazonaws.com', port: 8080 } as const),
  ...{ host: 'shop-1.elb.amazonaws.com', path: '/', query: '' },
};

describe('curlCommand', () => {
  test.each([
    ['the load balancer', own, [], 'curl http://shop-1.elb.amazonaws.com:8080/'],
    [
      'another name',
      { ...own, scheme: 'https' as const, host: 'shop.example.com', port: 443 },
      ['x-test', 'x-cdn'],
      "curl -H 'x-test: <value of the rule>' -H 'x-cdn: <value of the rule>' --connect-to shop.example.com:443:shop-1.elb.amazonaws.com:443 https://shop.example.com/",
    ],
    ['a query', { ...own, query: 'v=1' }, [], "curl 'http://shop-1.elb.amazonaws.com:8080/?v=1'"],
    ['brackets', { ...own, path: '/a[1]' }, [], "curl --globoff 'http://shop-1.elb.amazonaws.com:8080/a[1]'"],
    ['braces', { ...own, query: 'a={1}' }, [], "curl --globoff 'http://shop-1.elb.amazonaws.com:8080/?a={1}'"],
  ])('sends the request to %s', (_what, candidate, headers, command) => {
    expect(curlCommand(candidate, headers)).toBe(command);
  });
});

describe('shellQuote', () => {
  test.each(['shop.example.com:443', 'https://shop.example.com/a_b-c@d%20,e+f=g'])('leaves %s unquoted', (word) => {
    expect(shellQuote(word)).toBe(word);
  });

  test.each([
    '',
    'a b',
    'a;b',
    ';ab',
    'ab;',
    'a&b',
    "it's",
    "''",
    '$HOME',
    '`id`',
    '"a"',
    'a\nb',
    'a\\b',
    '~',
    '*',
    'ü',
  ])('turns %j into one word for a shell', (word) => {
    expect(shellQuote(word)).toMatch(/^'.*'$/s);
    expect(execFileSync('/bin/sh', ['-c', `printf %s ${shellQuote(word)}`], { encoding: 'utf8' })).toBe(word);
  });
});
