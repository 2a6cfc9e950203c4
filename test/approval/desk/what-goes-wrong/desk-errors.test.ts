import { describe, expect, test } from 'vitest';
import { ApprovalError, type ApprovalErrorCode } from '../../../../src/approval/approval-error.ts';
import { isAsked } from '../../../../src/approval/desk/why-not-here.ts';
import { StorageError } from '../../../../src/storage/storage-error.ts';
import { approvalSetup, iamEnvironment, key, keyOf, linkTo, newRequest } from '../../../helpers/approval.ts';
import { wrapStore } from '../../../helpers/memory-store.ts';

const eve = 'arn:aws:sts::123456789012:assumed-role/approver/eve';

/** A desk with a ledger that answers every read of the request with an error, once the request exists. */
async function deskThatMeets(error: Error) {
  let meets = false;
  const setup = approvalSetup({
    wrap: (store) =>
      wrapStore(store, async (_operation, at, run) => (meets && at === key ? Promise.reject(error) : run())),
  });
  await setup.gate()();
  meets = true;
  return setup;
}

const cases: [ApprovalErrorCode | 'STORE_UNAVAILABLE' | undefined, number, string, string, RegExp, boolean][] = [
  ['UNREADABLE_REQUEST', 500, 'cannot be read', 'unreadable-request', /^what went wrong; /, false],
  ['BAD_SIGNING_KEY', 503, 'signing key cannot be used', 'unavailable', /cannot reach its ledger/, false],
  ['TOO_MANY_RACES', 503, 'Too many people decided at once', 'unavailable', /too many people decided at once/, false],
  ['OUTCOME_UNKNOWN', 503, 'not known whether your decision', 'unavailable', /not known whether your decision/, true],
  ['STORE_UNAVAILABLE', 503, 'cannot reach its ledger', 'unavailable', /cannot reach its ledger/, true],
  [undefined, 503, 'cannot answer right now', 'unavailable', /cannot reach its ledger/, true],
];

function errorOf(code: (typeof cases)[number][0]): Error {
  if (code === undefined) return new Error('boom');
  return code === 'STORE_UNAVAILABLE'
    ? new StorageError('what went wrong')
    : new ApprovalError(code, 'what went wrong');
}

describe('a desk that meets an error', () => {
  test.each(cases)('%s answers a browser with %i and explains it', async (code, status, title, ...rest) => {
    const error = errorOf(code);
    const setup = await deskThatMeets(error);

    const answer = await setup.desk.request(setup.link());

    expect(answer.status).toBe(status);
    expect(/<h1>(.*)<\/h1>/.exec(await answer.text())?.[1]).toContain(title);
    expect(answer.headers.get('retry-after')).toBe(rest[2] ? '10' : null);
    expect(setup.logger.lines.at(-1)).toMatchObject({
      level: 'error',
      message: 'the desk could not answer',
      attributes: { route: 'GET', error: expect.stringMatching(/what went wrong|boom/) },
    });
  });

  test.each(cases)(
    '%s answers a program with %i and an outcome',
    async (code, status, _title, outcome, message, retry) => {
      const error = errorOf(code);
      const setup = await deskThatMeets(error);

      const answer = await setup.desk.request(
        '/decisions',
        { method: 'POST', body: JSON.stringify({ request: key, choice: 'approve' }) },
        iamEnvironment(eve),
      );

      expect(answer.status).toBe(status);
      expect(await answer.json()).toEqual({ recorded: false, outcome, message: expect.stringMatching(message) });
      expect(answer.headers.get('retry-after')).toBe(retry ? '10' : null);
    },
  );

  test('answers a program in JSON even if the address ends with a slash', async () => {
    const setup = await deskThatMeets(new StorageError('what went wrong'));

    const answer = await setup.desk.request(
      '/decisions/',
      { method: 'POST', body: JSON.stringify({ request: key, choice: 'approve' }) },
      iamEnvironment(eve),
    );

    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ recorded: false, outcome: 'unavailable' });
  });

  test('says which method to use for sending a decision', async () => {
    const answer = await approvalSetup().desk.request('/decisions');

    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('isAsked', () => {
  test('accepts the link to everybody if no reviewer is named, and no other link', () => {
    expect(isAsked(newRequest(), 'link holder')).toBe(true);
    expect(isAsked(newRequest(), 'ana@example.com')).toBe(false);
  });
});

describe('the log of the desk', () => {
  test.each<[string, (link: string) => string, string]>([
    ['an opened link', (link) => link, 'showed a request'],
    ['an expired link', () => linkTo('link holder', { expiresAt: new Date(0) }), 'was given an expired link'],
    [
      'a link to nothing',
      () => linkTo('link holder', { key: keyOf({ gate: 'x' }) }),
      'was asked for an unknown request',
    ],
    ['a broken link', (link) => link.slice(0, -7), 'was given a broken link'],
    ['a changed link', (link) => `${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`, 'did not sign'],
  ])('names %s', async (_what, change, did) => {
    const setup = approvalSetup();
    await setup.gate()();

    await setup.desk.request(change(setup.link()));

    expect(setup.logger.lines.at(-1)?.message).toContain(did);
  });

  test('names the request and the reviewer of a valid link', async () => {
    const setup = approvalSetup();
    await setup.gate()();

    await setup.desk.request(setup.link());

    expect(setup.logger.lines.at(-1)?.attributes).toMatchObject({ request: key, reviewer: 'link holder', status: 200 });
  });
});
