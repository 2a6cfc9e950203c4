import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import * as v from 'valibot';
import { isOwnHost } from '../../controller/own-host.ts';
import { serve } from '../servers/serve.ts';
import { catalogue, findProduct } from './catalogue.ts';

/** The addresses of the services behind the shop. Both versions of the shop use the same ones: only the shop itself is deployed. */
export type BackEnds = { stockUrl: string; ordersUrl: string };

export type RunningBackEnds = BackEnds & { stop(): Promise<void> };

/** An order, as the shop sends it. */
const orderSchema = v.object({
  lines: v.pipe(
    v.array(
      v.object({
        product: v.pipe(
          v.string(),
          v.check((id) => findProduct(id) !== undefined, 'is not for sale'),
        ),
        quantity: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(99)),
      }),
    ),
    v.minLength(1, 'has no lines'),
  ),
});

type Order = v.InferOutput<typeof orderSchema>;

/** Stock of each product when the sandbox starts. */
const firstStock = 120;

/** Starts the two services behind the shop: one keeps the stock, the other takes orders and reduces the stock. */
export async function startBackEnds(): Promise<RunningBackEnds> {
  const stock = await start(stockService());
  const orders = await start(ordersService(stock.url));
  return {
    stockUrl: stock.url,
    ordersUrl: orders.url,
    stop: async () => {
      await Promise.all([stock.stop(), orders.stop()]);
    },
  };
}

function start(app: Hono) {
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer(async (request, response) => {
    if (isOwnHost(request.headers.host, request.socket.localPort)) await listener(request, response);
    else response.writeHead(403).end();
  });
  return serve(server, { port: 0 });
}

function stockService(): Hono {
  const stock = new Map(catalogue.map(({ id }) => [id, firstStock]));
  const app = new Hono();
  app.get('/health', (context) => context.json({ status: 'ok' }));
  app.get('/stock', (context) => context.json(Object.fromEntries(stock)));
  app.post('/take', async (context) => {
    const { lines } = v.parse(orderSchema, await context.req.json());
    const short = lines.find(({ product, quantity }) => (stock.get(product) ?? 0) < quantity);
    if (short) return context.json({ message: `too little of ${short.product}` }, 409);
    for (const { product, quantity } of lines) stock.set(product, (stock.get(product) ?? 0) - quantity);
    return context.json({ status: 'taken' });
  });
  app.onError((error, context) => context.json({ message: error.message }, 400));
  return app;
}

function ordersService(stockUrl: string): Hono {
  let last = 1000;
  const app = new Hono();
  app.get('/health', (context) => context.json({ status: 'ok' }));
  app.post('/orders', async (context) => {
    const order = v.parse(orderSchema, await context.req.json());
    const taken = await send(`${stockUrl}/take`, order);
    if (!taken.ok) return context.json({ message: 'too little in stock' }, 409);
    last += 1;
    return context.json({ number: last }, 201);
  });
  app.onError((error, context) => context.json({ message: error.message }, 400));
  return app;
}

/** The stock by product id; undefined if the service does not answer. */
export async function readStock({ stockUrl }: BackEnds): Promise<ReadonlyMap<string, number> | undefined> {
  try {
    const response = await fetch(`${stockUrl}/stock`, { signal: AbortSignal.timeout(patienceMs) });
    return new Map(Object.entries(v.parse(v.record(v.string(), v.number()), await response.json())));
  } catch {
    return undefined;
  }
}

/** Resolves to the order's number; undefined if the order was not taken. */
export async function placeOrder({ ordersUrl }: BackEnds, order: Order): Promise<number | undefined> {
  try {
    const response = await send(`${ordersUrl}/orders`, order);
    return response.ok ? v.parse(v.object({ number: v.number() }), await response.json()).number : undefined;
  } catch {
    return undefined;
  }
}

function send(url: string, order: Order): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
    signal: AbortSignal.timeout(patienceMs),
  });
}

const patienceMs = 2000;
