import { afterEach, describe, expect, test } from 'vitest';
import { type Shop, startShop } from '../../../src/local/shop/shop.ts';
import { htmlFaults } from '../../helpers/html-faults.ts';

const blueShop = { version: '1.41', background: 'blue', revision: '1920498462936580504' } as const;
const greenShop = { version: '1.42', background: 'green', revision: '9313423515462896934' } as const;

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

  test('is the same in both versions but for background, version and revision', async () => {
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

  test('answers 500 and an unhealthy check while broken, and recovers when mended', async () => {
    const shop = await start(greenShop);

    shop.setBroken(true);
    const broken = await statuses(shop.url);
    shop.setBroken(false);

    expect(broken).toEqual({ page: 500, cart: 500, health: 503 });
    expect(await statuses(shop.url)).toEqual({ page: 200, cart: 200, health: 200 });
  });

  test('keeps the cart in the browser, so that the other version knows it too', async () => {
    const [blue, green] = await Promise.all([start(blueShop), start(greenShop)]);
    const added = await post(`${blue.url}/cart/add`, { product: 'mug' });
    const cookie = added.headers.getSetCookie().map((line) => line.split(';', 1)[0]);

    const cart = await (await fetch(`${green.url}/cart`, { headers: { cookie: cookie.join('; ') } })).text();

    expect(added.status).toBe(303);
    expect(added.headers.get('location')).toBe('/?added=mug');
    expect(cart).toContain('Harbour mug');
    expect(cart).toContain('Cart, 1 item<');
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

async function start(options: Parameters<typeof startShop>[0]): Promise<Shop> {
  const shop = await startShop(options);
  started.push(shop);
  return shop;
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
