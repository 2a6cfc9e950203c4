import { describe, expect, test } from 'vitest';
import { approvalSetup, decideByIam, iamEnvironment, key } from '../../../helpers/approval.ts';

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
      message:
        'this route needs requests that are signed with IAM credentials, and API Gateway reported no signer; use greenlight approve',
    });
  });

  test('names the caller and the shape of a decision if the body is not JSON', async () => {
    const { status, answer } = await post('{"request": ');

    expect(status).toBe(400);
    expect(answer).toEqual({
      recorded: false,
      outcome: 'malformed',
      message:
        'the body is not valid JSON: a string of 12 characters that looks like JSON; write {"request": "approvals/…", "choice": "approve"}',
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

  test('records no reason for an approval with an empty one', async () => {
    const setup = approvalSetup();
    await setup.gate()();

    await decideByIam(setup.desk, eve, 'approve', { reason: ' ' });

    expect(setup.request().votes[0]).not.toHaveProperty('reason');
  });
});
