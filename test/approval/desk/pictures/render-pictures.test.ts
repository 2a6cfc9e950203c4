import { describe, expect, test } from 'vitest';
import { deskFunction } from '../../../../src/approval/desk/desk-function.ts';
import { en } from '../../../../src/approval/desk/language/en.ts';
import { renderPictures } from '../../../../src/approval/desk/pictures/render-pictures.ts';
import { httpApiEvent } from '../../../functions/deployed.ts';
import { subject, wordsOn } from '../../../helpers/approval.ts';
import { htmlFaults } from '../../../helpers/html-faults.ts';
import { unavailable, wrapStore } from '../../../helpers/memory-store.ts';
import { picturedSetup, pictureKey } from './pictured-setup.ts';

const png = Buffer.from('89504e470d0a1a0a00', 'hex');
const keys = { green: pictureKey('1-green'), blue: pictureKey('1-blue'), difference: pictureKey('1-difference') };
const at = 'POST_TEST_TRAFFIC_SHIFT';
const differing = { page: '/products', ...keys, percent: 3.42, maxPercent: 5 };
const ana = 'ana@example.com';

function addressIn(link: string, name: string): string {
  return link.replace('/a/', '/pictures/') + name;
}

describe('the page of a request after a browser check', () => {
  test('shows green beside blue, and where they differ', async () => {
    const { desk, link } = await picturedSetup([differing, { page: '/', green: pictureKey('2-green') }]);
    const path = link(ana);

    const page = await (await desk.request(path)).text();

    expect(wordsOn(page)).toContain(
      'What it looks like /products 3.42 % of pixels differ, 5 % allowed (opens a new tab) New version (green)',
    );
    const sources = [...page.matchAll(/<img src="([^"]+)"/g)].map(([, src]) => src);
    expect(sources).toEqual([
      ...['1-green', '1-blue', '1-difference', '2-green'].map((name) => addressIn(path, `/${at}/${name}`)),
    ]);
    expect(page).toContain('alt="/products: New version (green)"');
    expect(await htmlFaults(page)).toEqual([]);
  });

  test.each([
    [{ percent: 0 }, 'looks the same', false],
    [{ percent: 0.004 }, 'less than 0.01 % of pixels differ', true],
    [{ percent: 0.04 }, '0.04 % of pixels differ', true],
    [{ percent: 12.345, maxPercent: 1 }, '12.3 % of pixels differ, 1 % allowed', true],
    [{}, 'could not be compared', true],
  ])('with %o says "%s"', async (change, words, isOpen) => {
    const { desk, link } = await picturedSetup([{ page: '/', green: keys.green, blue: keys.blue, ...change }]);

    const page = await (await desk.request(link(ana))).text();

    expect(wordsOn(page)).toContain(words);
    expect(/<details class="looks" open>/.test(page)).toBe(isOpen);
  });

  test.each([
    [{ percent: 0 }, 'passed looks the same'],
    [{ percent: 0.01 }, 'degraded 0.01 % of pixels differ'],
    [{ percent: 0.96 }, 'degraded 1 % of pixels differ'],
    [{ percent: 1.234, maxPercent: 1.234 }, 'degraded 1.23 % of pixels differ, 1.234 % allowed'],
    [{ percent: 1.24, maxPercent: 1.23 }, 'failed 1.24 % of pixels differ, 1.23 % allowed'],
    [{ percent: 100 }, 'degraded 100 % of pixels differ'],
    [{}, 'unknown could not be compared'],
    [{ blue: undefined }, 'unknown not compared'],
  ])('with %o has a colour and says no more than that: %s', (change, said) => {
    const picture = { page: '/', ...keys, ...change } as never;
    const reports = [{ screenshots: [picture] }] as never;

    const html = String(renderPictures(en, reports, subject, 'v1.token'));

    const [, tone, text] = /<span class="status (\w+)">([^<]*)<\/span>/.exec(html) ?? [];
    expect(`${tone} ${text}`).toBe(said);
    expect(html.includes('1-difference')).toBe(!('percent' in change && change.percent === 0));
    expect(html).toMatch(/<details class="looks" (open)?><summary>/);
    expect(html).toMatch(/<div class="shots">(?:<figure>(?:(?!<\/figure>).)*<\/figure>)+<\/div>/);
  });

  test.each([
    [20, 20, undefined],
    [21, 20, 'Pictures of 1 more pages are in the bucket.'],
  ])('of %i pages shows %i, and says how many are left', (count, shown, said) => {
    const screenshots = Array.from({ length: count }, (_, each) => ({ page: `/${each}`, green: keys.green }));

    const html = String(renderPictures(en, [{ screenshots }] as never, subject, 'v1.token'));

    expect(html.match(/<details/g)).toHaveLength(shown);
    expect(/Pictures of [^<]*/.exec(html)?.[0]).toBe(said);
    expect(html.trim().endsWith(said === undefined ? '</details>' : '</p>')).toBe(true);
    expect(wordsOn(html)).toMatch(
      /^What it looks like \/0 not compared \(opens a new tab\) New version \(green\) \/1 /,
    );
  });

  test('has what differs most first', async () => {
    const same = { page: '/same', green: keys.green, percent: 0 };
    const { desk, link } = await picturedSetup([same, { ...differing, page: '/little', percent: 1 }, differing]);

    const page = await (await desk.request(link(ana))).text();

    expect([...page.matchAll(/<summary><strong>([^<]+)</g)].map(([, name]) => name)).toEqual([
      '/products',
      '/little',
      '/same',
    ]);
  });

  test('shows no picture of another deployment, and nothing else of the bucket', async () => {
    const foreign = pictureKey('1-green', { deploymentId: 'other' });
    const { desk, link } = await picturedSetup([{ page: '/', green: foreign, blue: 'approvals/1/secret.json' }]);

    const page = await (await desk.request(link(ana))).text();

    expect(page).not.toContain('<img');
  });

  test.each([
    ['no check has taken pictures', [], {}],
    ['the desk may not read them', [differing], { readPicture: undefined }],
  ])('is the same as ever if %s', async (_what, screenshots, options) => {
    const { desk, link } = await picturedSetup(screenshots, new Map(), options);

    const page = await (await desk.request(link(ana))).text();

    expect(page).not.toContain('What it looks like');
    const status = (await desk.request(addressIn(link(ana), `/${at}/1-green`))).status;
    expect(status).toBe(404);
  });
});

