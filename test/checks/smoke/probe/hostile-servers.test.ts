import type { Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ProbeRequest } from '../../../../src/checks/smoke/probe/probe-request.ts';
import { serveHttp, serveTcp } from '../local-servers.ts';
import { sendProbe } from '../probe-requests.ts';
import { makeCertificate, selfSigned } from '../self-signed.ts';

/** A server that answers each request with these bytes, and keeps the connection open. */
const raw = (bytes: string | Buffer, end: (socket: Socket) => void = () => {}) =>
  serveTcp((socket) => socket.once('data', () => socket.write(bytes, () => end(socket))));

/** Sends the bytes one after the other until the client has had enough. */
const drip = (head: string, piece: string) =>
  serveTcp((socket) =>
    socket.once('data', () => {
      socket.write(head);
      const timer = setInterval(() => socket.write(piece), 20);
      socket.on('close', () => clearInterval(timer));
    }),
  );

const ok = 'HTTP/1.1 200 OK\r\n';
const reset = (socket: Socket) => void socket.resetAndDestroy();
const end = (socket: Socket) => void socket.end();

describe('a server that never ends its answer', () => {
  test.each([
    ['drips its headers', () => drip(ok, 'x-drip: 1\r\n'), 'no complete headers within 1000 ms'],
    ['drips the status line', () => drip('HTTP/1.1 2', ''), 'no complete headers within 1000 ms'],
    ['says nothing', () => serveTcp(() => {}), 'no answer within 1000 ms'],
  ])('%s, which ends with the time', async (_what, serve, problem) => {
    const { port } = await serve();

    expect(await sendProbe({ port, timeoutMs: 1000 })).toMatchObject({ kind: 'transport', problem });
  });

  test.each([
    ['drips its body', () => drip(`${ok}content-length: 100000\r\n\r\n`, 'x')],
    ['drips chunks', () => drip(`${ok}transfer-encoding: chunked\r\n\r\n`, '1\r\nx\r\n')],
  ])('%s, which is late', async (_what, serve) => {
    const { port } = await serve();

    expect(await sendProbe({ port, timeoutMs: 1000 })).toMatchObject({ kind: 'answer', status: 200, bodyEnd: 'late' });
  });

  test('sends a body without an end, of which the first MiB is read', async () => {
    const piece = Buffer.alloc(64 * 1024, 'x');
    const { port } = await serveHttp((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write(piece));
      };
      response.writeHead(200).on('drain', more);
      more();
    });

    const outcome = await sendProbe({ port });

    expect(outcome).toMatchObject({ kind: 'answer', bodyEnd: 'cut' });
    expect(outcome.kind === 'answer' && outcome.body.length).toBe(1024 * 1024);
  });

  test('sends one interim answer after the other', async () => {
    const few = 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'.repeat(16);
    const many = await drip('', 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(4));
    const enough = await raw(`${few}${ok}content-length: 0\r\n\r\n`);

    expect(await sendProbe({ port: enough.port })).toMatchObject({ kind: 'answer', status: 200 });
    expect(await sendProbe({ port: many.port })).toMatchObject({
      kind: 'transport',
      problem: 'more than 16 interim answers (1xx) and no other',
    });
  });
});

test('a gzip bomb is not unpacked: its body is what came over the wire', async () => {
  const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
  const { port } = await serveHttp((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
  });

  const outcome = await sendProbe({ port });

  expect(outcome).toMatchObject({ kind: 'answer', contentEncoding: 'gzip', bodyEnd: 'whole' });
  expect(outcome.kind === 'answer' && outcome.body.length).toBe(bomb.length);
});

