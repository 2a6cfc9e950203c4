import { describe, expect, test } from 'vitest';
import { createLedger } from '../../../../src/approval/request/ledger.ts';
import { castVote } from '../../../../src/approval/request/transitions.ts';
import { formatDeploymentProgress } from '../../../../src/deployment/progress/deployment-progress.ts';
import { progressKey } from '../../../../src/storage/progress-key.ts';
import { neverAborted, subject, vote, wordsOn } from '../../../helpers/approval.ts';
import { htmlFaults } from '../../../helpers/html-faults.ts';
import { CookieJar } from '../../sign-in/fake-provider.ts';
import { ana, homeSetup } from './home-setup.ts';

describe('the first page of the desk', () => {
  test('shows nothing to anybody who has not signed in, reads nothing, and offers to sign in', async () => {
    const { open, get, counted } = homeSetup();
    await open({ service: 'shop' });

    for (const path of ['/', '/open', '/decided', '/deployments/my-cluster/shop/E1']) {
      const { status, page } = await get(path);
      expect(status).toBe(200);
      expect(page).toContain('<a class="button primary" href="/sign-in"');
      expect(page).not.toContain('shop');
    }
    expect(counted).toEqual({ lists: 0, reads: 0 });
  });

  test('shows nothing to an account whose mail address is not believed, unless everybody may read', async () => {
    const strict = homeSetup();
    await strict.open({ service: 'shop' });
    const refused = await strict.get('/', { sub: 'stranger' });
    expect(refused.status).toBe(403);
    expect(wordsOn(refused.page)).toContain('Your account cannot see requests');
    expect(strict.counted).toEqual({ lists: 0, reads: 0 });

    const open = homeSetup({ readers: 'everybody' });
    await open.open({ service: 'shop' });
    expect(wordsOn((await open.get('/', { sub: 'stranger' })).page)).toContain('shop');
  });

  test('says what waits for the reader, what waits for others and what was decided, and changes nothing', async () => {
    const { open, decide, get, store } = homeSetup();
    await open({ service: 'mine' });
    await open({ service: 'theirs', reviewers: ['ben@example.com'] });
    await decide(await open({ service: 'done' }));
    const before = store.contents();

    const { status, page } = await get('/', { mail: ana });

    const words = wordsOn(page);
    expect(status).toBe(200);
    expect(words).toMatch(/Waiting for you.*mine.*Review.*Waiting for others.*theirs.*Decided.*approved.*done/s);
    expect(page.match(/>Review</g)).toHaveLength(1);
    expect(page).toContain('href="/deployments/my-cluster/done/');
    expect(store.contents()).toEqual(before);
    expect(Buffer.byteLength(page)).toBeLessThan(20_000);
  });

  test('leads to the request, where the reader can decide', async () => {
    const { open, get } = homeSetup();
    await open({ service: 'mine' });
    const [, link = ''] = /href="(\/a\/[^"]+)"/.exec((await get('/', { mail: ana })).page) ?? [];

    expect((await get(link, { mail: ana })).page).toContain('name="nonce"');
    expect((await get(link, { mail: 'ben@example.com' })).status).toBe(403);
    expect((await get(link)).page).not.toContain('name="nonce"');
  });

  test('no longer says that a request waits for somebody who has voted', async () => {
    const { clock, store, get, ...setup } = homeSetup();
    const key = await setup.open({ service: 'mine' });
    await createLedger(store).change(
      key,
      ({ request }) => ({
        write: castVote({ ...request, approvals: 2 }, vote({ at: clock.now().toISOString() })).request,
        result: undefined,
      }),
      neverAborted,
    );

    expect(wordsOn((await get('/', { mail: ana })).page)).toMatch(
      /Waiting for you Nothing\..*Waiting for others mine/s,
    );
  });

  test('nor for somebody who has rejected, if that alone does not end it', async () => {
    const { open, decide, get } = homeSetup();
    const key = await open({ service: 'mine', reviewers: [ana, 'ben@example.com'], asked: { rejections: 2 } });
    await decide(key, { choice: 'REJECT', reason: 'no' });

    expect(wordsOn((await get('/', { mail: ana })).page)).toMatch(
      /Waiting for you Nothing\..*Waiting for others mine/s,
    );
    await decide(key, { id: 'w', choice: 'WITHDRAW' });
    expect(wordsOn((await get('/', { mail: ana })).page)).toMatch(
      /Waiting for you mine.*Waiting for others Nothing\./s,
    );
  });

  test('says that a request waits for a deputy once their time has come', async () => {
    const { clock, open, get } = homeSetup();
    const deputies = [{ afterMinutes: 5, from: [ana] }];
    await open({ service: 'mine', reviewers: ['ben@example.com'], asked: { deputies } });
    const shown = async () => wordsOn((await get('/', { mail: ana })).page);

    clock.step(299);
    expect(await shown()).toMatch(/Waiting for you Nothing\..*Waiting for others mine/s);
    clock.step(1);
    expect(await shown()).toMatch(/Waiting for you mine.*Waiting for others Nothing\./s);
  });

  test('finds services by a part of their name', async () => {
    const { open, decide, get } = homeSetup();
    for (const service of ['shop-api', 'orders']) {
      await open({ service });
      await decide(await open({ service, deploymentId: 'E2' }));
    }

    for (const path of ['/?service=shop', '/decided?service=shop']) {
      const { page } = await get(path, { mail: ana });
      expect(page).toContain('value="shop"');
      expect(page).toContain('/shop-api/');
      expect(page).not.toContain('orders');
    }
  });

  test('with very many open requests reads fifty, says how many more there are, and stays small', async () => {
    const { store, open, get, counted } = homeSetup();
    for (let each = 0; each < 60; each += 1) await open({ service: `service-${String(each).padStart(2, '0')}` });
    for (let each = 0; each < 500; each += 1)
      await store.put(`open/123456789012/us-west-2/my-cluster/zzz/E${each}/PRE_SCALE_UP.json`, '', neverAborted);

    const { page } = await get('/', { mail: ana });

    expect(wordsOn(page)).toContain('more are open');
    expect(counted.reads).toBeLessThanOrEqual(50);
    expect(counted.lists).toBeLessThanOrEqual(5);
    expect(Buffer.byteLength(page)).toBeLessThan(20_000);
  });

  test('shows decided requests 25 at a time, for two reads each', async () => {
    const { clock, open, decide, get, counted } = homeSetup();
    for (let each = 0; each < 40; each += 1) {
      await decide(await open({ service: 'shop', deploymentId: `E${each}` }));
      clock.step(1);
    }
    const first = await get('/decided', { mail: ana });
    const [, older = ''] = /href="(\/decided\?before=[^"]+)"/.exec(first.page) ?? [];
    const second = await get(older.replaceAll('&amp;', '&'), { mail: ana });

    const links = [first, second].map(({ page }) => page.match(/\/deployments\/my-cluster\/shop\/E\d+"/g) ?? []);
    expect(links.map(({ length }) => length)).toEqual([25, 15]);
    expect(new Set(links.flat()).size).toBe(40);
    expect(links[0]?.[0]).toContain('/E39"');
    expect(second.page).not.toContain('before=');
    expect(Buffer.byteLength(first.page)).toBeLessThan(20_000);
    expect(counted.reads).toBe(80);
  });

  test('has one filled button, for what waits first and can be decided', async () => {
    const { open, get } = homeSetup();
    for (const service of ['one', 'two', 'three']) await open({ service });
    await open({ service: 'theirs', reviewers: ['ben@example.com'] });

    const { page } = await get('/', { mail: ana });
    const others = await get('/', { mail: 'cho@example.com' });

    expect(page.match(/class="button primary"/g)).toHaveLength(1);
    expect(page.match(/>Review</g)).toHaveLength(3);
    expect(wordsOn(page)).toMatch(/Waiting for you one 1\.41 → 1\.42 my-cluster .* 30 min left until 14:30 UTC, then/);
    expect(others.page).not.toContain('class="button primary"');
  });

  test('shows of each decision the versions, who made it, when and why, and what ECS did', async () => {
    const { clock, store, open, decide, get } = homeSetup();
    const reject = { choice: 'REJECT', reason: 'The price is wrong' } as const;
    const seenAs = async (service: string, status: string, more: object = {}) => {
      const at = new Date(clock.now().getTime() + 60_000).toISOString();
      const seen = [{ at: new Date(clock.now().getTime() + 1000).toISOString(), status: 'IN_PROGRESS', percent: 25 }];
      const progress = { schemaVersion: 1 as const, seen: [...seen, { at, status }], ...more };
      await store.put(progressKey({ ...subject, service }), formatDeploymentProgress(progress), neverAborted);
    };
    await decide(await open({ service: 'finished' }));
    await seenAs('finished', 'SUCCESSFUL');
    await decide(await open({ service: 'alarmed' }));
    await seenAs('alarmed', 'ROLLBACK_SUCCESSFUL', { cause: 'the alarm shop-5xx went off' });
    await decide(await open({ service: 'rejected' }), reject);
    await seenAs('rejected', 'ROLLBACK_SUCCESSFUL');
    await decide(await open({ service: 'shifting' }));
    await seenAs('shifting', 'IN_PROGRESS');
    await decide(await open({ service: 'unseen' }));
    store.edit(progressKey({ ...subject, service: 'unseen' }), 'damaged');

    const { page } = await get('/decided', { mail: ana });

    const rows = page.split('<li>').slice(1);
    const rowOf = (service: string) => rows.find((row) => row.includes(`>${service}<`)) ?? '';
    const approved = (service: string) => `approved ${service} 1.41 → 1.42 my-cluster ana@example.com, 14:00 UTC`;
    expect(wordsOn(rowOf('finished'))).toBe(`${approved('finished')} finished (seen at 14:01 UTC)`);
    expect(wordsOn(rowOf('alarmed'))).toBe(`${approved('alarmed')} rolled back (seen at 14:01 UTC)`);
    expect(wordsOn(rowOf('shifting'))).toBe(`${approved('shifting')} 25 % seen at 14:00 UTC`);
    expect(wordsOn(rowOf('rejected'))).toBe(
      'rejected rejected 1.41 → 1.42 my-cluster ana@example.com, 14:00 UTC The price is wrong rolled back, as asked (seen at 14:01 UTC)',
    );
    expect(wordsOn(rowOf('unseen'))).toContain(approved('unseen'));
    expect(rowOf('finished')).toContain('class="ecs status passed"');
    expect(rowOf('alarmed')).toContain('class="ecs status failed"');
    expect(rowOf('shifting')).toContain('class="ecs soft"');
    expect(rowOf('rejected')).not.toMatch(/failed|passed/);
    expect(await htmlFaults(page)).toEqual([]);
  });

  test.each(['/decided', '/'])('shows what the index says of a decision that cannot be read: %s', async (path) => {
    const { store, open, decide, get } = homeSetup();
    const key = await open({ service: 'shop' });
    await decide(key);
    store.edit(key, 'damaged');

    const { page } = await get(path, { mail: ana });

    expect(wordsOn(page)).toContain('Decided approved shop my-cluster 14:00 UTC');
    expect(page).not.toContain('class="ecs');
  });

  test('stays under 20 KB with long names everywhere', async () => {
    const { clock, open, decide, get } = homeSetup();
    const name = (kind: string, each: number) => `${kind}-${each}-`.padEnd(40, 'x');
    for (let each = 0; each < 30; each += 1) {
      await decide(await open({ service: name('decided', each) }));
      clock.step(1);
    }
    for (let each = 0; each < 12; each += 1) await open({ service: name('mine', each) });
    for (let each = 0; each < 12; each += 1)
      await open({ service: name('theirs', each), reviewers: ['ben@example.com'] });

    for (const path of ['/', '/decided']) {
      const { page } = await get(path, { mail: ana });
      expect(Buffer.byteLength(page)).toBeLessThan(20 * 1024);
      expect(await htmlFaults(page)).toEqual([]);
    }
  });

  test('signs in and comes back', async () => {
    const { desk, provider } = homeSetup();
    const jar = new CookieJar();
    const began = await desk.request('/sign-in');
    jar.take({ cookies: began.headers.getSetCookie() });
    const query = provider.signIn(began.headers.get('location') ?? '', {
      sub: 'AbC',
      email: ana,
      email_verified: true,
    });

    const finished = await desk.request(`/signed-in${query}`, { headers: { cookie: jar.header ?? '' } });

    expect([began.status, finished.status, finished.headers.get('location')]).toEqual([303, 303, '/']);
  });
});

