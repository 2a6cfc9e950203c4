import { describe, expect, test } from 'vitest';
import { exposeHandDecision } from '../../../src/approval/request/attest/attest-request.ts';
import type { Vote } from '../../../src/approval/request/request.ts';
import { castVote } from '../../../src/approval/request/transitions.ts';
import { type AccountGroups, readGroups } from '../../../src/approval/sign-in/groups.ts';
import type { IdentitySettings } from '../../../src/approval/sign-in/identity.ts';
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
import { issuer } from './fake-provider.ts';
import { groupSettings, signInSetup } from './sign-in-setup.ts';

const [ana, ben] = ['ana@example.com', 'ben@example.com'];
const qa = { name: 'qa', from: [ana, ben] };
const security = { name: 'security', from: ['group:sec-team'] };
const account = (sub: string, claims: JsonObject = {}) => ({ sub, ...claims });
const mailed = (mail: string, groups: unknown) => ({ sub: mail, email: mail, email_verified: true, groups });

describe('the claim with the groups of an account', () => {
  test.each<[Record<string, unknown>, string, AccountGroups]>([
    [{ groups: ['qa', 'sec-team'] }, 'groups', { groups: ['qa', 'sec-team'] }],
    [{ groups: 'sec-team' }, 'groups', { groups: ['sec-team'] }],
    [{ 'cognito:groups': ['qa'] }, 'cognito:groups', { groups: ['qa'] }],
    [{ 'https://shop.example/roles': ['qa'] }, 'https://shop.example/roles', { groups: ['qa'] }],
    [{ groups: [] }, 'groups', { groups: [] }],
    [{ groups: '' }, 'groups', { groups: [] }],
    [{ groups: null }, 'groups', { groups: [] }],
    [{}, 'groups', { groups: [] }],
    [{}, 'constructor', { groups: [] }],
    [{ roles: ['sec-team'] }, 'groups', { groups: [] }],
    [{ groups: [{ name: 'sec-team' }] }, 'groups', { groups: [], unknown: 'unreadable' }],
    [{ groups: ['qa', 7] }, 'groups', { groups: ['qa'], unknown: 'unreadable' }],
    [{ groups: { 'sec-team': true } }, 'groups', { groups: [], unknown: 'unreadable' }],
    [{ _claim_names: { groups: 'src1' }, _claim_sources: {} }, 'groups', { groups: [], unknown: 'too-many' }],
    [{ hasgroups: true }, 'groups', { groups: [], unknown: 'too-many' }],
    [{ hasgroups: 'true' }, 'groups', { groups: [], unknown: 'too-many' }],
    [{ hasgroups: true }, 'roles', { groups: [] }],
    [{ hasgroups: false }, 'groups', { groups: [] }],
    [{ _claim_names: null }, 'groups', { groups: [] }],
    [{ _claim_names: 'groups' }, 'groups', { groups: [] }],
  ])('%j is read as %s', (claims, name, groups) => {
    expect(readGroups(claims, name)).toEqual(groups);
  });
});

