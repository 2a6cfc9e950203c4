import { describe, expect, test } from 'vitest';
import { letsThrough } from '../../../../src/approval/notice/filter/filter-policy.ts';
import { allows, matchesPattern, trusts } from '../../../../src/cli/doctor/facts/policy.ts';

const arn = 'arn:aws:lambda:eu-central-1:111122223333:function:smoke';
const invoke = (Resource: unknown, more: object = {}) => ({
  Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource, ...more }],
});
const deny = (more: object = {}) => ({ Statement: { Effect: 'Deny', Action: '*', Resource: '*', ...more } });
const condition = { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'shop' } } };

describe('allows', () => {
  test.each<[string, readonly unknown[], boolean | undefined]>([
    ['allows exactly the resource', [invoke(arn)], true],
    ['allows one of a list', [invoke(['arn:other', arn])], true],
    ['allows a resource that matches a wildcard', [invoke('arn:aws:lambda:*:*:function:sm?ke')], true],
    ['allows an action in another case', [invoke(arn, { Action: ['LAMBDA:invoke*'] })], true],
    ['allows everything except other actions', [invoke(arn, { Action: undefined, NotAction: 's3:*' })], true],
    ['allows nothing without a policy', [], false],
    ['does not allow another function', [invoke(`${arn}-2`)], false],
    ['does not allow another action', [invoke(arn, { Action: 'lambda:Get*' })], false],
    ['does not allow a resource that is excepted', [invoke(undefined, { NotResource: arn })], false],
    ['does not allow the function if only its alias is named', [invoke(arn.replace('smoke', 'smoke:live'))], false],
    ['does not allow what is also denied', [invoke(arn), deny()], false],
    ['does not know about a condition', [invoke(arn, condition)], undefined],
    ['does not know about a denial under a condition', [invoke(arn), deny(condition)], undefined],
    ['allows a resource with and without a condition', [invoke(arn, condition), invoke(arn)], true],
    ['ignores what is not a policy', ['text', null, { Statement: 'x' }], false],
  ])('%s', (_title, policies, allowed) => {
    expect(allows(policies, 'lambda:InvokeFunction', arn)).toBe(allowed);
  });
});

describe('trusts', () => {
  const statement = (more: object) => ({
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs.amazonaws.com' }, Action: 'sts:AssumeRole', ...more }],
  });

  test('recognizes a service that may assume the role, and the conditions', () => {
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
  test('treats only * and ? as wildcards', () => {
    expect(matchesPattern('prod-*', 'prod-cluster')).toBe(true);
    expect(matchesPattern('prod-?', 'prod-cluster')).toBe(false);
    expect(matchesPattern('prod.cluster', 'prod-cluster')).toBe(false);
  });
});

describe('letsThrough', () => {
  const toAna = { event: 'approval-requested', reviewer: 'ana@example.com' };

  test.each<[string, unknown, boolean | undefined]>([
    ['lets everything through without a filter', {}, true],
    ['lets the address through', { reviewer: ['bo@example.com', 'ana@example.com'] }, true],
    ['blocks another spelling', { reviewer: ['Ana@example.com'] }, false],
    [
      'lets another spelling through if case is ignored',
      { reviewer: [{ 'equals-ignore-case': 'Ana@example.com' }] },
      true,
    ],
    ['lets an address with the suffix through', { reviewer: [{ suffix: '@example.com' }] }, true],
    ['blocks an address without the prefix', { reviewer: [{ prefix: 'bo@' }] }, false],
    ['blocks an address that is excepted', { reviewer: [{ 'anything-but': ['ana@example.com'] }] }, false],
    ['lets a message to somebody through if an address must exist', { reviewer: [{ exists: true }] }, true],
    ['blocks a message to somebody if no address may exist', { reviewer: [{ exists: false }] }, false],
    [
      'lets the address through with the filter of the template',
      { $or: [{ reviewer: ['ana@example.com'] }, { reviewer: [{ exists: false }] }] },
      true,
    ],
    [
      'blocks a message that matches one of two attributes',
      { event: ['approval-decided'], reviewer: ['ana@example.com'] },
      false,
    ],
    ['blocks a message without the attribute', { team: ['shop'] }, false],
    ['does not know an unfamiliar operator', { reviewer: [{ cidr: '10.0.0.0/8' }] }, undefined],
    ['does not know what is not a policy', 'text', undefined],
  ])('%s', (_title, policy, through) => {
    expect(letsThrough(policy, toAna)).toBe(through);
  });

  test('considers a condition met for an attribute with an arbitrary value', () => {
    expect(letsThrough({ service: ['cart'], reviewer: ['ana@example.com'] }, toAna, ['service'])).toBe(true);
  });
});