describe('the page of a deployment', () => {
  test('shows its requests, votes and checks, and what ECS did', async () => {
    const { clock, store, open, decide, get } = homeSetup();
    const key = await open({ service: 'shop' });
    await decide(key);
    const at = new Date(clock.now().getTime() + 60_000).toISOString();
    const progress = { schemaVersion: 1 as const, seen: [{ at, status: 'SUCCESSFUL' }], endedAt: at };
    await store.put(progressKey({ ...subject, service: 'shop' }), formatDeploymentProgress(progress), neverAborted);

    const { status, page } = await get(`/deployments/my-cluster/shop/${subject.deploymentId}`, { mail: ana });

    expect(status).toBe(200);
    const words = wordsOn(page);
    expect(words).toMatch(/shop .*approved.*ana@example\.com.*In ECS: finished at \d\d:\d\d UTC.*What was checked/s);
    expect(Buffer.byteLength(page)).toBeLessThan(20_000);
  });

  test.each(['/deployments/my-cluster/shop/E9', '/deployments/a%2Fb/shop/E1', '/deployments/my-cluster/shop/..%2F..'])(
    'is not there for %s',
    async (path) => {
      const { open, get } = homeSetup();
      await open({ service: 'shop' });

      expect((await get(path, { mail: ana })).status).toBe(404);
    },
  );
});

test('without a provider the first page is what it was', async () => {
  const { desk } = homeSetup();
  const plain = await desk.request('/');
  expect(plain.headers.get('cache-control')).toBe('no-store');
});
