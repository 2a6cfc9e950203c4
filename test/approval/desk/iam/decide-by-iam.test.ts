import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  approvalSetup,
  approving,
  decideAt,
  decideByIam,
  iamEnvironment,
  key,
  type Setup,
  wordsOn,
} from '../../../helpers/approval.ts';
import { unavailable, wrapStore } from '../../../helpers/memory-store.ts';

const eve = 'arn:aws:sts::123456789012:assumed-role/approver/eve';
const otherEve = 'arn:aws:sts::123456789012:assumed-role/approver/not-eve';
const dan = 'arn:aws:iam::123456789012:user/dan';
const reviewers = ['ana@example.com', 'ben@example.com'];

function permissionSet(name: string, session: string, account = '123456789012') {
  return `arn:aws:sts::${account}:assumed-role/AWSReservedSSO_${name}_0123456789abcdef/${session}`;
}

async function asked(hookDetails = {}): Promise<Setup> {
  const setup = approvalSetup();
  await setup.gate({ deadlineMinutes: 30, ...hookDetails })();
  return setup;
}

describe('POST /decisions', () => {
  test('records an approval under the ARN that API Gateway reports, and ECS continues', async () => {
    const setup = approvalSetup();
    const poll = setup.gate();
    await poll();

    const { status, answer } = await decideByIam(setup.desk, eve, 'approve', { reason: 'paid with a card' });

    expect({ status, answer }).toEqual({
      status: 200,
      answer: {
        recorded: true,
        outcome: 'recorded',
        message:
          'Recorded at 14:00 UTC as approver/eve (IAM). ECS reads this within 15 s, and this gate lets the deployment continue.',
        by: eve,
        request: {
          key,
          version: expect.any(String),
          status: 'APPROVED',
          deadline: expect.any(String),
          approvals: { given: 1, needed: 1 },
          decision: expect.objectContaining({ status: 'APPROVED', by: eve, via: 'iam', reason: 'paid with a card' }),
        },
      },
    });
    expect(setup.request().votes).toEqual([expect.objectContaining({ by: eve, via: 'iam', choice: 'APPROVE' })]);
    expect(await poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });

  test('records a rejection with its reason, even if others are named as reviewers', async () => {
    const setup = await asked({ reviewers, approvals: 2 });

    const { answer } = await decideByIam(setup.desk, dan, 'reject', { reason: 'the cart is empty' });

    expect(answer).toMatchObject({ recorded: true, outcome: 'recorded', request: { status: 'REJECTED' } });
    expect(setup.request().decision).toMatchObject({ by: dan, via: 'iam', reason: 'the cart is empty' });
  });

  test('counts a mailed link and an IAM identity towards the same quorum', async () => {
    const setup = await asked({ reviewers, approvals: 2 });
    await decideAt(setup.desk, setup.link('ana@example.com'), approving);

    const { answer } = await decideByIam(setup.desk, dan, 'approve');

    expect(answer.request).toMatchObject({ status: 'APPROVED', approvals: { given: 2, needed: 2 } });
    expect(setup.request().decision).toMatchObject({ by: `ana@example.com, ${dan}`, via: 'iam' });
  });

  test('counts two sessions of one role as one person, and says why', async () => {
    const setup = await asked({ reviewers, approvals: 2 });
    await decideByIam(setup.desk, eve, 'approve');

    const { status, answer } = await decideByIam(setup.desk, otherEve, 'approve');

    expect(status).toBe(200);
    expect(answer).toMatchObject({
      recorded: true,
      outcome: 'repeated',
      request: { approvals: { given: 1, needed: 2 } },
    });
    expect(answer.message).toContain(
      'You count as arn:aws:sts::123456789012:assumed-role/approver, who has decided as approver/eve (IAM): all sessions of a role are one person',
    );
    expect(setup.request().votes).toHaveLength(1);
  });

  test.each([
    ['two permission sets', permissionSet('Ops', 'ana@example.com'), permissionSet('Admin', 'ana@example.com')],
    ['two accounts', permissionSet('Ops', 'ana@example.com'), permissionSet('Ops', 'ana@example.com', '444455556666')],
  ])('M4 does not fill a quorum of two with one person who has %s', async (_what, one, other) => {
    const setup = await asked({ reviewers, approvals: 2 });

    await decideByIam(setup.desk, one, 'approve');
    const second = await decideByIam(setup.desk, other, 'approve');

    expect(second.answer).toMatchObject({ outcome: 'repeated', request: { approvals: { given: 1, needed: 2 } } });
    expect(setup.request()).toMatchObject({ status: 'PENDING', votes: [{ by: one }] });
  });

  test('M4 does not fill a quorum of two with a mailed link and the IAM Identity Center session of the same reviewer', async () => {
    const setup = await asked({ reviewers, approvals: 2 });
    await decideAt(setup.desk, setup.link('ana@example.com'), approving);

    const { answer } = await decideByIam(setup.desk, permissionSet('Ops', 'Ana@example.com'), 'approve');

    expect(answer).toMatchObject({ outcome: 'repeated', request: { status: 'PENDING', approvals: { given: 1 } } });
    expect(answer.message).toContain('You count as ana@example.com, who has decided as ana@example.com');
    expect(setup.request().votes).toHaveLength(1);
  });

  test('M4 accepts nothing from a person whom the gate excludes, no matter which role they use', async () => {
    const excluded = ['eve@example.com', 'arn:aws:iam::123456789012:role/ci/approver'];
    const setup = await asked({ reviewers, excluded });
    const before = setup.store.contents();

    for (const caller of [eve, otherEve, permissionSet('Ops', 'eve+x@example.com')]) {
      for (const choice of ['approve', 'reject']) {
        const { status, answer } = await decideByIam(setup.desk, caller, choice);
        expect([status, answer.recorded, answer.outcome]).toEqual([403, false, 'excluded']);
        expect(answer.message).toContain('among those who may not decide');
      }
    }
    expect(setup.store.contents()).toEqual(before);
    expect((await decideByIam(setup.desk, dan, 'approve')).answer.outcome).toBe('recorded');
  });

  test('says so when the same identity decides the same again', async () => {
    const setup = await asked();
    await decideByIam(setup.desk, eve, 'approve');

    const { status, answer } = await decideByIam(setup.desk, eve, 'approve');

    expect([status, answer.recorded, answer.outcome]).toEqual([200, true, 'repeated']);
    expect(setup.request().votes).toHaveLength(1);
  });

  test('tells a caller who wanted the same decision that it was made already', async () => {
    const setup = await asked();
    await decideAt(setup.desk, setup.link(), approving);

    const { status, answer } = await decideByIam(setup.desk, dan, 'approve');

    expect([status, answer.recorded, answer.outcome]).toEqual([200, false, 'agreed']);
    expect(answer.message).toBe(
      'This was already approved by link holder at 14:00 UTC. Your approval was not needed, and is not recorded.',
    );
  });

  test('tells a caller who wanted the opposite decision that it is too late, and how to stop what was approved', async () => {
    const setup = await asked();
    await decideByIam(setup.desk, eve, 'approve');

    const { status, answer } = await decideByIam(setup.desk, dan, 'reject');

    expect([status, answer.recorded, answer.outcome]).toEqual([409, false, 'decided']);
    expect(answer.message).toBe(
      'This was approved by approver/eve (IAM) at 14:00 UTC. Your rejection was not recorded. To stop the deployment of my-service, roll it back in ECS.',
    );
  });

  test('is too late at the deadline, and records the expiry', async () => {
    const setup = await asked();
    setup.clock.step(30 * 60);

    const { status, answer } = await decideByIam(setup.desk, dan, 'approve');

    expect([status, answer.recorded, answer.outcome]).toEqual([409, false, 'expired']);
    expect(answer.message).toMatch(/Your approval was not recorded\.$/);
    expect(setup.request()).toMatchObject({ status: 'EXPIRED', votes: [] });
  });

  test('decides the version that the caller has seen, if the caller names one', async () => {
    const setup = await asked({ reviewers, approvals: 2 });
    const { answer: first } = await decideByIam(setup.desk, dan, 'approve');
    await decideAt(setup.desk, setup.link('ana@example.com'), { ...approving, choice: 'approve' });
    const other = await asked({ reviewers, approvals: 2 });

    const stale = await decideByIam(other.desk, dan, 'approve', { version: first.request?.version });

    expect([stale.status, stale.answer.outcome]).toEqual([409, 'changed']);
    expect(other.request().votes).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['without any context of API Gateway', undefined],
    ['by the $default route, which has no authorizer', { requestContext: { http: { method: 'POST' } } }],
    ['with another authorizer', { requestContext: { authorizer: { jwt: { claims: { userArn: eve } } } } }],
    ['with an identity that is not an ARN', iamEnvironment('ana@example.com')],
    ['with an empty identity', iamEnvironment('')],
  ])('answers 403 to a request %s, no matter what the request claims about itself', async (_how, env) => {
    const setup = await asked();
    const headers = { 'x-amzn-iam-user-arn': eve, authorization: `AWS4-HMAC-SHA256 Credential=AKIA` };
    const body = JSON.stringify({
      request: key,
      choice: 'approve',
      by: eve,
      requestContext: iamEnvironment(eve).requestContext,
    });

    for (const path of ['/decisions', '/decisions/']) {
      const answer = await setup.desk.request(path, { method: 'POST', headers, body }, env as object);
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ recorded: false, outcome: 'no-identity' });
    }
    expect(setup.request()).toMatchObject({ status: 'PENDING', votes: [] });
  });

  test.each<[string, Record<string, unknown> | string, number, string]>([
    ['a body that is not valid JSON', '{', 400, 'the body is not valid JSON'],
    ['another choice', { choice: 'maybe' }, 422, 'choice'],
    ['no key', { request: 'approvals/../../secrets.json' }, 422, 'request'],
    ['a key of the index', { request: key.replace('approvals/', 'open/') }, 422, 'request'],
    ['a rejection without a reason', { choice: 'reject', reason: ' ' }, 422, 'reason'],
    ['a long reason', { reason: 'x'.repeat(1001) }, 422, 'reason'],
    ['a field that it does not know', { by: 'someone' }, 422, 'by'],
  ])('names what is wrong with %s', async (_what, fields, status, named) => {
    const setup = await asked();
    const body = typeof fields === 'string' ? fields : JSON.stringify({ request: key, choice: 'approve', ...fields });

    const answer = await setup.desk.request('/decisions', { method: 'POST', body }, iamEnvironment(eve));

    expect(answer.status).toBe(status);
    expect(((await answer.json()) as { message: string }).message).toContain(named);
    expect(setup.request().votes).toEqual([]);
  });

  test('answers in JSON when the body is too long, to GET, and when the ledger is unavailable', async () => {
    const setup = approvalSetup({
      wrap: (store) =>
        wrapStore(store, async (_operation, at, run) => {
          if (at.includes('/AWAY')) throw unavailable();
          return run();
        }),
    });
    const answers = [
      await setup.desk.request('/decisions', { method: 'POST', body: 'x'.repeat(20_000) }, iamEnvironment(eve)),
      await setup.desk.request('/decisions', {}, iamEnvironment(eve)),
      await setup.desk.request(
        '/decisions',
        {
          method: 'POST',
          body: JSON.stringify({ request: key.replace(/[A-Z_]+\.json$/, 'AWAY.json'), choice: 'approve' }),
        },
        iamEnvironment(eve),
      ),
      await setup.desk.request(
        '/decisions',
        { method: 'POST', body: JSON.stringify({ request: key, choice: 'approve' }) },
        iamEnvironment(eve),
      ),
    ];

    expect(answers.map(({ status }) => status)).toEqual([413, 405, 503, 404]);
    const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as Record<string, string>[];
    expect(bodies.slice(0, 2).map(({ message }) => message)).toEqual([
      'the body has more than 16 KB; shorten the reason',
      'a decision is sent with POST; nothing was changed',
    ]);
    expect(bodies.map(({ outcome }) => outcome)).toEqual([
      'too-large',
      'wrong-method',
      'unavailable',
      'unknown-request',
    ]);
    for (const { headers } of answers) expect(headers.get('cache-control')).toBe('no-store');
  });

  test('writes nothing for a body that is not a decision', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (body) => {
        const setup = await asked();

        const answer = await setup.desk.request(
          '/decisions',
          { method: 'POST', body: JSON.stringify(body) ?? '' },
          iamEnvironment(eve),
        );

        expect([400, 413, 422]).toContain(answer.status);
        expect(setup.request().votes).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('is shown on the page of the request by the end of its ARN', async () => {
    const setup = await asked({ reviewers, approvals: 2 });
    await decideByIam(setup.desk, eve, 'approve', { reason: 'looks good' });

    const page = wordsOn(await (await setup.desk.request(setup.link('ana@example.com'))).text());

    expect(page).toContain('approved approver/eve (IAM), 14:00 UTC looks good');
  });

  test('is logged with who decided what', async () => {
    const setup = await asked();
    await decideByIam(setup.desk, eve, 'approve');

    expect(setup.logger.lines).toContainEqual(
      expect.objectContaining({
        message: 'the desk recorded an approval by IAM',
        attributes: expect.objectContaining({ route: 'POST /decisions', status: 200, caller: eve, request: key }),
      }),
    );
  });
});
