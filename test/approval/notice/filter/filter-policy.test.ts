import { describe, expect, test } from 'vitest';
import { letsThrough } from '../../../../src/approval/notice/filter/filter-policy.ts';
import { filterFor, lettingNotice, reachOfFilter } from '../../../../src/approval/notice/filter/reach-of-filter.ts';

describe('a filter policy of SNS', () => {
  const message = { event: 'approval-requested', reviewer: 'Ana@example.com' };

  test.each<[string, unknown, boolean | undefined]>([
    ['the empty one', {}, true],
    ['one that is not an object', 'x', undefined],
    ['none', undefined, undefined],
    ['the same value', { event: ['approval-requested'] }, true],
    ['one of several values', { event: ['other', 'approval-requested'] }, true],
    ['another value', { event: ['other'] }, false],
    ['two conditions of which one fails', { event: ['approval-requested'], reviewer: ['x'] }, false],
    [
      'two conditions of which one is not known',
      { event: ['approval-requested'], reviewer: [{ cidr: 'x' }] },
      undefined,
    ],
    ['a condition that fails beside one that is not known', { event: ['x'], reviewer: [{ cidr: 'x' }] }, false],
    ['a value beside one that is not known', { event: ['approval-requested', { cidr: 'x' }] }, true],
    ['a value that is not in a list', { event: 'approval-requested' }, undefined],
    ['a number', { event: [5] }, false],
    ['null', { event: [null] }, undefined],
    ['an attribute that is not sent', { team: ['shop'] }, false],
    ['an attribute that is not sent, by an operator', { team: [{ prefix: '' }] }, false],
    ['exists', { event: [{ exists: true }] }, true],
    ['exists not', { event: [{ exists: false }] }, false],
    ['exists not, of one that is not sent', { team: [{ exists: false }] }, true],
    ['exists, of one that is not sent', { team: [{ exists: true }] }, false],
    ['a prefix', { event: [{ prefix: 'approval-' }] }, true],
    ['a prefix that it does not have', { event: [{ prefix: 'requested' }] }, false],
    ['a prefix that is not a string', { event: [{ prefix: 5 }] }, undefined],
    ['a suffix', { event: [{ suffix: '-requested' }] }, true],
    ['a suffix that it does not have', { event: [{ suffix: 'approval' }] }, false],
    ['a suffix that is not a string', { event: [{ suffix: 5 }] }, undefined],
    ['a value in other letters', { reviewer: [{ 'equals-ignore-case': 'aNA@EXAMPLE.com' }] }, true],
    ['another value in any letters', { reviewer: [{ 'equals-ignore-case': 'ben@example.com' }] }, false],
    ['a number in any letters', { reviewer: [{ 'equals-ignore-case': 5 }] }, undefined],
    ['anything but another value', { event: [{ 'anything-but': 'other' }] }, true],
    ['anything but its value', { event: [{ 'anything-but': 'approval-requested' }] }, false],
    ['anything but several', { event: [{ 'anything-but': ['other', 'approval-requested'] }] }, false],
    ['anything but several others', { event: [{ 'anything-but': ['other', 'more'] }] }, true],
    ['anything but a pattern', { event: [{ 'anything-but': { prefix: 'x' } }] }, undefined],
    ['anything but a value and a number', { event: [{ 'anything-but': ['approval-requested', 5] }] }, undefined],
    ['an operator that is not known', { event: [{ cidr: '10.0.0.0/8' }] }, undefined],
    ['no operator', { event: [{}] }, undefined],
    ['one of two policies', { $or: [{ event: ['x'] }, { reviewer: ['Ana@example.com'] }] }, true],
    ['none of two policies', { $or: [{ event: ['x'] }, { reviewer: ['y'] }] }, false],
  ])('with %s', (_what, policy, lets) => {
    expect(letsThrough(policy, message)).toBe(lets);
  });

  test('is met by an attribute that may have any value', () => {
    const policy = { cluster: ['prod'], event: ['approval-requested'] };

    expect(letsThrough(policy, message, ['cluster'])).toBe(true);
    expect(letsThrough({ $or: [policy] }, message, ['cluster'])).toBe(true);
    expect(letsThrough(policy, message)).toBe(false);
  });
});

