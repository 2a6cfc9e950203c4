import { describe, expect, test } from 'vitest';
import { verifyLink } from '../../../../src/approval/link/link.ts';
import { createLedger } from '../../../../src/approval/request/ledger.ts';
import type { Subject } from '../../../../src/approval/request/request.ts';
import { requestKey } from '../../../../src/storage/keys.ts';
import {
  approvalSetup,
  approving,
  decideAt,
  decideByIam,
  fillIn,
  keyOf,
  loggedRequest,
  neverAborted,
  newRequest,
  rejecting,
  type Setup,
  sendForm,
  signingKeys,
  subject,
  wordsOn,
} from '../../../helpers/approval.ts';
import { htmlFaults } from '../../../helpers/html-faults.ts';
import { unavailable, wrapStore } from '../../../helpers/memory-store.ts';
import { signInSetup } from '../../sign-in/sign-in-setup.ts';

const ana = 'ana@example.com';
const account = { sub: 'ana', email: ana, email_verified: true };
const dan = 'arn:aws:iam::123456789012:user/dan';
const newerKey = keyOf({ deploymentId: 'newer' });

type NewRequest = NonNullable<Parameters<typeof newRequest>[0]>;

/** Opens another request of the service: by default of a newer deployment, 20 minutes after the first. */
async function openAnother(
  { store }: Pick<Setup, 'store'>,
  place: Partial<Subject> = {},
  { minutes = 20, ...more }: { minutes?: number } & Partial<NewRequest> = {},
) {
  const other = { ...subject, deploymentId: 'newer', revisionId: '7777777777777777777', ...place };
  const now = new Date(Date.parse('2026-11-22T14:00:00.000Z') + minutes * 60_000);
  const deadline = new Date(now.getTime() + 3_600_000);
  const request = newRequest({ subject: other, now, deadline, reviewers: [ana], ...more });
  await createLedger(store).create(requestKey(other), request, neverAborted);
}

async function askedSetup(options: Parameters<typeof approvalSetup>[0] = {}) {
  const setup = approvalSetup(options);
  const poll = setup.gate({ reviewers: [ana, 'ben@example.com'] });
  await poll();
  return { ...setup, poll };
}

async function pageOf(setup: Pick<Setup, 'desk' | 'link'>, who = ana): Promise<string> {
  return (await setup.desk.request(setup.link(who))).text();
}

const leads = /A newer request about my-service was made at 14:20 UTC, for revision 7777777777777777777/;

