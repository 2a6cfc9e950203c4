import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countsFor } from '../../../src/approval/request/assurance.ts';
import { exposeHandDecision } from '../../../src/approval/request/attest/attest-request.ts';
import { fillRules, isMet } from '../../../src/approval/request/fill-rules.ts';
import { voterOf } from '../../../src/approval/request/people.ts';
import type { ApprovalRequest, Vote } from '../../../src/approval/request/request.ts';
import { castVote } from '../../../src/approval/request/transitions.ts';
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
import { signInSetup } from './sign-in-setup.ts';

const [ana, ben, cho] = ['ana@example.com', 'ben@example.com', 'cho@example.com'];
const issuer = 'https://login.example.com/shop';
const signIn = { issuer, mailDomains: ['example.com'] };
const userArn = 'arn:aws:iam::123456789012:user/dan';
const qa = { name: 'qa', from: [ana, ben] };
const security = { name: 'security', from: [ana, cho], assurance: 'sign-in' };
const rules = [qa, security];
const account = (mail: string) => ({ sub: mail, email: mail, email_verified: true });

describe('wrong settings for the assurance of a rule', () => {
  test.each<[JsonObject, string]>([
    [{ rules: [{ ...qa, assurance: 'password' }] }, 'hookDetails.rules[0].assurance: expected "link", "mailbox"'],
    [
      { assurance: 'sign-in', rules: [{ ...qa, assurance: 'link' }] },
      'expected each rule to ask for no less than the gate, but "qa" asks for "link" and the gate for "sign-in"',
    ],
    [
      { rules: [qa, { ...security, from: ['cho@other.example'] }] },
      'hookDetails.rules: "security" asks for "sign-in", but only 0 of the 1 people that "security" needs can be recognized',
    ],
    [
      { rules: [qa, { name: 'ops', from: [`${issuer}#AbC`], assurance: 'iam' }] },
      'hookDetails.rules: "ops" asks for "iam", but only 0 of the 1 people that "ops" needs can have an AWS identity',
    ],
    [
      { rules: [{ ...qa, from: [ana] }, security], excluded: [cho] },
      'hookDetails.rules: expected enough different people who are not excluded',
    ],
  ])('are refused, each with one message: %j', async (hookDetails, reason) => {
    const { gate, store } = approvalSetup({ signIn });

    const { hookStatus, reason: said = '' } = await gate(hookDetails)();

    expect([hookStatus, said]).toEqual(['FAILED', expect.stringContaining(reason)]);
    expect(said.match(/hookDetails\./g)).toHaveLength(1);
    expect(store.contents()[key]).toBeUndefined();
  });

  test('are refused if nobody can sign in on the desk, unless AWS identities are enough', async () => {
    const ops = { name: 'ops', from: [userArn], assurance: 'sign-in' };

    expect((await approvalSetup().gate({ rules })()).reason).toContain(
      'hookDetails.rules: "security" asks for "sign-in", and nobody can sign in on the desk of this stack',
    );
    expect((await approvalSetup().gate({ rules: [qa, ops] })()).hookStatus).toBe('IN_PROGRESS');
  });

  test('a rule that asks for as much as its gate is the same as one that says nothing', async () => {
    const own = approvalSetup({ signIn });
    const poll = own.gate({ assurance: 'sign-in', rules: [security] });
    await poll();

    expect(own.request().asked).toMatchObject({ rules: [{ name: 'security', from: [ana, cho], approvals: 1 }] });
    expect(JSON.stringify(own.request().asked?.['rules'])).not.toContain('sign-in');
  });
});

