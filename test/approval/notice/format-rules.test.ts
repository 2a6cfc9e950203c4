import { describe, expect, test } from 'vitest';
import { formatRules } from '../../../src/approval/notice/format-rules.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { newRequest, vote } from '../../helpers/approval.ts';

const [ana, ben, cho, dan] = ['ana@example.com', 'ben@example.com', 'cho@example.com', 'dan@example.com'];
const qa = { name: 'qa', from: [ana, ben], approvals: 1 };
const security = { name: 'security', from: [ana, cho], approvals: 1, assurance: 'sign-in' };
const groups = { name: 'ops', from: ['group:ops', 'group:sre'], approvals: 1 };
const asking = (asked: JsonObject, changes: Parameters<typeof newRequest>[0] = {}) => newRequest({ asked, ...changes });
const withRules = (...rules: JsonObject[]) => asking({ rules });

const started = newRequest().createdAt;
const by = `arn:aws:iam::123456789012:user/${ana}`;
const call = { id: 'event', action: 'UpdateService', by, at: started, recordedAt: started };
const startedByAna = { deployer: { schemaVersion: 1, calls: [call] } };

describe('formatRules', () => {
  test('names those who can still approve, and how', () => {
    const deputies = [{ afterMinutes: 5, from: [dan, 'eve@example.com'] }];
    const request = asking(
      { rules: [qa, { ...security, deputies }, groups, { ...security, name: 'iam', assurance: 'iam' }] },
      { excluded: ['fay@example.com', cho] },
    );

    expect(formatRules({ ...request, votes: [vote({ by: ben })] }).map(({ text }) => text)).toEqual([
      'qa: 1 of 1',
      'security: 0 of 1 (ana@example.com; from 2026-11-22 14:05 UTC also dan@example.com, eve@example.com; after signing in)',
      'ops: 0 of 1 (members of ops, members of sre)',
      'iam: 0 of 1 (ana@example.com; by IAM)',
    ]);
    expect(formatRules(withRules({ ...qa, approvals: 2 }))).toEqual([
      { isMet: false, text: 'qa: 0 of 2 (ana@example.com, ben@example.com)' },
    ]);
    expect(formatRules(withRules({ ...qa, assurance: 'mailbox' }))).toEqual([
      { isMet: false, text: 'qa: 0 of 1 (ana@example.com, ben@example.com)' },
    ]);
    expect(formatRules(newRequest())).toEqual([]);
  });

  test('counts no approval by the person who started the deployment', () => {
    const request = { ...asking({ rules: [qa], selfApproval: 'deny' }), ...startedByAna };

    expect(formatRules({ ...request, votes: [vote()] })).toMatchObject([{ isMet: false }]);
    expect(formatRules({ ...request, votes: [vote({ by: ben })] })).toMatchObject([{ isMet: true }]);
  });

  test('does not name the person who started the deployment', () => {
    const request = {
      ...asking({ rules: [qa, { ...qa, name: 'lead', from: [ana] }], selfApproval: 'deny' }),
      ...startedByAna,
    };

    expect(formatRules(request).map(({ text }) => text)).toEqual([`qa: 0 of 1 (${ben})`, 'lead: 0 of 1 (nobody)']);
  });

  test('names deputies alone if nobody else can approve', () => {
    const lead = { name: 'lead', from: [ana], approvals: 1, deputies: [{ afterMinutes: 5, from: [cho] }] };
    const request = { ...asking({ rules: [lead], selfApproval: 'deny' }), ...startedByAna };

    expect(formatRules(request).map(({ text }) => text)).toEqual([
      `lead: 0 of 1 (from 2026-11-22 14:05 UTC also ${cho})`,
    ]);
  });

  test('names who has approved by link for a rule that asks for a sign-in', () => {
    const request = { ...withRules({ ...qa, from: [ana] }, { ...security, from: [ana] }), votes: [vote()] };

    expect(formatRules(request).map(({ text }) => text)).toEqual([
      'qa: 1 of 1',
      'security: 0 of 1 (ana@example.com; after signing in)',
    ]);
  });

  test('leaves out a deputy who has approved', () => {
    const request = withRules({ ...qa, approvals: 2, deputies: [{ afterMinutes: 5, from: [cho, dan] }] });

    expect(formatRules({ ...request, votes: [vote({ by: dan })] }).map(({ text }) => text)).toEqual([
      `qa: 1 of 2 (${ana}, ${ben}; from 2026-11-22 14:05 UTC also ${cho})`,
    ]);
  });

  test('leaves out who has approved', () => {
    const request = { ...withRules({ ...qa, approvals: 2 }), votes: [vote({ by: ben })] };

    expect(formatRules(request).map(({ text }) => text)).toEqual(['qa: 1 of 2 (ana@example.com)']);
  });
});
