import { describe, expect, test } from 'vitest';
import { isAmendment } from '../../../../src/approval/desk/iam/amend-by-iam.ts';
import { formatRequest } from '../../../../src/approval/request/request.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { approvalSetup, decideByIam, key, keyOf, type Setup } from '../../../helpers/approval.ts';
import { replaced } from '../who-decides/sent-form.ts';

const dan = 'arn:aws:iam::123456789012:user/dan';
const until = (deadline: string) => ({ reason: 'not done', deadline });
const more = until('2026-11-22T16:00:00.000Z');
const wrong = { reason: 'wrong version' };
const byHand = (setup: Setup) => setup.store.edit(key, formatRequest({ ...setup.request(), status: 'APPROVED' }));
const asPause = (setup: Setup, expiresAt = '2026-11-22T14:33:00.000Z') =>
  setup.store.edit(key, formatRequest({ ...setup.request(), pause: { expiresAt } }));
const asFirst = (setup: Setup) => {
  const request = setup.request();
  setup.store.edit(key, formatRequest({ ...request, subject: { ...request.subject, firstDeployment: true } }));
};

type Case = [string, (setup: Setup) => unknown, string, JsonObject, number, string, string, string];
const none = () => undefined;

const cases: Case[] = [
  [
    'more time',
    none,
    'extend',
    more,
    200,
    'recorded',
    'People can decide until 16:00 UTC, and are notified of it. The timeout of the hook has to be longer than that.',
    'made a change by IAM: extend',
  ],
  [
    'more time with an offset',
    none,
    'extend',
    until('2026-11-22T17:00:00+01:00'),
    200,
    'recorded',
    'People can decide until 16:00 UTC, and are notified of it. The timeout of the hook has to be longer than that.',
    'made a change by IAM: extend',
  ],
  [
    'the same time',
    none,
    'extend',
    until('2026-11-22T14:30:00.000Z'),
    200,
    'repeated',
    'People can decide until 14:30 UTC already; nothing was changed. The timeout of the hook has to be longer than that.',
    'made a change by IAM: extend',
  ],
  [
    'more time at a pause',
    (setup) => asPause(setup, '2026-11-22T16:03:00.000Z'),
    'extend',
    more,
    200,
    'recorded',
    'People can decide until 16:00 UTC, and are notified of it.',
    'made a change by IAM: extend',
  ],
  [
    'too much time',
    none,
    'extend',
    until('2026-11-24T16:00:00.000Z'),
    422,
    'too-far',
    'ECS does not wait until then; the latest is 2026-11-23T13:50:00.000Z. The deadline stays 2026-11-22T14:30:00.000Z',
    'did not make a change by IAM: extend',
  ],
  [
    'more time than a pause has',
    asPause,
    'extend',
    more,
    422,
    'too-far',
    'ECS does not wait until then any longer. The deadline stays 2026-11-22T14:30:00.000Z',
    'did not make a change by IAM: extend',
  ],
  [
    'more time, too late',
    (setup) => setup.clock.step(1800),
    'extend',
    more,
    409,
    'expired',
    'This was expired at 14:30 UTC without a decision. Nothing was changed.',
    'did not make a change by IAM: extend',
  ],
  [
    'more time for what was approved',
    (setup) => decideByIam(setup.desk, dan, 'approve'),
    'extend',
    more,
    409,
    'decided',
    'This was approved by user/dan (IAM) at 14:00 UTC. Nothing was changed.',
    'did not make a change by IAM: extend',
  ],
  [
    'more time for what was approved by hand',
    byHand,
    'extend',
    more,
    409,
    'decided',
    'Its status was set to APPROVED in the bucket; Greenlight records that as the decision the next time it checks, unless HandDecisions is no. Nothing was changed.',
    'did not make a change by IAM: extend',
  ],
  [
    'an end',
    none,
    'close',
    wrong,
    200,
    'recorded',
    'The request is withdrawn, so ECS rolls back within about two minutes.',
    'made a change by IAM: close',
  ],
  [
    'an end of a first deployment',
    asFirst,
    'close',
    wrong,
    200,
    'recorded',
    'The request is withdrawn, so the first deployment fails within about two minutes.',
    'made a change by IAM: close',
  ],
  [
    'an end again',
    (setup) => decideByIam(setup.desk, dan, 'close', wrong),
    'close',
    wrong,
    200,
    'repeated',
    'The request is withdrawn, so ECS rolls back within about two minutes.',
    'made a change by IAM: close',
  ],
  [
    'an end of what was approved',
    (setup) => decideByIam(setup.desk, dan, 'approve'),
    'close',
    wrong,
    409,
    'decided',
    'This was approved by user/dan (IAM) at 14:00 UTC. Nothing was changed.',
    'did not make a change by IAM: close',
  ],
  [
    'more time for a deployment that was replaced',
    replaced,
    'extend',
    more,
    409,
    'outdated',
    expect.stringContaining('A newer request about my-service was made at 14:01 UTC'),
    'refused more time for a deployment that was replaced',
  ],
  [
    'more time of no request',
    none,
    'extend',
    { ...more, request: keyOf({ gate: 'other' }) },
    404,
    'unknown-request',
    'there is no request approvals/123456789012/us-west-2/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28/POST_TEST_TRAFFIC_SHIFT.other.json; greenlight open lists the pending ones',
    'was asked for an unknown request',
  ],
  [
    'an end without a reason',
    none,
    'close',
    { reason: ' ' },
    422,
    'invalid',
    'the change is not valid: reason: expected a reason, for those who are asked, not " "',
    'received an invalid change',
  ],
  [
    'an end without any reason',
    none,
    'close',
    {},
    422,
    'invalid',
    'the change is not valid: reason: missing',
    'received an invalid change',
  ],
  [
    'a reason that is not text',
    none,
    'close',
    { reason: 7 },
    422,
    'invalid',
    'the change is not valid: reason: expected a reason, for those who are asked, not 7',
    'received an invalid change',
  ],
  [
    'a long reason',
    none,
    'close',
    { reason: 'x'.repeat(1001) },
    422,
    'invalid',
    'the change is not valid: reason: expected at most 1000 characters, not 1001',
    'received an invalid change',
  ],
  [
    'the longest reason',
    none,
    'close',
    { reason: 'x'.repeat(1000) },
    200,
    'recorded',
    'The request is withdrawn, so ECS rolls back within about two minutes.',
    'made a change by IAM: close',
  ],
  [
    'no time',
    none,
    'extend',
    { reason: 'not done' },
    422,
    'invalid',
    'the change is not valid: deadline: missing',
    'received an invalid change',
  ],
  [
    'a word for a time',
    none,
    'extend',
    until('soon'),
    422,
    'invalid',
    'the change is not valid: deadline: expected a time like 2026-11-22T14:30:00.000Z, not "soon"',
    'received an invalid change',
  ],
  [
    'a time that JavaScript cannot read',
    none,
    'extend',
    until('2026-11-22T16:00:00+01'),
    422,
    'invalid',
    'the change is not valid: deadline: expected a time like 2026-11-22T14:30:00.000Z, not "2026-11-22T16:00:00+01"',
    'received an invalid change',
  ],
  [
    'a day that does not exist',
    none,
    'extend',
    until('2026-13-45T16:00:00.000Z'),
    422,
    'invalid',
    'the change is not valid: deadline: expected a time like 2026-11-22T14:30:00.000Z, not "2026-13-45T16:00:00.000Z"',
    'received an invalid change',
  ],
  [
    'a key that is not text',
    none,
    'close',
    { ...wrong, request: 7 },
    422,
    'invalid',
    'the change is not valid: request: expected the key of a request, not 7',
    'received an invalid change',
  ],
  [
    'a key of something else',
    none,
    'close',
    { ...wrong, request: 'deployers/x.json' },
    422,
    'invalid',
    'the change is not valid: request: expected the key of a request, not "deployers/x.json"',
    'received an invalid change',
  ],
  [
    'a field that it does not know',
    none,
    'close',
    { ...wrong, by: dan },
    422,
    'invalid',
    'the change is not valid: by: unknown key, remove it or correct its spelling',
    'received an invalid change',
  ],
  [
    'a time for an end',
    none,
    'close',
    { ...wrong, deadline: more.deadline },
    422,
    'invalid',
    'the change is not valid: deadline: unknown key, remove it or correct its spelling',
    'received an invalid change',
  ],
];
describe('a change of a request by IAM', () => {
  test.each(cases)(
    'that is %s gets the whole answer',
    async (_what, before, choice, fields, status, outcome, message, did) => {
      const setup = await asked();
      await before(setup);
      const versions = setup.store.versions(key).length;

      const reply = await decideByIam(setup.desk, dan, choice, fields);

      const { request: _state, ...said } = reply.answer;
      expect({ status: reply.status, ...said }).toEqual({
        ...{ status, outcome, message, by: dan },
        recorded: ['recorded', 'repeated'].includes(outcome),
      });
      expect(setup.logger.lines.at(-1)?.message).toBe(`the desk ${did}`);
      const written = ['recorded', 'expired'].includes(outcome) ? 1 : 0;
      expect(setup.store.versions(key)).toHaveLength(versions + written);
    },
  );

  test('is shown with the request as it is afterwards', async () => {
    const setup = await asked();

    const { answer } = await decideByIam(setup.desk, dan, 'extend', until('2026-11-22T17:00:00+01:00'));

    expect(answer.request).toMatchObject({ key, status: 'PENDING', deadline: more.deadline });
    expect(setup.store.contents()[key]).toContain(`"deadline": "${more.deadline}"`);
  });

  test.each([
    ['{"choice":"extend"}', true],
    ['{"choice":"close"}', true],
    ['{"choice":"approve"}', false],
    ['{}', false],
    ['null', false],
    ['{', false],
  ])('is recognized in %s: %s', (body, expected) => {
    expect(isAmendment(body)).toBe(expected);
  });
});

async function asked() {
  const setup = approvalSetup();
  await setup.gate({ deadlineMinutes: 30 })();
  return setup;
}