describe('QA by link and security signed in', () => {
  test('passes with one of each, and the votes say how they were cast', async () => {
    const { browser, desk, link, poll, request } = await signInSetup({ rules });
    await decideAt(desk, link(ben));
    expect((await poll()).hookStatus).toBe('IN_PROGRESS');

    const chos = browser();
    await chos.signIn(link(cho), account(cho));
    expect(wordsOn(await (await chos.decide(link(cho))).text())).toContain('Your approval is recorded');

    expect(request().votes).toMatchObject([{ by: ben }, { by: cho, via: 'sign-in' }]);
    expect((await poll()).hookStatus).toBe('SUCCEEDED');
  });

  test('does not count a link for security, with or without its form', async () => {
    const { desk, link, request } = await signInSetup({ rules });
    const page = await (await desk.request(link(cho))).text();
    const bens = await (await desk.request(link(ben))).text();

    const sent = await desk.request(link(cho), fillIn(bens, approving));

    expect(wordsOn(page)).toContain('Sign in to decide');
    expect(page).not.toContain('name="nonce"');
    expect(page).toContain(`href="${link(cho).replace('/a/', '/sign-in/')}"`);
    expect(sent.status).toBe(403);
    expect(request().votes).toEqual([]);
  });

  test('counts a person who is in both for QA, says so, and for security as soon as they sign in', async () => {
    const { browser, desk, link, poll, request } = await signInSetup({ rules });
    const page = await (await desk.request(link(ana))).text();
    await decideAt(desk, link(ana));
    await decideAt(desk, link(ben));
    expect(await poll()).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: expect.stringContaining('qa: 1 of 1, security: 0 of 1'),
    });

    const anas = browser();
    await anas.signIn(link(ana), account(ana));
    await anas.decide(link(ana));

    expect(wordsOn(page)).toContain('For your decision to count for security:');
    expect(request().decision).toMatchObject({ status: 'APPROVED', by: `${ana}, ${ben}` });
    expect((await poll()).hookStatus).toBe('SUCCEEDED');
  });

  test('the mail and the page say what is needed for which rule', async () => {
    const { notifier, desk, link } = await signInSetup({ rules });
    const mailTo = (who: string) => notifier.sent.find(({ attributes }) => attributes['reviewer'] === who)?.body;

    expect(mailTo(ben)).toContain(`a decision made with it is recorded as ${ben}`);
    expect(mailTo(ben)).not.toContain('sign in');
    expect(mailTo(ana)).toContain('To count for security, sign in on its page first.');
    expect(mailTo(cho)).toContain('To decide, sign in on the page behind the link');
    expect(wordsOn(await (await desk.request(link(ben))).text())).toContain(
      'security, 0 of 1 ana@example.com, cho@example.com; after signing in',
    );
  });

  test('an AWS identity proves more', async () => {
    const { desk, poll } = await signInSetup({ rules: [{ ...security, from: [cho, userArn] }] });

    expect((await decideByIam(desk, userArn, 'approve')).status).toBe(200);
    expect((await poll()).hookStatus).toBe('SUCCEEDED');
  });

  test('a link of a gate whose every rule asks for sign-in shows nothing', async () => {
    const { desk, link } = await signInSetup({ title: 'Secret launch', rules: [security] });

    const page = await (await desk.request(link(cho))).text();

    expect(page).not.toMatch(/Secret launch|my-service|<form/);
  });
});

describe('the life of a request with groups and fresh sign-ins', () => {
  const asked = fc.record({
    rejections: fc.constantFrom(1, 2),
    signInMaxAgeMinutes: fc.constantFrom(5, undefined),
    rules: fc.constantFrom(
      [{ name: 'sec', from: ['group:sec-team'], approvals: 2 }],
      [
        { name: 'qa', from: [ana, ben], approvals: 1 },
        { name: 'sec', from: ['group:sec-team', cho], approvals: 1, assurance: 'sign-in' as const },
      ],
    ),
  });
  const casts = fc.array(
    fc.record({
      by: fc.constantFrom(ana, ben, cho, `${issuer}#AbC`, `${issuer}#abc`),
      via: fc.constantFrom<Vote['via'][]>(undefined, 'sign-in', 'sign-in', 'iam'),
      choice: fc.constantFrom<Vote['choice']>('APPROVE', 'APPROVE', 'REJECT', 'WITHDRAW'),
      groups: fc.constantFrom<JsonObject>({ groups: ['sec-team'] }, { groups: ['all'] }, {}),
      ago: fc.constantFrom(0, 4, 6, undefined),
    }),
    { maxLength: 12 },
  );

  test('is counted again with the same result, and never approved by votes that prove too little', () => {
    fc.assert(
      fc.property(asked, casts, (terms, drawn) => {
        const given = JSON.parse(JSON.stringify(terms)) as JsonObject;
        let request = newRequest({ reviewers: [ana, ben], approvals: 2, asked: given });
        for (const [number, { by, via, choice, groups, ago }] of drawn.entries()) {
          const at = new Date(Date.parse('2026-11-22T14:05:00.000Z') + number * 60_000).toISOString();
          const authenticatedAt = ago === undefined ? {} : { authenticatedAt: minutesBefore(at, ago) };
          const identity = via === 'sign-in' ? { iss: issuer, sub: by, ...groups, ...authenticatedAt } : undefined;
          const cast = vote({ id: `${number}`, by, via, choice, at, reason: 'x', ...(identity && { identity }) });
          request = castVote(request, cast).request;
        }
        const { decision, votes } = request;
        expect(exposeHandDecision(request)).toBe(request);
        if (decision?.status !== 'APPROVED') return;
        const latest = [...new Map(votes.map((one) => [voterOf(one.by), one])).values()];
        const proving = latest.filter((one) => one.choice === 'APPROVE' && one.via === 'sign-in');
        const bySecurity = proving.filter((one) => {
          const isMember = JSON.stringify(one.identity).includes('sec-team');
          const isRecognized = terms.rules.length === 1 || one.by.includes('@');
          const time = Date.parse(String(one.identity?.['authenticatedAt']));
          const isFresh = terms.signInMaxAgeMinutes === undefined || Date.parse(one.at) - time <= 300_000;
          return isFresh && ((isMember && isRecognized) || (one.by === cho && terms.rules.length === 2));
        });
        const byIam = latest.filter((one) => one.choice === 'APPROVE' && one.via === 'iam' && one.by === cho);
        const needed = terms.rules.length === 1 ? 2 : 1;
        expect(bySecurity.length + (needed === 1 ? byIam.length : 0)).toBeGreaterThanOrEqual(needed);
      }),
      { numRuns: 2000 },
    );
  });
});

