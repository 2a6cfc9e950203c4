import { describe, expect, test } from 'vitest';
import { exposeHandDecision } from '../../../src/approval/request/attest/attest-request.ts';
import type { Vote } from '../../../src/approval/request/request.ts';
import { castVote } from '../../../src/approval/request/transitions.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { approvalSetup, approving, fillIn, newRequest, vote, wordsOn } from '../../helpers/approval.ts';
import { issuer } from './fake-provider.ts';
import { groupSettings, signInSetup } from './sign-in-setup.ts';

const [ana, ben] = ['ana@example.com', 'ben@example.com'];
const gate = { reviewers: [ana], assurance: 'sign-in', signInMaxAgeMinutes: 10, deadlineMinutes: 600 };
const account = (mail: string, authTime?: number) => ({
  ...{ sub: mail, email: mail, email_verified: true },
  ...(authTime !== undefined && { auth_time: authTime }),
});

describe('a gate that wants a fresh sign-in', () => {
  test('asks the provider for it, and records when it was', async () => {
    const { browser, clock, link, request, poll } = await signInSetup(gate);
    const anas = browser();
    const seconds = Math.floor(clock.now().getTime() / 1000) - 60;

    await anas.signIn(link(ana), account(ana, seconds));
    await anas.decide(link(ana));

    expect(anas.asked).toMatchObject([{ max_age: '600' }]);
    expect(anas.asked[0]).not.toHaveProperty('prompt');
    expect(request().votes).toMatchObject([{ identity: { authenticatedAt: new Date(seconds * 1000).toISOString() } }]);
    expect((await poll()).hookStatus).toBe('SUCCEEDED');
  });

  test('refuses a sign-in that has become too old, and asks for a new one', async () => {
    const { browser, clock, link, request } = await signInSetup(gate);
    const anas = browser();
    const now = () => Math.floor(clock.now().getTime() / 1000);
    await anas.signIn(link(ana), account(ana, now()));
    const form = fillIn(await anas.get(link(ana)), approving);
    clock.step(601);

    const sent = await anas.ask(link(ana), form);
    const page = await anas.get(link(ana));

    expect([sent.status, wordsOn(await sent.text())]).toEqual([
      403,
      expect.stringContaining('Sign in again to decide'),
    ]);
    expect(page).not.toContain('name="nonce"');
    expect(request().votes).toEqual([]);
    await anas.signIn(link(ana), account(ana, now()));
    expect(anas.asked[1]).toMatchObject({ max_age: '600', prompt: 'login' });
    expect(wordsOn(await (await anas.decide(link(ana))).text())).toContain('Your approval is recorded');
  });

  test.each<[string, (now: number) => number | undefined, string]>([
    ['lets somebody through without asking', (now) => now - 3600, 'Sign in again to decide'],
    ['does not say when', () => undefined, 'The provider did not say when you signed in there'],
    ['says a time that has not come', (now) => now + 3600, 'Sign in again to decide'],
  ])('does not believe a provider that %s', async (_title, authTime, words) => {
    const { browser, clock, link, request } = await signInSetup(gate);
    const anas = browser();
    await anas.signIn(link(ana), account(ana, authTime(Math.floor(clock.now().getTime() / 1000))));

    const page = await anas.get(link(ana));

    expect(wordsOn(page)).toContain(words);
    expect(page).not.toContain('name="nonce"');
    expect(request().votes).toEqual([]);
  });

  test('is for the rules that ask for sign-in; others count a link, and an old sign-in as much as one', async () => {
    const rules = [
      { name: 'qa', from: [ben] },
      { name: 'security', from: [ana], assurance: 'sign-in' },
    ];
    const { browser, clock, link, poll } = await signInSetup({ rules, signInMaxAgeMinutes: 10 });
    const [anas, bens] = [browser(), browser()];
    const now = Math.floor(clock.now().getTime() / 1000);
    await bens.signIn(link(ben), account(ben, now - 3600));
    await bens.decide(link(ben));
    expect(await poll()).toMatchObject({ reason: expect.stringContaining('qa: 1 of 1, security: 0 of 1') });

    await anas.signIn(link(ana), account(ana, now));
    await anas.decide(link(ana));

    expect((await poll()).hookStatus).toBe('SUCCEEDED');
  });

  test('counts again what the vote records', () => {
    const asked = { assurance: 'sign-in', signInMaxAgeMinutes: 10 };
    const request = newRequest({ reviewers: [ana], asked });
    const at = (authenticatedAt: string | undefined): Vote =>
      vote({
        by: ana,
        via: 'sign-in',
        identity: { iss: issuer, sub: ana, ...(authenticatedAt && { authenticatedAt }) },
      });

    const { request: decided } = castVote(request, at('2026-11-22T14:00:00.000Z'));
    expect(decided.decision?.status).toBe('APPROVED');
    expect(exposeHandDecision(decided)).toBe(decided);
    for (const time of ['2026-11-22T13:59:59.000Z', '2026-11-22T14:12:00.000Z', 'yesterday', undefined]) {
      expect(castVote(request, at(time)).outcome).toBe('too-weak');
      expect(exposeHandDecision({ ...decided, votes: [at(time)] }).decision?.via).toBe('by hand');
    }
  });
});

test.each<[JsonObject, string]>([
  [{ reviewers: [ana], signInMaxAgeMinutes: 10 }, 'hookDetails.signInMaxAgeMinutes: expected assurance "sign-in"'],
  [{ ...gate, signInMaxAgeMinutes: 0 }, 'hookDetails.signInMaxAgeMinutes: expected a whole number of minutes'],
  [{ ...gate, signInMaxAgeMinutes: 1441 }, 'hookDetails.signInMaxAgeMinutes: expected a whole number of minutes'],
])('wrong settings for a fresh sign-in are refused: %j', async (hookDetails, reason) => {
  expect(await approvalSetup({ signIn: groupSettings }).gate(hookDetails)()).toMatchObject({
    hookStatus: 'FAILED',
    reason: expect.stringContaining(reason),
  });
});

test('a provider that never says when somebody signed in cannot serve such a gate', async () => {
  const google = { issuer: 'https://accounts.google.com', mailDomains: ['example.com'] };

  expect((await approvalSetup({ signIn: google }).gate(gate)()).reason).toContain(
    'hookDetails.signInMaxAgeMinutes is 10, and Google does not say when somebody signed in',
  );
});
