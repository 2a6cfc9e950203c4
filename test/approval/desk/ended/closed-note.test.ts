import { expect, test } from 'vitest';
import { closedNote } from '../../../../src/approval/desk/ended/closed-note.ts';
import { en } from '../../../../src/approval/desk/language/en.ts';
import type { Note } from '../../../../src/approval/desk/page/note.ts';
import type { EcsSince } from '../../../../src/approval/desk/progress/progress-line.ts';
import type { ApprovalRequest, Decision } from '../../../../src/approval/request/request.ts';
import { newRequest, subject, vote } from '../../../helpers/approval.ts';

const now = new Date('2026-11-22T14:10:00.000Z');
const late = new Date('2026-11-22T14:30:00.000Z');
const decided = (changes: Partial<Decision>, more: Partial<ApprovalRequest> = {}): ApprovalRequest => {
  const decision: Decision = {
    id: 'd',
    status: 'APPROVED',
    by: 'ana@example.com',
    via: 'desk',
    at: '2026-11-22T14:05:00.000Z',
    ...changes,
  };
  return { ...newRequest(), status: decision.status, decision, ...more };
};
const first = { subject: { ...subject, firstDeployment: true } };
const outdated = { confirmation: { at: '2026-11-22T14:06:00.000Z', outdated: 'ECS deploys shop/ui:1.43' } };
const opens = { ...newRequest({ asked: { onDeadline: 'approve' } }) };

const cases: [string, ApprovalRequest, Date, Note | undefined][] = [
  ['open', newRequest(), now, undefined],
  [
    'approved',
    decided({}),
    now,
    {
      tone: 'passed',
      title: 'This is approved',
      text: 'It was approved by ana@example.com at 14:05 UTC. The ECS console shows the outcome, under the service’s deployments.',
    },
  ],
  [
    'approved, but something else was deployed',
    decided({}, outdated),
    now,
    {
      tone: 'failed',
      title: 'This was approved, but the approval does not count',
      text: 'It was approved by ana@example.com at 14:05 UTC. Then ECS deploys shop/ui:1.43. So ECS rolls back; deploy again to be asked again.',
    },
  ],
  [
    'approved, but something else is the first deployment',
    decided({}, { ...outdated, ...first }),
    now,
    {
      tone: 'failed',
      title: 'This was approved, but the approval does not count',
      text: 'It was approved by ana@example.com at 14:05 UTC. Then ECS deploys shop/ui:1.43. So the first deployment fails; deploy again to be asked again.',
    },
  ],
  [
    'rejected',
    decided({ status: 'REJECTED', reason: 'no' }),
    now,
    {
      tone: 'failed',
      title: 'ana@example.com rejected 1.42: no',
      text: 'Decided at 14:05 UTC. So ECS rolls back.',
    },
  ],
  [
    'rejected at the first deployment',
    decided({ status: 'REJECTED' }, first),
    now,
    {
      tone: 'failed',
      title: 'ana@example.com rejected 1.42',
      text: 'Decided at 14:05 UTC. So the first deployment fails.',
    },
  ],
  [
    'expired',
    decided({ status: 'EXPIRED', by: 'Greenlight', via: 'greenlight' }),
    now,
    {
      tone: 'failed',
      title: 'Nobody decided in time',
      text: 'The request expired at 14:05 UTC. So ECS rolls back. To be asked again, deploy again.',
    },
  ],
  [
    'superseded',
    decided({ status: 'SUPERSEDED', by: 'Greenlight', via: 'greenlight', reason: 'the deployment was stopped' }),
    now,
    {
      tone: 'waiting',
      title: 'There is nothing left to decide',
      text: 'Closed at 14:05 UTC: the deployment was stopped. Nobody decided.',
    },
  ],
  [
    'superseded after somebody has approved',
    decided(
      { status: 'SUPERSEDED', by: 'Greenlight', via: 'greenlight', reason: 'the deployment was stopped' },
      { votes: [vote()] },
    ),
    now,
    {
      tone: 'waiting',
      title: 'There is nothing left to decide',
      text: 'Closed at 14:05 UTC: the deployment was stopped. It was not approved.',
    },
  ],
  [
    'approved by hand, which nobody has recorded',
    { ...newRequest(), status: 'APPROVED' },
    now,
    {
      tone: 'waiting',
      title: 'Decided by hand',
      text: 'Its status was set to APPROVED in the bucket; Greenlight records that as the decision the next time it checks, unless HandDecisions is no.',
    },
  ],
  [
    'past its deadline',
    newRequest(),
    late,
    {
      tone: 'failed',
      title: 'Too late to decide',
      text: 'The deadline passed at 14:30 UTC and nobody had decided. ECS gets that answer within 2 minutes.',
    },
  ],
  [
    'past its deadline, with a vote',
    { ...newRequest({ approvals: 2 }), votes: [vote()] },
    late,
    {
      tone: 'failed',
      title: 'Too late to decide',
      text: 'The deadline passed at 14:30 UTC and too few people had decided. ECS gets that answer within 2 minutes.',
    },
  ],
  [
    'expired, with a vote',
    decided({ status: 'EXPIRED', by: 'Greenlight', via: 'greenlight' }, { votes: [vote()] }),
    now,
    {
      tone: 'failed',
      title: 'Too few people decided in time',
      text: 'The request expired at 14:05 UTC. So ECS rolls back. To be asked again, deploy again.',
    },
  ],
  [
    'past its deadline, which approves',
    opens,
    late,
    {
      tone: 'waiting',
      title: 'Too late to decide',
      text: 'The deadline passed at 14:30 UTC and nobody had decided. Greenlight approves it (onDeadline), and ECS gets that within 2 minutes.',
    },
  ],
];
test.each(cases)('the note of a request that is %s', (_state, request, at, note) => {
  expect(closedNote(en, request, at)).toEqual(note);
});

