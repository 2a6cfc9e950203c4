import { expect, test } from 'vitest';
import { en } from '../../../../src/approval/desk/language/en.ts';
import { type RequestPage, renderRequestPage } from '../../../../src/approval/desk/page/request-page.ts';
import type { ApprovalRequest, Decision } from '../../../../src/approval/request/request.ts';
import type { Report } from '../../../../src/hook/report.ts';
import { subject, vote } from '../../../helpers/approval.ts';
import { about, aboutNoAddress, asking, now, partOf } from './part-of-page.ts';

const [ana, ben] = ['ana@example.com', 'ben@example.com'];
const decision: Decision = { id: 'd', status: 'APPROVED', by: ana, via: 'desk', at: '2026-11-22T14:05:00.000Z' };
const decided = (changes: Partial<Decision> = {}, more: Partial<ApprovalRequest> = {}): ApprovalRequest => ({
  ...{ ...asking(), status: 'APPROVED', decision: { ...decision, ...changes } },
  ...more,
});
const report = (changes: Partial<Report> = {}): Report => ({
  ...{ schemaVersion: 1, check: 'smoke', gate: undefined, stage: 'POST_TEST_TRAFFIC_SHIFT', step: undefined },
  ...{ verdict: 'pass', reason: '14 of 14', findings: [], at: '2026-11-22T14:00:00.000Z' },
  ...changes,
});
const finding = (changes = {}) => ({ name: 'GET /', outcome: 'passed' as const, found: 'status 200', ...changes });
const { strategy: _none, ...unplanned } = subject;
const { sourceRevisionId: _nothing, ...replacesNothing } = subject;
const withoutStrategy = asking({}, { subject: unplanned });
/** The first of its two rules is met. */
const halfApproved: ApprovalRequest = {
  ...asking({
    rules: [
      { name: 'qa', from: [ana], approvals: 1 },
      { name: 'ops', from: [ben], approvals: 1 },
    ],
  }),
  votes: [vote()],
};

