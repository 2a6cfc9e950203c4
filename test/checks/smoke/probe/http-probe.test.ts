import { createServer as createHttp2Server, createSecureServer } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type HttpProbeOptions, httpProbe } from '../../../../src/checks/smoke/probe/http-probe.ts';
import type { ProbeRequest } from '../../../../src/checks/smoke/probe/probe-request.ts';
import { onlyHttp2 } from '../../../../src/checks/smoke/probe/transport-error.ts';
import { closedPort, serveHttp, serveHttps, serveTcp } from '../local-servers.ts';
import { selfSigned } from '../self-signed.ts';

const { signal } = new AbortController();

describe('httpProbe', () => {
  test('returns status, time and body', async () => {
    const { port } = await serveHttp((_request, response) =>
      response
        .writeHead(203, [
          ['X-Version', '1.42'],
          ['x-version', '1.43'],
        ])
        .end('Grüße'),
    );

    expect(await send({ port })).toEqual({
      kind: 'answer',
      status: 203,
      tookMs: expect.any(Number),
      firstByteMs: expect.any(Number),
      body: Buffer.from('Grüße'),
      bodyEnd: 'whole',
      contentEncoding: undefined,
      headers: expect.objectContaining({ 'x-version': ['1.42', '1.43'] }),
    });
  });

  test('sends method, path, host and headers as planned', async () => {
    const seen: unknown[] = [];
    const { port } = await serveHttp(({ method, url, headers }, response) => {
      seen.push(method, url, headers.host, headers['x-test'], headers['accept-encoding']);
      response.end();
    });

    await send({
      port,
      method: 'HEAD',
      path: '/a?b=c',
      host: 'test.shop.example:8080',
      headers: { 'x-test': 'green' },
    });

    expect(seen).toEqual(['HEAD', '/a?b=c', 'test.shop.example:8080', 'green', 'identity']);
  });

  test('keeps connections alive within a run, and never has more than it may', async () => {
    const server = await serveHttp((_request, response) => response.end('ok'));
    const session = open(2);

    await Promise.all(Array.from({ length: 20 }, () => session.send(request({ port: server.port }), signal)));

    expect(server.requests).toHaveLength(20);
    expect(server.connections).toBe(2);
  });

  test('opens a new connection for a new run', async () => {
    const server = await serveHttp((_request, response) => response.end('ok'));

    await send({ port: server.port });
    await send({ port: server.port });

    expect(server.connections).toBe(2);
  });

  test('retries, without counting, a request that was lost because the server closed a kept-alive connection', async () => {
    const used = new WeakSet();
    const server = await serveHttp(({ socket }, response) => {
      if (used.has(socket)) socket.destroy();
      used.add(socket);
      response.end('ok');
    });
    const session = open(1);

    expect(await session.send(request({ port: server.port }), signal)).toMatchObject({ kind: 'answer' });
    expect(await session.send(request({ port: server.port }), signal)).toMatchObject({ kind: 'answer' });
    expect(server.connections).toBe(2);
  });

  test.each([
    ['resets the connection', (socket: Socket) => socket.resetAndDestroy()],
    ['closes the connection', (socket: Socket) => socket.end()],
    ['destroys the connection', (socket: Socket) => socket.destroy()],
  ])('RL16 retries a request to a server that %s on every second request', async (_what, end) => {
    const used = new WeakSet();
    const server = await serveHttp(({ socket }, response) => {
      if (used.has(socket)) {
        end(socket);
        return;
      }
      used.add(socket);
      response.end('ok');
    });
    const session = open(5);
    const outcomes: string[] = [];
    const queue = Array.from({ length: 40 }).keys();

    await Promise.all(
      Array.from({ length: 5 }, async () => {
        for (const _ of queue) outcomes.push((await session.send(request({ port: server.port }), signal)).kind);
      }),
    );

    expect(outcomes).toEqual(Array(40).fill('answer'));
  });

  test('RL16 does not retry after a reset on a fresh connection, or in the middle of an answer', async () => {
    const refusing = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const used = new WeakSet();
    const breaking = await serveHttp(({ socket }, response) => {
      if (!used.has(socket)) {
        used.add(socket);
        response.end('ok');
        return;
      }
      response.writeHead(200, { 'content-length': '100' }).write('half', () => socket.resetAndDestroy());
    });
    const session = open(1);

    expect(await send({ port: refusing.port })).toMatchObject({ problem: 'connection reset (ECONNRESET)' });
    expect(refusing.connections).toBe(1);
    expect(await session.send(request({ port: breaking.port }), signal)).toMatchObject({ kind: 'answer' });
    expect(await session.send(request({ port: breaking.port }), signal)).toMatchObject({
      problem: 'connection closed in the middle of the body (ECONNRESET)',
    });
    expect(breaking.requests).toHaveLength(2);
  });

  test('does not follow a redirect', async () => {
    const server = await serveHttp((_request, response) => response.writeHead(302, { location: '/login' }).end());

    expect(await send({ port: server.port })).toMatchObject({ kind: 'answer', status: 302 });
    expect(server.requests).toEqual(['GET /']);
  });

  test('stops reading a body after the first MiB', async () => {
    const { port } = await serveHttp((_request, response) => response.end(Buffer.alloc(3 * 1024 * 1024, 'x')));

    const outcome = await send({ port });

    expect(outcome).toMatchObject({ kind: 'answer', status: 200, bodyEnd: 'cut' });
    expect(outcome.kind === 'answer' && outcome.body.length).toBe(1024 * 1024);
  });

  test('reports an encoding that it did not ask for', async () => {
    const { port } = await serveHttp((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('…'),
    );

    expect(await send({ port })).toMatchObject({ contentEncoding: 'gzip' });
  });

  test('treats an answer with an endless body as late', async () => {
    const { port } = await serveHttp((_request, response) => void response.writeHead(200).write('half'));

    expect(await send({ port, timeoutMs: 1000 })).toMatchObject({
      kind: 'answer',
      status: 200,
      body: Buffer.from('half'),
      bodyEnd: 'late',
    });
  });

  test.each<[string, () => Promise<Partial<ProbeRequest>>, string]>([
    ['nothing listens', async () => ({ port: await closedPort() }), 'connection refused (ECONNREFUSED)'],
    [
      'the connection is reset',
      async () => ({ port: (await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()))).port }),
      'connection reset (ECONNRESET)',
    ],
    [
      'the connection is closed before an answer',
      async () => ({ port: (await serveTcp((socket) => socket.once('data', () => socket.end()))).port }),
      'connection reset (ECONNRESET)',
    ],
    [
      'the connection breaks in the middle of the body',
      async () => ({
        port: (
          await serveHttp((_request, response) => {
            response.writeHead(200, { 'content-length': '1000' }).write('half', () => response.destroy());
          })
        ).port,
      }),
      'connection closed in the middle of the body (ECONNRESET)',
    ],
    [
      'no answer comes',
      async () => ({ port: (await serveTcp(() => {})).port, timeoutMs: 1000 }),
      'no answer within 1000 ms',
    ],
    [
      'the answer is not HTTP',
      async () => ({ port: (await serveTcp((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'))).port }),
      'answer is not HTTP (HPE_INVALID_CONSTANT)',
    ],
    ['R5 the target speaks only HTTP/2', async () => ({ port: await serveHttp2() }), onlyHttp2],
    [
      'R5 a target sends its HTTP/2 settings and hangs up',
      async () => ({ port: (await serveTcp((socket) => socket.end(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])))).port }),
      onlyHttp2,
    ],
    [
      'a TLS server gets a request without TLS',
      async () => ({ port: (await serveHttps(selfSigned('localhost'), (_request, response) => response.end())).port }),
      'connection reset (ECONNRESET)',
    ],
  ])('has no answer when %s', async (_case, prepare, problem) => {
    expect(await send(await prepare())).toMatchObject({ kind: 'transport', problem });
  });

  test('has no answer when the name does not exist', async () => {
    const lookup: HttpProbeOptions['lookup'] = (_hostname, _options, found) =>
      found(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), '', 0);

    expect(await send({ hostname: 'test.shop.example' }, { lookup })).toMatchObject({
      kind: 'transport',
      problem: 'no such host name (ENOTFOUND)',
    });
  });

  test('gives up when the signal fires, before and during a request', async () => {
    const controller = new AbortController();
    const server = await serveHttp(() => controller.abort());
    const outOfTime = { kind: 'transport', problem: 'this invocation ran out of time' };

    expect(await open(1).send(request({ port: server.port }), controller.signal)).toMatchObject(outOfTime);
    expect(await open(1).send(request({ port: server.port }), controller.signal)).toMatchObject(outOfTime);
    expect(server.requests).toEqual(['GET /']);
  });
});

describe('httpProbe over TLS', () => {
  test('does not accept a self-signed certificate', async () => {
    const server = await serveHttps(selfSigned('localhost'), (_request, response) => response.end('ok'));

    expect(await send({ scheme: 'https', port: server.port, servername: 'localhost' })).toMatchObject({
      kind: 'transport',
      problem: 'certificate is self-signed (DEPTH_ZERO_SELF_SIGNED_CERT)',
    });
    expect(server.requests).toEqual([]);
  });

  test('does not accept one with NODE_TLS_REJECT_UNAUTHORIZED=0 either', async () => {
    const server = await serveHttps(selfSigned('localhost'), (_request, response) => response.end('ok'));
    // Node warns about the variable once per process, which is the point of this test.
    vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    onTestFinished(() => {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      vi.restoreAllMocks();
    });

    expect(await send({ scheme: 'https', port: server.port, servername: 'localhost' })).toMatchObject({
      kind: 'transport',
    });
  });

  test('verifies the configured name, no matter what it connects to, and sends it along', async () => {
    const names: string[] = [];
    const certificate = selfSigned('test.shop.example');
    const server = await serveHttps(
      { ...certificate, onServername: (name) => names.push(name) },
      ({ headers }, response) => response.end(headers.host),
    );
    const green = {
      scheme: 'https',
      port: server.port,
      servername: 'test.shop.example',
      host: 'test.shop.example',
    } as const;

    expect(await send(green, { ca: certificate.cert })).toMatchObject({
      kind: 'answer',
      body: Buffer.from('test.shop.example'),
    });
    expect(await send({ ...green, servername: 'www.shop.example' }, { ca: certificate.cert })).toMatchObject({
      kind: 'transport',
      problem: 'certificate is for another name (ERR_TLS_CERT_ALTNAME_INVALID)',
    });
    expect(await send({ ...green, servername: '127.0.0.1' }, { ca: certificate.cert })).toMatchObject({
      kind: 'transport',
      problem: 'certificate is for another name (ERR_TLS_CERT_ALTNAME_INVALID)',
    });
    expect(names[0]).toBe('test.shop.example');
  });
});

test('R5 mentions HTTP/2 for a TLS server that accepts nothing else', async () => {
  const certificate = selfSigned('localhost');
  const port = await serveHttp2(certificate);

  expect(await send({ scheme: 'https', port, servername: 'localhost' }, { ca: certificate.cert })).toMatchObject({
    kind: 'transport',
    problem: onlyHttp2,
  });
});

describe('httpProbe and forbidden addresses', () => {
  test('RL1 refuses a forbidden address, and says what it is', async () => {
    expect(await send({ hostname: '169.254.169.254' })).toEqual({
      kind: 'refused',
      problem: '169.254.169.254 leads to a link-local address, where metadata services are',
    });
    expect(await send({ hostname: '::ffff:7f00:1' }, { allowLoopback: false })).toEqual({
      kind: 'refused',
      problem: '::ffff:7f00:1 leads to a loopback address, which is the function itself',
    });
  });

  test.each([
    ['169.254.169.254', 'a link-local address, where metadata services are'],
    ['127.0.0.1', 'a loopback address, which is the function itself'],
    ['::1', 'a loopback address, which is the function itself'],
    ['0.0.0.0', 'an unspecified address, which is the function itself'],
    ['64:ff9b::a9fe:a9fe', 'a link-local address, where metadata services are'],
    ['2002:7f00:1::', 'a loopback address, which is the function itself'],
  ])(
    'RL1 refuses at connect time a name with one address that is %s, even if another is harmless',
    async (address, why) => {
      const server = await serveHttp((_request, response) => response.end());
      const answers = [
        { address: '198.51.100.7', family: 4 },
        { address, family: address.includes(':') ? 6 : 4 },
      ];
      const lookup: HttpProbeOptions['lookup'] = (_hostname, { all }, found) => {
        if (all) found(null, answers);
        else found(null, address, 4);
      };

      expect(
        await send({ hostname: 'inside.shop.example', port: server.port }, { lookup, allowLoopback: false }),
      ).toEqual({ kind: 'refused', problem: `inside.shop.example leads to ${why}` });
      expect(server.connections).toBe(0);
    },
  );

  test.each(['2130706433', '0x7f.1', '127.1', '017700000001'])(
    'RL1 refuses loopback spelled as %s, which only the lookup understands',
    async (hostname) => {
      const server = await serveHttp((_request, response) => response.end());

      expect(await send({ hostname, port: server.port }, { allowLoopback: false })).toEqual({
        kind: 'refused',
        problem: `${hostname} leads to a loopback address, which is the function itself`,
      });
      expect(server.connections).toBe(0);
    },
  );

  test('RL1 reaches loopback only if that is allowed', async () => {
    const server = await serveHttp((_request, response) => response.end());

    expect(await send({ port: server.port }, { allowLoopback: false })).toMatchObject({ kind: 'refused' });
    expect(await send({ hostname: 'localhost', port: server.port }, { allowLoopback: false })).toMatchObject({
      kind: 'refused',
    });
    expect(server.connections).toBe(0);
    expect(await send({ port: server.port })).toMatchObject({ kind: 'answer' });
  });
});

/** A server that accepts HTTP/2 with prior knowledge, and nothing else; over TLS if it has a certificate. */
async function serveHttp2(certificate?: { cert: string; key: string }): Promise<number> {
  const server = certificate ? createSecureServer(certificate) : createHttp2Server();
  server.on('sessionError', () => {});
  const sockets = new Set<Socket>();
  server.on(certificate ? 'secureConnection' : 'connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function request(change: Partial<ProbeRequest>): ProbeRequest {
  return {
    method: 'GET',
    scheme: 'http',
    hostname: '127.0.0.1',
    port: 80,
    path: '/',
    host: '127.0.0.1',
    servername: '127.0.0.1',
    headers: {},
    timeoutMs: 10_000,
    ...change,
  };
}

function open(connections: number, options?: HttpProbeOptions) {
  const session = httpProbe({ allowLoopback: true, ...options }).open(connections);
  onTestFinished(() => session.close());
  return session;
}

async function send(change: Partial<ProbeRequest>, options?: HttpProbeOptions) {
  return open(1, options).send(request(change), signal);
}
