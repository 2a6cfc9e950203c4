import { describe, expect, test } from 'vitest';
import { decidedPath } from '../../../../src/approval/desk/home/home-paths.ts';
import { homeCss, requestCss } from '../../../../src/approval/desk/page/sheets.ts';
import { createLedger } from '../../../../src/approval/request/ledger.ts';
import { formatDeploymentProgress } from '../../../../src/deployment/progress/deployment-progress.ts';
import { requestKey } from '../../../../src/storage/keys.ts';
import { progressKey } from '../../../../src/storage/progress-key.ts';
import { neverAborted, newRequest, subject, wordsOn } from '../../../helpers/approval.ts';
import { ana, homeSetup } from './home-setup.ts';

const ben = 'ben@example.com';
const asAna = { mail: ana };
const mainOf = (page: string) => wordsOn(/<main.*<\/main>/s.exec(page)?.[0] ?? page);
const barOf = (page: string) => /<header class="bar">.*<\/header>/s.exec(page)?.[0] ?? '';

describe('the first page', () => {
  test('of an empty bucket', async () => {
    const { page } = await homeSetup().get('/', asAna);

    expect(mainOf(page)).toBe(
      'Requests Service Search Waiting for you Nothing. Waiting for others Nothing. Decided Nothing. All decided requests',
    );
    expect(page).toContain('<form class="search" action="/">');
    expect(page).toContain('name="service" value=""');
    expect(page).toContain('<a href="/decided">All decided requests</a>');
    expect(barOf(page)).toContain('brand rest');
    expect(wordsOn(barOf(page))).toBe('Greenlight Signed in as ana@example.com Sign out');
    expect(page).toContain('<form method="post" action="/sign-out"');
  });

  test('says of each request what is deployed and until when, and has a button for those that ask the reader', async () => {
    const { open, get } = homeSetup();
    await open({ service: 'mine' });
    await open({ service: 'theirs', reviewers: [ben] });

    const { page } = await get('/', asAna);

    const said = (service: string) => `${service} 1.41 → 1.42 my-cluster · POST_TEST_TRAFFIC_SHIFT`;
    expect(mainOf(page)).toContain(
      `Waiting for you ${said('mine')} · 0 of 1 approval 30 min left until 14:30 UTC, then ECS rolls back Review Waiting for others ${said('theirs')} 0 of 1 approval 30 min left, until 14:30 UTC Decided Nothing.`,
    );
    expect(barOf(page)).toContain('brand waiting');
    expect(page).toContain(homeCss);
    expect(page.match(/<ul class="found[^>]*>/g)).toEqual(['<ul class="found open">']);
  });

  test('has its button at the first request that can still be decided', async () => {
    const { clock, store, get } = homeSetup();
    const minutes = { late: 10, next: 20 };
    for (const [service, minute] of Object.entries(minutes)) {
      const about = { ...subject, service };
      const deadline = new Date(`2026-11-22T14:${minute}:00Z`);
      const request = newRequest({ subject: about, reviewers: [ana], deadline });
      await createLedger(store).create(requestKey(about), request, neverAborted);
    }
    clock.step(15 * 60);

    const { page } = await get('/', asAna);

    expect(mainOf(page)).toMatch(
      /Waiting for you next 1\.41 → 1\.42 .* Review late 1\.41 → 1\.42 .*Waiting for others/,
    );
    expect(page.match(/>Review</g)).toHaveLength(1);
  });

  test('is calm if only others are asked', async () => {
    const { open, get } = homeSetup();
    await open({ service: 'theirs', reviewers: [ben] });

    expect(barOf((await get('/', asAna)).page)).toContain('brand rest');
  });

  test('names only the new version of a first deployment', async () => {
    const { store, get } = homeSetup();
    const about = { ...subject, sourceRevisionId: undefined, images: [{ container: 'ui', after: 'shop/ui:1.42' }] };
    await createLedger(store).create(requestKey(about), newRequest({ subject: about, reviewers: [ana] }), neverAborted);

    expect(mainOf((await get('/', asAna)).page)).toContain('my-service 1.42 my-cluster');
  });

  test('has the next deadline first', async () => {
    const { store, get } = homeSetup();
    const minutes = { a: 40, b: 20, c: 50, d: 30 };
    for (const [service, minute] of Object.entries(minutes)) {
      const about = { ...subject, service };
      const deadline = new Date(`2026-11-22T14:${minute}:00Z`);
      const request = newRequest({ subject: about, reviewers: [ana], deadline });
      await createLedger(store).create(requestKey(about), request, neverAborted);
    }

    const { page } = await get('/', asAna);

    expect(page.match(/until 14:\d\d/g)).toEqual(['until 14:20', 'until 14:30', 'until 14:40', 'until 14:50']);
  });

  test.each([
    { mine: 8, theirs: 8, links: 16, more: undefined },
    { mine: 10, theirs: 11, links: 16, more: '5 more are open' },
    { mine: 9, theirs: 2, links: 10, more: '1 more are open' },
    { mine: 0, theirs: 53, links: 8, more: '45 more are open' },
  ])('shows eight of each kind and counts the others: $mine and $theirs', async ({ mine, theirs, links, more }) => {
    const { open, get } = homeSetup();
    for (let each = 0; each < mine; each += 1) await open({ service: `mine-${each}` });
    for (let each = 0; each < theirs; each += 1) await open({ service: `theirs-${each}`, reviewers: [ben] });

    const { page } = await get('/', asAna);

    expect(page.match(/href="\/deployments\//g)).toHaveLength(links);
    expect(/\d+ more are open/.exec(page)?.[0]).toBe(more);
  });

  test('shows the last six decisions', async () => {
    const { clock, open, decide, get } = homeSetup();
    for (let each = 1; each <= 9; each += 1) {
      clock.step(1);
      await decide(await open({ service: 'shop', deploymentId: `E${each}` }));
    }

    const shown = (await get('/', asAna)).page.match(/(?<=href="\/deployments\/my-cluster\/shop\/)E\d/g);
    expect(shown).toEqual(['E9', 'E8', 'E7', 'E6', 'E5', 'E4']);
  });

  test('leaves out what is no longer open, what is gone, and what somebody has damaged', async () => {
    const { store, open, decide, get } = homeSetup();
    await open({ service: 'good' });
    const index = (name: string) => `open/123456789012/us-west-2/my-cluster/${name}/E1/PRE_SCALE_UP.json`;
    await decide(await open({ service: 'decided', deploymentId: 'E1' }));
    for (const each of ['gone', 'damaged', 'decided']) await store.put(index(each), '', neverAborted);
    await store.put(index('damaged').replace('open/', 'approvals/'), '{', neverAborted);

    const { status, page } = await get('/', asAna);

    expect(status).toBe(200);
    expect(mainOf(page)).toMatch(/Waiting for you good .*Waiting for others Nothing\. Decided approved decided/);
  });
});

describe('the decided requests', () => {
  test('have a page of their own', async () => {
    const { open, decide, get } = homeSetup();
    await decide(await open({ service: 'shop' }));

    const { page } = await get('/decided', asAna);

    expect(mainOf(page)).toBe(
      'Requests Service Search Decided approved shop 1.41 → 1.42 my-cluster ana@example.com, 14:00 UTC',
    );
    expect(page).toContain('<form class="search" action="/decided">');
    expect(page).toContain('<ul class="found">');
    // Nothing was seen in ECS, and there is no reason.
    expect(page).not.toMatch(/class="ecs|<small class="soft"><\/small>/);
    expect(barOf(page)).toContain('brand rest');
    expect(mainOf((await homeSetup().get('/decided', asAna)).page)).toBe('Requests Service Search Decided Nothing.');
  });

  test.each([
    ['APPROVED', 'passed', 'approved'],
    ['REJECTED', 'rest', 'rejected'],
    ['EXPIRED', 'failed', 'expired'],
    ['SUPERSEDED', 'rest', 'closed'],
    ['LATER', 'unknown', 'LATER'],
  ])('have a word and a colour for the status %s', async (status, tone, word) => {
    const { store, get } = homeSetup();
    const key = `decided/123456789012/us-west-2/2026-11-22/135000-${status}/my-cluster/shop/E1/PRE_SCALE_UP.json`;
    await store.put(key, '', neverAborted);

    expect((await get('/decided', asAna)).page).toContain(`<span class="status ${tone}">${word}</span>`);
  });

  test('are those of our place, no matter what else the bucket has', async () => {
    const { store, open, decide, get } = homeSetup();
    await decide(await open({ service: 'shop' }));
    await store.put('a/1/eu-west-1/x', '', neverAborted);

    expect(mainOf((await get('/decided', asAna)).page)).toContain('shop');
  });

  test.each([
    [{}, '/decided'],
    [{ service: '' }, '/decided'],
    [{ service: 'shop' }, '/decided?service=shop'],
    [{ service: 'shop', before: '2026-11-22/140000' }, '/decided?service=shop&before=2026-11-22%2F140000'],
  ])('%j are at %s', (query, path) => {
    expect(decidedPath(query)).toBe(path);
  });

  test('of one service keep its name in the links', async () => {
    const { get } = homeSetup();
    expect((await get('/?service=shop', asAna)).page).toContain('href="/decided?service=shop"');
  });
});

describe('the page of a deployment', () => {
  const path = (service = 'shop') => `/deployments/my-cluster/${service}/${subject.deploymentId}`;

  test('has the oldest request first, and a way to decide each that asks the reader', async () => {
    const { store, get } = homeSetup();
    const made = { PRE_SCALE_UP: 13, POST_SCALE_UP: 11, PRODUCTION_TRAFFIC_SHIFT: 10, POST_TEST_TRAFFIC_SHIFT: 12 };
    for (const [stage, minute] of Object.entries(made)) {
      const about = { ...subject, service: 'shop', stage };
      const reviewers = stage === 'POST_SCALE_UP' ? [ben] : [ana];
      const request = newRequest({ subject: about, reviewers, now: new Date(`2026-11-22T14:${minute}:00Z`) });
      await createLedger(store).create(requestKey(about), request, neverAborted);
    }
    await store.put('a/1/eu-west-1/x', '', neverAborted);

    const { page } = await get(path(), asAna);

    expect(mainOf(page)).toMatch(
      /^shop 1\.41 → 1\.42 my-cluster · Deployment EZe5RNVLH6PPzHXINuP28 Start Test Approve Shift Bake Decisions PRODUCTION_TRAFFIC_SHIFT waits · asked 14:10 UTC .* Review POST_SCALE_UP .* POST_TEST_TRAFFIC_SHIFT .* Review PRE_SCALE_UP .* Review What was checked/,
    );
    expect(page.match(/>Review</g)).toHaveLength(3);
    expect(page.match(/<a class="button primary" href="\/a\/[^"]+" rel="noreferrer">/g)).toHaveLength(1);
    expect(page.match(/<a class="button" href="\/a\/[^"]+" rel="noreferrer">/g)).toHaveLength(2);
    expect(page).not.toContain('class="ecs"');
    expect(page).toContain('<title>shop 1.41 → 1.42 · Greenlight</title>');
    expect(page).toContain(requestCss);
    expect(barOf(page)).toContain('brand waiting');
    expect(barOf(page)).toContain(ana);
  });

  test('has its filled button at the first request that asks the reader', async () => {
    const { clock, store, get } = homeSetup();
    for (const [stage, reviewer] of Object.entries({ PRE_SCALE_UP: ben, POST_SCALE_UP: ana })) {
      const about = { ...subject, service: 'shop', stage };
      clock.step(60);
      await createLedger(store).create(
        requestKey(about),
        newRequest({ subject: about, reviewers: [reviewer], now: clock.now() }),
        neverAborted,
      );
    }

    const { page } = await get(path(), asAna);

    expect(page.match(/<a class="button[^"]*" href="\/a\//g)).toEqual(['<a class="button primary" href="/a/']);
  });

  test('names only the new version of a first deployment', async () => {
    const { store, get } = homeSetup();
    const images = [{ container: 'ui', after: 'shop/ui:1.42' }];
    const about = { ...subject, service: 'shop', sourceRevisionId: undefined, images };
    await createLedger(store).create(requestKey(about), newRequest({ subject: about, reviewers: [ana] }), neverAborted);

    expect((await get(path(), asAna)).page).toContain('<title>shop 1.42 · Greenlight</title>');
  });

  test.each([
    ['ECS rolled the deployment back: … alarm(s) in ALARM state: shop-5xx', ['/help#alarms']],
    ['ECS rolled the deployment back: a reason of next year', []],
  ])('explains why ECS has rolled it back, if that is known: %s', async (cause, links) => {
    const { store, open, decide, get } = homeSetup();
    await decide(await open({ service: 'shop' }));
    const seen = [{ at: '2026-11-22T14:05:00.000Z', status: 'ROLLBACK_SUCCESSFUL', stage: 'CLEAN_UP' }];
    const progress = formatDeploymentProgress({ schemaVersion: 1, seen, cause });
    await store.put(progressKey({ ...subject, service: 'shop' }), progress, neverAborted);

    const { page } = await get(path(), asAna);

    expect(
      [...page.matchAll(/href="(\/help#[\w-]+)">What this means, and what to do</g)].map(([, href]) => href),
    ).toEqual(links);
    expect(mainOf(page)).toMatch(
      links.length > 0
        ? /\(seen at 14:05 UTC\) What this means, and what to do What was checked/
        : /\(seen at 14:05 UTC\) What was checked/,
    );
  });

  test('shows as its phase how far ECS was seen', async () => {
    const { store, open, decide, get } = homeSetup();
    await decide(await open({ service: 'shop' }));
    const seen = [{ at: '2026-11-22T14:05:00.000Z', status: 'IN_PROGRESS', stage: 'BAKE_TIME' }];
    const progress = formatDeploymentProgress({ schemaVersion: 1, seen });
    await store.put(progressKey({ ...subject, service: 'shop' }), progress, neverAborted);

    expect((await get(path(), asAna)).page).toMatch(/<li class="now" aria-current="step">Bake<\/li>/);
  });

  test('leaves out a request that was damaged by hand, and reads nothing else that is there', async () => {
    const { store, open, decide, get, counted } = homeSetup();
    const key = await open({ service: 'shop' });
    await decide(key);
    await store.put(key.replace('POST_TEST', 'PRE_TEST'), '{', neverAborted);
    await store.put(key.replace(/[^/]+$/, 'notes.txt'), 'hello', neverAborted);
    const before = counted.reads;

    const { status, page } = await get(path(), asAna);

    expect(status).toBe(200);
    expect(page.match(/<h3>/g)).toHaveLength(1);
    expect(mainOf(page)).toContain(
      'POST_TEST_TRAFFIC_SHIFT approved · asked 14:00 UTC approved ana@example.com, 14:00 UTC What was checked',
    );
    expect(barOf(page)).toContain('brand rest');
    // Both requests: the reports are listed.
    expect(counted.reads - before).toBe(2);
  });
});