const cases: [string, string, Partial<RequestPage>, string][] = [
  [
    'an open request',
    'Approve my-service 1.41 → 1.42?',
    {},
    'my-cluster · blue/green · us-west-2 · asked 14:00 UTC Start Test Approve Shift Bake',
  ],
  [
    'an open request without a strategy',
    'Approve my-service 1.41 → 1.42?',
    { request: withoutStrategy },
    'my-cluster · us-west-2 · asked 14:00 UTC Start Test Approve Shift Bake',
  ],
  [
    'somebody who has signed in',
    'Greenlight',
    { account: { name: ana, isSignedIn: true } },
    'Signed in as ana@example.com Sign out',
  ],
  ['a reviewer', 'Greenlight', { account: { name: ana, isSignedIn: false } }, 'Deciding as ana@example.com'],
  [
    'a reviewer who could sign in',
    'Greenlight',
    { account: { name: ana, beginsAt: '/sign-in/x', countsThenFor: [] } },
    'Deciding as ana@example.com',
  ],
  ['somebody unknown', 'Greenlight', { account: { beginsAt: '/sign-in/x', countsThenFor: [] } }, ''],
  [
    'a note without a form',
    'Approve my-service 1.41 → 1.42?',
    { note: { tone: 'failed', title: 'No', text: 'Because.', action: { href: '/x', label: 'Go' } } },
    'my-cluster · blue/green · us-west-2 · asked 14:00 UTC Start Test Approve Shift Bake [failed] No Because. Go',
  ],
  [
    'a way without an address',
    'Approve my-service 1.41 → 1.42?',
    { request: aboutNoAddress({ trial: { because: 'the default rule is blue' } }), form: { nonce: 'n' } },
    'my-cluster · blue/green · us-west-2 · asked 14:00 UTC Start Test Approve Shift Bake No address of the new version is offered: the default rule is blue.',
  ],
  [
    'a command',
    'Approve my-service 1.41 → 1.42?',
    {
      request: aboutNoAddress({ trial: { because: 'it needs a header', command: 'curl -H x', internal: true } }),
      form: { nonce: 'n' },
    },
    'my-cluster · blue/green · us-west-2 · asked 14:00 UTC Start Test Approve Shift Bake No address in a browser is certain to show the new version: it needs a header. This command reaches it: curl -H x Its load balancer is internal, so it is reachable only inside its VPC.',
  ],
  [
    'a version that cannot be tried',
    'Approve my-service 1.41 → 1.42?',
    { request: aboutNoAddress({ stage: 'PRE_SCALE_UP' }), form: { nonce: 'n' } },
    'my-cluster · blue/green · us-west-2 · asked 14:00 UTC Start Test Approve Shift Bake The new version cannot be tried yet: at PRE_SCALE_UP no request reaches it.',
  ],
  [
    'a remark about another address',
    'Approve my-service 1.41 → 1.42?',
    {
      request: about({
        trial: {
          source: 'listener',
          remarks: ['at http://b.example/ another load balancer shows it too', 'rule 10 answers /x'],
        },
      }),
      form: { nonce: 'n' },
    },
    'my-cluster · blue/green · us-west-2 · asked 14:00 UTC Start Test Approve Shift Bake Open the new version ↗ (opens a new tab) At http://b.example/ (opens a new tab) another load balancer shows it too. Rule 10 answers /x.',
  ],
  [
    'a form',
    'Approve my-service 1.41 → 1.42?',
    { form: { nonce: 'n' } },
    'my-cluster · blue/green · us-west-2 · asked 14:00 UTC Start Test Approve Shift Bake Open the new version ↗ (opens a new tab)',
  ],
  [
    'a form with a note',
    'Approve my-service 1.41 → 1.42?',
    { form: { nonce: 'n' }, note: { tone: 'failed', title: 'No', text: 'Because.' } },
    'my-cluster · blue/green · us-west-2 · asked 14:00 UTC Start Test Approve Shift Bake [failed] No Because. Open the new version ↗ (opens a new tab)',
  ],
  [
    'a replaced deployment',
    'Replaced: my-service 1.41 → 1.42',
    { isReplaced: true },
    'my-cluster · blue/green · us-west-2 · asked 14:00 UTC Start Test Approve Shift Bake',
  ],
  [
    'a late one',
    'Too late: my-service 1.41 → 1.42',
    { now: new Date('2026-11-22T14:30:00.000Z') },
    'my-cluster · blue/green · us-west-2 · asked 14:00 UTC Start Test Approve Shift Bake',
  ],
  [
    'an approved one',
    'Approved: my-service 1.41 → 1.42',
    { request: decided() },
    'my-cluster · blue/green · us-west-2 · asked 14:00 UTC Start Test Approve Shift Bake',
  ],
  [
    'a superseded one',
    'Closed: my-service 1.41 → 1.42',
    { request: decided({ status: 'SUPERSEDED' }, { status: 'SUPERSEDED' }) },
    'my-cluster · blue/green · us-west-2 · asked 14:00 UTC Start Test Approve Shift Bake',
  ],
  [
    'an expired one',
    'Expired: my-service 1.41 → 1.42',
    { request: decided({ status: 'EXPIRED' }, { status: 'EXPIRED' }) },
    'my-cluster · blue/green · us-west-2 · asked 14:00 UTC Start Test Approve Shift Bake',
  ],
  [
    'one flipped by hand',
    'Rejected: my-service 1.41 → 1.42',
    { request: { ...asking(), status: 'REJECTED' } },
    'my-cluster · blue/green · us-west-2 · asked 14:00 UTC Start Test Approve Shift Bake',
  ],
  [
    'a decision that differs from the status',
    'Approved: my-service 1.41 → 1.42',
    { request: decided({}, { status: 'PENDING' }) },
    'my-cluster · blue/green · us-west-2 · asked 14:00 UTC Start Test Approve Shift Bake',
  ],
  [
    'break glass',
    'Approved: my-service 1.41 → 1.42',
    { request: decided({ via: 'break-glass', by: 'arn:aws:iam::123456789012:user/dan', reason: 'the shop\nis down' }) },
    'my-cluster · blue/green · us-west-2 · asked 14:00 UTC Start Test Approve Shift Bake [failed] Approved by break glass By user/dan (IAM) at 14:05 UTC, without what this gate needs: the shop is down',
  ],
  [
    'break glass without a reason',
    'Approved: my-service 1.41 → 1.42',
    { request: decided({ via: 'break-glass' }) },
    'my-cluster · blue/green · us-west-2 · asked 14:00 UTC Start Test Approve Shift Bake [failed] Approved by break glass By ana@example.com at 14:05 UTC, without what this gate needs:',
  ],
  ['one image', 'What changes', {}, 'image ui − shop/ui:1.41 + shop/ui:1.42'],
  ['no image', 'What changes', { request: about({ images: [] }) }, ''],
  [
    'an unchanged and a new image',
    'What changes',
    {
      request: about({
        images: [
          { container: 'ui', before: 'a/ui:1', after: 'a/ui:1' },
          { container: 'log', after: 'a/log:1' },
        ],
      }),
    },
    'image ui a/ui:1 (unchanged) image log + a/log:1',
  ],
  [
    'the first deployment',
    'What changes',
    {
      request: asking({}, { subject: { ...replacesNothing, firstDeployment: true, unknown: ['ECS did not answer.'] } }),
    },
    'image ui − shop/ui:1.41 + shop/ui:1.42 ECS did not answer. This is the service’s first deployment: there is no earlier revision to roll back to.',
  ],
  [
    'the ids of everything',
    'Details',
    {},
    'Waits at POST_TEST_TRAFFIC_SHIFT Revision 9313423515462893900 , replaces 1920498462936580504 Deployment EZe5RNVLH6PPzHXINuP28 Account 123456789012, us-west-2',
  ],
  [
    'a gate at a step',
    'Details',
    { request: about({ gate: 'legal', step: 25 }) },
    'Waits at POST_TEST_TRAFFIC_SHIFT at 25 %, gate legal Revision 9313423515462893900 , replaces 1920498462936580504 Deployment EZe5RNVLH6PPzHXINuP28 Account 123456789012, us-west-2',
  ],
  [
    'that nobody knows who started it',
    'Details',
    { request: asking({ selfApproval: 'deny' }, { subject: replacesNothing }) },
    'Waits at POST_TEST_TRAFFIC_SHIFT Revision 9313423515462893900 Deployment EZe5RNVLH6PPzHXINuP28 , started by not known yet Account 123456789012, us-west-2',
  ],
  [
    'what happened',
    'History',
    { request: { ...asking(), history: [{ at: decision.at, what: 'asked\nAna' }] } },
    '14:05 UTC asked Ana',
  ],
  ['nothing said by the team', 'What the team says', {}, ''],
  [
    'a title and notes',
    'What the team says',
    { request: about({ title: 'The new cart', notes: 'Look at the cart.' }) },
    'The new cart Look at the cart.',
  ],
  [
    'a check at another stage',
    'What was checked',
    { reports: [report({ stage: 'PRE_SCALE_UP' })] },
    '[passed] passed smoke 14 of 14 PRE_SCALE_UP',
  ],
  [
    'the seventh check, folded away',
    'What was checked',
    { reports: Array.from({ length: 7 }, (_, at) => report({ reason: `${at}` })) },
    `${[0, 1, 2, 3, 4, 5].map((at) => `[passed] passed smoke ${at}`).join(' ')} All checks (1 more) [passed] passed smoke 6`,
  ],
  ['no reports', 'What was checked', { reports: [] }, 'No check has reported on this deployment.'],
  [
    'unreadable reports',
    'What was checked',
    { reports: undefined },
    'The reports cannot be read at the moment. Reload the page to see them.',
  ],
  [
    'only an approval',
    'What was checked',
    { reports: [report({ check: 'approval' })] },
    'No check has reported on this deployment.',
  ],
  [
    'every verdict',
    'What was checked',
    {
      reports: [
        report(),
        report({ verdict: 'wait', reason: 'a' }),
        report({ verdict: 'error', reason: 'b' }),
        report({ verdict: 'fail', reason: 'c' }),
        report({ waived: 'dry run', reason: 'dry run, d' }),
        report({ inconclusive: true, verdict: 'fail', reason: 'e' }),
      ],
    },
    '[waiting] still checking smoke a [unknown] could not check smoke b [failed] failed smoke c What this means, and what to do [degraded] DRY RUN smoke d [degraded] could not tell smoke e [passed] passed smoke 14 of 14',
  ],
  [
    'a named gate',
    'What was checked',
    { reports: [report({ gate: 'release.smoke' })] },
    '[passed] passed smoke (release) 14 of 14',
  ],
  [
    'a finding',
    'What was checked',
    { reports: [report({ findings: [finding({ allowed: 'status 200' })] })] },
    '[passed] passed smoke 14 of 14 1 finding [passed] passed GET /: status 200, allowed status 200',
  ],
  [
    'findings that failed',
    'What was checked',
    {
      reports: [
        report({ verdict: 'fail', findings: [finding(), finding({ outcome: 'failed', found: 'status 500' })] }),
      ],
    },
    '[failed] failed smoke 14 of 14 [open] 2 findings [passed] passed GET /: status 200 [failed] failed GET /: status 500 What this means, and what to do',
  ],
  [
    '20 findings',
    'What was checked',
    { reports: [report({ findings: Array.from({ length: 21 }, (_, at) => finding({ name: `${at}`, found: 'x' })) })] },
    '[passed] passed smoke 14 of 14 21 findings [passed] passed 0: x [passed] passed 1: x [passed] passed 2: x [passed] passed 3: x [passed] passed 4: x [passed] passed 5: x [passed] passed 6: x [passed] passed 7: x [passed] passed 8: x [passed] passed 9: x [passed] passed 10: x [passed] passed 11: x [passed] passed 12: x [passed] passed 13: x [passed] passed 14: x [passed] passed 15: x [passed] passed 16: x [passed] passed 17: x [passed] passed 18: x [passed] passed 19: x',
  ],
  ['who decided, once it is too late', 'Who has decided', { now: new Date('2026-11-22T23:00:00Z') }, 'Nobody.'],
  [
    'nobody yet',
    'Who has decided',
    {},
    'Nobody yet. Reviewers: ana@example.com, ben@example.com. 2 approvals from different reviewers are needed; a single rejection rolls back.',
  ],
  [
    'one approval is enough',
    'Who has decided',
    { request: asking({}, { approvals: 1 }) },
    'Nobody yet. Reviewers: ana@example.com, ben@example.com. One approval is needed; a single rejection rolls back.',
  ],
  [
    'nobody in particular',
    'Who has decided',
    { request: asking({}, { reviewers: [], approvals: 1 }) },
    'Nobody yet. One approval is needed; a single rejection rolls back.',
  ],
  [
    'two rejections',
    'Who has decided',
    {
      request: asking({
        rejections: 2,
        deputies: [
          { afterMinutes: 5, from: ['dan@example.com'] },
          { afterMinutes: 7, from: ['eva@example.com'] },
        ],
      }),
    },
    'Nobody yet. Reviewers: ana@example.com, ben@example.com; from 2026-11-22 14:05 UTC also dan@example.com; from 2026-11-22 14:07 UTC also eva@example.com. 2 approvals from different reviewers are needed; 2 different people must reject to end it.',
  ],
  [
    'rules',
    'Who has decided',
    { request: halfApproved },
    '[passed] approved ana@example.com, 14:10 UTC Every rule must be met; each person counts towards one; a single rejection rolls back.',
  ],
  [
    'rule by rule who has approved and who is missing',
    'Your decision',
    { request: halfApproved },
    '20 min left until 14:30 UTC, then ECS rolls back [passed] qa, 1 of 1 ana@example.com 14:10 UTC [waiting] ops, 0 of 1 ben@example.com',
  ],
  [
    'votes',
    'Who has decided',
    {
      request: {
        ...asking(),
        votes: [
          vote({ reason: 'fine', checklist: ['Tested', 'Announced'] }),
          vote({ choice: 'REJECT', by: ben, reason: 'no\nway' }),
          vote({ choice: 'WITHDRAW', by: ben }),
        ],
      },
    },
    '[passed] approved ana@example.com, 14:10 UTC fine ticked: Tested; Announced [failed] rejected ben@example.com, 14:10 UTC no way [unknown] withdrew ben@example.com, 14:10 UTC Reviewers: ana@example.com, ben@example.com. 2 approvals from different reviewers are needed; a single rejection rolls back.',
  ],
  [
    'a decision',
    'Who has decided',
    { request: decided({ reason: 'fine' }, { votes: [vote()] }) },
    '[passed] approved ana@example.com, 14:10 UTC',
  ],
  [
    'a decision by break glass, with the votes',
    'Who has decided',
    { request: decided({ via: 'break-glass', reason: 'fire' }, { votes: [vote()] }) },
    '[passed] approved ana@example.com, 14:10 UTC Decision: APPROVED BY BREAK GLASS, without what the gate needs, by ana@example.com at 14:05 UTC.',
  ],
  [
    'a decision that nobody made, with the votes',
    'Who has decided',
    { request: decided({ status: 'EXPIRED', by: 'Greenlight', via: 'greenlight' }, { votes: [vote()] }) },
    '[passed] approved ana@example.com, 14:10 UTC Decision: expired at 14:05 UTC without a decision.',
  ],
  [
    'what ECS has done, under a note that does not say it',
    'Approved: my-service 1.41 → 1.42',
    {
      request: decided(),
      note: { tone: 'passed', title: 'Already approved', text: 'Nothing.' },
      ecs: { line: 'finished at 14:12 UTC', state: 'succeeded' },
    },
    'my-cluster · blue/green · us-west-2 · asked 14:00 UTC Start Test Approve Shift Bake [passed] Already approved Nothing. Finished at 14:12 UTC',
  ],
  [
    'once what ECS has done',
    'Rolled back: my-service 1.41 → 1.42',
    {
      request: decided(),
      note: { tone: 'failed', title: 'This was approved', text: 'Before.', ecs: 'rolled back at 14:12 UTC' },
      ecs: { line: 'rolled back at 14:12 UTC', state: 'undone' },
    },
    'my-cluster · blue/green · us-west-2 · asked 14:00 UTC Start Test Approve Shift Bake [failed] This was approved Before. Rolled back at 14:12 UTC',
  ],
  [
    'resolved images',
    'Who has decided',
    {
      request: decided(
        {},
        {
          confirmation: {
            at: decision.at,
            images: [
              { container: 'ui', after: 'shop/ui:1.42@sha256:0123456789abcdef' },
              { container: 'log', after: 'log:1' },
            ],
          },
        },
      ),
    },
    'Decision: approved by ana@example.com at 14:05 UTC. When it was about to pass, ECS was deploying: ui shop/ui:1.42@sha256:0123456789ab…, log log:1.',
  ],
  [
    'the same images',
    'Who has decided',
    {
      request: decided({}, { confirmation: { at: decision.at, images: [{ container: 'ui', after: 'shop/ui:1.42' }] } }),
    },
    'Decision: approved by ana@example.com at 14:05 UTC.',
  ],
];

