import { createHash } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { HttpProbeOptions } from '../../../../../src/checks/smoke/probe/http-probe.ts';
import type { ProbeRequest } from '../../../../../src/checks/smoke/probe/probe-request.ts';
import { serveHttp, serveHttps, serveTcp } from '../../local-servers.ts';
import { sendProbe } from '../../probe-requests.ts';
import { selfSigned } from '../../self-signed.ts';

describe('a WebSocket server', () => {
  test('opens it, and both sides close it', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<number>();
    const port = await serveWebSocket({}, resolve);

    const outcome = await open([], { port });

    expect(outcome).toMatchObject({ kind: 'answer', status: 101, bodyEnd: 'whole' });
    expect(outcome.kind === 'answer' && [outcome.faults, outcome.notes]).toEqual([undefined, undefined]);
    expect(await closed).toBe(1000);
  });

  test('speaks first, and is closed anyway', async () => {
    const port = await serveWebSocket({}, undefined, ['hello', 'x'.repeat(300), 'y'.repeat(40_000)]);

    const outcome = await open([], { port });

    expect(outcome.kind === 'answer' && [outcome.status, outcome.notes]).toEqual([101, undefined]);
  });

  test('chooses one of the protocols', async () => {
    const port = await serveWebSocket({ handleProtocols: () => 'graphql-ws' });

    expect(await open(['mqtt', 'graphql-ws'], { port })).toMatchObject({
      status: 101,
      headers: { 'sec-websocket-protocol': ['graphql-ws'] },
    });
  });

  test('chooses none of the protocols', async () => {
    const port = await serveWebSocket({ handleProtocols: () => false });

    expect(await open(['mqtt', 'graphql-ws'], { port })).toMatchObject({
      faults: ['the server chose none of mqtt, graphql-ws'],
    });
  });

  test('is open at another path', async () => {
    const port = await serveWebSocket({ path: '/live' });

    expect(await open([], { port, path: '/live' })).toMatchObject({ status: 101 });
    expect(await open([], { port, path: '/' })).toMatchObject({
      status: 400,
      faults: ['the server did not open a WebSocket'],
    });
  });
});

describe('a server that is not a WebSocket server', () => {
  test('answers with a page', async () => {
    const { port } = await serveHttp((_request, response) => response.end('<html>'));

    expect(await open([], { port })).toMatchObject({
      kind: 'answer',
      status: 200,
      body: Buffer.from('<html>'),
      faults: ['the server did not open a WebSocket'],
    });
  });

  test.each([
    [
      'has a wrong accept',
      [],
      () => 'upgrade: websocket\r\nsec-websocket-accept: AAAA',
      ['sec-websocket-accept is not for this request'],
    ],
    ['has no accept', [], () => 'upgrade: websocket', ['sec-websocket-accept is missing']],
    [
      'speaks something else',
      [],
      (accept: string) => `upgrade: h2c\r\nsec-websocket-accept: ${accept}`,
      ['the server switched to h2c, not to a WebSocket'],
    ],
    [
      'chooses what was not offered',
      ['mqtt'],
      (accept: string) => `upgrade: WebSocket\r\nsec-websocket-accept: ${accept}\r\nsec-websocket-protocol: wamp`,
      ['the server chose the protocol wamp, which was not offered'],
    ],
    [
      'chooses although nothing was offered',
      [],
      (accept: string) => `upgrade: websocket\r\nsec-websocket-accept: ${accept}\r\nsec-websocket-protocol: wamp`,
      ['the server chose the protocol wamp, which was not offered'],
    ],
    [
      'uses an extension',
      [],
      (accept: string) => `upgrade: websocket\r\nsec-websocket-accept: ${accept}\r\nsec-websocket-extensions: x`,
      ['the server uses an extension that was not offered'],
    ],
  ])('%s', async (_what, protocols, headersFor, faults) => {
    const port = await serveHandshake(headersFor);

    expect(await open(protocols, { port })).toMatchObject({ kind: 'answer', status: 101, faults });
  });

  test('does not close it, which is noted when the time is up', async () => {
    const port = await serveHandshake((accept) => `upgrade: websocket\r\nsec-websocket-accept: ${accept}`);

    expect(await open([], { port, timeoutMs: 500 })).toMatchObject({
      kind: 'answer',
      status: 101,
      notes: ['the server did not close the WebSocket when asked to'],
    });
  });

  test('never answers', async () => {
    const { port } = await serveTcp(() => {});

    expect(await open([], { port, timeoutMs: 500 })).toMatchObject({
      kind: 'transport',
      problem: 'no answer within 500 ms',
    });
  });

  test('has a certificate that is not trusted', async () => {
    const { port } = await serveHttps(selfSigned('localhost'), (_request, response) => response.end());

    expect(await open([], { scheme: 'https', port, servername: 'localhost' })).toMatchObject({
      problem: 'certificate is self-signed (DEPTH_ZERO_SELF_SIGNED_CERT)',
    });
  });

  test('is at a forbidden address', async () => {
    const port = await serveWebSocket({});
    const lookup: HttpProbeOptions['lookup'] = (_hostname, { all }, found) =>
      all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4);

    expect(await open([], { port, hostname: 'shop.example' }, { lookup, allowLoopback: false })).toEqual({
      kind: 'refused',
      problem: 'shop.example leads to a loopback address, which is the function itself',
    });
  });
});

function open(protocols: readonly string[], change: Partial<ProbeRequest>, options?: HttpProbeOptions) {
  return sendProbe({ webSocket: { protocols }, ...change }, options);
}

async function serveWebSocket(
  options: object,
  onClose: (code: number) => void = () => {},
  messages: readonly string[] = [],
): Promise<number> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, ...options });
  server.on('connection', (socket) => {
    socket.on('close', onClose);
    for (const message of messages) socket.send(message);
  });
  await new Promise((listening) => server.once('listening', listening));
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Answers a handshake with these headers, and nothing afterwards. */
async function serveHandshake(headersFor: (accept: string) => string): Promise<number> {
  const { port } = await serveTcp((socket) => {
    socket.once('data', (head) => {
      const [, key = ''] = /sec-websocket-key: (\S+)/i.exec(head.toString()) ?? [];
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
      socket.write(`HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\n${headersFor(accept)}\r\n\r\n`);
    });
  });
  return port;
}
