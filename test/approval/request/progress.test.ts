import { describe, expect, test } from 'vitest';
import {
  canHelp,
  formatProgress,
  formatRejecting,
  isApprovedAt,
  isInvited,
  isProved,
  leastFor,
  liftsRejection,
  rulesBeyond,
} from '../../../src/approval/request/progress.ts';
import type { ApprovalRequest } from '../../../src/approval/request/request.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { newRequest, vote } from '../../helpers/approval.ts';

const [ana, ben, cho, dan] = ['ana@example.com', 'ben@example.com', 'cho@example.com', 'dan@example.com'];
const account = 'https://login.example.com/shop#248289761001';
const qa = { name: 'qa', from: [ana, ben], approvals: 1 };
const security = { name: 'security', from: [ana, cho], approvals: 1, assurance: 'sign-in' };
const groups = { name: 'ops', from: ['group:ops', 'group:sre'], approvals: 1 };
const asking = (asked: JsonObject, changes: Parameters<typeof newRequest>[0] = {}) => newRequest({ asked, ...changes });
const withRules = (...rules: JsonObject[]) => asking({ rules });
const member = { via: 'sign-in', identity: { groups: ['ops'] } } as const;

const started = newRequest().createdAt;
const by = `arn:aws:iam::123456789012:user/${ana}`;
const call = { id: 'event', action: 'UpdateService', by, at: started, recordedAt: started };
const startedByAna = { deployer: { schemaVersion: 1, calls: [call] } };

describe('isInvited', () => {
  test.each<[string, ApprovalRequest, string, boolean]>([
    ['everybody, if nobody is named', asking({}), ben, true],
    ['a reviewer', asking({}, { reviewers: [ana] }), ana, true],
    ['nobody but reviewers', asking({}, { reviewers: [ana] }), ben, false],
    ['a deputy', asking({ deputies: [{ afterMinutes: 5, from: [ben] }] }, { reviewers: [ana] }), ben, true],
    ['everybody, if there are rules', asking({ rules: [qa] }, { reviewers: [ana] }), dan, true],
  ])('invites %s', (_who, request, by, expected) => {
    expect(isInvited(request, by)).toBe(expected);
  });
});

describe('canHelp', () => {
  test('says whether one more approval counts', () => {
    const request = withRules({ ...qa, approvals: 2 });

    expect([ana, dan].map((by) => canHelp(request, by, request.createdAt))).toEqual([true, false]);
    expect(canHelp({ ...newRequest(), votes: [vote()] }, ben, request.createdAt)).toBe(false);
  });
});

describe('isProved', () => {
  const named = { excluded: [dan] };

  test.each<[string, ApprovalRequest, Partial<ReturnType<typeof vote>>, boolean]>([
    ['by a person of a rule', withRules(qa), {}, true],
    ['not by somebody else', withRules(qa), { by: dan }, false],
    ['not by a link if the rule wants a sign-in', withRules(security), {}, false],
    ['by a member', withRules(groups), { ...member, by: account }, true],
    [
      'by a member, if other accounts are excluded',
      asking({ rules: [groups] }, { excluded: [account] }),
      { ...member, by: `${account}0` },
      true,
    ],
    [
      'not by an unknown mailbox, if one is excluded',
      asking({ rules: [groups] }, named),
      { ...member, by: account },
      false,
    ],
    ['by a known mailbox, if another is excluded', asking({ rules: [groups] }, named), { ...member, by: ana }, true],
    ['not by an unknown mailbox, if a rule names one', withRules(groups, qa), { ...member, by: account }, false],
    [
      'not by an unknown mailbox, if the deployer may not approve',
      asking({ rules: [groups], selfApproval: 'deny' }),
      { ...member, by: account },
      false,
    ],
    ['by a link', asking({ assurance: 'mailbox' }), {}, true],
    ['not by the link that everybody has', asking({ assurance: 'mailbox' }), { by: 'link holder' }, false],
  ])('%s', (_how, request, changes, expected) => {
    expect(isProved(request, vote(changes))).toBe(expected);
  });
});

describe('liftsRejection', () => {
  const rejected = (changes: Partial<ReturnType<typeof vote>> = {}): ApprovalRequest => ({
    ...withRules(qa, security),
    votes: [vote({ choice: 'REJECT', via: 'sign-in', ...changes })],
  });

  test.each<[string, ApprovalRequest, Partial<ReturnType<typeof vote>>, boolean]>([
    ['that was signed in, by a link', rejected(), {}, true],
    ['that was signed in, by a sign-in', rejected(), { via: 'sign-in' }, false],
    ['that came by a link, by a link', rejected({ via: 'desk' }), {}, false],
    ['but not by another one', rejected(), { choice: 'REJECT' }, false],
    ['but not of somebody else', rejected(), { by: ben }, false],
    ['and no approval', rejected({ choice: 'APPROVE' }), { choice: 'WITHDRAW' }, false],
  ])('says of a rejection %s', (_which, request, changes, expected) => {
    expect(liftsRejection(request, vote(changes))).toBe(expected);
  });
});

