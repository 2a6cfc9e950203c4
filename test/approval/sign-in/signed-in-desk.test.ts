import { describe, expect, test } from 'vitest';
import { deskFunction } from '../../../src/approval/desk/desk-function.ts';
import { sessionCookie } from '../../../src/approval/sign-in/cookies.ts';
import { httpApiEvent } from '../../functions/deployed.ts';
import { approvalSetup, approving, decideByIam, deskUrl, fillIn, rejecting, wordsOn } from '../../helpers/approval.ts';
import { issuer } from './fake-provider.ts';
import { signInSetup } from './sign-in-setup.ts';

const [ana, ben] = ['ana@example.com', 'ben@example.com'];
const account = (mail: string) => ({ sub: `sub of ${mail}`.replaceAll(' ', '-'), email: mail, email_verified: true });
const nobody = { sub: 'AbC', email: ana, email_verified: false };

describe('somebody who has signed in', () => {
  test('comes back to the link from which they began, and decides as themselves', async () => {
    const { browser, link, request } = await signInSetup();
    const mine = browser();
    const back = await mine.signIn(link(ana), account(ben));
    const page = await (await mine.decide(link(ana))).text();

    expect([back.status, back.headers.get('location')]).toEqual([303, link(ana)]);
    expect(wordsOn(page)).toContain('Signed in as ben@example.com');
    expect(wordsOn(page)).toContain('Your approval is recorded');
    expect(request().votes).toMatchObject([
      { by: ben, via: 'sign-in', identity: { iss: issuer, sub: 'sub-of-ben@example.com' }, choice: 'APPROVE' },
    ]);
  });

  test('is invited to sign in only if that changes how they count', async () => {
    const personal = await signInSetup();
    const everybodys = await signInSetup({});
    const shared = everybodys.link('link holder');

    const page = await personal.browser().get(personal.link(ana));
    const theirs = await everybodys.browser().get(shared);

    expect(wordsOn(page)).toContain('Deciding as ana@example.com');
    expect(page).not.toContain('/sign-in/');
    expect(wordsOn(theirs)).toContain('To decide under your own name: Sign in');
    expect(theirs).toContain(`href="${shared.replace('/a/', '/sign-in/')}"`);
  });

  test('counts once, whichever way they come', async () => {
    const { browser, desk, link, request, poll } = await signInSetup();
    const [signed, plain] = [browser(), browser()];
    await signed.signIn(link(ana), account('Ana+work@example.com'));

    await signed.decide(link(ana));
    expect(wordsOn(await (await plain.decide(link(ana))).text())).toContain('Your approval is recorded');
    await decideByIam(
      desk,
      `arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Ops_0123456789abcdef/${ana}`,
      'approve',
    );
    expect(request().votes).toHaveLength(1);
    expect((await poll()).hookStatus).toBe('IN_PROGRESS');

    await plain.decide(link(ben));
    expect(request().decision).toMatchObject({ status: 'APPROVED', by: 'ana+work@example.com, ben@example.com' });
    expect((await poll()).hookStatus).toBe('SUCCEEDED');
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['an account that nobody is asked by', account('cho@example.com'), 'cho@example.com'],
    ['an account without a trusted address', nobody, 'AbC (signed in at login.example.com)'],
  ])('cannot decide with %s, not even with the link of a reviewer', async (_title, claims, name) => {
    const { browser, link, request } = await signInSetup();
    const theirs = browser();
    const form = fillIn(await theirs.get(link(ana)), approving);
    await theirs.signIn(link(ana), claims);

    const page = await theirs.get(link(ana));
    const sent = await theirs.ask(link(ana), form);

    expect(wordsOn(page)).toContain(`The account ${name} is not among those who are asked`);
    expect(page).not.toContain('name="nonce"');
    expect([sent.status, wordsOn(await sent.text())]).toEqual([
      403,
      expect.stringContaining(`The account ${name} is not among those who are asked`),
    ]);
    expect(request().votes).toEqual([]);
  });

  test('decides by an account that a rule names', async () => {
    const { browser, link, poll } = await signInSetup({
      rules: [{ name: 'qa', from: [ana, `${issuer}#AbC`] }],
      assurance: 'sign-in',
    });
    const mine = browser();
    await mine.signIn(link(ana), nobody);

    expect(wordsOn(await (await mine.decide(link(ana), rejecting)).text())).toContain('Your rejection is recorded');
    expect(await poll()).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining('AbC (signed in at login.example.com)'),
    });
  });

  test('may not decide if they are excluded', async () => {
    const { browser, link } = await signInSetup({ rules: [{ name: 'qa', from: [ana, ben] }], excluded: [ben] });
    const theirs = browser();
    await theirs.signIn(link(ana), account(ben));

    expect(wordsOn(await theirs.get(link(ana)))).toContain('You may not decide about this');
  });

  test('signs out, and is nobody again', async () => {
    const { browser, link } = await signInSetup();
    const mine = browser();
    await mine.signIn(link(ana), account(ana));
    const send = (site: string) =>
      mine.ask('/sign-out', {
        method: 'POST',
        headers: { 'sec-fetch-site': site, 'content-type': 'application/x-www-form-urlencoded' },
      });

    expect((await send('cross-site')).status).toBe(403);
    expect(mine.jar.names).toEqual([sessionCookie]);
    expect(wordsOn(await (await send('same-origin')).text())).toContain('You are signed out of the desk');
    expect(mine.jar.names).toEqual([]);
    expect(wordsOn(await mine.get(link(ana)))).not.toContain('Signed in as');
  });
});

