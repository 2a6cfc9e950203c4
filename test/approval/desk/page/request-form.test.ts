import { expect, test } from 'vitest';
import type { RequestPage } from '../../../../src/approval/desk/page/request-page.ts';
import { subject } from '../../../helpers/approval.ts';
import { about, aboutNoAddress, asking, partOf } from './part-of-page.ts';

const cases: [string, Partial<RequestPage>, string][] = [
  [
    'a form for a vote',
    { form: { nonce: 'n' } },
    '20 min left until 14:30 UTC, then ECS rolls back [waiting] Approvals, 0 of 2 ana@example.com, ben@example.com [name="nonce" value="n"] Release this version to production? [name="choice" value="approve" required] Approve [name="choice" value="reject" required] Reject [name="looked" value="yes"] I looked at 1.42 on the test listener Required to approve Reason Required to reject, visible to all reviewers [name="reason" rows="3" maxlength="1000"] Record my decision Recorded with your name and what this page shows.',
  ],
  [
    'a form to withdraw',
    { form: { nonce: 'n', canWithdraw: true }, note: { tone: 'failed', title: 'No', text: 'Because.' } },
    '20 min left until 14:30 UTC, then ECS rolls back [waiting] Approvals, 0 of 2 ana@example.com, ben@example.com Change your decision [name="nonce" value="n"] Release this version to production? [name="choice" value="approve" required] Approve [name="choice" value="reject" required] Reject [name="choice" value="withdraw" required] Withdraw my earlier vote It no longer counts, and you can decide again [name="looked" value="yes"] I looked at 1.42 on the test listener Required to approve Reason Required to reject, visible to all reviewers [name="reason" rows="3" maxlength="1000"] Record my decision Recorded with your name and what this page shows.',
  ],
  [
    'a form that is shown again',
    {
      form: {
        nonce: 'n',
        input: { choice: '', looked: false, reason: '', nonce: 'n' },
        problems: { choice: 'Choose.' },
      },
      note: { tone: 'failed', title: 'No', text: 'Because.' },
    },
    '20 min left until 14:30 UTC, then ECS rolls back [waiting] Approvals, 0 of 2 ana@example.com, ben@example.com [failed] No Because. [name="nonce" value="n"] [fieldset aria-invalid="true" aria-describedby="choice-problem"] Release this version to production? [span class="problem" id="choice-problem"] Choose. [name="choice" value="approve" required] Approve [name="choice" value="reject" required] Reject [name="looked" value="yes"] I looked at 1.42 on the test listener Required to approve Reason Required to reject, visible to all reviewers [name="reason" rows="3" maxlength="1000"] Record my decision Recorded with your name and what this page shows.',
  ],
  [
    'no form',
    {},
    '20 min left until 14:30 UTC, then ECS rolls back [waiting] Approvals, 0 of 2 ana@example.com, ben@example.com',
  ],
  [
    'a way to sign in',
    {
      account: { beginsAt: '/sign-in/x', countsThenFor: [] },
      form: { nonce: 'n', noApproval: { title: 'No', text: 'No.' } },
    },
    '20 min left until 14:30 UTC, then ECS rolls back [waiting] Approvals, 0 of 2 ana@example.com, ben@example.com To decide under your own name: Sign in No No. [name="nonce" value="n"] Release this version to production? [name="choice" value="reject" required] Reject Reason Required to reject, visible to all reviewers [name="reason" rows="3" maxlength="1000"] Record my decision Recorded with your name and what this page shows.',
  ],
  [
    'a sign-in for two rules',
    {
      account: { beginsAt: '/sign-in/x', countsThenFor: ['qa', 'ops'] },
      form: { nonce: 'n', noApproval: { title: 'No', text: 'No.' } },
    },
    '20 min left until 14:30 UTC, then ECS rolls back [waiting] Approvals, 0 of 2 ana@example.com, ben@example.com For your decision to count for qa and ops: Sign in No No. [name="nonce" value="n"] Release this version to production? [name="choice" value="reject" required] Reject Reason Required to reject, visible to all reviewers [name="reason" rows="3" maxlength="1000"] Record my decision Recorded with your name and what this page shows.',
  ],
  [
    'a form of the deployer',
    { form: { nonce: 'n', noApproval: { title: 'You cannot', text: 'You started it.' } } },
    '20 min left until 14:30 UTC, then ECS rolls back [waiting] Approvals, 0 of 2 ana@example.com, ben@example.com You cannot You started it. [name="nonce" value="n"] Release this version to production? [name="choice" value="reject" required] Reject Reason Required to reject, visible to all reviewers [name="reason" rows="3" maxlength="1000"] Record my decision Recorded with your name and what this page shows.',
  ],
  [
    'a form with everything typed',
    {
      request: asking({ checklist: ['Tested', 'Announced'] }),
      form: { nonce: 'n', input: { choice: 'approve', looked: true, reason: 'fine', nonce: 'n', items: [1] } },
    },
    '20 min left until 14:30 UTC, then ECS rolls back [waiting] Approvals, 0 of 2 ana@example.com, ben@example.com [name="nonce" value="n"] Release this version to production? [name="choice" value="approve" required checked] Approve [name="choice" value="reject" required] Reject Confirm each item Required to approve [name="item-0" value="yes"] Tested [name="item-1" value="yes" checked] Announced [name="looked" value="yes" checked] I looked at 1.42 on the test listener Required to approve Reason Required to reject, visible to all reviewers [name="reason" rows="3" maxlength="1000"] fine Record my decision Recorded with your name and what this page shows.',
  ],
  [
    'a form with a rejection typed',
    { form: { nonce: 'n', canWithdraw: true, input: { choice: 'reject', looked: false, reason: 'no', nonce: 'n' } } },
    '20 min left until 14:30 UTC, then ECS rolls back [waiting] Approvals, 0 of 2 ana@example.com, ben@example.com [name="nonce" value="n"] Release this version to production? [name="choice" value="approve" required] Approve [name="choice" value="reject" required checked] Reject [name="choice" value="withdraw" required] Withdraw my earlier vote It no longer counts, and you can decide again [name="looked" value="yes"] I looked at 1.42 on the test listener Required to approve Reason Required to reject, visible to all reviewers [name="reason" rows="3" maxlength="1000"] no Record my decision Recorded with your name and what this page shows.',
  ],
  [
    'a form with a withdrawal typed',
    { form: { nonce: 'n', canWithdraw: true, input: { choice: 'withdraw', looked: false, reason: '', nonce: 'n' } } },
    '20 min left until 14:30 UTC, then ECS rolls back [waiting] Approvals, 0 of 2 ana@example.com, ben@example.com [name="nonce" value="n"] Release this version to production? [name="choice" value="approve" required] Approve [name="choice" value="reject" required] Reject [name="choice" value="withdraw" required checked] Withdraw my earlier vote It no longer counts, and you can decide again [name="looked" value="yes"] I looked at 1.42 on the test listener Required to approve Reason Required to reject, visible to all reviewers [name="reason" rows="3" maxlength="1000"] Record my decision Recorded with your name and what this page shows.',
  ],
  [
    'a form with every problem',
    {
      request: asking({ checklist: ['Tested'] }),
      form: { nonce: 'n', problems: { choice: 'Choose.', looked: 'Look.', items: 'Tick.', reason: 'Say why.' } },
    },
    '20 min left until 14:30 UTC, then ECS rolls back [waiting] Approvals, 0 of 2 ana@example.com, ben@example.com [name="nonce" value="n"] [fieldset aria-invalid="true" aria-describedby="choice-problem"] Release this version to production? [span class="problem" id="choice-problem"] Choose. [name="choice" value="approve" required] Approve [name="choice" value="reject" required] Reject [fieldset aria-invalid="true" aria-describedby="items-problem"] Confirm each item Required to approve [span class="problem" id="items-problem"] Tick. [name="item-0" value="yes"] Tested [span class="problem" id="looked-problem"] Look. [name="looked" value="yes" aria-invalid="true" aria-describedby="looked-problem"] I looked at 1.42 on the test listener Required to approve Reason Required to reject, visible to all reviewers [span class="problem" id="reason-problem"] Say why. [name="reason" rows="3" maxlength="1000" aria-invalid="true" aria-describedby="reason-problem"] Record my decision Recorded with your name and what this page shows.',
  ],
  [
    'a form that approves at the deadline',
    { request: asking({ onDeadline: 'approve' }), form: { nonce: 'n' } },
    '20 min left until 14:30 UTC, then it is APPROVED BY ITSELF (onDeadline), unless somebody rejects it If nobody decides, this deployment goes to production without an approval. Reject it if it must not. [waiting] Approvals, 0 of 2 ana@example.com, ben@example.com [name="nonce" value="n"] Release this version to production? [name="choice" value="approve" required] Approve [name="choice" value="reject" required] Reject [name="looked" value="yes"] I looked at 1.42 on the test listener Required to approve Reason Required to reject, visible to all reviewers [name="reason" rows="3" maxlength="1000"] Record my decision Recorded with your name and what this page shows.',
  ],
  [
    'a reason for both',
    { request: asking({ requireReason: 'both', reasonPattern: 'OPS-' }), form: { nonce: 'n' } },
    '20 min left until 14:30 UTC, then ECS rolls back [waiting] Approvals, 0 of 2 ana@example.com, ben@example.com [name="nonce" value="n"] Release this version to production? [name="choice" value="approve" required] Approve [name="choice" value="reject" required] Reject [name="looked" value="yes"] I looked at 1.42 on the test listener Required to approve Reason Required, with a match of OPS-, visible to all reviewers [name="reason" rows="3" maxlength="1000"] Record my decision Recorded with your name and what this page shows.',
  ],
  [
    'a pattern for approvals',
    { request: asking({ requireReason: 'approve', reasonPattern: 'OPS-' }), form: { nonce: 'n' } },
    '20 min left until 14:30 UTC, then ECS rolls back [waiting] Approvals, 0 of 2 ana@example.com, ben@example.com [name="nonce" value="n"] Release this version to production? [name="choice" value="approve" required] Approve [name="choice" value="reject" required] Reject [name="looked" value="yes"] I looked at 1.42 on the test listener Required to approve Reason Required, with a match of OPS- for an approval, visible to all reviewers [name="reason" rows="3" maxlength="1000"] Record my decision Recorded with your name and what this page shows.',
  ],
  [
    'a pattern for rejections',
    { request: asking({ reasonPattern: 'OPS-' }), form: { nonce: 'n' } },
    '20 min left until 14:30 UTC, then ECS rolls back [waiting] Approvals, 0 of 2 ana@example.com, ben@example.com [name="nonce" value="n"] Release this version to production? [name="choice" value="approve" required] Approve [name="choice" value="reject" required] Reject [name="looked" value="yes"] I looked at 1.42 on the test listener Required to approve Reason Required to reject, with a match of OPS- for a rejection, visible to all reviewers [name="reason" rows="3" maxlength="1000"] Record my decision Recorded with your name and what this page shows.',
  ],
  [
    'a version that does not run yet',
    { request: aboutNoAddress({ stage: 'PRE_SCALE_UP' }), form: { nonce: 'n' } },
    '20 min left until 14:30 UTC, then ECS rolls back [waiting] Approvals, 0 of 2 ana@example.com, ben@example.com [name="nonce" value="n"] Release this version to production? [name="choice" value="approve" required] Approve [name="choice" value="reject" required] Reject [name="looked" value="yes"] I looked at what 1.42 changes Required to approve Reason Required to reject, visible to all reviewers [name="reason" rows="3" maxlength="1000"] Record my decision Recorded with your name and what this page shows.',
  ],
  [
    'a version that has all of production, and stays there if nobody decides',
    {
      request: {
        ...asking({ onDeadline: 'approve' }),
        subject: { ...subject, stage: 'POST_PRODUCTION_TRAFFIC_SHIFT' },
      },
      form: { nonce: 'n' },
    },
    '20 min left until 14:30 UTC, then it is APPROVED BY ITSELF (onDeadline), unless somebody rejects it If nobody decides, this deployment stays in production without an approval. Reject it if it must not. [waiting] Approvals, 0 of 2 ana@example.com, ben@example.com [name="nonce" value="n"] Keep this version in production? [name="choice" value="approve" required] Approve [name="choice" value="reject" required] Reject [name="looked" value="yes"] I looked at 1.42 on the test listener Required to approve Reason Required to reject, visible to all reviewers [name="reason" rows="3" maxlength="1000"] Record my decision Recorded with your name and what this page shows.',
  ],
  [
    'a version at a configured address',
    { request: about({ trial: { source: 'configuration' } }), form: { nonce: 'n' } },
    '20 min left until 14:30 UTC, then ECS rolls back [waiting] Approvals, 0 of 2 ana@example.com, ben@example.com [name="nonce" value="n"] Release this version to production? [name="choice" value="approve" required] Approve [name="choice" value="reject" required] Reject [name="looked" value="yes"] I looked at 1.42 Required to approve Reason Required to reject, visible to all reviewers [name="reason" rows="3" maxlength="1000"] Record my decision Recorded with your name and what this page shows.',
  ],
];

test.each(cases)('the form of a request: %s', async (_what, shown, expected) => {
  expect(await partOf('Your decision', shown)).toBe(expected);
});
