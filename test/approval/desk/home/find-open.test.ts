import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requestKey } from '../../../../src/storage/keys.ts';
import { neverAborted, subject, wordsOn } from '../../../helpers/approval.ts';
import { htmlFaults } from '../../../helpers/html-faults.ts';
import { ana, homeSetup } from './home-setup.ts';

const asAna = { mail: ana };
const serviceOf = (each: number) => `service-${String(each).padStart(5, '0')}`;
const servicesOn = (page: string) =>
  [...page.matchAll(/href="\/deployments\/my-cluster\/([^/]+)\//g)].map(([, service = '']) => service);
const hrefOf = (page: string, label: string) =>
  new RegExp(`href="([^"]+)"[^>]*>${label}<`).exec(page)?.[1]?.replaceAll('&amp;', '&');

/** An index entry of a request that does not exist: it costs a read and is not shown. */
const staleEntry = (each: number) =>
  `open/123456789012/us-west-2/my-cluster/${serviceOf(each)}/E${each}/PRE_SCALE_UP.json`;

describe('the list of all open requests', () => {
  test('is linked from a first page that does not show all, and continued page by page until the end', async () => {
    const { store, open, get, counted } = homeSetup();
    for (let each = 0; each < 60; each += 1) await open({ service: serviceOf(each) });
    await store.put('open/zzz/service-readme.txt', '', neverAborted);
    const first = await get('/', asAna);
    expect(wordsOn(first.page)).toContain('52 more are open. All open requests');

    const seen: string[][] = [];
    let path = hrefOf(first.page, 'All open requests');
    expect(path).toBe('/open');
    for (; path !== undefined && seen.length < 9; ) {
      counted.lists = counted.reads = 0;
      const { status, page } = await get(path, asAna);
      expect(status).toBe(200);
      expect([counted.lists, counted.reads <= 15]).toEqual([1, true]);
      expect(wordsOn(page)).not.toContain('Decided');
      seen.push(servicesOn(page));
      path = hrefOf(page, 'Next');
    }

    expect(seen.map(({ length }) => length)).toEqual([15, 15, 15, 15]);
    expect(seen.flat().toSorted()).toEqual(Array.from({ length: 60 }, (_, each) => serviceOf(each)));
  });

  test('is continued in German too', async () => {
    const { desk, open, cookieOf } = homeSetup();
    for (let each = 0; each < 30; each += 1) await open({ service: serviceOf(each) });
    const headers = { ...cookieOf(asAna), 'accept-language': 'de' };
    const get = async (path: string) => (await desk.request(path, { headers })).text();

    expect(hrefOf(await get('/'), 'Alle offenen Anfragen')).toBe('/open');
    const next = hrefOf(await get('/open'), 'Weitere') ?? '';
    expect(servicesOn(await get(next))).toHaveLength(15);
    expect(wordsOn(await get('/open?after=x'))).toContain('Dieser Link ist unvollständig oder verändert');
  });

  test('keeps what was searched for', async () => {
    const { open, get } = homeSetup();
    for (let each = 0; each < 60; each += 1) await open({ service: `${each % 2 ? 'shop' : 'cart'}-${each}` });

    expect(hrefOf((await get('/?service=shop', asAna)).page, 'All open requests')).toBe('/open?service=shop');
    const first = await get('/open?service=shop', asAna);
    expect(first.page).toContain('<form class="search" action="/open">');
    const second = await get(hrefOf(first.page, 'Next') ?? '', asAna);

    expect(second.page).toContain('value="shop"');
    expect([first, second].map(({ page }) => servicesOn(page).length)).toEqual([15, 15]);
    expect(hrefOf(second.page, 'Next')).toBeUndefined();
  });

  test('finds the last of very many with at most ten lists for each page, and the first page says that there may be others', async () => {
    const { store, open, get, counted } = homeSetup();
    for (let each = 0; each < 12_000; each += 1) await store.put(staleEntry(each), '', neverAborted);
    await open({ service: 'wanted' });
    const first = await get('/?service=wanted', asAna);
    expect(servicesOn(first.page)).toEqual([]);
    expect(wordsOn(first.page)).toContain('Waiting for others Nothing. All open requests');

    let path = hrefOf(first.page, 'All open requests');
    const found: string[] = [];
    let pages = 0;
    for (; path !== undefined && pages < 9; pages += 1) {
      counted.lists = 0;
      const { page } = await get(path, asAna);
      expect(counted.lists).toBeLessThanOrEqual(10);
      found.push(...servicesOn(page));
      path = hrefOf(page, 'Next');
    }

    expect([pages, found]).toEqual([2, ['wanted']]);
  });

  test('continues after requests that were decided before it came to them, and passes over what is not ours', async () => {
    const { store, open, get } = homeSetup();
    await store.put('open/notes.txt', '', neverAborted);
    await store.put('open/zzz/readme.txt', '', neverAborted);
    for (let each = 0; each < 20; each += 1) await store.put(staleEntry(each), '', neverAborted);
    await open({ service: 'wanted' });

    const { page } = await get('/open', asAna);
    expect(wordsOn(page)).toContain('Waiting for you Nothing. Waiting for others Nothing. Next');
    const second = (await get(hrefOf(page, 'Next') ?? '', asAna)).page;
    expect(servicesOn(second)).toEqual(['wanted']);
    expect(hrefOf(second, 'Next')).toBeUndefined();
  });

  test('shows once what stays open, and nothing twice, while requests are opened and decided', async () => {
    const step = fc.record({ opened: fc.array(fc.nat(199)), decided: fc.array(fc.nat(199)) });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(199), { maxLength: 120 }), fc.array(step), async (atStart, steps) => {
        const { open, decide, get } = homeSetup();
        for (const each of atStart) await open({ service: serviceOf(each) });
        const opened = new Set(atStart);
        const decided = new Set<number>();
        const shown: string[] = [];
        for (let path: string | undefined = '/open', turn = 0; path !== undefined; turn += 1) {
          const { page } = await get(path, asAna);
          shown.push(...servicesOn(page));
          path = hrefOf(page, 'Next');
          const change = steps[turn];
          for (const each of change?.opened ?? []) {
            if (!opened.has(each)) await open({ service: serviceOf(each) });
            opened.add(each);
          }
          for (const each of change?.decided ?? []) {
            if (opened.has(each) && !decided.has(each))
              await decide(requestKey({ ...subject, service: serviceOf(each) }));
            if (opened.has(each)) decided.add(each);
          }
        }
        const stayed = atStart.filter((each) => !decided.has(each)).map(serviceOf);
        expect(new Set(shown).size).toBe(shown.length);
        expect(stayed.filter((service) => !shown.includes(service))).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  test.each([
    'x',
    '',
    '../decided/2026',
    '123456789012/us-west-2/my-cluster/shop',
    '123456789012/us-west-2/my-cluster/shop/E1/PRE_SCALE_UP',
    `123456789012/us-west-2/my-cluster/${'x'.repeat(256)}/E1/PRE_SCALE_UP.json`,
    '123456789012/us-west-2/my-cluster/<script>/E1/PRE_SCALE_UP.json',
  ])('is refused from a position that it cannot have, and nothing is read: %j', async (after) => {
    const { open, get, counted } = homeSetup();
    await open({ service: 'shop' });

    const { status, page } = await get(`/open?service=shop&after=${encodeURIComponent(after)}`, asAna);

    expect(status).toBe(400);
    expect(wordsOn(page)).toMatch(
      /This link is incomplete or changed It is not a link of this desk[^.]*\. Nothing was changed\. All open requests/,
    );
    expect(hrefOf(page, 'All open requests')).toBe('/open?service=shop');
    expect(page).not.toContain('<script>/');
    expect(counted).toEqual({ lists: 0, reads: 0 });
    expect(await htmlFaults(page)).toEqual([]);
  });

  test('stays under 20 KB with long names, and is valid HTML', async () => {
    const { open, get } = homeSetup();
    const name = (each: number) => `mine-${each}-`.padEnd(40, 'x');
    for (let each = 0; each < 30; each += 1) await open({ service: name(each) });

    const { page } = await get('/open', asAna);

    expect(Buffer.byteLength(page)).toBeLessThan(20 * 1024);
    expect(await htmlFaults(page)).toEqual([]);
  });
});