describe('a rule for a group of the provider', () => {
  test('is met by somebody whom the provider lists in it, which the vote records', async () => {
    const { browser, link, poll, request, notifier } = await signInSetup({ rules: [security] });
    const theirs = browser();
    await theirs.signIn(link(), account('AbC', { groups: ['sec-team', 'all'] }));

    const page = wordsOn(await (await theirs.decide(link())).text());

    expect(page).toContain('Your approval is recorded');
    expect(request().votes).toMatchObject([
      { by: `${issuer}#AbC`, via: 'sign-in', identity: { iss: issuer, sub: 'AbC', groups: ['sec-team'] } },
    ]);
    expect(await poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
    expect(notifier.sent).toHaveLength(1);
    expect(notifier.sent[0]?.body).toContain('security: 0 of 1 (members of sec-team)');
  });

  test('asks the reviewers by name, and those who get every mail for the group', async () => {
    const { notifier } = await signInSetup({ rules: [qa, security] });

    expect(notifier.sent.map(({ attributes }) => attributes['reviewer'])).toEqual([ana, ben, undefined]);
    expect(notifier.sent[2]?.body).toContain('sign in');
  });

  test.each<[string, Record<string, unknown>, string, boolean]>([
    ['is in other groups', { groups: ['all', 'SEC-TEAM'] }, 'was not in the group sec-team when you signed in', true],
    ['has no groups', {}, 'was not in the group sec-team when you signed in', true],
    [
      'is in too many',
      { _claim_names: { groups: 'src1' } },
      'did not list all groups of your account (it is in too many)',
      false,
    ],
    ['has groups of another form', { groups: [{ id: 1 }] }, 'they have an unknown form', false],
  ])('is not met by somebody who %s', async (_title, claims, words, canHelp) => {
    const { browser, link, request } = await signInSetup({ rules: [security], title: 'Summer sale' });
    const theirs = browser();
    await theirs.signIn(link(), account('AbC', claims as JsonObject));

    const page = await theirs.get(link());

    expect(wordsOn(page)).toContain(words);
    const again = `href="${link().replace('/a/', '/sign-in/')}" rel="noreferrer">Sign in again`;
    expect(page.includes(again)).toBe(canHelp);
    expect(page).not.toContain('name="nonce"');
    expect(request().votes).toEqual([]);
  });

  test('is not met by a forged form, by the link of everybody or by an AWS identity', async () => {
    const { desk, browser, link, request } = await signInSetup({ rules: [qa, security], rejections: 2 });
    const theirs = browser();
    await theirs.signIn(link(ana), mailed(ana, []));
    const form = fillIn(await theirs.get(link(ana)), approving);
    await theirs.signIn(link(ana), account('AbC', { groups: [] }));

    expect((await theirs.ask(link(ana), form)).status).toBe(403);
    expect(wordsOn(await (await desk.request(link())).text())).toContain('Sign in to decide');
    expect((await decideByIam(desk, 'arn:aws:iam::123456789012:user/sec-team', 'approve')).status).toBe(403);
    expect(request().votes).toEqual([]);
  });

  test('counts a person once, by their mailbox and by their group', async () => {
    const { browser, desk, link, poll } = await signInSetup({ rules: [qa, security] });
    await decideAt(desk, link(ana));
    const anas = browser();
    await anas.signIn(link(ana), mailed('Ana+work@example.com', ['sec-team']));
    await anas.decide(link(ana));
    expect(await poll()).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: expect.stringContaining('qa: 1 of 1, security: 0 of 1'),
    });

    await decideAt(desk, link(ben));

    expect(await poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });

  test('does not count an account that may belong to somebody who is asked by email', async () => {
    const { browser, link, request } = await signInSetup({ rules: [qa, security] });
    const theirs = browser();
    await theirs.signIn(link(ana), { ...mailed(ana, ['sec-team']), email_verified: false });

    expect(wordsOn(await theirs.get(link(ana)))).toContain('you might count twice. Tell your platform team.');
    expect(request().votes).toEqual([]);
  });

  test.each<[string, JsonObject]>([
    ['deputies are asked by email', { rules: [{ ...security, deputies: [{ afterMinutes: 60, from: [ana] }] }] }],
    ['nobody may approve what they started', { rules: [security], selfApproval: 'deny', unknownDeployer: 'allow' }],
    ['somebody is excluded by email', { rules: [security], excluded: [ana] }],
  ])('does not count an account that nobody recognizes if %s', async (_title, hookDetails) => {
    const { browser, link, request } = await signInSetup(hookDetails);
    const [theirs, known] = [browser(), browser()];
    await theirs.signIn(link(), account('AbC', { groups: ['sec-team'] }));
    await known.signIn(link(), mailed('cho@example.com', ['sec-team']));

    expect(wordsOn(await theirs.get(link()))).toContain('Your account cannot decide');
    expect(request().votes).toEqual([]);
    expect(wordsOn(await (await known.decide(link())).text())).toContain('Your approval is recorded');
  });

  test('learns of a group that another request did not ask about when the person signs in again', async () => {
    const { browser, gate, link } = await signInSetup({ rules: [qa] });
    const other =
      'approvals/123456789012/us-west-2/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28/POST_TEST_TRAFFIC_SHIFT.sec.json';
    await gate({ gate: 'sec', rules: [security] })();
    const theirs = browser();
    const claims = account('AbC', { groups: ['sec-team'] });
    await theirs.signIn(link(ana), claims);
    expect(wordsOn(await theirs.get(link(undefined, { key: other })))).toContain('sign in again');

    await theirs.signIn(link(undefined, { key: other }), claims);

    expect(await theirs.get(link(undefined, { key: other }))).toContain('name="nonce"');
    expect(theirs.asked.map(({ prompt }) => prompt)).toEqual([undefined, undefined]);
  });

  test('keeps a small cookie, even if the provider sends thousands of groups', async () => {
    const named = Array.from({ length: 20 }, (_, at) => `group:${'g'.repeat(40)}-${at}`);
    const { browser, link } = await signInSetup({ rules: [{ name: 'security', from: named }] });
    const theirs = browser();
    const many = Array.from({ length: 5000 }, (_, at) => `other-${at}`);

    await theirs.signIn(link(), account('AbC', { groups: [...many, ...named.map((one) => one.slice(6))] }));

    expect(theirs.jar.header.length).toBeLessThan(2048);
    expect(await theirs.get(link())).toContain('name="nonce"');
  });

  test('the log says why the groups of somebody are not known, and no name of a group', async () => {
    const { browser, link, logger } = await signInSetup({ rules: [security] });
    await browser().signIn(link(), account('AbC', { _claim_names: { groups: 'src1' } }));

    const lines = JSON.stringify(logger.lines);
    expect(lines).toContain('signed somebody in, whose groups are not all known: the provider leaves them out');
    expect(lines).not.toContain('src1');
  });
});