describe('a request whose deployment was replaced', () => {
  test('has no form any more, and leads to the newer request without handing out its link', async () => {
    const setup = await askedSetup();
    await openAnother(setup);
    setup.clock.step(21 * 60);

    const page = await pageOf(setup);

    const words = wordsOn(page);
    expect(words).toContain('Replaced: my-service 1.41 → 1.42');
    expect(words).toContain('A newer deployment has replaced this one');
    expect(words).toMatch(leads);
    expect(words).toContain('The mail about it has its link.');
    expect(page).not.toContain('<form');
    expect(page).not.toContain('/a/v1.');
    expect(await htmlFaults(page)).toEqual([]);
  });

  test('does not lead from a request that is still open to one of the same deployment, which is another question', async () => {
    const setup = approvalSetup();
    await setup.gate({ reviewers: [ana, 'ben@example.com'], approvals: 2 })();
    await decideAt(setup.desk, setup.link(ana));
    await openAnother(setup, { deploymentId: subject.deploymentId, gate: 'legal' }, { minutes: 1 });
    setup.clock.step(2 * 60);

    const words = wordsOn(await pageOf(setup));

    expect(words).toContain('Your approval is recorded');
    expect(words).not.toContain('A newer request');
  });

  test.each([
    ['an approval', approving],
    ['a rejection', rejecting],
  ])('takes no vote from a form that was open before: %s', async (_name, fields) => {
    const setup = await askedSetup();
    const form = fillIn(await pageOf(setup), fields);
    await openAnother(setup);
    setup.clock.step(21 * 60);

    const answer = await sendForm(setup.desk, setup.link(ana), form);

    expect(answer.status).toBe(409);
    const words = wordsOn(await answer.text());
    expect(words).toContain('Not recorded: Replaced: my-service 1.41 → 1.42');
    expect(words).toMatch(leads);
    expect(setup.request().votes).toEqual([]);
  });

  test.each(['approve', 'reject'])('takes no vote by IAM either, and says what to do: %s', async (choice) => {
    const setup = await askedSetup();
    await openAnother(setup);
    setup.clock.step(21 * 60);

    const { status, answer } = await decideByIam(setup.desk, dan, choice);

    expect({ status, recorded: answer.recorded, outcome: answer.outcome }).toEqual({
      status: 409,
      recorded: false,
      outcome: 'outdated',
    });
    expect(answer.message).toMatch(leads);
    expect(answer.message).toContain(newerKey);
    expect(setup.request().votes).toEqual([]);
  });

  test('gets no more time, and the refusal names the newer request', async () => {
    const setup = await askedSetup();
    await openAnother(setup);
    setup.clock.step(21 * 60);
    const before = setup.store.contents();
    const more = { reason: 'not done', deadline: '2026-11-22T20:00:00.000Z' };

    const { status, answer } = await decideByIam(setup.desk, dan, 'extend', more);

    expect([status, answer.recorded, answer.outcome]).toEqual([409, false, 'outdated']);
    expect(answer.message).toMatch(leads);
    expect(answer.message).toContain(newerKey);
    expect(answer.message).toMatch(/The deadline stays 2026-11-22T18:00:00\.000Z$/);
    expect(setup.store.contents()).toEqual(before);
  });

  test('can still be taken back', async () => {
    const setup = await askedSetup();
    await openAnother(setup);
    setup.clock.step(21 * 60);

    expect((await decideByIam(setup.desk, dan, 'close', { reason: 'wrong version' })).answer.outcome).toBe('recorded');
    expect(setup.request().status).toBe('SUPERSEDED');
  });

  test.each([
    ['an older one', { deploymentId: 'older' }, { minutes: -5 }],
    ['another service', { service: 'my-service-api' }, {}],
    ['another cluster', { cluster: 'test' }, {}],
    ['the same deployment at another stage', { deploymentId: subject.deploymentId, stage: 'PRE_SCALE_UP' }, {}],
    ['the same deployment and stage', { deploymentId: subject.deploymentId, gate: 'legal' }, {}],
  ])('is not one because of a request of %s', async (_name, place, more) => {
    const setup = await askedSetup();
    await openAnother(setup, place, more);
    setup.clock.step(21 * 60);

    expect(wordsOn(await pageOf(setup))).not.toContain('A newer request');
    expect((await decideAt(setup.desk, setup.link(ana))).page).toContain('Your approval is recorded');
    expect(setup.request().status).toBe('APPROVED');
  });

  test('is decided normally once the newer one is no longer open, or was damaged', async () => {
    const setup = await askedSetup();
    await openAnother(setup);
    setup.store.edit(newerKey, 'not a request');

    expect((await decideByIam(setup.desk, dan, 'approve')).answer.outcome).toBe('recorded');
  });
});

describe('a desk that cannot find out whether there is a newer request', () => {
  const broken = {
    wrap: (store: Setup['store']) =>
      wrapStore(store, (operation, at, run) => {
        if (operation === 'list' && at.startsWith('open/')) throw unavailable();
        return run();
      }),
  };

  test('records no approval, shows the page, and does not hold up a rejection', async () => {
    const setup = await askedSetup(broken as Parameters<typeof approvalSetup>[0]);

    expect((await decideAt(setup.desk, setup.link(ana))).status).toBe(503);
    expect((await decideByIam(setup.desk, dan, 'approve')).status).toBe(503);
    expect(setup.request().votes).toEqual([]);
    const more = { reason: 'not done', deadline: '2026-11-22T20:00:00.000Z' };
    expect((await decideByIam(setup.desk, dan, 'extend', more)).answer.outcome).toBe('recorded');
    expect((await decideAt(setup.desk, setup.link(ana), rejecting)).status).toBe(200);
    expect(setup.request().status).toBe('REJECTED');
    const warnings = setup.logger.lines.filter(({ level }) => level === 'warn');
    // Three pages with the form, an extension, a rejection, and its page.
    expect(warnings.length).toBeGreaterThan(3);
    for (const { message, attributes } of warnings) {
      expect(message).toBe('newer requests could not be read');
      expect(attributes).toEqual({ ...loggedRequest, error: expect.stringContaining('SlowDown') });
    }
  });
});

/** Every way in which a request ends, and what its page says about it first. */
const ends: [string, (setup: Awaited<ReturnType<typeof askedSetup>>) => Promise<unknown>, string, string][] = [
  ['approved', (setup) => decideAt(setup.desk, setup.link('ben@example.com')), 'This is approved', 'ECS console'],
  [
    'rejected',
    (setup) => decideAt(setup.desk, setup.link('ben@example.com'), rejecting),
    'ben@example.com rejected 1.42: the cart is empty',
    'So ECS rolls back',
  ],
  [
    'expired',
    async (setup) => {
      setup.clock.step(25 * 3600);
      await setup.poll();
    },
    'Nobody decided in time',
    'deploy again',
  ],
  [
    'withdrawn',
    (setup) => decideByIam(setup.desk, dan, 'close', { reason: 'wrong version' }),
    'There is nothing left to decide',
    'withdrawn by user/dan (IAM): wrong version',
  ],
];

