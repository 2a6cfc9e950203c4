import { expect, test } from 'vitest';
import { explainVoteResult } from '../../../../src/approval/desk/iam/decide-by-iam.ts';
import { formatRequest } from '../../../../src/approval/request/request.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import {
  approvalSetup,
  decideByIam,
  key,
  keyOf,
  newRequest,
  recordStart,
  type Setup,
  vote,
} from '../../../helpers/approval.ts';
import { groupSettings } from '../../sign-in/sign-in-setup.ts';
import { replaced } from '../who-decides/sent-form.ts';

const sts = 'arn:aws:sts::123456789012:assumed-role';
const dan = 'arn:aws:iam::123456789012:user/dan';
const eve = `${sts}/approver/eve`;
const ana = `${sts}/AWSReservedSSO_Ops_0123456789abcdef/ana@example.com`;
const reviewers = ['ana@example.com', 'ben@example.com'];

type Case = {
  gate?: JsonObject;
  before?: (setup: Setup) => unknown;
  by?: string;
  choice: string;
  fields?: JsonObject;
};

/** What a caller gets, without the state of the request. */
async function answerTo({ gate = {}, before, by = dan, choice, fields }: Case) {
  const setup = approvalSetup({ signIn: groupSettings });
  await setup.gate({ deadlineMinutes: 30, ...gate })();
  await before?.(setup);
  const { status, answer } = await decideByIam(setup.desk, by, choice, fields);
  const { request: _state, ...said } = answer;
  return { status, ...said, did: setup.logger.lines.at(-1)?.message };
}

const rules = [
  { name: 'qa', from: ['ana@example.com'], approvals: 1 },
  { name: 'ops', from: [eve], approvals: 1 },
];
const ben = `${sts}/AWSReservedSSO_Ops_0123456789abcdef/ben@example.com`;
const deputies = { reviewers: ['ana@example.com'], deputies: [{ afterMinutes: 10, from: ['ben@example.com'] }] };
const patterned = { reviewers, requireReason: 'both', reasonPattern: 'OPS-' };
/** Ana has rejected for a group, which her AWS identity does not prove. */
const rejectedInGroup = (setup: Setup) => {
  const identity = { iss: 'https://login.example.com', sub: 'ana', groups: ['ops'] };
  const cast = vote({ by: 'ana@example.com', via: 'sign-in', choice: 'REJECT', reason: 'no', identity });
  setup.store.edit(key, formatRequest({ ...setup.request(), votes: [cast] }));
};
const byHand = (setup: Setup) => setup.store.edit(key, JSON.stringify({ ...setup.request(), status: 'REJECTED' }));
const decided = (choice: string, fields?: JsonObject) => (setup: Setup) => decideByIam(setup.desk, eve, choice, fields);

const inGroup = [
  { name: 'ops', from: ['group:ops'], approvals: 1 },
  { name: 'qa', from: ['ana@example.com'], approvals: 1 },
];

