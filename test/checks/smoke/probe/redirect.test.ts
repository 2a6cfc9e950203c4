import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProbeRequest } from '../../../../src/checks/smoke/probe/probe-request.ts';
import { redirectOf } from '../../../../src/checks/smoke/probe/redirect.ts';
import { probeRequest } from '../probe-requests.ts';

const shop = { hostname: 'lb.example', servername: 'shop.example', host: 'shop.example', port: 80, path: '/cart?id=1' };

describe('redirectOf', () => {
  test.each([
    ['/login', '/login'],
    ['login', '/login'],
    ['?page=2', '/cart?page=2'],
    ['//shop.example/login', '/login'],
    ['http://shop.example/login', '/login'],
    ['http://SHOP.example:80/login#top', '/login'],
    ['/../a b', '/a%20b'],
  ])('follows %s', (location, path) => {
    expect(follow({}, 302, location)).toEqual({
      url: `http://shop.example${path}`,
      next: probeRequest({ ...shop, path }),
    });
  });

  test.each([
    ['http://www.shop.example/', 'it leads to another host'],
    ['//127.0.0.1/', 'it leads to another host'],
    ['http://lb.example/', 'it leads to another host'],
    ['http://shop.example.:80/', 'it leads to another host'],
    ['http://shop.example:8080/', 'it leads to another port'],
    ['https://shop.example:8443/', 'it leads to another port'],
    ['http://shop.example:443/', 'it leads to another port'],
    ['http://ana@shop.example/', 'it contains a user name or a password'],
    ['ftp://shop.example/', 'it leads to something other than http and https'],
    ['javascript:alert(1)', 'it leads to something other than http and https'],
    ['http://[', 'it does not lead to a URL'],
  ])('does not follow %s', (location, why) => {
    expect(follow({}, 302, location)).toMatchObject({ why });
  });

  test('does not follow from https to http', () => {
    const request = { scheme: 'https', port: 443 } as const;

    expect(follow(request, 302, 'http://shop.example/')).toMatchObject({ why: 'it leads from https to http' });
    expect(follow(request, 302, '/')).toMatchObject({ next: { scheme: 'https', port: 443 } });
  });

  test('does not choose between two locations, but accepts the same one twice', () => {
    expect(redirectOf(probeRequest(shop), { status: 302, headers: { location: ['/a', '/b'] } })).toMatchObject({
      why: 'the answer has several locations',
    });
    expect(redirectOf(probeRequest(shop), { status: 302, headers: { location: ['/a', '/a'] } })).toMatchObject({
      next: { path: '/a' },
    });
  });

  test.each([
    [200, '/'],
    [300, '/'],
    [304, '/'],
    [305, '/'],
    [302, undefined],
  ])('takes status %i with location %s for no redirect', (status, location) => {
    expect(follow({}, status, location)).toBeUndefined();
  });

  test.each([
    ['POST', 301, 'GET'],
    ['POST', 302, 'GET'],
    ['POST', 303, 'GET'],
    ['PUT', 302, 'PUT'],
    ['DELETE', 303, 'GET'],
    ['POST', 307, 'POST'],
    ['PATCH', 308, 'PATCH'],
  ] as const)('turns a %s answered with %i into a %s', (method, status, expected) => {
    const body = Buffer.from('{}');
    const headers = { 'content-type': 'application/json', 'x-test': 'green' };
    const redirect = follow({ method, headers, body }, status, '/next');

    const isRepeated = status > 303 || method === 'PUT';
    expect(redirect).toMatchObject({
      next: { method: expected, headers: isRepeated ? headers : { 'x-test': 'green' } },
    });
    expect(redirect).toMatchObject(isRepeated ? { next: { body } } : { next: expect.not.objectContaining({ body }) });
  });

  test.each(['GET', 'HEAD'] as const)('keeps a %s as it is', (method) => {
    for (const status of [301, 302, 303, 307, 308]) {
      expect(follow({ method }, status, '/next')).toMatchObject({ next: { method } });
    }
  });

  test('leaves out everything that might be a credential on the way from http to https', () => {
    const headers = {
      ...{ authorization: 'Bearer hunter2', cookie: 'sid=hunter2', 'x-origin-verify': 'hunter2' },
      ...{ accept: 'text/html', 'user-agent': 'shop-test' },
    };

    expect(follow({ headers }, 302, 'https://shop.example/login')).toEqual({
      url: 'https://shop.example/login',
      next: probeRequest({
        ...{ ...shop, scheme: 'https', port: 443, path: '/login' },
        headers: { accept: 'text/html', 'user-agent': 'shop-test' },
      }),
    });
    expect(follow({ headers }, 302, '/login')).toMatchObject({ next: { headers } });
  });

  test('never leads to another host or port, and never to an address of its own choice', () => {
    const anywhere = fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.string(), fc.webPath(), location());
    fc.assert(
      fc.property(anywhere, fc.constantFrom(301, 302, 303, 307, 308), (to, status) => {
        const redirect = follow({}, status, to);
        if (redirect === undefined || 'why' in redirect) return;
        const { hostname, servername, host, port, scheme, path } = redirect.next;
        expect([hostname, servername]).toEqual(['lb.example', 'shop.example']);
        expect([`http shop.example 80`, `https shop.example 443`]).toContain(`${scheme} ${host} ${port}`);
        expect(path).toMatch(/^\/[\x21-\x7e]*$/);
      }),
      { numRuns: 500 },
    );
  });
});

/** URLs that look like the shop's own. */
function location() {
  return fc
    .tuple(
      fc.constantFrom('http:', 'https:', 'HTTP:', ''),
      fc.constantFrom('//', '/', '\\\\', '/\\'),
      fc.constantFrom(
        'shop.example',
        'shop.example@evil.example',
        'evil.example',
        'shop.example:80',
        'shop.example:81',
      ),
      fc.string(),
    )
    .map((parts) => parts.join(''));
}

function follow(change: Partial<ProbeRequest>, status: number, location: string | undefined) {
  const headers = location === undefined ? {} : { location: [location] };
  return redirectOf(probeRequest({ ...shop, ...change }), { status, headers });
}