describe.each(ends)('a request that is %s', (_state, reach, title, text) => {
  test('says so first, and leads to the newer request of another deployment', async () => {
    const setup = await askedSetup();
    await reach(setup);
    expect(wordsOn(await pageOf(setup))).not.toContain('A newer request');
    const now = setup.clock.now();
    await openAnother(setup, {}, { now: new Date(now.getTime() + 60_000), deadline: new Date(now.getTime() + 7.2e6) });
    setup.clock.step(120);

    const page = await pageOf(setup);

    const words = wordsOn(page);
    expect(words).toContain(title);
    expect(words).toContain(text);
    expect(words).toContain('A newer request about my-service was made at');
    expect(await htmlFaults(page)).toEqual([]);
  });

  test('refuses a vote and more time as it did before the newer request', async () => {
    const setup = await askedSetup();
    await reach(setup);
    const deadline = new Date(setup.clock.now().getTime() + 3.6e6).toISOString();
    const answers = async () => [
      (await decideByIam(setup.desk, dan, 'reject', { reason: 'too late' })).answer.outcome,
      (await decideByIam(setup.desk, dan, 'extend', { reason: 'not done', deadline })).answer.message,
    ];
    const before = await answers();
    const now = setup.clock.now();
    await openAnother(setup, {}, { now: new Date(now.getTime() + 60_000), deadline: new Date(now.getTime() + 7.2e6) });
    setup.clock.step(120);

    expect(await answers()).toEqual(before);
    expect(before).not.toContain('recorded');
  });

  test('leads to the next step of its own deployment, and prefers its own stage', async () => {
    const setup = await askedSetup();
    await reach(setup);
    const now = setup.clock.now().getTime();
    const later = (minutes: number) => ({ now: new Date(now + minutes * 60_000), deadline: new Date(now + 7.2e6) });
    const own = { deploymentId: subject.deploymentId, revisionId: '5555', step: 50 };
    await openAnother(setup, { ...own, stage: 'PRE_SCALE_UP' }, later(3));
    expect(wordsOn(await pageOf(setup))).not.toContain('A newer request');
    await openAnother(setup, own, later(1));
    expect(wordsOn(await pageOf(setup))).toContain('for revision 5555 at POST_TEST_TRAFFIC_SHIFT at 50 %');
  });
});

describe('somebody who has signed in', () => {
  test('gets a link to the newer request, which shows nothing to anybody else', async () => {
    const { browser, ...setup } = await signInSetup();
    const her = browser();
    await her.signIn(setup.link(ana), account);
    await openAnother(setup);
    setup.clock.step(21 * 60);

    const path = /href="(\/a\/[^"]+)"/.exec(await her.get(setup.link(ana)))?.[1] ?? 'no link';

    expect(verifyLink(signingKeys, path.slice(3), setup.clock.now())).toMatchObject({
      ok: true,
      claims: { key: newerKey, reviewer: 'somebody who has signed in' },
    });
    const shown = await her.get(path);
    expect(wordsOn(shown)).toContain('Approve my-service 1.41 → 1.42?');
    expect(wordsOn(await (await browser().ask(path)).text())).toContain('Sign in to decide');
    const other = browser();
    await other.signIn(path, { sub: 'eve', email: 'eve@example.com', email_verified: true });
    expect(wordsOn(await other.get(path))).toContain('You are not asked about this');
    expect((await her.ask(path, fillIn(shown, approving))).status).toBe(303);
    expect(setup.request(newerKey)).toMatchObject({ status: 'APPROVED', votes: [{ by: ana, via: 'sign-in' }] });
  });

  test.each([
    ['they are not asked', ['ben@example.com']],
    ['everybody who has its link is asked', []],
  ])('gets no link if %s', async (_name, reviewers) => {
    const { browser, ...setup } = await signInSetup();
    const her = browser();
    await her.signIn(setup.link(ana), account);
    await openAnother(setup, {}, { reviewers });
    setup.clock.step(21 * 60);

    const page = await her.get(setup.link(ana));

    expect(wordsOn(page)).toMatch(leads);
    expect(page).not.toContain('href="/a/');
  });

  test('reads nothing with such a link on a desk without sign-in', async () => {
    const setup = await askedSetup();

    const answer = await setup.desk.request(setup.link('somebody who has signed in'));

    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain(subject.revisionId);
  });
});
