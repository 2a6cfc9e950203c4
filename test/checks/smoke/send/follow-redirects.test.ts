import { describe, expect, test, vi } from 'vitest';
import { proveHopAt } from '../../../../src/checks/smoke/send/prove-hop.ts';
import { discoverTestListeners } from '../../../../src/deployment/test-traffic/discover-test-listeners.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { targetOfEvent } from '../../../deployment/target-of-event.ts';
import { fieldCase, type World } from '../field-case.ts';
import { serveHttp } from '../local-servers.ts';
import { probeRequest } from '../probe-requests.ts';
import { runSmoke } from '../run-smoke.ts';

const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');

describe('followRedirects', () => {
  test('follows redirects to the same host, and judges the last answer', async () => {
    const server = await serveRedirects({ '/': '/a', '/a': '/b' });

    const verdict = await runAt(server.port, { path: '/', followRedirects: 2, contains: 'ok' });

    expect(verdict).toMatchObject({ kind: 'pass' });
    expect(server.requests).toEqual(['GET /', 'GET /a', 'GET /b']);
  });

  test('is 0 by default, and the reason says where the redirect leads', async () => {
    const server = await serveRedirects({ '/': '/a' });

    const verdict = await runAt(server.port, { path: '/' });

    expect(verdict).toMatchObject({ kind: 'fail', reason: expect.stringContaining('redirects are not followed') });
    expect(server.requests).toEqual(['GET /']);
  });

  test.each([
    [
      'more than the limit',
      { '/': '/a', '/a': '/b' },
      1,
      'redirect to /b not followed: 1 redirect was followed before it',
    ],
    ['a circle', { '/': '/a', '/a': '/' }, 10, 'redirect to / not followed: the redirects lead in a circle'],
    ['itself', { '/': '/' }, 10, 'redirect to / not followed: the redirects lead in a circle'],
    [
      'another host',
      { '/': 'http://evil.example/?token=1' },
      3,
      'redirect to http://evil.example/ not followed: it leads to another host',
    ],
    [
      'metadata',
      { '/': 'http://169.254.169.254/latest' },
      3,
      'redirect to http://169.254.169.254/latest not followed: it leads to another host',
    ],
    [
      'another port',
      { '/': 'http://127.0.0.1:1/' },
      3,
      'redirect to http://127.0.0.1:1/ not followed: it leads to another port',
    ],
  ])('fails at a redirect to %s', async (_what, map, followRedirects, reason) => {
    const server = await serveRedirects(map);

    const verdict = await runAt(server.port, { path: '/', followRedirects });

    expect(verdict).toMatchObject({ kind: 'fail' });
    expect(verdict.reason.replaceAll(`http://127.0.0.1:${server.port}`, '')).toContain(reason);
  });

  test('does not accept the status of a redirect that it should follow and cannot', async () => {
    const server = await serveRedirects({ '/': 'http://evil.example/' });

    expect(await runAt(server.port, { path: '/', followRedirects: 3, status: 302 })).toMatchObject({ kind: 'fail' });
    expect(await runAt(server.port, { path: '/', status: 302 })).toMatchObject({ kind: 'pass' });
  });

  test('ends a redirect that leads to more and more new pages', async () => {
    const server = await serveHttp(({ url }, response) => response.writeHead(302, { location: `${url}x` }).end());

    expect(await runAt(server.port, { path: '/', followRedirects: 10 })).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining('10 redirects were followed before it'),
    });
    expect(server.requests).toHaveLength(11);
  });

  test('gives all of them together the time of one request', async () => {
    const now = performance.now.bind(performance);
    const server = await serveHttp(({ url }, response) => {
      if (url !== '/') return;
      vi.spyOn(performance, 'now').mockImplementation(() => now() + 59_900);
      response.writeHead(302, { location: '/a' }).end();
    });

    const verdict = await runAt(server.port, { path: '/', followRedirects: 1 }, { timeoutSeconds: 60, attempts: 1 });

    const [, left] = /no answer within (\d+) ms/.exec(verdict.reason) ?? [];
    expect(verdict.kind).toBe('error');
    expect(Number(left)).toBeLessThanOrEqual(100);
  });
});

describe('followRedirects through a test listener', () => {
  test('follows a redirect that is certain to reach green', async () => {
    const { world, seen } = await listener('L1', { '/': '/cart' });

    expect(await runAtListener(world, { path: '/', followRedirects: 1 })).toMatchObject({ kind: 'pass' });
    expect(seen.requests).toEqual(['GET /', 'GET /cart']);
  });

  test('does not send a request that another rule would answer', async () => {
    const { world, seen } = await listener('L1', { '/': '/health' });

    const verdict = await runAtListener(world, { path: '/', followRedirects: 1 });

    expect(verdict).toMatchObject({ kind: 'fail' });
    expect(verdict.reason).toContain('not followed: it would not reach green: rule 1');
    expect(seen.requests).toEqual(['GET /']);
  });

  test.each([
    ['https', 443],
    ['http', 8080],
  ] as const)('takes %s at port %i for another listener, of which nothing is proved', async (scheme, port) => {
    const { world } = await listener('L1', {});
    const found = await discoverTestListeners(target, world, new AbortController().signal, {});
    const test = found.found ? found.tests[0] : undefined;
    if (test === undefined) throw new Error('no listener');
    const next = probeRequest({ scheme, port, path: '/cart', headers: { 'x-test': '1' } });
    const because = 'it leads to another listener of the load balancer';

    expect(proveHopAt(test, probeRequest(), false)(next)).toEqual({
      why: `it is not proved to reach green: ${because}`,
    });
    expect(proveHopAt(test, probeRequest(), true)(next)).toEqual({
      proved: { because: `a redirect led on: ${because}`, isUnread: false },
    });
    expect(proveHopAt(test, next, false)(next)).toEqual({ proved: true });
  });
});

async function listener(id: string, map: Readonly<Record<string, string>>) {
  const seen = await serveRedirects(map);
  return { seen, world: fieldCase(id, target, seen.port) };
}

function serveRedirects(map: Readonly<Record<string, string>>) {
  return serveHttp(({ url = '' }, response) => {
    const location = map[url];
    if (location === undefined) response.end('ok');
    else response.writeHead(302, { location }).end('moved');
  });
}

function runAt(port: number, request: JsonObject, options: JsonObject = {}) {
  const details = { baseUrl: `http://127.0.0.1:${port}`, requests: [request], allowUnproved: true, ...options };
  return runSmoke(target, details);
}

function runAtListener(world: World, request: JsonObject, options: JsonObject = {}) {
  return runSmoke(target, { requests: [request], ...options }, world);
}