test.each(cases)('the page of a request shows %s, under "%s"', async (_what, heading, shown, expected) => {
  expect(await partOf(heading, shown)).toBe(expected);
});

test.each<[string, Partial<RequestPage>, string]>([
  ['by votes, before ECS has rolled back', { request: decided({ status: 'REJECTED' }) }, 'failed'],
  [
    'by votes, and rolled back',
    { request: decided({ status: 'REJECTED' }), ecs: { line: 'rolled back', state: 'undone', isAsked: true } },
    'rest',
  ],
  ['an approval, and rolled back by an alarm', { request: decided(), ecs: { line: 'x', state: 'undone' } }, 'failed'],
  ['an approval, and being rolled back', { request: decided(), ecs: { line: 'x', state: 'undoing' } }, 'failed'],
  [
    'an approval, and rolled back by somebody',
    { request: decided(), ecs: { line: 'x', state: 'undone', isAsked: true } },
    'rest',
  ],
  ['an approval, and finished', { request: decided(), ecs: { line: 'x', state: 'succeeded' } }, 'passed'],
])('the dot of a page shows how it ended: %s', async (_what, shown, tone) => {
  const page = String(await renderRequestPage(en, { request: asking(), reports: [], now, ...shown }));

  expect(page).toContain(`class="brand ${tone}"`);
  // A red cross is for what failed, not for what people asked for.
  expect(page.includes('<li class="bad">')).toBe(false);
});