describe('what is counted again', () => {
  const asked = { rules: [{ ...security, approvals: 1 }] };
  const request = newRequest({ reviewers: [], asked });
  const signed = (groups: unknown): Vote =>
    vote({ by: `${issuer}#AbC`, via: 'sign-in', identity: { iss: issuer, sub: 'AbC', groups } as JsonObject });

  test('is what the vote records', () => {
    const { request: decided } = castVote(request, signed(['sec-team']));

    expect(decided.decision?.status).toBe('APPROVED');
    expect(exposeHandDecision(decided)).toBe(decided);
    for (const groups of [[], ['all'], 'sec-team', { 0: 'sec-team' }, undefined]) {
      expect(castVote(request, signed(groups)).outcome).toBe('not-named');
      const forged = { ...decided, votes: [signed(groups)] };
      expect(exposeHandDecision(forged).decision?.via).toBe('by hand');
    }
  });

  test('never takes the groups of a vote that was not signed in', () => {
    for (const via of [undefined, 'iam'] as const) {
      expect(castVote(request, { ...signed(['sec-team']), via }).outcome).toBe('not-named');
    }
  });
});

describe('wrong settings for groups', () => {
  const google = { issuer: 'https://accounts.google.com', mailDomains: ['example.com'], groupsClaim: 'groups' };
  const entra = 'https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0';
  test.each<[string, JsonObject, IdentitySettings | undefined, string]>([
    ['no sign-in', { rules: [security] }, undefined, 'names "group:sec-team", and nobody can sign in'],
    ['no claim', { rules: [security] }, { issuer, mailDomains: [] }, 'set its parameter OidcGroupsClaim'],
    ['Google', { rules: [security] }, google, 'Google does not say in which groups somebody is'],
    [
      'Entra ID next to mailboxes',
      { rules: [qa, security] },
      { ...google, issuer: entra },
      'one person could count twice; name everybody by groups',
    ],
    [
      'an excluded mailbox that nobody recognizes',
      { rules: [security], excluded: [ana] },
      { ...groupSettings, mailDomains: [] },
      'one person could count twice',
    ],
    [
      'no self-approval by accounts that nobody recognizes',
      { rules: [security], selfApproval: 'deny' },
      { ...groupSettings, mailDomains: [] },
      'nobody could tell whether a member started the deployment',
    ],
    [
      'deputies',
      {
        groups: { sec: ['group:sec-team', ben] },
        rules: [{ name: 'qa', from: [ana], deputies: [{ afterMinutes: 60, from: ['sec'] }] }],
      },
      groupSettings,
      'expected no group of the provider among the deputies of "qa"',
    ],
    ['IAM', { rules: [{ ...security, assurance: 'iam' }] }, groupSettings, 'only 0 of the 1 people that "security"'],
    [
      'a nameless group',
      { rules: [{ name: 'security', from: ['group:'] }] },
      groupSettings,
      '"group:" is none of them',
    ],
    ['lines', { rules: [{ name: 's', from: ['group:a\nb'] }] }, groupSettings, 'is none of them'],
    ['an excluded group', { rules: [security], excluded: ['group:all'] }, groupSettings, 'hookDetails.excluded[0]'],
    [
      'too long names',
      { rules: [{ name: 's', from: Array.from({ length: 9 }, (_, at) => `group:${at}${'ü'.repeat(100)}`) }] },
      groupSettings,
      'names of 1000 bytes together',
    ],
  ])('are refused: %s', async (_title, hookDetails, signIn, reason) => {
    const { gate, store } = approvalSetup(signIn && { signIn });

    const answer = await gate(hookDetails)();

    expect(answer).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringContaining(reason) });
    expect(store.contents()[key]).toBeUndefined();
  });

  test('groups of a list may contain groups of the provider, and several of their members may be needed', async () => {
    const setup = approvalSetup({ signIn: groupSettings });
    const hookDetails = {
      groups: { sec: ['group:sec-team', ana] },
      rules: [{ name: 'security', from: ['sec'], approvals: 3 }],
      rejections: 4,
    };

    expect((await setup.gate(hookDetails)()).hookStatus).toBe('IN_PROGRESS');
    expect(setup.request().asked).toMatchObject({ rules: [{ from: ['group:sec-team', ana], approvals: 3 }] });
  });
});
