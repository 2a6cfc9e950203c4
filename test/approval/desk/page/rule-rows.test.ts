import { describe, expect, test } from 'vitest';
import { en } from '../../../../src/approval/desk/language/en.ts';
import { ruleRows } from '../../../../src/approval/desk/page/rule-rows.ts';
import type { ApprovalRequest } from '../../../../src/approval/request/request.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { newRequest, vote } from '../../../helpers/approval.ts';

const [ana, ben, cho] = ['ana@example.com', 'ben@example.com', 'cho@example.com'];
const by = `arn:aws:iam::123456789012:user/${ana}`;
const started = newRequest().createdAt;
const startedByAna = {
  deployer: { schemaVersion: 1, calls: [{ id: 'e', action: 'UpdateService', by, at: started, recordedAt: started }] },
} as Partial<ApprovalRequest>;

const approvedBy = (request: ApprovalRequest, ...people: string[]): ApprovalRequest => ({
  ...request,
  votes: people.map((person, at) => vote({ id: `${at}`, by: person })),
});
const withRules = (...rules: JsonObject[]) => newRequest({ reviewers: [ana, ben, cho], asked: { rules } });
const rule = (name: string, from: string[], more: JsonObject = {}) => ({ name, from, approvals: 1, ...more });

/** `qa 1 of 2 by ana@example.com, missing ben@example.com` */
const rowsOf = (request: ApprovalRequest) =>
  ruleRows(en, request).map(({ name = 'all', given, needed, votes, missing }) =>
    [
      `${name} ${given} of ${needed}`,
      ...(votes.length > 0 ? [`by ${votes.map((one) => one.by).join(', ')}`] : []),
      ...(missing === '' ? [] : [`missing ${missing}`]),
    ].join(' | '),
  );

describe('what is needed, and whose approval is missing', () => {
  const two = newRequest({ reviewers: [ana, ben, cho], approvals: 2 });

  test.each<[string, ApprovalRequest, string[]]>([
    ['of nobody yet', two, ['all 0 of 2 | missing ana@example.com, ben@example.com, cho@example.com']],
    [
      'of those who have not approved',
      approvedBy(two, ana),
      ['all 1 of 2 | by ana@example.com | missing ben@example.com, cho@example.com'],
    ],
    ['of nobody if it is enough', approvedBy(two, ana, ben), ['all 2 of 2 | by ana@example.com, ben@example.com']],
    [
      'of nobody who is excluded',
      { ...two, excluded: [cho] },
      ['all 0 of 2 | missing ana@example.com, ben@example.com'],
    ],
    ['of anybody', newRequest(), ['all 0 of 1']],
    [
      'of nobody who has started it',
      approvedBy(
        { ...newRequest({ reviewers: [ana, ben], approvals: 1, asked: { selfApproval: 'deny' } }), ...startedByAna },
        ana,
      ),
      ['all 0 of 1 | missing ben@example.com'],
    ],
    [
      'of nobody of a rule if only its people have started it',
      {
        ...newRequest({ asked: { rules: [rule('qa', [ana], { assurance: 'sign-in' })], selfApproval: 'deny' } }),
        ...startedByAna,
      },
      ['qa 0 of 1'],
    ],
    [
      'of somebody who has approved another rule by link, and has to sign in for this one',
      approvedBy(withRules(rule('qa', [ana]), rule('ops', [ana, ben], { assurance: 'sign-in' })), ana),
      ['qa 1 of 1 | by ana@example.com', 'ops 0 of 1 | missing ana@example.com, ben@example.com; after signing in'],
    ],
    [
      'of each rule, with how its people have to decide',
      approvedBy(withRules(rule('qa', [ana]), rule('ops', [ben, 'group:sre'], { assurance: 'sign-in' })), ana),
      ['qa 1 of 1 | by ana@example.com', 'ops 0 of 1 | missing ben@example.com, members of sre; after signing in'],
    ],
    [
      'of nobody else if a rule has enough',
      approvedBy(withRules(rule('qa', [ana, ben])), ana),
      ['qa 1 of 1 | by ana@example.com'],
    ],
    [
      'of deputies alone if all others have approved',
      approvedBy(withRules(rule('qa', [ana], { approvals: 2, deputies: [{ afterMinutes: 10, from: [ben] }] })), ana),
      ['qa 1 of 2 | by ana@example.com | missing from 2026-11-22 14:10 UTC also ben@example.com'],
    ],
    [
      'of no deputy who has approved',
      approvedBy(
        newRequest({ reviewers: [ana, ben], approvals: 2, asked: { deputies: [{ afterMinutes: 5, from: [cho] }] } }),
        cho,
      ),
      ['all 1 of 2 | by cho@example.com | missing ana@example.com, ben@example.com'],
    ],
    [
      'of deputies, from when on',
      withRules(rule('qa', [ana], { deputies: [{ afterMinutes: 10, from: [ben] }] })),
      ['qa 0 of 1 | missing ana@example.com; from 2026-11-22 14:10 UTC also ben@example.com'],
    ],
  ])('is said %s', (_what, request, rows) => {
    expect(rowsOf(request)).toEqual(rows);
  });

  test('each approval is shown with one rule, so that all rules have theirs', () => {
    const both = [rule('any', [ana, ben, cho]), rule('qa', [ana]), rule('ops', [ana, ben])];

    expect(rowsOf(approvedBy(withRules(...both), ana, ben, cho))).toEqual([
      'any 1 of 1 | by cho@example.com',
      'qa 1 of 1 | by ana@example.com',
      'ops 1 of 1 | by ben@example.com',
    ]);
  });
});
