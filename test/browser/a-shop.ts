import type { IncomingMessage, RequestListener } from 'node:http';

/** What the pages of a version show: by path, the HTML of the body. */
export type Shop = Readonly<Record<string, string>>;

/** A shop with a style, and nothing wrong. */
export const goodShop: Shop = {
  '/': '<h1>Shop</h1><p class="offer">Sofa, 499</p>',
  '/products': '<h1>Products</h1><ul><li class="product">Sofa</li><li class="product">Chair</li></ul>',
};

/** Serves green to requests with the header of the test rule, and blue to all others, as a load balancer with two target groups does. */
export function serveShops(shops: Record<'blue' | 'green', Shop>, seen: string[] = []): RequestListener {
  return (request, response) => {
    const version = request.headers['x-test'] === undefined ? 'blue' : 'green';
    seen.push(`${version} ${request.url}`);
    const body = shops[version][pathOf(request)];
    if (body === undefined) {
      response.writeHead(404).end();
    } else if (body.startsWith('to ')) {
      response.writeHead(302, { location: body.slice(3) }).end();
    } else if (body !== 'silence') {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(`<!doctype html><html lang="en"><title>Shop</title><body>${body}</body></html>`);
    }
  };
}

function pathOf({ url = '/' }: IncomingMessage): string {
  return url.replace(/\?.*/, '');
}
