import { describe, expect, test, vi } from 'vitest';
import { issueNonce } from '../../../../src/approval/link/nonce.ts';
import type { SigningKeySource } from '../../../../src/approval/link/signing-keys.ts';
import { type ApprovalRequest, parseRequest } from '../../../../src/approval/request/request.ts';
import { requestVersion } from '../../../../src/approval/request/request-version.ts';
import {
  approvalSetup,
  approving,
  decideAt,
  decideByIam,
  fillIn,
  foreignKeys,
  key,
  rejecting,
  type Setup,
  type SetupOptions,
  signingKeys,
  wordsOn,
} from '../../../helpers/approval.ts';

const [ana, ben] = ['ana@example.com', 'ben@example.com'];
const dan = 'arn:aws:iam::123456789012:user/dan';
const eve = 'arn:aws:iam::123456789012:user/eve';

async function asked(options: SetupOptions = {}): Promise<Setup> {
  const setup = approvalSetup(options);
  await setup.gate({ reviewers: [ana, ben], deadlineMinutes: 60 })();
  return setup;
}

/** What an operator does in the S3 console. */
function flip({ store }: Setup, status: ApprovalRequest['status']): void {
  store.edit(key, JSON.stringify({ ...parseRequest(store.contents()[key] ?? ''), status }));
}

/** Sends a form that was opened before the request changed. */
async function sendAfter(setup: Setup, happens: () => unknown, fields: Record<string, string>) {
  const opened = await (await setup.desk.request(setup.link(ben))).text();
  await happens();
  const answer = await setup.desk.request(setup.link(ben), fillIn(opened, fields));
  const page = await answer.text();
  return { status: answer.status, page, words: wordsOn(page), title: /<title>(.*)<\/title>/.exec(page)?.[1] };
}

describe('a form that is sent after the request was decided', () => {
  test('does not name a way to stop the deployment when nothing is being released', async () => {
    const setup = await asked();

    const rejected = await sendAfter(setup, () => decideAt(setup.desk, setup.link(ana), rejecting), approving);

    expect(rejected.status).toBe(409);
    expect(rejected.words).toContain('Your approval was not recorded');
    expect(rejected.words).not.toContain('To stop the deployment');
  });

  test('names a way to stop the deployment when an approved one is rejected', async () => {
    const setup = await asked();

    const { words } = await sendAfter(setup, () => decideAt(setup.desk, setup.link(ana)), rejecting);

    expect(words).toContain('To stop the deployment of my-service');
  });

  test.each([
    ['wanted otherwise', rejecting, 409, 'Not recorded: Approved: my-service 1.41 → 1.42'],
    ['wanted the same', approving, 200, 'Approved: my-service 1.41 → 1.42'],
  ])('has a title that begins with "Not recorded" only when its sender %s', async (_who, fields, status, title) => {
    const setup = await asked();

    const answer = await sendAfter(setup, () => decideAt(setup.desk, setup.link(ana)), fields);

    expect(answer.status).toBe(status);
    expect(answer.title).toBe(`${title} · Greenlight`);
  });

  test('has a title that says so even if it is incomplete as well', async () => {
    const setup = await asked();

    const { status, title } = await sendAfter(setup, () => decideAt(setup.desk, setup.link(ana)), {});

    expect(status).toBe(409);
    expect(title).toBe('Not recorded: Approved: my-service 1.41 → 1.42 · Greenlight');
  });

  test('explains that the request was decided by hand', async () => {
    const setup = await asked();

    const { status, words, page } = await sendAfter(setup, () => flip(setup, 'APPROVED'), rejecting);

    expect(status).toBe(409);
    expect(words).toContain('Your rejection was not recorded');
    expect(words).toContain('Its status was set to APPROVED in the bucket');
    expect(page).not.toContain('<form');
    expect(setup.request().votes).toEqual([]);
  });
});

describe('a decision by an IAM identity after the request was decided', () => {
  test.each(['APPROVED', 'REJECTED'] as const)('is not recorded when somebody set the status to %s', async (status) => {
    const setup = await asked();
    flip(setup, status);

    const reply = await decideByIam(setup.desk, dan, 'approve');

    expect([reply.status, reply.answer.recorded, reply.answer.outcome]).toEqual([409, false, 'decided']);
    expect(reply.answer.message).toContain(`Its status was set to ${status} in the bucket`);
    expect(reply.answer.message).toContain('Your approval was not recorded.');
    expect(setup.request().votes).toEqual([]);
  });

  test('agrees with a rejection if it is a rejection itself', async () => {
    const setup = await asked();
    await decideByIam(setup.desk, eve, 'reject');

    const { status, answer } = await decideByIam(setup.desk, dan, 'reject');

    expect([status, answer.recorded, answer.outcome]).toEqual([200, false, 'agreed']);
    expect(answer.message).toContain('Your rejection was not needed, and is not recorded.');
    expect(setup.request().votes).toHaveLength(1);
  });

  test('does not name a way to stop what was rejected', async () => {
    const setup = await asked();
    await decideByIam(setup.desk, eve, 'reject');

    const { status, answer } = await decideByIam(setup.desk, dan, 'approve');

    expect([status, answer.outcome]).toEqual([409, 'decided']);
    expect(answer.message).not.toContain('To stop the deployment');
  });

  test('does not name a way to stop what has expired', async () => {
    const setup = await asked();
    setup.clock.step(60 * 60);

    const { answer } = await decideByIam(setup.desk, dan, 'reject');

    expect(answer.outcome).toBe('expired');
    expect(answer.message).not.toContain('To stop the deployment');
  });

  test('no longer counts an approval that its identity has taken back', async () => {
    const setup = approvalSetup();
    await setup.gate({ reviewers: [ana, ben], approvals: 2 })();
    await decideByIam(setup.desk, dan, 'approve');

    const { answer } = await decideByIam(setup.desk, dan, 'reject');

    expect(answer.request).toMatchObject({ status: 'REJECTED', approvals: { given: 0, needed: 2 } });
  });
});

describe('the signing keys', () => {
  function watched() {
    const source = vi.fn<SigningKeySource>(async () => signingKeys);
    const freshReads = () => source.mock.calls.filter(([options]) => options?.fresh).length;
    return { source, freshReads };
  }

  test('are not read again for a form that they have signed', async () => {
    const { source, freshReads } = watched();
    const setup = await asked({ signingKeys: source });

    await decideAt(setup.desk, setup.link(ana));

    expect(setup.request().status).toBe('APPROVED');
    expect(freshReads()).toBe(0);
  });

  test('are not read again for a form that is only too old', async () => {
    const { source, freshReads } = watched();
    const setup = await asked({ signingKeys: source });
    const opened = await (await setup.desk.request(setup.link(ana))).text();
    setup.clock.step(30 * 60 + 1);

    const old = await setup.desk.request(setup.link(ana), fillIn(opened, approving));

    expect(wordsOn(await old.text())).toContain('This form was older than 30 minutes');
    expect(freshReads()).toBe(0);
  });

  test('are read again for a form that none of them has signed, which is still refused', async () => {
    const { source, freshReads } = watched();
    const setup = await asked({ signingKeys: source });
    const token = setup.link(ana).slice('/a/'.length);
    const nonce = issueNonce(foreignKeys, { token, version: requestVersion(setup.request()), now: setup.clock.now() });

    const answer = await setup.desk.request(setup.link(ana), fillIn('', { ...approving, nonce }));

    expect(answer.status).toBe(400);
    expect(freshReads()).toBe(1);
    expect(setup.request().votes).toEqual([]);
  });
});
