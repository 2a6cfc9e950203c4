import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type HttpProbeOptions, httpProbe, type ProbeRequest } from '../../../src/checks/smoke/http-probe.ts';
import { closedPort, serveHttp, serveHttps, serveTcp } from './local-servers.ts';
import { selfSigned } from './self-signed.ts';

const { signal } = new AbortController();

describe('httpProbe', () => {
  it('brings back status, time and body', async () => {
    const { port } = await serveHttp((_request, response) => response.writeHead(203).end('Grüße'));

    expect(await send({ port })).toEqual({
      kind: 'answer',
      status: 203,
      millis: expect.any(Number),
      body: Buffer.from('Grüße'),
      bodyEnd: 'whole',
      contentEncoding: undefined,
    });
  });

  it('sends method, path, host and headers as they were planned', async () => {
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

  it('keeps connections alive within a run, and never has more than it may', async () => {
    const server = await serveHttp((_request, response) => response.end('ok'));
    const session = open(2);

    await Promise.all(Array.from({ length: 20 }, () => session.send(request({ port: server.port }), signal)));

    expect(server.requests).toHaveLength(20);
    expect(server.connections).toBe(2);
  });

  it('makes a new connection for a new run', async () => {
    const server = await serveHttp((_request, response) => response.end('ok'));

    await send({ port: server.port });
    await send({ port: server.port });

    expect(server.connections).toBe(2);
  });

  it('sends again, uncounted, what was lost because the server closed a kept-alive connection', async () => {
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

  it('does not follow a redirect', async () => {
    const server = await serveHttp((_request, response) => response.writeHead(302, { location: '/login' }).end());

    expect(await send({ port: server.port })).toMatchObject({ kind: 'answer', status: 302 });
    expect(server.requests).toEqual(['GET /']);
  });

  it('stops reading a body after its first MiB', async () => {
    const { port } = await serveHttp((_request, response) => response.end(Buffer.alloc(3 * 1024 * 1024, 'x')));

    const outcome = await send({ port });

    expect(outcome).toMatchObject({ kind: 'answer', status: 200, bodyEnd: 'cut' });
    expect(outcome.kind === 'answer' && outcome.body.length).toBe(1024 * 1024);
  });

  it('names an encoding that it did not ask for', async () => {
    const { port } = await serveHttp((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('…'),
    );

    expect(await send({ port })).toMatchObject({ contentEncoding: 'gzip' });
  });

  it('takes an answer whose body never ends for an answer that is late', async () => {
    const { port } = await serveHttp((_request, response) => void response.writeHead(200).write('half'));

    expect(await send({ port, timeoutMillis: 50 })).toMatchObject({
      kind: 'answer',
      status: 200,
      body: Buffer.from('half'),
      bodyEnd: 'late',
    });
  });

  it.each<[string, () => Promise<Partial<ProbeRequest>>, string]>([
    ['nobody listens', async () => ({ port: await closedPort() }), 'connection refused (ECONNREFUSED)'],
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
      'connection reset (ECONNRESET)',
    ],
    [
      'no answer comes',
      async () => ({ port: (await serveTcp(() => {})).port, timeoutMillis: 50 }),
      'no answer within 50 ms',
    ],
    [
      'the answer is not HTTP',
      async () => ({ port: (await serveTcp((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'))).port }),
      'answer is not http (HPE_INVALID_CONSTANT)',
    ],
    [
      'a TLS server is spoken to without TLS',
      async () => ({ port: (await serveHttps(selfSigned('localhost'), (_request, response) => response.end())).port }),
      'connection reset (ECONNRESET)',
    ],
  ])('has no answer when %s', async (_case, prepare, problem) => {
    expect(await send(await prepare())).toMatchObject({ kind: 'transport', problem });
  });

  it('has no answer when the name does not exist', async () => {
    const lookup: HttpProbeOptions['lookup'] = (_hostname, _options, found) =>
      found(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), '', 0);

    expect(await send({ hostname: 'test.shop.example' }, { lookup })).toMatchObject({
      kind: 'transport',
      problem: 'no such host name (ENOTFOUND)',
    });
  });

  it('gives up when the signal fires, before and during a request', async () => {
    const controller = new AbortController();
    const server = await serveHttp(() => controller.abort());
    const outOfTime = { kind: 'transport', problem: 'the time of this invocation is up' };

    expect(await open(1).send(request({ port: server.port }), controller.signal)).toMatchObject(outOfTime);
    expect(await open(1).send(request({ port: server.port }), controller.signal)).toMatchObject(outOfTime);
    expect(server.requests).toEqual(['GET /']);
  });
});

describe('httpProbe over TLS', () => {
  it('does not accept a self-signed certificate', async () => {
    const server = await serveHttps(selfSigned('localhost'), (_request, response) => response.end('ok'));

    expect(await send({ scheme: 'https', port: server.port, servername: 'localhost' })).toMatchObject({
      kind: 'transport',
      problem: 'certificate is self-signed (DEPTH_ZERO_SELF_SIGNED_CERT)',
    });
    expect(server.requests).toEqual([]);
  });

  it('does not accept it with NODE_TLS_REJECT_UNAUTHORIZED=0 either', async () => {
    const server = await serveHttps(selfSigned('localhost'), (_request, response) => response.end('ok'));
    // Node warns about the variable once per process, which here is the point of the test and not news.
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

  it('verifies the name it was given, whatever it connects to, and sends it along', async () => {
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

describe('httpProbe and metadata services', () => {
  it.each(['169.254.169.254', '169.254.170.2', 'fd00:ec2::254', '::ffff:169.254.169.254'])(
    'refuses %s',
    async (hostname) => {
      expect(await send({ hostname })).toEqual({
        kind: 'refused',
        problem: `${hostname} leads to a link-local address, where metadata services live`,
      });
    },
  );

  it('refuses a name that leads there', async () => {
    const lookup: HttpProbeOptions['lookup'] = (_hostname, { all }, found) => {
      if (all) found(null, [{ address: '169.254.169.254', family: 4 }]);
      else found(null, '169.254.169.254', 4);
    };

    expect(await send({ hostname: 'metadata.shop.example' }, { lookup })).toEqual({
      kind: 'refused',
      problem: 'metadata.shop.example leads to a link-local address, where metadata services live',
    });
  });
});

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
    timeoutMillis: 10_000,
    ...change,
  };
}

function open(connections: number, options?: HttpProbeOptions) {
  const session = httpProbe(options).open(connections);
  onTestFinished(() => session.close());
  return session;
}

async function send(change: Partial<ProbeRequest>, options?: HttpProbeOptions) {
  return open(1, options).send(request(change), signal);
}
