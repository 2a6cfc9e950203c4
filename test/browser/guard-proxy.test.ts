import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openGuardProxy, type ProxyRules, routeTo } from '../../browser/function/guard-proxy.ts';
import { serveHttp, serveTcp } from '../checks/smoke/local-servers.ts';

const rules: ProxyRules = {
  allowLoopback: false,
  tested: { host: 'shop.example.com:8443', hostname: 'shop-1.elb.amazonaws.com', port: 8443 },
  allowHosts: ['cdn.example.com', '*.fonts.example.com', 'api.example.com:8443', '169.254.169.254', 'localhost'],
};

describe('where the browser may connect to', () => {
  test.each([
    ['shop.example.com', 8443, { hostname: 'shop-1.elb.amazonaws.com', port: 8443 }],
    ['cdn.example.com', 443, { hostname: 'cdn.example.com', port: 443 }],
    ['cdn.example.com', 80, { hostname: 'cdn.example.com', port: 80 }],
    ['a.fonts.example.com', 443, { hostname: 'a.fonts.example.com', port: 443 }],
    ['api.example.com', 8443, { hostname: 'api.example.com', port: 8443 }],
  ])('%s:%i', (host, port, route) => {
    expect(routeTo(host, port, rules)).toEqual(route);
  });

  test.each([
    ['shop.example.com', 443],
    ['cdn.example.com', 22],
    ['fonts.example.com', 443],
    ['evilfonts.example.com', 443],
    ['cdn.example.com.evil.example', 443],
    ['api.example.com', 443],
    ['169.254.169.254', 80],
    ['localhost', 80],
    ['', 80],
    ['cdn.example.com', Number.NaN],
  ])('not %s:%i', (host, port) => {
    expect(routeTo(host, port, rules)).toBeUndefined();
  });
});

describe('the proxy', () => {
  async function open(change: Partial<ProxyRules>) {
    const proxy = await openGuardProxy({ ...rules, ...change });
    onTestFinished(() => proxy.close());
    return { ...proxy, port: Number(new URL(proxy.url).port) };
  }

  test('forwards what is for the tested host to the load balancer, with the host as it was asked for', async () => {
    const server = await serveHttp(({ headers, url }, response) => response.end(`${headers.host} ${url}`));
    const tested = { host: 'shop.example.com:80', hostname: '127.0.0.1', port: server.port };
    const { port } = await open({ tested });

    const { status, body } = await get(port, 'http://shop.example.com/a?b=c');

    expect([status, body]).toEqual([200, 'shop.example.com /a?b=c']);
  });

  test('answers nothing for any other host, and remembers it', async () => {
    const { port, blockedHosts } = await open({});

    await expect(get(port, 'http://evil.example/')).rejects.toThrow();
    expect(await tunnelTo(port, 'evil.example:443')).toMatch(/^HTTP\/1\.1 403 /);
    expect([...blockedHosts]).toEqual(['evil.example:80', 'evil.example:443']);
  });

  test('connects through to the tested host', async () => {
    const server = await serveTcp((socket) => socket.end('hello'));
    const { port } = await open({ tested: { ...rules.tested, hostname: '127.0.0.1', port: server.port } });

    expect(await tunnelTo(port, 'shop.example.com:8443')).toMatch(/^HTTP\/1\.1 200 .*\r\n\r\nhello$/s);
  });

  test('does not connect to a name that leads to a forbidden address', async () => {
    const server = await serveTcp((socket) => socket.end('hello'));
    const { port } = await open({ tested: { ...rules.tested, hostname: 'localhost', port: server.port } });

    expect(await tunnelTo(port, 'shop.example.com:8443')).toBe('');
    expect(server.connections).toBe(0);
  });
});

function get(port: number, path: string): Promise<{ status: number | undefined; body: string }> {
  return new Promise((done, fail) => {
    const headers = { host: new URL(path).host };
    request({ host: '127.0.0.1', port, path, headers }, async (answer) =>
      done({ status: answer.statusCode, body: await text(answer) }),
    )
      .on('error', fail)
      .end();
  });
}

async function tunnelTo(port: number, authority: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}\r\n\r\n`);
  return text(socket);
}