function minutesBefore(at: string, minutes: number): string {
  return new Date(Date.parse(at) - minutes * 60_000).toISOString();
}

describe('what is counted again', () => {
  const asked = { rules: rules.map((rule) => ({ ...rule, approvals: 1 })) };

  test('has no decision for a vote that proves too little for its rule', () => {
    const request = newRequest({ reviewers: [ana, ben, cho], approvals: 2, asked });
    const weak = [vote({ by: ben }), vote({ id: 'vote-2', by: cho })];
    const forged = weak.reduce<ApprovalRequest>((state, one) => castVote(state, one).request, {
      ...request,
      asked: { rules: [qa, { name: 'security', from: [ana, cho] }].map((rule) => ({ ...rule, approvals: 1 })) },
    });

    expect(forged.decision?.status).toBe('APPROVED');
    expect(castVote(request, vote({ by: cho })).outcome).toBe('too-weak');
    expect(exposeHandDecision({ ...forged, asked }).decision?.via).toBe('by hand');
  });

  test('a rejection by somebody who had signed in is not taken back with their link', () => {
    const request = newRequest({
      reviewers: [ana, ben, cho],
      approvals: 2,
      asked: { ...asked, rejections: 2 },
    });
    const rejected = castVote(request, vote({ by: ana, via: 'sign-in', choice: 'REJECT', reason: 'no' })).request;
    const again = (changes: Partial<Vote>) => castVote(rejected, vote({ id: 'vote-2', by: ana, ...changes }));

    expect(again({ choice: 'APPROVE' }).outcome).toBe('too-weak');
    expect(again({ choice: 'WITHDRAW' }).outcome).toBe('too-weak');
    expect(again({ choice: 'WITHDRAW', via: 'sign-in' }).outcome).toBe('recorded');
    expect(again({ choice: 'APPROVE', via: 'iam' }).outcome).toBe('recorded');
  });

  test('leads to the same decision, whichever way people come', () => {
    const by = fc.constantFrom(ana, ben, cho, 'Ana+x@example.com');
    const via = fc.constantFrom<Vote['via'][]>(undefined, 'sign-in', 'iam');
    const choice = fc.constantFrom<Vote['choice']>('APPROVE', 'APPROVE', 'REJECT', 'WITHDRAW');
    const terms = fc.record({ rejections: fc.constantFrom(1, 2), rules: fc.constant(asked.rules) });
    fc.assert(
      fc.property(terms, fc.array(fc.record({ by, via, choice }), { maxLength: 12 }), (drawnTerms, casts) => {
        let request = newRequest({ reviewers: [ana, ben, cho], approvals: 2, asked: drawnTerms });
        for (const [number, { by: voter, via: way, choice: chosen }] of casts.entries()) {
          // A link names a reviewer exactly.
          const name = way === undefined && voter.includes('+') ? ana : voter;
          request = castVote(
            request,
            vote({ id: `${number}`, by: name, via: way, choice: chosen, reason: 'x' }),
          ).request;
        }
        const { decision, votes } = request;
        expect(exposeHandDecision(request)).toBe(request);
        const latest = [...new Map(votes.map((one) => [voterOf(one.by), one])).values()];
        const approvals = latest.filter((one) => one.choice === 'APPROVE');
        const proved = asked.rules.map((rule) => ({
          ...rule,
          from: approvals.filter((one) => countsFor({}, rule as never, one)).map((one) => one.by),
        }));
        const isApproved = fillRules(
          proved as never,
          approvals.map((one) => one.by),
        ).every(isMet);
        expect(decision?.status === 'APPROVED').toBe(isApproved);
        for (const one of votes) expect(one.via ?? 'link').not.toBe(one.by === cho ? 'link' : 'nothing');
      }),
      { numRuns: 1000 },
    );
  });
});