test('a page is shown without pictures while the reports cannot be read', async () => {
  const fault = { isOn: false };
  const { desk, link } = await picturedSetup([differing], new Map(), {
    wrap: (store) =>
      wrapStore(store, async (_operation, key, run) => {
        if (fault.isOn && key.startsWith('reports/')) throw unavailable();
        return run();
      }),
  });
  fault.isOn = true;

  const answer = await desk.request(link(ana));

  expect([answer.status, wordsOn(await answer.text())]).toEqual([
    200,
    expect.stringContaining('The reports cannot be read at the moment.'),
  ]);
});

describe('a picture', () => {
  const pictures = new Map([
    [keys.green, png],
    [keys.blue, Buffer.from('<script>alert(1)</script>')],
    [keys.difference, Buffer.from('89504e470d0a1a0b00', 'hex')],
  ]);

  test('is served to those who may see the page, as a picture and nothing else', async () => {
    const { desk, link } = await picturedSetup([differing], pictures);

    const answer = await desk.request(addressIn(link(ana), `/${at}/1-green`));

    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(png);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
  });

  test('that is not a PNG, or is not there, is not served', async () => {
    const { desk, link } = await picturedSetup([differing], pictures);

    for (const name of ['1-blue', '1-difference', '2-green']) {
      expect((await desk.request(addressIn(link(ana), `/${at}/${name}`))).status, name).toBe(404);
    }
  });

  test.each([
    '',
    '/',
    `/${at}/1-red`,
    `/${at}/1-green.png`,
    `/${at}/../../1-green`,
    `/${at}/..%2f..%2f1-green`,
    '/../../../approvals/1-green',
    `/${at}/100-green`,
    `/a/${at}/1-green`,
  ])('is never asked for by the name %j', async (name) => {
    const { desk, link, asked } = await picturedSetup([differing], pictures);

    expect((await desk.request(addressIn(link(ana), name))).status).toBe(404);
    expect(asked).toEqual([]);
  });

  test('is not served with a link that is forged, expired or of somebody who is not asked', async () => {
    const { desk, link, asked, clock, logger } = await picturedSetup([differing], pictures);
    const name = `/${at}/1-green`;
    const forged = link(ana, { keys: { current: 'k1', secrets: new Map([['k1', 'x'.repeat(64)]]) } });
    const ofRequestElsewhere = link(ana, { key: 'approvals/123456789012/us-west-2/c/s/d/STAGE.json' });

    expect((await desk.request(addressIn(forged, name))).status).toBe(403);
    expect((await desk.request(addressIn(ofRequestElsewhere, name))).status).toBe(404);
    expect((await desk.request(addressIn('/a/nonsense', name))).status).toBe(400);
    const fine = link(ana);
    clock.step(400 * 86_400);
    expect((await desk.request(addressIn(fine, name))).status).toBe(410);
    expect(asked).toEqual([]);
    expect(JSON.stringify(logger.lines)).not.toContain(fine.slice(3));
  });
});

test('no picture is served with a link that is good for nothing before its holder has signed in', async () => {
  const { desk, link, asked } = await picturedSetup([differing], new Map([[keys.green, png]]));

  const answer = await desk.request(addressIn(link('somebody who has signed in'), `/${at}/1-green`));

  expect(answer.status).toBe(403);
  expect(asked).toEqual([]);
});

describe('a picture through API Gateway', () => {
  test('is encoded, so that every byte arrives', async () => {
    const { desk, link, logger } = await picturedSetup([differing], new Map([[keys.green, png]]));
    const invoke = deskFunction(desk, { deskUrl: 'https://desk.example.com', logger });
    const path = addressIn(link(ana), `/${at}/1-green`);

    const { body = '', ...answer } = await invoke(httpApiEvent('GET', path) as never);

    expect(answer).toMatchObject({ statusCode: 200, isBase64Encoded: true, headers: { 'content-type': 'image/png' } });
    expect(Buffer.from(body, 'base64')).toEqual(png);
  });
});
