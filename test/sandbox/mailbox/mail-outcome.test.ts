import { expect, test } from 'vitest';
import type { ApprovalRequest } from '../../../src/approval/request/request.ts';
import { askingOf } from '../../../src/sandbox/mailbox/asking.ts';
import { formatMailOutcome, mailOutcomeOf } from '../../../src/sandbox/mailbox/mail-outcome.ts';
import { newRequest, vote } from '../../helpers/approval.ts';

const [ana, ben, chi] = ['ana@shop.example', 'ben@shop.example', 'chi@shop.example'];
const at = '2026-11-22T07:50:12.000Z';

const pending = newRequest({ reviewers: [ana, ben, chi], approvals: 2 });

const decided = (status: NonNullable<ApprovalRequest['decision']>['status']): ApprovalRequest => ({
  ...pending,
  status,
  decision: { id: 'd', status, by: ana, via: 'desk', at },
});

test.each([
  ['nobody has decided', pending, `waits until ${pending.deadline.slice(11, 16)}`],
  [
    'its reader has approved and others are missing',
    { ...pending, votes: [vote({ by: chi, choice: 'APPROVE', at })] },
    'you approved it at 07:50; others are still asked',
  ],
  [
    'its reader has withdrawn the approval',
    { ...pending, votes: [vote({ by: chi, choice: 'WITHDRAW', at })] },
    `waits until ${pending.deadline.slice(11, 16)}`,
  ],
  ['it was approved', decided('APPROVED'), 'approved by Ana at 07:50'],
  ['it was rejected', decided('REJECTED'), 'rejected by Ana at 07:50'],
  ['nobody decided in time', decided('EXPIRED'), 'expired at 07:50'],
  ['its deployment ended', decided('SUPERSEDED'), 'over since 07:50: the deployment ended first'],
])('a mail says how it was answered if %s', (_case, request, words) => {
  expect(formatMailOutcome(mailOutcomeOf({ key: 'k', request, reviewer: chi }))).toBe(words);
});

test('a reviewer who has approved is not waited for, and the others are, by name', () => {
  const request = { ...pending, votes: [vote({ by: ben, choice: 'APPROVE', at })] };

  expect(askingOf(request)).toMatchObject({
    ...{ given: 1, needed: 2, waitingFor: ['Ana', 'Chi'] },
    ...{ deploymentId: request.subject.deploymentId, stage: request.subject.stage },
    deadline: new Date(request.deadline),
  });
});