describe('a form', () => {
  test('belongs to the session for which it was shown', async () => {
    const { browser, link, request } = await signInSetup();
    const mine = browser();
    const asLink = fillIn(await mine.get(link(ana)), approving);
    await mine.signIn(link(ana), account(ana));
    const asAna = fillIn(await mine.get(link(ana)), approving);
    await mine.signIn(link(ana), account(ben));

    for (const form of [asLink, asAna]) {
      const answer = await mine.ask(link(ana), form);
      expect([answer.status, wordsOn(await answer.text())]).toEqual([
        400,
        expect.stringContaining('did not come from this page'),
      ]);
    }
    expect(request().votes).toEqual([]);
  });

  test('is refused after an hour, when the person is no longer signed in', async () => {
    const { browser, link, request, clock } = await signInSetup({
      assurance: 'sign-in',
      reviewers: [ana],
      deadlineMinutes: 600,
    });
    const mine = browser();
    await mine.signIn(link(ana), account(ana));
    const form = fillIn(await mine.get(link(ana)), approving);
    clock.step(3600);

    const answer = await mine.ask(link(ana), form);

    expect([answer.status, wordsOn(await answer.text())]).toEqual([
      403,
      expect.stringContaining('You are no longer signed in'),
    ]);
    expect(request().votes).toEqual([]);
  });
});

describe('the link of a gate that asks for sign-in', () => {
  test('shows nothing to anybody else, and takes no form', async () => {
    const { browser, link, request } = await signInSetup({
      assurance: 'sign-in',
      reviewers: [ana],
      title: 'Secret launch',
    });
    const theirs = browser();

    const page = await theirs.get(link(ana));
    const sent = await theirs.ask(link(ana), fillIn(page, approving));

    expect(wordsOn(page)).toContain('Sign in to decide');
    expect(`${page} ${await sent.text()}`).not.toMatch(/Secret launch|my-service|<form/);
    expect(sent.status).toBe(403);
    expect(request().votes).toEqual([]);
  });

  test('is enough for everybody who can sign in, if nobody is named', async () => {
    const { browser, link, poll } = await signInSetup({ assurance: 'sign-in' });
    const mine = browser();
    await mine.signIn(link(), nobody);

    await mine.decide(link());

    expect((await poll()).hookStatus).toBe('SUCCEEDED');
  });
});