describe('an answer that is not valid HTTP', () => {
  test.each([
    [
      'headers of 40 KiB',
      raw,
      `${ok}x-big: ${'x'.repeat(40_960)}\r\n\r\n`,
      'headers are longer than 32 KiB (HPE_HEADER_OVERFLOW)',
    ],
    [
      'many headers of 40 KiB',
      raw,
      `${ok}${'x-header: 12345678\r\n'.repeat(2500)}\r\n`,
      'headers are longer than 32 KiB (HPE_HEADER_OVERFLOW)',
    ],
    [
      'two content-lengths',
      raw,
      `${ok}content-length: 2\r\ncontent-length: 3\r\n\r\nok!`,
      'headers give several body lengths (HPE_UNEXPECTED_CONTENT_LENGTH)',
    ],
    [
      'a length and chunks',
      raw,
      `${ok}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
      /^headers have (several lengths of the body|an invalid transfer-encoding) \(HPE_/,
    ],
    [
      'a negative length',
      raw,
      `${ok}content-length: -1\r\n\r\n`,
      'headers have an invalid content-length (HPE_INVALID_CONTENT_LENGTH)',
    ],
    [
      'a length beyond all numbers',
      raw,
      `${ok}content-length: 99999999999999999999999\r\n\r\n`,
      'headers have an invalid content-length (HPE_INVALID_CONTENT_LENGTH)',
    ],
    ['a header without a name', raw, `${ok}: x\r\n\r\n`, /^headers are not valid \(HPE_INVALID_HEADER_TOKEN\)$/],
    [
      'a header with a space in its name',
      raw,
      `${ok}x y: z\r\n\r\n`,
      'headers are not valid (HPE_INVALID_HEADER_TOKEN)',
    ],
    ['a header with a null byte', raw, `${ok}x: a\0b\r\n\r\n`, 'headers are not valid (HPE_INVALID_HEADER_TOKEN)'],
    [
      'a bad size of a chunk',
      raw,
      `${ok}transfer-encoding: chunked\r\n\r\nzz\r\nok\r\n`,
      'body is not in valid chunks (HPE_INVALID_CHUNK_SIZE)',
    ],
    [
      'a chunk that is longer than it says',
      raw,
      `${ok}transfer-encoding: chunked\r\n\r\n1\r\nok\r\n`,
      /^body is not in valid chunks \(HPE_/,
    ],
    [
      'a 204 with a body',
      raw,
      'HTTP/1.1 204 No Content\r\n\r\nhello',
      /^more bytes after the end of the answer \(HPE_/,
    ],
    [
      'more than its length',
      raw,
      `${ok}content-length: 2\r\n\r\nokHTTP/1.0 200 OK`,
      /^more bytes after the end of the answer \(HPE_|^status 200$/,
    ],
    ['HTTP/0.9', (bytes: string) => raw(bytes, end), '<html>hello</html>', 'answer is not HTTP (HPE_INVALID_CONSTANT)'],
    ['a version that does not exist', raw, 'HTTP/9.9 200 OK\r\n\r\n', 'answer is not HTTP (HPE_INVALID_VERSION)'],
    [
      'a switch to another protocol',
      raw,
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
      'the server switched to another protocol (101), which nobody asked for',
    ],
    ['a TLS alert', raw, Buffer.from([0x15, 3, 1, 0, 2, 2, 10]), 'the port speaks TLS: use https'],
    [
      'a reset in the middle of the body',
      (bytes: string) => raw(bytes, reset),
      `${ok}content-length: 9\r\n\r\nhalf`,
      'connection closed in the middle of the body (ECONNRESET)',
    ],
    [
      'an early end of the body',
      (bytes: string) => raw(bytes, end),
      `${ok}content-length: 9\r\n\r\nhalf`,
      'connection closed in the middle of the body (ECONNRESET)',
    ],
    [
      'an early end of chunks',
      (bytes: string) => raw(bytes, end),
      `${ok}transfer-encoding: chunked\r\n\r\n5\r\nhe`,
      'connection closed in the middle of the body (ECONNRESET)',
    ],
    [
      'an early end of the headers',
      (bytes: string) => raw(bytes, end),
      `${ok}x-half: 1`,
      'connection reset (ECONNRESET)',
    ],
  ] as const)('is judged without a crash: %s', async (_what, serve, bytes, problem) => {
    const { port } = await serve(bytes as string);

    const outcome = await sendProbe({ port, timeoutMs: 5000 });

    const found = outcome.kind === 'answer' ? `status ${outcome.status}` : outcome.problem;
    if (typeof problem === 'string') expect(found).toBe(problem);
    else expect(found).toMatch(problem);
  });

  test('headers that arrive byte by byte are read', async () => {
    const bytes = `${ok}x-version: 1.42\r\ncontent-length: 2\r\n\r\nok`;
    const { port } = await serveTcp((socket) => {
      socket.setNoDelay(true).once('data', async () => {
        for (const byte of bytes) await new Promise((sent) => socket.write(byte, sent));
      });
    });

    expect(await sendProbe({ port })).toMatchObject({
      kind: 'answer',
      headers: { 'x-version': ['1.42'] },
      body: Buffer.from('ok'),
    });
  });

  test('all of 3000 short headers are read', async () => {
    const { port } = await raw(`${ok}content-length: 0\r\n${'a: 1\r\n'.repeat(3000)}z: last\r\n\r\n`);

    const outcome = await sendProbe({ port });

    expect(outcome.kind === 'answer' && outcome.headers['z']).toEqual(['last']);
  });
});

describe('a server whose TLS is not right', () => {
  const root = { ...makeCertificate('Shop Root', { isAuthority: true }), name: 'Shop Root' };

  test.each<[string, TlsOptions, string | RegExp, string?]>([
    [
      'has an expired certificate',
      makeCertificate('localhost', { to: '210101000000Z', issuer: root }),
      'certificate has expired (CERT_HAS_EXPIRED)',
      root.cert,
    ],
    [
      'has a certificate of the future',
      makeCertificate('localhost', { from: '480101000000Z', issuer: root }),
      'certificate is not valid yet (CERT_NOT_YET_VALID)',
      root.cert,
    ],
    [
      'has a certificate for another name',
      makeCertificate('shop.example', { issuer: root }),
      'certificate is for another name (ERR_TLS_CERT_ALTNAME_INVALID)',
      root.cert,
    ],
    [
      'has a self-signed certificate',
      selfSigned('localhost'),
      'certificate is self-signed (DEPTH_ZERO_SELF_SIGNED_CERT)',
    ],
    [
      'has a certificate of an unknown authority',
      makeCertificate('localhost', { issuer: root }),
      'certificate is from an unknown authority (UNABLE_TO_VERIFY_LEAF_SIGNATURE)',
    ],
    [
      'has only TLS 1.0',
      { ...selfSigned('localhost'), minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' },
      'server does not support TLS 1.2 or later (EPROTO)',
    ],
  ])('%s', async (_what, options, problem, ca) => {
    const port = await serveTls(options);

    const outcome = await sendProbe(localTls(port), { ca });

    expect(outcome.kind).toBe('transport');
    const found = outcome.kind === 'transport' ? outcome.problem : '';
    if (typeof problem === 'string') expect(found).toBe(problem);
    else expect(found).toMatch(problem);
  });

  test('never ends the handshake', async () => {
    const { port } = await serveTcp((socket) => socket.once('data', () => {}));

    expect(await sendProbe({ ...localTls(port), timeoutMs: 1000 })).toMatchObject({
      kind: 'transport',
      problem: 'no complete TLS handshake within 1000 ms',
      isUnsent: true,
    });
  });

  test('speaks HTTP without TLS', async () => {
    const { port } = await serveHttp((_request, response) => response.end());

    expect(await sendProbe(localTls(port))).toMatchObject({
      kind: 'transport',
      problem: 'the port does not speak TLS (EPROTO)',
    });
  });

  test('is accepted unverified if the request says so, and the answer says it', async () => {
    const port = await serveTls(makeCertificate('shop.example', { to: '210101000000Z', issuer: root }));

    expect(await sendProbe({ ...localTls(port), tls: { unverified: true } })).toMatchObject({
      kind: 'answer',
      status: 200,
      notes: ['certificate not verified'],
      certificate: { subject: 'shop.example', issuer: 'Shop Root', verified: false, daysToExpiry: expect.any(Number) },
    });
    expect(await sendProbe({ ...localTls(port), tls: { unverified: false } })).toMatchObject({ kind: 'transport' });
  });

  test('is verified by the authority of the request, which replaces that of the probe', async () => {
    const port = await serveTls(makeCertificate('localhost', { issuer: root }));

    const outcome = await sendProbe({ ...localTls(port), tls: { ca: root.cert } });

    expect(outcome).toMatchObject({ kind: 'answer', certificate: { verified: true, issuer: 'Shop Root' } });
    expect(outcome.kind === 'answer' && outcome.notes).toBeUndefined();
    expect(outcome.kind === 'answer' && outcome.certificate?.daysToExpiry).toBeGreaterThan(365);
    expect(await sendProbe({ ...localTls(port), tls: { ca: selfSigned('x').cert } }, { ca: root.cert })).toMatchObject({
      kind: 'transport',
    });
  });
});

function localTls(port: number): Partial<ProbeRequest> {
  return { scheme: 'https', port, servername: 'localhost', host: `localhost:${port}` };
}

async function serveTls(options: TlsOptions): Promise<number> {
  const server = createTlsServer(options, (socket) => {
    socket.on('error', () => {}).once('data', () => socket.end(`${ok}content-length: 2\r\n\r\nok`));
  });
  server.on('tlsClientError', () => {}).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
