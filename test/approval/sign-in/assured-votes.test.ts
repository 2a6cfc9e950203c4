import { describe, expect, test } from 'vitest';
import { exposeHandDecision } from '../../../src/approval/request/attest/attest-request.ts';
import type { Vote } from '../../../src/approval/request/request.ts';
import { castVote } from '../../../src/approval/request/transitions.ts';
import { whyForeign } from '../../../src/checks/approval/why-foreign.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import {
  approvalSetup,
  approving,
  decideAt,
  decideByIam,
  fillIn,
  key,
  newRequest,
  vote,
  wordsOn,
} from '../../helpers/approval.ts';

const [ana, ben] = ['ana@example.com', 'ben@example.com'];
const issuer = 'https://login.example.com/shop';
const signIn = { issuer, mailDomains: ['example.com'] };
const userArn = 'arn:aws:iam::123456789012:user/dan';

async function opened(hookDetails: JsonObject, options: Parameters<typeof approvalSetup>[0] = { signIn }) {
  const setup = approvalSetup(options);
  const poll = setup.gate(hookDetails);
  return { ...setup, poll, first: await poll() };
}

describe('wrong settings for assurance', () => {
  test.each<[JsonObject, string]>([
    [
      { assurance: 'password' },
      'hookDetails.assurance: expected "link", "mailbox", "sign-in" or "iam", not "password"',
    ],
    [{ assurance: 'mailbox' }, 'hookDetails.assurance: expected reviewers or rules next to "mailbox"'],
    [
      { assurance: 'iam', reviewers: [ana] },
      'hookDetails.assurance: expected rules instead of reviewers next to "iam"',
    ],
  ])('are refused: %j', async (hookDetails, reason) => {
    const { first, store } = await opened(hookDetails);

    expect(first).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringContaining(reason) });
    expect(store.contents()[key]).toBeUndefined();
  });
});

describe('a gate that asks for more than the desk can prove', () => {
  test.each<[string, JsonObject, Parameters<typeof approvalSetup>[0], string]>([
    [
      'no sign-in',
      { reviewers: [ana] },
      {},
      'nobody can sign in on the desk of this stack; set its parameter OidcIssuer',
    ],
    ['no trusted domain', { reviewers: [ana] }, { signIn: { issuer, mailDomains: [] } }, 'OidcMailDomains (now: none)'],
    ['another domain', { reviewers: ['ana@other.example'] }, { signIn }, 'only 0 of the 1 people'],
    ['too few', { reviewers: [ana, 'ben@other.example'], approvals: 2 }, { signIn }, 'only 1 of the 2 people'],
    [
      'an account at another provider',
      { rules: [{ name: 'qa', from: ['ana@other.example', 'https://other.example#1'] }] },
      { signIn },
      'only 0 of the 1 people that "qa" needs',
    ],
  ])('fails at once: %s', async (_title, hookDetails, options, reason) => {
    const { first, store, notifier } = await opened({ assurance: 'sign-in', ...hookDetails }, options);

    expect(first).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringContaining(reason) });
    expect(store.contents()[key]).toBeUndefined();
    expect(notifier.sent).toEqual([]);
  });

  test.each<[string, JsonObject]>([
    ['addresses of a trusted domain', { reviewers: [ana, ben], approvals: 2 }],
    ['everybody who can sign in', {}],
    ['an account', { rules: [{ name: 'qa', from: ['ana@other.example', `${issuer}#AbC`] }] }],
    ['an IAM role', { rules: [{ name: 'ops', from: ['ana@other.example', userArn] }] }],
  ])('asks if it can be proved: %s', async (_title, hookDetails) => {
    expect((await opened({ assurance: 'sign-in', ...hookDetails })).first.hookStatus).toBe('IN_PROGRESS');
  });
});

