import { describe, expect, test } from 'vitest';
import { formatShortLink, shortLinkKey } from '../../../src/approval/link/short-link.ts';
import {
  approvalSetup,
  approving,
  decideAt,
  fillIn,
  foreignKeys,
  key,
  rejecting,
  rotatedKeys,
  signingKeys,
  wordsOn,
} from '../../helpers/approval.ts';
import { unavailable, wrapStore } from '../../helpers/memory-store.ts';
import { signInSetup } from '../sign-in/sign-in-setup.ts';

const ana = 'ana@example.com';
const unknownId = 'AAAAAAAAAAAAAAAAAAAAAA';

async function asked(options: Parameters<typeof approvalSetup>[0] = {}) {
  const setup = approvalSetup(options);
  await setup.gate({ reviewers: [ana] })();
  return { ...setup, short: setup.linkIn(setup.notifier.sent[0]) };
}

describe('a short link', () => {
  test('is mailed, opens the request, and decides as the reviewer to whom it was mailed', async () => {
    const { desk, short, request } = await asked();

    const { status, page } = await decideAt(desk, short);

    expect(short).toMatch(/^\/r\/[A-Za-z0-9_-]{22}$/);
    expect(status).toBe(200);
    expect(wordsOn(page)).toContain('Your approval is recorded');
    expect(request()).toMatchObject({ status: 'APPROVED', decision: { by: ana } });
  });

  test('leads back to itself after a vote', async () => {
    const { desk, short } = await asked();

    const decided = await desk.request(short, fillIn(await (await desk.request(short)).text(), rejecting));

    expect([decided.status, decided.headers.get('location')]).toEqual([303, short]);
  });

  test('changes nothing when a scanner follows it, with GET or HEAD, however often', async () => {
    const { desk, short, store } = await asked();
    const before = store.contents();

    for (const method of ['GET', 'HEAD', 'GET', 'HEAD'])
      expect((await desk.request(short, { method })).status).toBe(200);
    const other = await desk.request(short, { method: 'PUT' });

    expect([other.status, other.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    expect(store.contents()).toEqual(before);
  });

  test.each(['.', ',', ')', '>', '"', '_', '-', '%3E', '%0D%0A', '>,%20said Ana'])(
    'opens and decides if followed by %s',
    async (mark) => {
      const { desk, short, request } = await asked();

      const opened = await desk.request(short + mark);
      const decided = await desk.request(short + mark, fillIn(await opened.text(), approving));

      expect([opened.status, decided.status, decided.headers.get('location')]).toEqual([200, 303, short]);
      expect(request().status).toBe('APPROVED');
    },
  );

  test('gets a page that says so if its end is missing', async () => {
    const { desk, short } = await asked();

    for (const length of [1, 10, 21]) {
      const answer = await desk.request(short.slice(0, '/r/'.length + length));
      expect(answer.status).toBe(400);
      expect(wordsOn(await answer.text())).toContain('Its end is missing');
    }
    const longer = await desk.request(`${short}abc`);
    expect(wordsOn(await longer.text())).toContain('something was added to it');
  });

  test('is answered alike if nobody has stored it, or somebody else, or for another id', async () => {
    const { desk, short, store } = await asked();
    const claims = { key, reviewer: ana, expiresAt: new Date('2026-11-30T00:00:00Z') };
    const [foreign, moved, broken] = ['BAAAAAAAAAAAAAAAAAAAAA', 'CAAAAAAAAAAAAAAAAAAAAA', 'DAAAAAAAAAAAAAAAAAAAAA'];
    store.edit(shortLinkKey(foreign), formatShortLink(foreignKeys, foreign, claims));
    store.edit(shortLinkKey(moved), store.contents()[shortLinkKey(short.slice('/r/'.length))] ?? '');
    store.edit(shortLinkKey(broken), '{');

    const answers = await Promise.all([unknownId, foreign, moved, broken].map((id) => desk.request(`/r/${id}`)));
    const pages = await Promise.all(answers.map((answer) => answer.text()));

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(new Set(pages).size).toBe(1);
    expect(pages[0]).not.toContain('my-service');
  });

  test('expires', async () => {
    const { desk, short, clock } = await asked();

    clock.step(8 * 24 * 60 * 60);

    expect((await desk.request(short)).status).toBe(410);
  });

  test('opens after a rotation that the desk has not noticed yet', async () => {
    let reads = 0;
    const { desk, short } = await asked({
      signingKeys: async ({ fresh } = {}) => {
        reads += 1;
        // The hook reads first, with the new keys.
        return reads === 1 || fresh ? onlyNew : signingKeys;
      },
    });

    expect((await desk.request(short)).status).toBe(200);
  });

  test('is read once for any number of pages', async () => {
    const reads: string[] = [];
    const { desk, short } = await asked({
      wrap: (store) =>
        wrapStore(store, (operation, at, run) => {
          if (operation === 'read' && at.startsWith('links/')) reads.push(at);
          return run();
        }),
    });

    for (const _ of [1, 2, 3]) await desk.request(short);

    expect(reads).toHaveLength(1);
  });

  test('is never in a log line', async () => {
    const { desk, short, logger } = await asked();

    await decideAt(desk, short);
    await desk.request(`/r/${unknownId}`);

    expect(logger.lines.map(({ attributes }) => attributes['route'])).toContain('GET /r/{id}');
    expect(JSON.stringify(logger.lines)).not.toContain(short.slice('/r/'.length));
    expect(JSON.stringify(logger.lines)).not.toContain(unknownId);
  });

  test('is a long one if it could not be stored, which works as ever', async () => {
    const setup = approvalSetup({
      wrap: (store) =>
        wrapStore(store, async (_operation, at, run) => {
          if (at.startsWith('links/')) throw unavailable();
          return run();
        }),
    });
    await setup.gate({ reviewers: [ana] })();
    const [, long = ''] =
      /^Decide: {3}https:\/\/desk\.example\.com(\/a\/\S+)$/m.exec(setup.notifier.sent[0]?.body ?? '') ?? [];

    const { page } = await decideAt(setup.desk, long);

    expect(wordsOn(page)).toContain('Your approval is recorded');
  });

  test('is where somebody who signs in comes back to', async () => {
    const { browser, notifier, linkIn, request } = await signInSetup({ reviewers: [ana], assurance: 'sign-in' });
    const short = linkIn(notifier.sent[0]);
    const her = browser();

    const back = await her.signIn(short.replace('/r/', '/a/'), { sub: 'u1', email: ana, email_verified: true });
    await her.decide(short);

    expect(back.headers.get('location')).toBe(short);
    expect(request()).toMatchObject({ status: 'APPROVED', votes: [{ by: ana, via: 'sign-in' }] });
  });
});

/** As {@link rotatedKeys}, after the old key was removed. */
const onlyNew = { ...rotatedKeys, secrets: new Map([...rotatedKeys.secrets].filter(([name]) => name !== 'k1')) };