const byHand = decided({ status: 'REJECTED', via: 'by hand' });
const expired = decided({ status: 'EXPIRED', by: 'Greenlight', via: 'greenlight' });
const undone: EcsSince = { line: 'rolled back (seen at 14:09 UTC)', state: 'undone' };
const asAsked: EcsSince = { line: 'rolled back, as asked (seen at 14:09 UTC)', state: 'undone', isAsked: true };
const answered: EcsSince = { line: 'ECS got the answer at 14:06 UTC' };

test.each<[string, ApprovalRequest, EcsSince, Omit<Note, 'ecs'>]>([
  [
    'approved and finished',
    decided({}),
    { line: 'finished at 14:09 UTC', state: 'succeeded' },
    { tone: 'passed', title: 'This is approved', text: 'It was approved by ana@example.com at 14:05 UTC.' },
  ],
  [
    'approved and rolled back',
    decided({}),
    undone,
    {
      tone: 'failed',
      title: 'This was approved, and rolled back afterwards',
      text: 'It was approved by ana@example.com at 14:05 UTC.',
    },
  ],
  [
    'approved and rolled back by somebody',
    decided({}),
    asAsked,
    {
      tone: 'rest',
      title: 'This was approved, and rolled back afterwards',
      text: 'It was approved by ana@example.com at 14:05 UTC.',
    },
  ],
  [
    'rejected, which ECS has not acted on',
    decided({ status: 'REJECTED', reason: 'The price\nis wrong' }),
    answered,
    {
      tone: 'failed',
      title: 'ana@example.com rejected 1.42: The price is wrong',
      text: 'Decided at 14:05 UTC. So ECS rolls back.',
    },
  ],
  [
    'rejected and rolled back',
    decided({ status: 'REJECTED', reason: 'x'.repeat(300) }),
    asAsked,
    {
      tone: 'rest',
      title: `ana@example.com rejected 1.42: ${'x'.repeat(199)}…`,
      text: 'Decided at 14:05 UTC.',
    },
  ],
  [
    'rejected by hand and rolled back',
    byHand,
    asAsked,
    { tone: 'rest', title: 'This is rejected', text: 'It was rejected by hand in the bucket at 14:05 UTC.' },
  ],
  [
    'expired and rolled back',
    expired,
    undone,
    {
      tone: 'failed',
      title: 'Nobody decided in time',
      text: 'The request expired at 14:05 UTC. To be asked again, deploy again.',
    },
  ],
])('the note of a request says once what ECS has done: %s', (_state, request, ecs, note) => {
  expect(closedNote(en, request, now, ecs)).toEqual({ ...note, ecs: ecs.line });
});