describe('what others can make a browser do', () => {
  test('is not to sign in with their account', async () => {
    const { browser, link, provider } = await signInSetup();
    const [attacker, victim] = [browser(), browser()];
    const begun = await attacker.ask(link(ana).replace('/a/', '/sign-in/'));
    const query = provider.signIn(begun.headers.get('location') ?? '', account('attacker@example.com'));

    const answer = await victim.ask(`/signed-in${query}`);

    expect(answer.status).toBe(400);
    expect(victim.jar.names).toEqual([]);
  });

  test.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    'v1.k1.bm90LWEtbGluay1idXQtbG9uZw.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  ])('is not to go to %s', async (target) => {
    const { browser } = await signInSetup();

    const answer = await browser().ask(`/sign-in/${target}`);

    expect([400, 403]).toContain(answer.status);
    expect(answer.headers.get('location')).toBeNull();
    expect(answer.headers.getSetCookie()).toEqual([]);
  });
});

describe('the log', () => {
  test('has who signed in, and no code, state, cookie or token', async () => {
    const { browser, link, logger, provider } = await signInSetup();
    const mine = browser();
    const begun = await mine.ask(link(ana).replace('/a/', '/sign-in/'));
    const url = begun.headers.get('location') ?? '';
    await mine.ask(`/signed-in${provider.signIn(url, account(ana))}`);
    await mine.ask('/signed-in?code=code-9-secret&state=x&error_description=words');
    await mine.decide(link(ana));

    const lines = JSON.stringify(logger.lines);
    expect(lines).toContain('signed somebody in');
    expect(lines).toContain('"signedIn":"ana@example.com"');
    expect(lines).not.toMatch(/-secret|words|v1\.k1/);
    expect(lines).not.toContain(new URL(url).searchParams.get('state') ?? '');
  });
});

describe('behind API Gateway', () => {
  test('cookies and the query of the return arrive, and each cookie is set on its own', async () => {
    const { desk, link, logger, provider } = await signInSetup();
    const handler = deskFunction(desk, { deskUrl, logger });
    const event = (path: string, changes: object) =>
      ({ ...httpApiEvent('GET', path), ...changes }) as unknown as Parameters<typeof handler>[0];
    const begun = await handler(event(link(ana).replace('/a/', '/sign-in/'), {}));
    const cookies = begun.cookies?.map((cookie) => cookie.split(';')[0] ?? '');
    const query = provider.signIn(String(begun.headers?.['location']), account(ana));

    const back = await handler(event('/signed-in', { cookies, rawQueryString: query.slice(1) }));

    expect(back.headers).toMatchObject({ location: link(ana), 'cache-control': 'no-store' });
    expect(back.headers).not.toHaveProperty('set-cookie');
    expect(back.cookies).toEqual([expect.stringContaining('Max-Age=0'), expect.stringContaining(sessionCookie)]);
  });
});

describe('a desk without sign-in', () => {
  test('has none of its pages, and ignores its cookies', async () => {
    const { desk, link, gate } = approvalSetup();
    await gate()();

    for (const path of [link().replace('/a/', '/sign-in/'), '/signed-in?state=x']) {
      expect((await desk.request(path)).status).toBe(404);
    }
    expect((await desk.request('/sign-out', { method: 'POST' })).status).toBe(404);
    const page = await (await desk.request(link(), { headers: { cookie: `${sessionCookie}=v1.k1.x` } })).text();
    expect(page).not.toMatch(/sign-in|Signed in/);
    expect(page).toContain('name="nonce"');
  });

  test('with it, nothing of it is loaded before somebody uses it', async () => {
    const { desk, link, loaded } = await signInSetup();

    await desk.request(link(ana));

    expect(loaded()).toBe(0);
  });
});
