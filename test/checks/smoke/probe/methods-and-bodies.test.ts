import { describe, expect, onTestFinished, test } from 'vitest';
import { httpProbe } from '../../../../src/checks/smoke/probe/http-probe.ts';
import { type Method, methods, type ProbeRequest } from '../../../../src/checks/smoke/probe/probe-request.ts';
import { closedPort, serveHttp, serveHttps, serveTcp } from '../local-servers.ts';
import { selfSigned } from '../self-signed.ts';

const { signal } = new AbortController();

describe('httpProbe', () => {
  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const)(
    'sends a %s with its body and its length',
    async (method) => {
      const { port, received } = await serveEcho();
      const body = Buffer.from('{"name":"Grüße"}');

      expect(await send({ port, method, body })).toMatchObject({ kind: 'answer', status: 200 });
      expect(received).toEqual([{ method, body: '{"name":"Grüße"}', length: '18', chunked: undefined }]);
    },
  );

  test.each(methods)('announces for a %s without a body what the method requires', async (method) => {
    const { port, received } = await serveEcho();

    await send({ port, method });

    const isExpected = ['POST', 'PUT', 'PATCH'].includes(method);
    expect(received).toEqual([{ method, body: '', length: isExpected ? '0' : undefined, chunked: undefined }]);
  });

  test('sends a POST once only, on a connection of its own, although the server closes the ones it keeps', async () => {
    const server = await serveHttp((request, response) => {
      if (request.method === 'POST' && server.connections === 1) request.socket.destroy();
      else response.end('ok');
    });
    const session = open(1);

    await session.send(request({ port: server.port }), signal);
    const outcome = await session.send(request({ port: server.port, method: 'POST' }), signal);

    expect(outcome).toMatchObject({ kind: 'answer', status: 200 });
    expect(server.requests).toEqual(['GET /', 'POST /']);
    expect(server.connections).toBe(2);
  });

  test.each<[string, Method, () => Promise<Partial<ProbeRequest>>, true | undefined]>([
    ['nothing listens', 'POST', async () => ({ port: await closedPort() }), true],
    ['there is no such name', 'POST', async () => ({ hostname: 'green.invalid' }), true],
    [
      'the server is not trusted',
      'PATCH',
      async () => ({
        scheme: 'https',
        port: (await serveHttps(selfSigned('localhost'), (_request, response) => response.end())).port,
      }),
      true,
    ],
    [
      'the connection is reset after the first bytes',
      'POST',
      async () => ({ port: (await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()))).port }),
      undefined,
    ],
    ['no answer comes', 'GET', async () => ({ port: (await serveTcp(() => {})).port, timeoutMs: 50 }), undefined],
  ])('knows whether anything was sent when %s', async (_case, method, prepare, isUnsent) => {
    const outcome = await send({ method, body: Buffer.from('x'), ...(await prepare()) });

    expect(outcome).toMatchObject({ kind: 'transport' });
    expect('isUnsent' in outcome ? outcome.isUnsent : undefined).toBe(isUnsent);
  });
});

/** Answers everything with 200, and keeps what it received. */
async function serveEcho() {
  const received: unknown[] = [];
  const server = await serveHttp(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { 'content-length': length, 'transfer-encoding': chunked } = request.headers;
    received.push({ method: request.method, body, length, chunked });
    response.end();
  });
  return { port: server.port, received };
}

function request(change: Partial<ProbeRequest>): ProbeRequest {
  return {
    ...{ method: 'GET', scheme: 'http', hostname: '127.0.0.1', port: 80, path: '/' },
    ...{ host: '127.0.0.1', servername: '127.0.0.1', headers: {}, timeoutMs: 10_000 },
    ...change,
  };
}

function open(connections: number) {
  const session = httpProbe({ allowLoopback: true }).open(connections);
  onTestFinished(() => session.close());
  return session;
}

async function send(change: Partial<ProbeRequest>) {
  return open(1).send(request(change), signal);
}
