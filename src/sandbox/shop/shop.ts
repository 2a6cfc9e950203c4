import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import * as v from 'valibot';
import { loopback, serve } from '../servers/serve.ts';
import { type BackEnds, placeOrder, readStock } from './back-ends.ts';
import { type Cart, changeCart, readCart, writeCart } from './cart.ts';
import { findProduct } from './catalogue.ts';
import { brokenPage, cartPage, cataloguePage, missingPage, notOrderedPage, orderedPage } from './shop-pages.ts';
import { type ShopBackground, shopCss } from './shop-style.ts';

type ShopOptions = {
  /** Shown in the footer: `1.42`. */
  version: string;
  background: ShopBackground;
  /** Id of the service revision that this shop plays. */
  revision: string;
  /** The services behind it. */
  backEnds: BackEnds;
  /** Default 0, which takes any free port. */
  port?: number;
  /** Default: the loopback interface. */
  host?: string;
};

export type Shop = {
  /** `http://127.0.0.1:49152` */
  url: string;
  /** Takes effect with the next page. */
  setBackground(background: ShopBackground): void;
  /** A broken shop answers its pages with 500, at once and until it is fixed. Its `/health` only says that the process runs. */
  setBroken(isBroken: boolean): void;
  /** A slow shop takes 400 ms more for each page, but not for `/health`. */
  setSlow(isSlow: boolean): void;
  stop(): Promise<void>;
};

/** Starts one task of the demo's service: a small retail shop that works without script. */
export async function startShop(options: ShopOptions): Promise<Shop> {
  const { version, revision, backEnds, port = 0, host = loopback } = options;
  const state = { background: options.background, isBroken: false, isSlow: false };
  const app = shopRoutes({ version, revision, backEnds }, state);
  const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  const { url, stop } = await serve(server, { port, host });
  return {
    url,
    setBackground: (background) => {
      state.background = background;
    },
    setBroken: (isBroken) => {
      state.isBroken = isBroken;
    },
    setSlow: (isSlow) => {
      state.isSlow = isSlow;
    },
    stop,
  };
}

const cartCookie = 'fieldstone-cart';

const addSchema = v.object({ product: v.pipe(v.string(), v.check(isForSale)) });
const changeSchema = v.object({ ...addSchema.entries, by: v.pipe(v.picklist(['-1', '1']), v.transform(Number)) });

type ShopState = { background: ShopBackground; isBroken: boolean; isSlow: boolean };

const slowMs = 400;

function shopRoutes(
  { version, revision, backEnds }: Omit<ShopOptions, 'background' | 'port' | 'host'>,
  state: ShopState,
): Hono {
  const editions = {
    blue: { version, revision, css: shopCss('blue') },
    green: { version, revision, css: shopCss('green') },
  };
  const policies = { blue: policy(editions.blue.css), green: policy(editions.green.css) };
  const app = new Hono();

  app.use(async (context, next) => {
    await next();
    context.header('content-security-policy', policies[state.background]);
    context.header('cache-control', 'no-store');
    context.header('x-content-type-options', 'nosniff');
    // Each answer says which revision gave it: the smoke test compares that with what is being deployed.
    context.header('x-revision', revision);
  });

  app.get('/health', (context) => context.json({ status: 'ok', version, revision }));

  app.use(async (_context, next) => {
    if (state.isSlow) await sleep(slowMs);
    await next();
  });

  app.use(async (context, next) =>
    state.isBroken ? context.html(brokenPage(editions[state.background]), 500) : await next(),
  );

  app.get('/', async (context) => {
    const cart = readCart(getCookie(context, cartCookie));
    const shown = { addedId: context.req.query('added'), stock: await readStock(backEnds) };
    return context.html(cataloguePage(editions[state.background], cart, shown));
  });

  app.get('/cart', (context) =>
    context.html(cartPage(editions[state.background], readCart(getCookie(context, cartCookie)))),
  );

  app.post('/cart/add', async (context) => {
    const form = v.safeParse(addSchema, await context.req.parseBody());
    if (!form.success) {
      return context.redirect('/', 303);
    }
    const { product } = form.output;
    keep(changeCart(readCart(getCookie(context, cartCookie)), product, 1), context);
    return context.redirect(`/?added=${product}`, 303);
  });

  app.post('/cart/change', async (context) => {
    const form = v.safeParse(changeSchema, await context.req.parseBody());
    if (form.success) {
      const { product, by } = form.output;
      keep(changeCart(readCart(getCookie(context, cartCookie)), product, by), context);
    }
    return context.redirect('/cart', 303);
  });

  app.post('/order', async (context) => {
    const cart = readCart(getCookie(context, cartCookie));
    const lines = [...cart].map(([product, quantity]) => ({ product, quantity }));
    const number = await placeOrder(backEnds, { lines });
    if (number === undefined) return context.html(notOrderedPage(editions[state.background], cart), 502);
    deleteCookie(context, cartCookie);
    return context.html(orderedPage(editions[state.background], number));
  });

  app.notFound((context) =>
    context.html(missingPage(editions[state.background], readCart(getCookie(context, cartCookie))), 404),
  );

  return app;
}

function policy(css: string): string {
  return [
    "default-src 'none'",
    'img-src data:',
    // The style sheet is inline: fetched on its own, it could come from the other version.
    `style-src 'sha256-${createHash('sha256').update(css).digest('base64')}'`,
    "form-action 'self'",
    "base-uri 'none'",
  ].join('; ');
}

function keep(cart: Cart, context: Parameters<typeof setCookie>[0]): void {
  setCookie(context, cartCookie, writeCart(cart), { path: '/', httpOnly: true, sameSite: 'Lax', maxAge: 604_800 });
}

function isForSale(id: string): boolean {
  return findProduct(id) !== undefined;
}
