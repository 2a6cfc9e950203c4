import { describe, expect, test } from 'vitest';
import { allows, matchesPattern, trusts } from '../../../../src/cli/doctor/facts/policy.ts';
import { letsThrough } from '../../../../src/cli/doctor/judge/filter-policy.ts';

const arn = 'arn:aws:lambda:eu-central-1:111122223333:function:smoke';
const invoke = (Resource: unknown, more: object = {}) => ({
  Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource, ...more }],
});
const deny = (more: object = {}) => ({ Statement: { Effect: 'Deny', Action: '*', Resource: '*', ...more } });
const condition = { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'shop' } } };

describe('allows', () => {
  test.each<[string, readonly unknown[], boolean | undefined]>([
    ['the very resource', [invoke(arn)], true],
    ['one of a list', [invoke(['arn:other', arn])], true],
    ['a wildcard', [invoke('arn:aws:lambda:*:*:function:sm?ke')], true],
    ['an action in another case', [invoke(arn, { Action: ['LAMBDA:invoke*'] })], true],
    ['everything but others', [invoke(arn, { Action: undefined, NotAction: 's3:*' })], true],
    ['nothing', [], false],
    ['another function', [invoke(`${arn}-2`)], false],
    ['another action', [invoke(arn, { Action: 'lambda:Get*' })], false],
    ['everything but this', [invoke(undefined, { NotResource: arn })], false],
    ['the function, which an alias is not', [invoke(arn.replace('smoke', 'smoke:live'))], false],
    ['it, and denies it', [invoke(arn), deny()], false],
    ['it under a condition', [invoke(arn, condition)], undefined],
    ['it, and denies it under a condition', [invoke(arn), deny(condition)], undefined],
    ['it with and without a condition', [invoke(arn, condition), invoke(arn)], true],
    ['what is no policy', ['text', null, { Statement: 'x' }], false],
  ])('%s', (_title, policies, allowed) => {
    expect(allows(policies, 'lambda:InvokeFunction', arn)).toBe(allowed);
  });
});

describe('trusts', () => {
  const statement = (more: object) => ({
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs.amazonaws.com' }, Action: 'sts:AssumeRole', ...more }],
  });

  test('tells a service that may take on the role, and on what conditions', () => {
    expect(trusts(statement({}), 'ecs.amazonaws.com')).toEqual({ isTrusted: true, conditions: [] });
    expect(trusts(statement(condition), 'ecs.amazonaws.com')).toEqual({
      isTrusted: true,
      conditions: ['aws:PrincipalTag/team'],
    });
    expect(trusts(statement({ Principal: { AWS: '*' } }), 'ecs.amazonaws.com').isTrusted).toBe(false);
    expect(
      trusts(statement({ Principal: { Service: ['a', 'ecs.amazonaws.com'] } }), 'ecs.amazonaws.com').isTrusted,
    ).toBe(true);
    expect(trusts(undefined, 'ecs.amazonaws.com').isTrusted).toBe(false);
  });
});

describe('matchesPattern', () => {
  test('takes * and ? and nothing else for a wildcard', () => {
    expect(matchesPattern('prod-*', 'prod-cluster')).toBe(true);
    expect(matchesPattern('prod-?', 'prod-cluster')).toBe(false);
    expect(matchesPattern('prod.cluster', 'prod-cluster')).toBe(false);
  });
});

describe('letsThrough', () => {
  const toAna = { event: 'approval-requested', reviewer: 'ana@example.com' };

  test.each<[string, unknown, boolean | undefined]>([
    ['everything', {}, true],
    ['the address', { reviewer: ['bo@example.com', 'ana@example.com'] }, true],
    ['another spelling', { reviewer: ['Ana@example.com'] }, false],
    ['another spelling, where case is ignored', { reviewer: [{ 'equals-ignore-case': 'Ana@example.com' }] }, true],
    ['the end', { reviewer: [{ suffix: '@example.com' }] }, true],
    ['the start', { reviewer: [{ prefix: 'bo@' }] }, false],
    ['all others', { reviewer: [{ 'anything-but': ['ana@example.com'] }] }, false],
    ['what names somebody', { reviewer: [{ exists: true }] }, true],
    ['what names nobody', { reviewer: [{ exists: false }] }, false],
    ['the template’s own', { $or: [{ reviewer: ['ana@example.com'] }, { reviewer: [{ exists: false }] }] }, true],
    ['both of two', { event: ['approval-decided'], reviewer: ['ana@example.com'] }, false],
    ['an attribute that is not there', { team: ['shop'] }, false],
    ['what is not known here', { reviewer: [{ cidr: '10.0.0.0/8' }] }, undefined],
    ['no policy', 'text', undefined],
  ])('%s', (_title, policy, through) => {
    expect(letsThrough(policy, toAna)).toBe(through);
  });

  test('takes for met what is wanted of an attribute whose value may be any', () => {
    expect(letsThrough({ service: ['cart'], reviewer: ['ana@example.com'] }, toAna, ['service'])).toBe(true);
  });
});
