import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import { isOwnHost } from '../../controller/own-host.ts';

/**
 * Keeps other web pages out: the dashboard answers only at its own address (against DNS rebinding) and acts only on requests that come
 * from its own pages or from no page at all (against cross-site requests). Browsers send `Origin` and `Sec-Fetch-Site` with every POST,
 * and no page can forge either.
 */
export function guard(): MiddlewareHandler<{ Bindings: HttpBindings }> {
  return async (context, next) => {
    const host = context.req.header('host');
    const { localPort } = context.env.incoming.socket;
    if (!isOwnHost(host, localPort)) {
      return context.text(`the dashboard answers only at http://127.0.0.1:${localPort}\n`, 403);
    }
    const isReading = context.req.method === 'GET' || context.req.method === 'HEAD';
    const site = context.req.header('sec-fetch-site') ?? 'same-origin';
    const origin = context.req.header('origin') ?? `http://${host}`;
    if (!isReading && (site !== 'same-origin' || origin !== `http://${host}`)) {
      return context.text('only pages of the dashboard may do that\n', 403);
    }
    return await next();
  };
}
