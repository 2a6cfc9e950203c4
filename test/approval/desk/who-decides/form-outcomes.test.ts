import { expect, test } from 'vitest';
import { formatRequest } from '../../../../src/approval/request/request.ts';
import {
  approvalSetup,
  approving,
  decideByIam,
  fillIn,
  key,
  recordStart,
  rejecting,
  vote,
} from '../../../helpers/approval.ts';
import {
  ana,
  asks,
  ben,
  type Case,
  change,
  eve,
  type Outcome,
  replaced,
  reviewers,
  rule,
  send,
  sso,
} from './sent-form.ts';

const cases: [string, Case, Outcome][] = [
  [
    'an approval while the reports of the checks cannot be read',
    { areReportsUnreadable: true },
    {
      status: 503,
      did: 'asked to look again',
      votes: 0,
      title: 'Not recorded: Approve my-service 1.41 → 1.42?',
      note: 'failed: Your approval was not recorded What the checks have reported cannot be read at the moment, and nobody can approve without it. Please send the form again.',
      hasForm: true,
    },
  ],
  [
    'a withdrawal of an approval that has approved',
    { before: (setup) => decideByIam(setup.desk, sso(ana), 'approve'), fields: { choice: 'withdraw', reason: '' } },
    {
      status: 409,
      did: 'refused a withdrawal that came too late',
      votes: 1,
      title: 'Not recorded: Approved: my-service 1.41 → 1.42',
      note: 'passed: Your withdrawal was not recorded This was approved by AWSReservedSSO_Ops_0123456789abcdef/ana@example.com (IAM) at 14:00 UTC.',
    },
  ],
  [
    'a rejection of what was approved before a newer deployment',
    {
      before: async (setup) => {
        await decideByIam(setup.desk, sso(ben), 'approve');
        replaced(setup);
      },
      fields: rejecting,
    },
    {
      status: 409,
      did: 'refused a rejection that came too late',
      votes: 1,
      title: 'Not recorded: Approved: my-service 1.41 → 1.42',
      note: 'passed: Your rejection was not recorded This was approved by AWSReservedSSO_Ops_0123456789abcdef/ben@example.com (IAM) at 14:00 UTC. To stop the deployment of my-service, roll it back in ECS. A newer request about my-service was made at 14:01 UTC, for revision 9313423515462893900 at POST_TEST_TRAFFIC_SHIFT. The mail about it has its link.',
    },
  ],
  [
    'an approval after Greenlight has approved at the deadline',
    {
      gate: { deadlineMinutes: 20 },
      before: (setup) => {
        asks({ onDeadline: 'approve' })(setup);
        setup.clock.step(20 * 60);
      },
    },
    {
      status: 409,
      did: 'refused an approval that came too late',
      votes: 0,
      title: 'Not recorded: Approved: my-service 1.41 → 1.42',
      note: 'passed: Your approval was not recorded This was approved by Greenlight, not by a person, at 14:20 UTC: nobody decided by 2026-11-22T14:20:00.000Z, and onDeadline is &quot;approve&quot;.',
    },
  ],
  ['an approval', {}, { status: 303, did: 'recorded an approval', votes: 1 }],
  [
    'an approval with every item of the checklist',
    { gate: { checklist: ['Tested'] }, fields: { ...approving, 'item-0': 'yes' } },
    { status: 303, did: 'recorded an approval', votes: 1 },
  ],
  [
    'an approval while nobody knows who started it',
    { gate: { selfApproval: 'deny' } },
    {
      status: 403,
      did: 'asked to look again',
      votes: 0,
      title: 'Not recorded: Approve my-service 1.41 → 1.42?',
      note: 'failed: Your approval was not recorded The form below says why you cannot approve.',
      problem: 'Nobody can approve this yet',
      hasForm: true,
    },
  ],
  [
    'a form of somebody who is not asked',
    { by: eve },
    { status: 403, did: 'refused somebody who is not asked', votes: 0, title: 'You are no longer asked about this' },
  ],
  [
    'an approval by somebody who is excluded meanwhile',
    { before: change({ excluded: [ana] }) },
    { status: 403, did: 'refused somebody who may not decide', votes: 0, title: 'You may not decide about this' },
  ],
  [
    'an approval by somebody who is no longer asked',
    { before: change({ reviewers: [ben] }) },
    { status: 403, did: 'refused somebody who is not asked', votes: 0, title: 'You are no longer asked about this' },
  ],
  [
    'an approval of a gate that meanwhile counts only AWS identities',
    { before: asks({ assurance: 'iam' }) },
    {
      status: 403,
      did: 'refused somebody who cannot decide here',
      votes: 0,
      title: 'Not recorded: Approve my-service 1.41 → 1.42?',
      note: 'waiting: Only an AWS identity can decide Your decision from this page would not count. Decide with greenlight approve or reject, and the name of the service; your AWS identity needs permission to invoke the output DecideArn.',
    },
  ],
  [
    'an approval of a deployment that was replaced',
    { before: replaced },
    {
      status: 409,
      did: 'refused an approval about a deployment that was replaced',
      votes: 0,
      title: 'Not recorded: Replaced: my-service 1.41 → 1.42',
      note: 'waiting: A newer deployment has replaced this one ECS deploys one version of a service at a time, so there is nothing left to decide here. A newer request about my-service was made at 14:01 UTC, for revision 9313423515462893900 at POST_TEST_TRAFFIC_SHIFT. The mail about it has its link.',
    },
  ],
  [
    'a rejection of a deployment that was replaced',
    { before: replaced, fields: rejecting },
    {
      status: 409,
      did: 'refused a rejection about a deployment that was replaced',
      votes: 0,
      title: 'Not recorded: Replaced: my-service 1.41 → 1.42',
      note: 'waiting: A newer deployment has replaced this one ECS deploys one version of a service at a time, so there is nothing left to decide here. A newer request about my-service was made at 14:01 UTC, for revision 9313423515462893900 at POST_TEST_TRAFFIC_SHIFT. The mail about it has its link.',
    },
  ],
  [
    'a rejection with a reason that does not match',
    { gate: { reasonPattern: 'OPS-', requireReason: 'both' }, fields: rejecting },
    {
      status: 422,
      did: 'asked to look again',
      votes: 0,
      title: 'Not recorded: Approve my-service 1.41 → 1.42?',
      note: 'failed: Not recorded yet The reason has to contain a match of OPS-.',
      problem: 'The reason has to contain a match of OPS-.',
      hasForm: true,
    },
  ],
  [
    'a rejection with a reason that matches',
    { gate: { reasonPattern: 'OPS-', requireReason: 'both' }, fields: { choice: 'reject', reason: 'OPS-7' } },
    { status: 303, did: 'recorded a rejection', votes: 1 },
  ],
  [
    'an approval of somebody who is excluded while it is sent',
    { between: change({ excluded: [ana] }) },
    { status: 403, did: 'refused somebody who may not decide', votes: 0, title: 'You may not decide about this' },
  ],
  [
    'an approval of somebody whom no rule names any more',
    { between: asks({ rules: [rule([ben])] }) },
    { status: 403, did: 'refused somebody who is not asked', votes: 0, title: 'You are no longer asked about this' },
  ],
  [
    'an approval that proves too little by now',
    { between: asks({ assurance: 'iam' }) },
    {
      status: 403,
      did: 'refused somebody who cannot decide here',
      votes: 0,
      title: 'Not recorded: Approve my-service 1.41 → 1.42?',
      note: 'waiting: Only an AWS identity can decide Your decision from this page would not count. Decide with greenlight approve or reject, and the name of the service; your AWS identity needs permission to invoke the output DecideArn.',
    },
  ],
  [
    'an approval that would take back a stronger rejection',
    {
      gate: { rejections: 2 },
      between: (setup) =>
        setup.store.edit(
          key,
          formatRequest({
            ...setup.request(),
            asked: {
              ...setup.request().asked,
              rules: [rule([ana]), { ...rule([ana], { assurance: 'sign-in' }), name: 'security' }],
            },
            votes: [vote({ via: 'sign-in', choice: 'REJECT', reason: 'no' })],
          }),
        ),
    },
    {
      status: 403,
      did: 'refused somebody who cannot decide here',
      votes: 1,
      title: 'Not recorded: Approve my-service 1.41 → 1.42?',
      note: 'waiting: Your rejection cannot be taken back like this You rejected this after you had signed in, or with an AWS identity. To change that, decide again in the same way.',
    },
  ],
  [
    'an approval of somebody who is only a deputy by now',
    { between: asks({ rules: [rule([ben], { deputies: [{ afterMinutes: 10, from: [ana] }] })] }) },
    {
      status: 403,
      did: 'refused somebody who cannot decide here',
      votes: 0,
      title: 'Not recorded: Approve my-service 1.41 → 1.42?',
      note: 'waiting: You cannot decide yet You are a deputy: you can decide from 2026-11-22 14:10 UTC, if the others have not done so by then.',
    },
  ],
  [
    'an approval of somebody who is known to have started it by now',
    {
      gate: { selfApproval: 'deny', unknownDeployer: 'allow' },
      between: (setup) => recordStart(setup, { by: sso(ana) }),
    },
    {
      status: 403,
      did: 'asked to look again',
      votes: 0,
      title: 'Not recorded: Approve my-service 1.41 → 1.42?',
      note: 'failed: Your approval was not recorded The form below says why you cannot approve.',
      problem: 'You cannot approve this',
      hasForm: true,
    },
  ],
  [
    'an approval that needs a reason by now',
    { between: asks({ requireReason: 'both' }) },
    {
      status: 409,
      did: 'asked to look again',
      votes: 0,
      title: 'Not recorded: Approve my-service 1.41 → 1.42?',
      note: 'waiting: The request has changed since you opened it Nothing was recorded. Check the current state below, and send the form again.',
      hasForm: true,
    },
  ],
  [
    'an approval while somebody else approves',
    { gate: { approvals: 2 }, between: (setup) => decideByIam(setup.desk, sso(ben), 'approve') },
    {
      status: 409,
      did: 'asked to look again',
      votes: 1,
      title: 'Not recorded: Approve my-service 1.41 → 1.42?',
      note: 'waiting: The request has changed since you opened it Nothing was recorded. Check the current state below, and send the form again.',
      hasForm: true,
    },
  ],
  [
    'a withdrawal of no vote',
    { fields: { choice: 'withdraw', reason: '' } },
    {
      status: 409,
      did: 'asked to look again',
      votes: 0,
      title: 'Not recorded: Approve my-service 1.41 → 1.42?',
      note: 'waiting: The request has changed since you opened it Nothing was recorded. Check the current state below, and send the form again.',
      hasForm: true,
    },
  ],
];
test.each(cases)('a form ends as it should: %s', async (_what, sent, expected) => {
  expect(await send(sent)).toEqual({
    title: undefined,
    note: undefined,
    problem: undefined,
    hasForm: false,
    ...expected,
  });
});

test('a page that refuses a form searches for newer requests once', async () => {
  const setup = approvalSetup();
  await setup.gate({ reviewers })();
  const opened = await (await setup.desk.request(setup.link(ana))).text();
  replaced(setup);
  const { length } = setup.store.operations;

  await setup.desk.request(setup.link(ana), fillIn(opened, approving));

  expect(setup.store.operations.slice(length).filter((one) => one.startsWith('list open/'))).toHaveLength(1);
});