describe('a vote that proves too little', () => {
  test.each<[JsonObject, string, string]>([
    [{ assurance: 'sign-in', reviewers: [ana] }, ana, 'Only people who have signed in can decide'],
    [{ assurance: 'iam', rules: [{ name: 'qa', from: [ana, userArn] }] }, ana, 'Only an AWS identity can decide'],
    [{ assurance: 'iam' }, 'link holder', 'Only an AWS identity can decide'],
  ])('has no form, and is refused if it is sent anyway: %j', async (hookDetails, who, title) => {
    const { desk, link, request } = await opened(hookDetails);
    const page = await (await desk.request(link(who))).text();

    const sent = await desk.request(link(who), fillIn(page, approving));

    expect(wordsOn(page)).toContain(title);
    expect(page).not.toContain('<form');
    expect([sent.status, wordsOn(await sent.text())]).toEqual([403, expect.stringContaining(title)]);
    expect(request().votes).toEqual([]);
  });

  test('is replaced by one with an AWS identity, which counts everywhere', async () => {
    for (const assurance of ['link', 'sign-in', 'iam']) {
      const { desk, poll, request } = await opened({ assurance });

      expect(await decideByIam(desk, userArn, 'approve')).toMatchObject({ status: 200 });
      expect(request().decision).toMatchObject({ status: 'APPROVED', via: 'iam' });
      expect((await poll()).hookStatus).toBe('SUCCEEDED');
    }
  });

  test('does not count in a decision that somebody has written into the bucket', () => {
    const asked = { assurance: 'sign-in' };
    const request = newRequest({ reviewers: [ana], asked });
    const weak = castVote(newRequest({ reviewers: [ana] }), vote()).request;

    expect(castVote(request, vote()).outcome).toBe('too-weak');
    expect(exposeHandDecision({ ...weak, asked }).decision?.via).toBe('by hand');
  });

  test('counts as before without the key, and if it is "link"', async () => {
    for (const hookDetails of [{ reviewers: [ana] }, { reviewers: [ana], assurance: 'link' }]) {
      const { desk, link, poll } = await opened(hookDetails, {});

      expect((await decideAt(desk, link(ana))).page).toContain('Your approval is recorded');
      expect((await poll()).hookStatus).toBe('SUCCEEDED');
    }
  });
});

describe('a vote by somebody who signed in', () => {
  const identity = { iss: issuer, sub: 'AbC' };
  const signed = (changes: Partial<Vote>) => vote({ via: 'sign-in', identity, ...changes });

  test('counts for the mailbox that is known to be theirs, once', () => {
    const request = newRequest({ reviewers: [ana, ben], approvals: 2 });
    const { request: voted } = castVote(request, vote({ by: ana }));

    expect(castVote(voted, signed({ id: 'vote-2', by: 'Ana+prod@example.com' })).outcome).toBe('repeated');
    const { request: decided } = castVote(voted, signed({ id: 'vote-2', by: ben }));
    expect(decided.decision).toMatchObject({ status: 'APPROVED', via: 'sign-in', by: `${ana}, ${ben}` });
    expect(exposeHandDecision(decided)).toBe(decided);
  });

  test('does not count for somebody who is not asked', () => {
    const { request } = castVote(newRequest({ reviewers: [ana] }), signed({ by: ben }));

    expect(request.decision?.status).toBe('APPROVED');
    expect(exposeHandDecision(request).decision?.via).toBe('by hand');
  });

  test('counts for an account that a rule names, letter by letter', () => {
    const rules = [{ name: 'qa', from: [ana, `${issuer}#AbC`], approvals: 1 }];
    const request = newRequest({ reviewers: [ana], asked: { rules } });

    expect(castVote(request, signed({ by: `${issuer}#abc` })).outcome).toBe('not-named');
    const { request: decided } = castVote(request, signed({ by: `${issuer}#AbC` }));
    expect(decided.decision?.status).toBe('APPROVED');
    expect(exposeHandDecision(decided)).toBe(decided);
  });

  test('is another person for each subject, even if a subject looks like a mail address', () => {
    const request = newRequest({ excluded: [`${issuer}#ana+x@example.com`], reviewers: [] });

    expect(castVote(request, signed({ by: `${issuer}#ana+x@example.com` })).outcome).toBe('excluded');
    expect(castVote(request, signed({ by: `${issuer}#ana+y@example.com` })).outcome).toBe('recorded');
    expect(castVote(request, signed({ by: `${issuer}#Ana+x@example.com` })).outcome).toBe('recorded');
  });
});

test.each<[string, string]>([
  ['link', 'a decision made with it is recorded as ana@example.com'],
  ['mailbox', 'a decision made with it is recorded as ana@example.com'],
  ['sign-in', 'To decide, sign in on the page behind the link'],
  ['iam', 'The link only shows the request'],
])('the mail says what its link is good for: %s', async (assurance, sentence) => {
  const { notifier } = await opened({ rules: [{ name: 'qa', from: [ana, userArn] }], assurance });

  expect(notifier.sent[0]?.body).toContain(sentence);
});

test('a request that was opened for another assurance is not the own one', async () => {
  const { request } = await opened({ reviewers: [ana] });
  const own = { approvals: 1, reviewers: [ana], excluded: [], deadlineMinutes: 240 };

  expect(
    whyForeign(request(), request().subject.revisionId, { ...own, firstDeployment: 'ask', assurance: 'sign-in' }),
  ).toContain('assurance none instead of "sign-in"');
});