describe('a notice', () => {
  const filter = (policy: unknown, scope?: string) => ({
    policy: policy === undefined ? undefined : JSON.stringify(policy),
    scope,
  });
  const prod = { cluster: 'prod', service: 'shop' };

  test.each<[string, ReturnType<typeof filter>, boolean | undefined]>([
    ['without a filter', filter(undefined), true],
    ['without a filter on the body', filter(undefined, 'MessageBody'), true],
    ['with a filter on the body', filter({}, 'MessageBody'), false],
    ['with a filter on its attributes', filter({ event: ['approval-requested'] }, 'MessageAttributes'), true],
    ['for its reviewer', filter({ reviewer: ['ana@example.com'] }), true],
    ['for its place', filter({ cluster: ['prod'], service: ['shop'] }), true],
    ['for another place', filter({ cluster: ['test'] }), false],
    ['with a policy that is not JSON', { policy: '{', scope: undefined }, undefined],
  ])('is let through or held back %s', (_what, stored, lets) => {
    expect(lettingNotice(stored, 'ana@example.com', prod)).toBe(lets);
  });

  test('about any place passes what may be met, and has no reviewer if it is for everybody', () => {
    expect(lettingNotice(filter({ cluster: ['prod'], service: ['shop'] }), 'ana@example.com')).toBe(true);
    expect(lettingNotice(filter({ reviewer: [{ exists: false }] }))).toBe(true);
    expect(lettingNotice(filter({ event: ['break-glass'] }), 'ana@example.com', prod, 'break-glass')).toBe(true);
  });

  test.each<[string, unknown, object]>([
    ['no filter', undefined, { own: true, others: true, shared: true }],
    ['its own filter', { reviewer: ['ana@example.com'] }, { own: true, others: false, shared: false }],
    ['a filter for somebody else', { reviewer: ['ben@example.com'] }, { own: false, others: true, shared: false }],
    [
      'a filter for both in a list of policies',
      { $or: [{ reviewer: ['ana@example.com'] }, { reviewer: ['Ben@example.com'] }] },
      { own: true, others: false, shared: false },
    ],
    [
      'a filter for somebody else deep in it',
      { $or: [{ reviewer: ['ana@example.com'] }, { reviewer: ['ben@example.com'] }] },
      { own: true, others: true, shared: false },
    ],
    ['a prefix of addresses', { reviewer: [{ prefix: 'ana@' }] }, { own: true, others: true, shared: false }],
    [
      'a suffix of addresses',
      { reviewer: [{ suffix: 'ana@example.com' }] },
      { own: true, others: true, shared: false },
    ],
    [
      'anybody else',
      { reviewer: [{ 'anything-but': ['ana@example.com'] }] },
      { own: false, others: true, shared: false },
    ],
    ['only what is for everybody', { reviewer: [{ exists: false }] }, { own: false, others: false, shared: true }],
    ['what is not known', { reviewer: [{ cidr: 'x' }] }, { own: undefined, others: undefined, shared: false }],
  ])('reaches an address with %s', (_what, policy, reach) => {
    expect(reachOfFilter(filter(policy), 'Ana@example.com')).toEqual(reach);
  });

  test('is filtered for one person as the template does it', () => {
    const own = { policy: filterFor('Ana@example.com', { shared: false }), scope: undefined };
    const both = { policy: filterFor('Ana@example.com', { shared: true }), scope: undefined };

    expect(reachOfFilter(own, 'ana@example.com')).toEqual({ own: true, others: false, shared: false });
    expect(reachOfFilter(both, 'ana@example.com')).toEqual({ own: true, others: false, shared: true });
  });
});
