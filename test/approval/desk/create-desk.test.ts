import { describe, expect, test } from 'vitest';
import { parseSigningKeys, type SigningKeys } from '../../../src/approval/link/signing-keys.ts';
import { untilAborted } from '../../../src/hook/time-budget.ts';
import {
  approvalSetup,
  decideAt,
  foreignKeys,
  key,
  rotatedKeys,
  type Setup,
  signingKeys,
  wordsOn,
} from '../../helpers/approval.ts';
import { htmlFaults } from '../../helpers/html-faults.ts';
import { unavailable, wrapStore } from '../../helpers/memory-store.ts';
import { refusals } from './refusals.ts';

const form = {
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
};

describe.each(refusals)('a link that %s', (_what, linkOf, status, title) => {
  test.each(['GET', 'POST'])('gets its own page at %s, and changes nothing', async (method) => {
    const setup = await askedSetup();
    const before = setup.store.contents();

    const answer = await setup.desk.request(
      linkOf(setup),
      method === 'POST' ? { ...form, body: 'choice=approve&looked=yes' } : {},
    );

    const page = await answer.text();
    expect(answer.status).toBe(status);
    expect(page).toContain(`<h1>${title}</h1>`);
    expect(wordsOn(page)).not.toContain('my-service');
    expect(await htmlFaults(page)).toEqual([]);
    expect(setup.store.contents()).toEqual(before);
  });
});

describe('the desk', () => {
  test('has a page at its root, and a page that says so at an unknown address', async () => {
    const { desk } = await askedSetup();

    const [home, nothing] = [await desk.request('/'), await desk.request('/wp-login.php')];

    expect([home.status, await home.text()]).toEqual([200, expect.stringContaining('<h1>The approval desk</h1>')]);
    expect([nothing.status, await nothing.text()]).toEqual([
      404,
      expect.stringContaining('<h1>There is no such page</h1>'),
    ]);
  });

  test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('refuses %s', async (method) => {
    const { desk, link, store } = await askedSetup();
    const before = store.contents();

    const answer = await desk.request(link(), { method });

    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
    expect(store.contents()).toEqual(before);
  });

  test.each([
    ['declares its length', { ...form, body: `reason=${'x'.repeat(17_000)}` }],
    [
      'arrives in chunks',
      { ...form, body: streamOf('reason=', 'x'.repeat(9_000), 'x'.repeat(9_000)), duplex: 'half' as const },
    ],
  ])('refuses a form over 16 KB that %s', async (_how, init) => {
    const { desk, link, store } = await askedSetup();
    const before = store.contents();

    const answer = await desk.request(link(), init);

    expect(answer.status).toBe(413);
    expect(await answer.text()).toContain('The form has more than 16 KB. Nothing was recorded.');
    expect(store.contents()).toEqual(before);
  });

  test.each(['GET', 'POST'])('answers 503 to %s while its ledger cannot be reached', async (method) => {
    let broken = false;
    const { desk, link, gate } = approvalSetup({
      wrap: (store) =>
        wrapStore(store, async (_operation, _key, run) => (broken ? Promise.reject(unavailable()) : run())),
    });
    await gate()();
    broken = true;

    const answer = await desk.request(link(), method === 'POST' ? { ...form, body: 'choice=approve' } : {});

    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('10');
    expect(await answer.text()).toContain('<h1>The desk cannot reach its ledger right now</h1>');
  });

  test.each([
    [
      'a mistyped status',
      { status: 'approved' },
      'status: expected one of PENDING, APPROVED, REJECTED, EXPIRED, SUPERSEDED, not "approved".',
    ],
    [
      'a deadline that is not a time',
      { deadline: 'tomorrow' },
      'deadline: expected a time like 2026-11-22T14:30:00.000Z, not "tomorrow".',
    ],
  ])('names the invalid field of a request that was edited by hand: %s', async (_what, changes, field) => {
    const { desk, link, gate, store, request } = approvalSetup();
    await gate()();
    store.edit(key, JSON.stringify({ ...request(), ...changes }));

    for (const init of [{}, { ...form, body: 'choice=approve' }]) {
      const answer = await desk.request(link(), init);

      const page = await answer.text();
      expect(answer.status).toBe(500);
      expect(page).toContain('<h1>This request cannot be read</h1>');
      expect(wordsOn(page).replaceAll('&quot;', '"')).toContain(field);
      expect(page).not.toContain('ledger right now');
      expect(await htmlFaults(page)).toEqual([]);
    }
  });

  test('says that a request that is no longer valid JSON was edited by hand', async () => {
    const { desk, link, gate, store } = approvalSetup();
    await gate()();
    store.edit(key, 'APPROVED');

    const answer = await desk.request(link());

    expect(answer.status).toBe(500);
    expect(wordsOn(await answer.text())).toContain('It was edited by hand and can no longer be read');
  });

  test('says that its signing key is invalid, and reveals no part of it', async () => {
    const { desk, link } = approvalSetup({
      signingKeys: async () => parseSigningKeys('{"current":"k7","k7":"too-short"}'),
    });

    const answer = await desk.request(link());

    const page = await answer.text();
    expect(answer.status).toBe(503);
    expect(page).toContain('<h1>The desk’s signing key cannot be used</h1>');
    expect(page).not.toMatch(/k7|too-short/);
    expect(await htmlFaults(page)).toEqual([]);
  });

  test('does not blame its ledger for an unknown error', async () => {
    const { desk, link } = approvalSetup({ signingKeys: () => Promise.reject(new Error('AccessDenied')) });

    const answer = await desk.request(link());

    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('<h1>The desk cannot answer right now</h1>');
  });

  test('shows who has decided when the response to writing the vote was lost', async () => {
    let lost = 0;
    const { desk, link, gate, request } = approvalSetup({
      wrap: (store) =>
        wrapStore(store, async (operation, name, run) => {
          const result = await run();
          if (operation !== 'replace' || name !== key || !result || request().status === 'PENDING' || lost > 0)
            return result;
          lost += 1;
          return undefined as typeof result;
        }),
    });
    await gate()();

    const { status, page } = await decideAt(desk, link());

    expect(lost).toBe(1);
    expect(status).toBe(200);
    expect(wordsOn(page)).toContain('The approval with this link is recorded');
    expect(request().votes).toHaveLength(1);
  });

  test('accepts links signed with either key during a rotation, and reads the keys again for an unknown one', async () => {
    let live: SigningKeys = signingKeys;
    const asked: boolean[] = [];
    const { desk, gate, link } = approvalSetup({
      signingKeys: async ({ fresh = false } = {}) => {
        asked.push(fresh);
        if (fresh) live = rotatedKeys;
        return live;
      },
    });
    await gate()();
    const newLink = link('link holder', { keys: rotatedKeys });

    const [old, fresh] = [await desk.request(link()), await desk.request(newLink)];

    expect([old.status, fresh.status]).toEqual([200, 200]);
    expect((await desk.request(link())).status).toBe(200);
    expect(asked.filter((was) => was)).toHaveLength(1);
  });
});

