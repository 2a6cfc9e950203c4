import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type BackEnds, type RunningBackEnds, startBackEnds } from '../../../src/sandbox/shop/back-ends.ts';
import { type Shop, startShop } from '../../../src/sandbox/shop/shop.ts';
import { htmlFaults } from '../../helpers/html-faults.ts';

const blueShop = { version: '1.41', background: 'blue', revision: '1920498462936580504' } as const;
const greenShop = { version: '1.42', background: 'green', revision: '9313423515462896934' } as const;

let backEnds: RunningBackEnds;
beforeAll(async () => {
  backEnds = await startBackEnds();
});
afterAll(() => backEnds.stop());

const started: Shop[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((shop) => shop.stop()));
});

describe('the shop', () => {
  test('names its version and the revision that answered in the footer', async () => {
    const { url } = await start(greenShop);

    const page = await (await fetch(url)).text();

    expect(page).toContain('Version 1.42 · answered by revision');
    expect(page).toContain('title="9313423515462896934"');
  });

  test('is the same in both versions except for background, version and revision', async () => {
    const [blue, green] = await Promise.all([start(blueShop), start(greenShop)]);

    const [bluePage, greenPage] = await Promise.all([read(blue.url), read(green.url)]);

    expect(bluePage).not.toBe(greenPage);
    expect(neutral(bluePage)).toBe(neutral(greenPage));
  });

  test('answers its health check with its version and revision', async () => {
    const { url } = await start(blueShop);

    const response = await fetch(`${url}/health`);

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ok', version: '1.41', revision: '1920498462936580504' });
  });

  test('answers 500 while broken although its health check passes, and recovers when fixed', async () => {
    const shop = await start(greenShop);

    shop.setBroken(true);
    const broken = await statuses(shop.url);
    shop.setBroken(false);

    expect(broken).toEqual({ page: 500, cart: 500, health: 200 });
    expect(await statuses(shop.url)).toEqual({ page: 200, cart: 200, health: 200 });
  });

  test('keeps the cart in the browser, so that the other version has it too', async () => {
    const [blue, green] = await Promise.all([start(blueShop), start(greenShop)]);
    const added = await post(`${blue.url}/cart/add`, { product: 'mug' });
    const cookie = added.headers.getSetCookie().map((line) => line.split(';', 1)[0]);

    const cart = await (await fetch(`${green.url}/cart`, { headers: { cookie: cookie.join('; ') } })).text();

    expect(added.status).toBe(303);
    expect(added.headers.get('location')).toBe('/?added=mug');
    expect(cart).toContain('Harbour mug');
    expect(cart).toContain('Cart, 1 item<');
  });

  test('sends an order to the service behind it, which reduces the stock', async () => {
    const [blue, green] = await Promise.all([start(blueShop), start(greenShop)]);
    const cookie = 'fieldstone-cart=lamp.3';

    const before = await read(blue.url);
    const ordered = await fetch(`${green.url}/order`, { method: 'POST', headers: { cookie } });
    const after = await read(blue.url);

    expect(await ordered.text()).toMatch(/Your order 1\d{3} is on its way/);
    expect(leftOf(before, 'Evening lamp') - leftOf(after, 'Evening lamp')).toBe(3);
  });

  test('keeps the cart if the order cannot be placed', async () => {
    const gone = await startBackEnds();
    await gone.stop();
    const { url } = await startShopWith(gone);
    const cookie = 'fieldstone-cart=mug.1';

    const [page, ordered] = await Promise.all([
      read(url),
      fetch(`${url}/order`, { method: 'POST', headers: { cookie } }),
    ]);

    expect(page).toContain('Harbour mug');
    expect(page).not.toContain('left</span>');
    expect(ordered.status).toBe(502);
    expect(ordered.headers.getSetCookie()).toEqual([]);
    expect(await ordered.text()).toContain('The order was not taken');
  });

  test('does not accept an order that exceeds the stock', async () => {
    const { url } = await start(blueShop);
    const cookie = 'fieldstone-cart=chair.99';

    const first = await fetch(`${url}/order`, { method: 'POST', headers: { cookie } });
    const second = await fetch(`${url}/order`, { method: 'POST', headers: { cookie } });

    expect([first.status, second.status]).toEqual([200, 502]);
  });

  test('ignores what is not for sale', async () => {
    const { url } = await start(blueShop);

    const response = await post(`${url}/cart/add`, { product: '<script>' });

    expect(response.headers.get('location')).toBe('/');
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  test('runs no script: its policy allows none', async () => {
    const { url } = await start(blueShop);

    const response = await fetch(url);

    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; img-src data:; style-src 'sha256-/,
    );
    expect(await response.text()).not.toContain('<script');
  });

  test.each(['/', '/?added=mug', '/cart', '/nowhere'])('serves valid HTML at %s', async (path) => {
    const { url } = await start(greenShop);

    const page = await (await fetch(`${url}${path}`, { headers: { cookie: 'fieldstone-cart=mug.1_fern.2' } })).text();

    expect(await htmlFaults(page)).toEqual([]);
  });
});

function start(edition: typeof blueShop | typeof greenShop): Promise<Shop> {
  return startShopWith(backEnds, edition);
}

async function startShopWith(
  services: BackEnds,
  edition: typeof blueShop | typeof greenShop = blueShop,
): Promise<Shop> {
  const shop = await startShop({ ...edition, backEnds: services });
  started.push(shop);
  return shop;
}

function leftOf(page: string, product: string): number {
  const [, left] = new RegExp(`<h2>${product}</h2>[^]*?class="left">(\\d+) left`).exec(page) ?? [];
  return Number(left);
}

async function read(url: string): Promise<string> {
  return await (await fetch(url)).text();
}

async function post(url: string, form: Record<string, string>): Promise<Response> {
  return await fetch(url, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
}

async function statuses(url: string) {
  const [page, cart, health] = await Promise.all(['/', '/cart', '/health'].map((path) => fetch(`${url}${path}`)));
  return { page: page?.status, cart: cart?.status, health: health?.status };
}

function neutral(page: string): string {
  return page
    .replaceAll(/--page:#[\da-f]{6}/g, '--page:any')
    .replaceAll(/1\.4[12]/g, 'any')
    .replaceAll(/1920498462936580504|9313423515462896934|…0504|…6934/g, 'any');
}
