import { describe, expect, test } from 'vitest';
import { approvalSetup, decideByIam, iamEnvironment, key, keyOf } from '../../helpers/approval.ts';

const eve = 'arn:aws:sts::123456789012:assumed-role/approver/eve';

/** What programs read in an answer without a request. It is part of the API. */
describe('POST /decisions without a usable request', () => {
  async function post(body: string, environment: unknown = iamEnvironment(eve)) {
    const setup = approvalSetup();
    await setup.gate()();
    const answer = await setup.desk.request('/decisions', { method: 'POST', body }, environment as object);
    return { status: answer.status, answer: await answer.json(), setup };
  }

  test('says what to use instead if no identity has signed it', async () => {
    const { status, answer } = await post(JSON.stringify({ request: key, choice: 'approve' }), {});

    expect(status).toBe(403);
    expect(answer).toEqual({
      recorded: false,
      outcome: 'no-identity',
      message: expect.stringMatching(/signed with IAM credentials.*greenlight approve/),
    });
  });

  test('names the caller and the shape of a decision if the body is not JSON', async () => {
    const { status, answer } = await post('{"request": ');

    expect(status).toBe(400);
    expect(answer).toEqual({
      recorded: false,
      outcome: 'malformed',
      message: expect.stringContaining('write {"request": "approvals/…", "choice": "approve"}'),
      by: eve,
    });
  });

  test.each([
    [
      'the choice',
      { request: key, choice: 'maybe' },
      'choice: expected "approve", "reject", "withdraw", "break-glass", "extend" or "close"',
    ],
    ['the key', { request: 'approvals/x', choice: 'approve' }, 'request: expected the key of a request'],
    ['a key that is a number', { request: 7, choice: 'approve' }, 'request: expected the key of a request'],
    ['the missing reason', { request: key, choice: 'reject' }, 'reason: expected a reason'],
    ['an empty version', { request: key, choice: 'approve', version: '' }, 'version: '],
    ['a long version', { request: key, choice: 'approve', version: 'v'.repeat(201) }, 'version: '],
    [
      'a long reason',
      { request: key, choice: 'approve', reason: 'x'.repeat(1001) },
      'reason: expected at most 1000 characters',
    ],
  ])('names the caller and %s', async (_what, body, problem) => {
    const { status, answer } = await post(JSON.stringify(body));

    expect(status).toBe(422);
    expect(answer).toEqual({
      recorded: false,
      outcome: 'invalid',
      message: expect.stringContaining(problem),
      by: eve,
    });
  });

  test('names the caller and the key if the ledger has no such request', async () => {
    const setup = approvalSetup();
    const unknown = keyOf({ gate: 'other' });

    const { status, answer } = await decideByIam(setup.desk, eve, 'approve', { request: unknown });

    expect(status).toBe(404);
    expect(answer).toEqual({
      recorded: false,
      outcome: 'unknown-request',
      message: expect.stringMatching(new RegExp(`${unknown}.*greenlight open`)),
      by: eve,
    });
  });

  test('logs who was refused and why', async () => {
    const { setup } = await post('{');

    expect(setup.logger.lines.at(-1)).toMatchObject({
      message: 'the desk received an invalid decision',
      attributes: { route: 'POST /decisions', status: 400, caller: eve },
    });
  });

  test('quotes no more than 200 characters of a version and 1000 of a reason', async () => {
    const setup = approvalSetup();
    await setup.gate()();

    const stale = await decideByIam(setup.desk, eve, 'approve', { version: 'v'.repeat(200) });
    const long = await decideByIam(setup.desk, eve, 'approve', { reason: 'x'.repeat(1000) });

    expect([stale.status, stale.answer.outcome]).toEqual([409, 'changed']);
    expect(stale.answer.message).toContain('your approval was not recorded');
    expect([long.status, long.answer.outcome]).toEqual([200, 'recorded']);
  });
});