describe('the keys of the desk', () => {
  test.each<[string, (setup: Setup) => string, (boolean | undefined)[]]>([
    ['a good link', ({ link }) => link(), [undefined]],
    [
      'an expired link',
      ({ link }) => link('link holder', { expiresAt: new Date('2026-11-22T13:00:00Z') }),
      [undefined],
    ],
    ['a link of somebody else', ({ link }) => link('link holder', { keys: foreignKeys }), [undefined]],
    ['a cut link', ({ link }) => link().slice(0, -7), [undefined]],
    ['a link of a key that is not known', ({ link }) => link('link holder', { keys: rotatedKeys }), [undefined, true]],
  ])('are read for %s, and read again only for an unknown key', async (_what, linkOf, reads) => {
    const asked: (boolean | undefined)[] = [];
    const setup = approvalSetup({
      signingKeys: async ({ fresh } = {}) => {
        asked.push(fresh);
        return signingKeys;
      },
    });
    const link = linkOf(setup);

    await setup.desk.request(link);

    expect(asked).toEqual(reads);
  });

  test('are awaited for as long as the function has time', async () => {
    const never = new Promise<SigningKeys>(() => {});
    const setup = approvalSetup({
      signingKeys: ({ signal } = {}) => untilAborted(never, signal ?? AbortSignal.abort(new Error('no signal'))),
    });

    const answer = await setup.desk.request(setup.link(), {}, { lambdaContext: { getRemainingTimeInMillis: () => 0 } });

    expect(answer.status).toBe(503);
    expect(setup.logger.lines.at(-1)?.attributes).toMatchObject({ error: 'the time budget is used up' });
  });
});

async function askedSetup(): Promise<Setup> {
  const setup = approvalSetup();
  await setup.gate()();
  return setup;
}

function streamOf(...parts: string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(new TextEncoder().encode(part));
      controller.close();
    },
  });
}
