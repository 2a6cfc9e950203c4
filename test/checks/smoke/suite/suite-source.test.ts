import { describe, expect, test } from 'vitest';
import { formatSuiteSource, parseSuiteSource } from '../../../../src/checks/smoke/suite/suite-source.ts';

describe('parseSuiteSource', () => {
  test.each([
    ['ssm:/shop/smoke', { kind: 'parameter', name: '/shop/smoke' }],
    ['s3://smoke-tests/shop/check out.yaml', { kind: 'object', bucket: 'smoke-tests', key: 'shop/check out.yaml' }],
    [`ssm:/${'a'.repeat(1010)}`, { kind: 'parameter', name: `/${'a'.repeat(1010)}` }],
    [`file:${'a'.repeat(255)}`, { kind: 'file', path: 'a'.repeat(255) }],
    ['file:checkout.yaml', { kind: 'file', path: 'checkout.yaml' }],
    ['file:shop/checkout.v2.yaml', { kind: 'file', path: 'shop/checkout.v2.yaml' }],
  ])('reads %s, and writes it the same way', (text, source) => {
    const parsed = parseSuiteSource(text);

    expect(parsed).toEqual(source);
    expect(parsed && formatSuiteSource(parsed)).toBe(text);
  });

  test.each([
    '',
    'checkout.yaml',
    'ssm:shop',
    'ssm:/shop/',
    `ssm:${'/a'.repeat(16)}`,
    `ssm:/${'a'.repeat(1011)}`,
    'my ssm:/shop',
    'my s3://smoke-tests/key',
    'my file:a.yaml',
    's3://smoke-tests',
    's3://smoke-tests/',
    's3://Smoke/key',
    's3://smoke-tests/a\nb',
    'https://example.com/suite.yaml',
    'file:',
    'file:/etc/passwd',
    'file:../secrets.yaml',
    'file:shop/../../secrets.yaml',
    'file:shop/..',
    'file:./checkout.yaml',
    'file:shop//checkout.yaml',
    'file:.hidden',
    'file:shop\\checkout.yaml',
    'file:%2e%2e/secrets.yaml',
    `file:${'a'.repeat(256)}`,
  ])('refuses %j', (text) => {
    expect(parseSuiteSource(text)).toBeUndefined();
  });
});