const cases: [string, Case, number, string, string, string][] = [
  [
    'an approval',
    { choice: 'approve' },
    200,
    'recorded',
    'Recorded at 14:00 UTC as user/dan (IAM). ECS reads this within 15 s, and this gate lets the deployment continue.',
    'recorded an approval by IAM',
  ],
  [
    'a rejection',
    { choice: 'reject' },
    200,
    'recorded',
    'Recorded at 14:00 UTC as user/dan (IAM). ECS reads this within 15 s and rolls back.',
    'recorded a rejection by IAM',
  ],
  [
    'one of two approvals',
    { gate: { reviewers, approvals: 2 }, choice: 'approve' },
    200,
    'recorded',
    'Recorded at 14:00 UTC as user/dan (IAM): 1 of 2 approvals. ECS keeps waiting until 14:30 UTC, and until then you can still reject.',
    'recorded an approval by IAM',
  ],
  [
    'a withdrawal',
    {
      gate: { reviewers, approvals: 2 },
      before: (setup) => decideByIam(setup.desk, dan, 'approve'),
      choice: 'withdraw',
    },
    200,
    'recorded',
    'Recorded at 14:00 UTC as user/dan (IAM): 0 of 2 approvals. ECS keeps waiting until 14:30 UTC, and until then you can still decide again.',
    'recorded a withdrawal by IAM',
  ],
  [
    'the same again',
    { before: (setup) => decideByIam(setup.desk, dan, 'approve'), choice: 'approve' },
    200,
    'repeated',
    'Recorded at 14:00 UTC as user/dan (IAM). ECS reads this within 15 s, and this gate lets the deployment continue.',
    'recorded an approval by IAM',
  ],
  [
    'the same by another session of the role',
    { gate: { reviewers, approvals: 2 }, before: decided('approve'), by: `${sts}/approver/other`, choice: 'approve' },
    200,
    'repeated',
    'Recorded at 14:00 UTC as approver/eve (IAM): 1 of 2 approvals. ECS keeps waiting until 14:30 UTC, and until then you can still reject. You count as arn:aws:sts::123456789012:assumed-role/approver, who has decided as approver/eve (IAM): all sessions of a role are one person, because the caller chooses their names, and so are a mailbox and the IAM Identity Center user of that address.',
    'recorded an approval by IAM',
  ],
  [
    'an approval of what was approved',
    { before: decided('approve'), choice: 'approve' },
    200,
    'agreed',
    'This was already approved by approver/eve (IAM) at 14:00 UTC. Your approval was not needed, and is not recorded.',
    'did not record an approval by IAM',
  ],
  [
    'a rejection of what was rejected',
    { before: decided('reject'), choice: 'reject' },
    200,
    'agreed',
    'This was already rejected by approver/eve (IAM) at 14:00 UTC: the cart is empty. Your rejection was not needed, and is not recorded.',
    'did not record a rejection by IAM',
  ],
  [
    'a rejection of what was approved',
    { before: decided('approve'), choice: 'reject' },
    409,
    'decided',
    'This was approved by approver/eve (IAM) at 14:00 UTC. Your rejection was not recorded. To stop the deployment of my-service, roll it back in ECS.',
    'did not record a rejection by IAM',
  ],
  [
    'an approval of what was rejected',
    { before: decided('reject'), choice: 'approve' },
    409,
    'decided',
    'This was rejected by approver/eve (IAM) at 14:00 UTC: the cart is empty. Your approval was not recorded.',
    'did not record an approval by IAM',
  ],
  [
    'a rejection at the deadline',
    { before: (setup) => setup.clock.step(1800), choice: 'reject' },
    409,
    'expired',
    'This was expired at 14:30 UTC without a decision. Your rejection was not recorded.',
    'did not record a rejection by IAM',
  ],
  [
    'an approval of what was rejected by hand',
    { before: byHand, choice: 'approve' },
    409,
    'decided',
    'Its status was set to REJECTED in the bucket; Greenlight records that as the decision the next time it checks, unless HandDecisions is no. Your approval was not recorded.',
    'did not record an approval by IAM',
  ],
  [
    'an approval of another version',
    { choice: 'approve', fields: { version: 'x' } },
    409,
    'changed',
    'the request has changed since you looked at it; your approval was not recorded',
    'did not record an approval by IAM',
  ],
  [
    'an approval by somebody who is excluded',
    { gate: { reviewers, excluded: [dan] }, choice: 'approve' },
    403,
    'excluded',
    `the gate's configuration names arn:aws:iam::123456789012:user/dan among those who may not decide; your approval was not recorded`,
    'did not record an approval by IAM',
  ],
  [
    'a rejection by somebody whom no rule names',
    { gate: { rules }, choice: 'reject' },
    403,
    'not-named',
    'no rule of this gate names arn:aws:iam::123456789012:user/dan; it needs qa: 0 of 1 (ana@example.com), ops: 0 of 1 (approver/eve (IAM)). Your rejection was not recorded',
    'did not record a rejection by IAM',
  ],
  [
    'an approval by a deputy whose time has not come',
    { gate: deputies, by: ben, choice: 'approve' },
    403,
    'not-yet',
    'ben@example.com is a deputy, and can decide from 14:10 UTC; your approval was not recorded',
    'did not record an approval by IAM',
  ],
  [
    'an approval that takes back what they rejected with more proof',
    { gate: { rules: inGroup, rejections: 2 }, before: rejectedInGroup, by: ana, choice: 'approve' },
    403,
    'too-weak',
    'you rejected this after you had signed in on the desk, in a group that your AWS identity does not prove; decide again there. Your approval was not recorded',
    'did not record an approval by IAM',
  ],
  [
    'an approval by the person who started the deployment',
    {
      gate: { reviewers, selfApproval: 'deny' },
      before: (setup) => recordStart(setup, { by: ana }),
      by: ana,
      choice: 'approve',
    },
    403,
    'deployer',
    'You cannot approve this: This deployment was started by AWSReservedSSO_Ops_0123456789abcdef/ana@example.com (IAM) at 14:00 UTC, which counts as you, and this gate lets nobody approve what they started (selfApproval). Somebody else has to approve it. You can still reject it. Your approval was not recorded',
    'did not record an approval by IAM',
  ],
  [
    'an approval while nobody knows who started it',
    { gate: { reviewers, selfApproval: 'deny' }, choice: 'approve' },
    403,
    'deployer-unknown',
    'Nobody can approve this yet: This gate lets nobody approve what they started (selfApproval), and it is not known yet who started this deployment. AWS usually reports that within a few minutes: open this request again then. You can reject it now. Your approval was not recorded',
    'did not record an approval by IAM',
  ],
  [
    'break glass by somebody who may not',
    { gate: { reviewers, breakGlass: [eve] }, choice: 'break-glass', fields: { reason: 'down' } },
    403,
    'no-break-glass',
    'breakGlass of this gate does not name arn:aws:iam::123456789012:user/dan; nothing was recorded',
    'did not record an approval by IAM',
  ],
  [
    'break glass',
    { gate: { ...patterned, approvals: 2, breakGlass: [dan] }, choice: 'break-glass', fields: { reason: 'down' } },
    200,
    'recorded',
    'Recorded at 14:00 UTC as user/dan (IAM). ECS reads this within 15 s, and this gate lets the deployment continue. Before that, everybody who was asked is notified of your break glass.',
    'recorded an approval by IAM',
  ],
  [
    'a withdrawal of no vote',
    { choice: 'withdraw' },
    409,
    'no-vote',
    'arn:aws:iam::123456789012:user/dan has no vote that counts, so there is nothing to withdraw',
    'did not record a withdrawal by IAM',
  ],
  [
    'an approval without a reason and an item',
    {
      gate: { requireReason: 'both', checklist: ['Tested', 'Announced'] },
      choice: 'approve',
      fields: { checklist: ['Tested'] },
    },
    422,
    'incomplete',
    'for an approval, this gate wants a reason (--reason) and these items of its checklist (--confirm-checklist): "Announced"; your approval was not recorded',
    'did not record an approval by IAM',
  ],
  [
    'an approval without a reason',
    { gate: { requireReason: 'approve', checklist: ['Tested'] }, choice: 'approve', fields: { checklist: ['Tested'] } },
    422,
    'incomplete',
    'for an approval, this gate wants a reason (--reason); your approval was not recorded',
    'did not record an approval by IAM',
  ],
  [
    'an approval without two items',
    {
      gate: { requireReason: 'approve', checklist: ['Tested', 'Announced'] },
      choice: 'approve',
      fields: { reason: 'fine' },
    },
    422,
    'incomplete',
    'for an approval, this gate wants these items of its checklist (--confirm-checklist): "Tested", "Announced"; your approval was not recorded',
    'did not record an approval by IAM',
  ],
  [
    'an approval without two items, which needs no reason',
    {
      gate: { checklist: ['Tested', 'Announced'] },
      choice: 'approve',
    },
    422,
    'incomplete',
    'for an approval, this gate wants these items of its checklist (--confirm-checklist): "Tested", "Announced"; your approval was not recorded',
    'did not record an approval by IAM',
  ],
  [
    'a reason that does not match',
    { gate: patterned, choice: 'reject' },
    422,
    'incomplete',
    'The reason has to contain a match of OPS-.',
    'refused a reason',
  ],
  [
    'a reason that does not match, too late',
    { gate: patterned, before: decided('approve', { reason: 'OPS-1' }), choice: 'reject' },
    409,
    'decided',
    'This was approved by approver/eve (IAM) at 14:00 UTC: OPS-1. Your rejection was not recorded. To stop the deployment of my-service, roll it back in ECS.',
    'did not record a rejection by IAM',
  ],
  [
    'an approval of a deployment that was replaced',
    { before: replaced, choice: 'approve' },
    409,
    'outdated',
    'A newer request about my-service was made at 14:01 UTC, for revision 9313423515462893900 at POST_TEST_TRAFFIC_SHIFT, by another deployment, so there is nothing left to decide about this one (greenlight open lists what is open; the newer request is approvals/123456789012/us-west-2/my-cluster/my-service/newer/POST_TEST_TRAFFIC_SHIFT.json). Your approval was not recorded',
    'refused a decision about a deployment that was replaced',
  ],
  [
    'an approval of no request',
    { choice: 'approve', fields: { request: keyOf({ gate: 'other' }) } },
    404,
    'unknown-request',
    'there is no request approvals/123456789012/us-west-2/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28/POST_TEST_TRAFFIC_SHIFT.other.json; greenlight open lists the pending ones',
    'was asked for an unknown request',
  ],
  [
    'a rejection with an empty reason',
    { choice: 'reject', fields: { reason: ' ' } },
    422,
    'invalid',
    'the decision is not valid: reason: expected a reason, not an empty string: a rejection and break glass need one',
    'received an invalid decision',
  ],
  [
    'break glass without a reason',
    { choice: 'break-glass' },
    422,
    'invalid',
    'the decision is not valid: reason: expected a reason: a rejection and break glass need one',
    'received an invalid decision',
  ],
  [
    'a long reason',
    { choice: 'approve', fields: { reason: 'x'.repeat(1001) } },
    422,
    'invalid',
    'the decision is not valid: reason: expected at most 1000 characters, not 1001',
    'received an invalid decision',
  ],
  [
    'a reason that is not text',
    { choice: 'approve', fields: { reason: 7 } },
    422,
    'invalid',
    'the decision is not valid: reason: expected a string, not 7',
    'received an invalid decision',
  ],
  [
    'an item that is too long',
    { choice: 'approve', fields: { checklist: ['x'.repeat(201)] } },
    422,
    'invalid',
    'the decision is not valid: checklist[0]: invalid length, not 201: Expected <=200 but received 201',
    'received an invalid decision',
  ],
  [
    'too many items',
    { choice: 'approve', fields: { checklist: Array.from({ length: 11 }, () => 'x') } },
    422,
    'invalid',
    'the decision is not valid: checklist: invalid length, not 11: Expected <=10 but received 11',
    'received an invalid decision',
  ],
  [
    'a long version',
    { choice: 'approve', fields: { version: 'x'.repeat(201) } },
    422,
    'invalid',
    'the decision is not valid: version: invalid length, not 201: Expected <=200 but received 201',
    'received an invalid decision',
  ],
  [
    'an empty version',
    { choice: 'approve', fields: { version: '' } },
    422,
    'invalid',
    'the decision is not valid: version: invalid length: Expected >=1 but received 0',
    'received an invalid decision',
  ],
  [
    'a key that is not text',
    { choice: 'approve', fields: { request: 7 } },
    422,
    'invalid',
    'the decision is not valid: request: expected the key of a request, not 7',
    'received an invalid decision',
  ],
  [
    'a key of something else',
    { choice: 'approve', fields: { request: 'deployers/x.json' } },
    422,
    'invalid',
    'the decision is not valid: request: expected the key of a request, not "deployers/x.json"',
    'received an invalid decision',
  ],
  [
    'another choice',
    { choice: 'maybe' },
    422,
    'invalid',
    'the decision is not valid: choice: expected "approve", "reject", "withdraw", "break-glass", "extend" or "close", not "maybe"',
    'received an invalid decision',
  ],
  [
    'a field that it does not know',
    { choice: 'approve', fields: { by: eve } },
    422,
    'invalid',
    'the decision is not valid: by: unknown key, remove it or correct its spelling',
    'received an invalid decision',
  ],
];

test.each(cases)('%s by IAM gets the whole answer', async (_what, asked, status, outcome, message, did) => {
  expect(await answerTo(asked)).toEqual({
    ...{ status, outcome, message },
    recorded: ['recorded', 'repeated'].includes(outcome),
    by: asked.by ?? dan,
    did: `the desk ${did}`,
  });
});

test.each([
  [
    'checks-changed',
    'changed',
    'the checks have found something else since you looked at them; your approval was not recorded',
  ],
  [
    'unread',
    'unavailable',
    'the reports of the checks cannot be read at the moment, and nobody can approve without them; try again. Your approval was not recorded',
  ],
] as const)('a vote that the reports speak against is explained: %s', (result, outcome, message) => {
  expect(explainVoteResult(result, newRequest(), vote(), new Date(vote().at))).toEqual({ outcome, message });
});