describe('what somebody still has to prove', () => {
  const request = withRules(qa, security, { ...security, name: 'iam', assurance: 'iam' });

  test('is what a rule asks for that names them', () => {
    expect(rulesBeyond(request, vote(), 'sign-in')).toEqual(['security']);
    expect(rulesBeyond(request, vote({ by: ben }), 'sign-in')).toEqual([]);
    expect(rulesBeyond(request, vote({ via: 'sign-in' }), 'sign-in')).toEqual([]);
    expect(rulesBeyond(newRequest(), vote(), 'sign-in')).toEqual([]);
    expect(rulesBeyond(asking({ assurance: 'sign-in' }), vote(), 'sign-in')).toEqual([]);
  });

  test('is at least what the weakest of those asks for', () => {
    expect([ana, ben, cho].map((by) => leastFor(request, vote({ by })))).toEqual(['link', 'link', 'sign-in']);
    expect(leastFor(asking({ assurance: 'mailbox' }), vote())).toBe('mailbox');
  });

  test.each([
    ['2026-11-22T14:09:59.999Z', 'sign-in', []],
    ['2026-11-22T14:10:00.000Z', 'link', ['iam']],
  ] as const)('is at %s what the rules ask for in which they are a deputy by then', (at, least, beyond) => {
    const deputies = [{ afterMinutes: 10, from: [cho] }];
    const iam = { name: 'iam', from: [ana], approvals: 1, assurance: 'iam', deputies };
    const deputy = withRules({ ...qa, deputies }, iam, security);

    expect(leastFor(deputy, vote({ by: cho, at }))).toBe(least);
    expect(rulesBeyond(deputy, vote({ by: cho, at }), 'iam')).toEqual(beyond);
  });
});

describe('how far a request is', () => {
  const approved = (request: ApprovalRequest) => ({ ...request, votes: [vote({ by: ana })] });
  const rejected = (request: ApprovalRequest) => ({
    ...request,
    votes: [vote({ by: ana, choice: 'REJECT', reason: '' })],
  });

  test.each<[string, ApprovalRequest]>([
    ['0 of 1 approval', newRequest()],
    ['1 of 2 approvals', approved(newRequest({ approvals: 2 }))],
    ['0 of 1 approval, 1 of 2 rejections', rejected(asking({ rejections: 2 }))],
    ['qa: 1 of 1, ops: 0 of 1', approved(withRules(qa, { ...qa, name: 'ops', from: [ben] }))],
    [
      '0 of 1 approval, nobody can approve while it is not known who started the deployment',
      asking({ selfApproval: 'deny' }),
    ],
  ])('is "%s"', (said, request) => {
    expect(formatProgress(request)).toBe(said);
  });

  test('leaves out an approval by the person who started it', () => {
    const request = approved({
      ...asking({ selfApproval: 'deny' }, { approvals: 2 }),
      ...startedByAna,
    } as ApprovalRequest);

    expect(formatProgress(request)).toBe('0 of 2 approvals');
  });

  test.each([
    [1, 'a single rejection rolls back'],
    [2, '2 different people must reject to end it'],
  ])('says how many rejections end it: %i', (rejections, said) => {
    expect(formatRejecting(asking({ rejections }))).toBe(said);
    expect(formatRejecting(newRequest())).toBe('a single rejection rolls back');
  });

  const opens = asking({ onDeadline: 'approve', rejections: 2 });
  test.each<[string, ApprovalRequest, string, boolean]>([
    ['at its deadline', opens, opens.deadline, true],
    ['afterwards', opens, '2026-11-23T00:00:00.000Z', true],
    ['never before', opens, '2026-11-22T14:29:59.999Z', false],
    ['not if anybody has rejected it', rejected(opens), opens.deadline, false],
    ['not if the gate rejects then', asking({ onDeadline: 'reject' }), opens.deadline, false],
    ['not if the gate says nothing', newRequest(), opens.deadline, false],
  ])('is approved by its deadline %s', (_when, request, at, expected) => {
    expect(isApprovedAt(request, at)).toBe(expected);
  });
});
