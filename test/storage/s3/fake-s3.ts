import { createHash, createHmac } from 'node:crypto';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** What the server does with one request; after the last entry, each request gets an object. */
export type Turn = (request: IncomingMessage, response: ServerResponse) => void;

export type FakeS3 = {
  /** Such as `https://localhost:40123`. */
  endpoint: string;
  requests: readonly IncomingMessage[];
  /** How many connections have been opened. */
  connections(): number;
  /** Closes all open connections, as S3 does with idle ones. */
  closeConnections(): void;
};

export const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'the-secret-access-key',
  sessionToken: 'a-session-token',
};
export const region = 'us-west-2';

/** An S3 endpoint on this computer with the given answers. Ends with the test. */
export async function fakeS3(turns: readonly Turn[] = [], tls?: { cert: string; key: string }): Promise<FakeS3> {
  const requests: IncomingMessage[] = [];
  const sockets = new Set<Socket>();
  let opened = 0;
  const remaining = [...turns];
  const listener: RequestListener = (request, response) => {
    requests.push(request);
    (remaining.shift() ?? object('{}'))(request, response);
  };
  const server = tls ? createHttpsServer(tls, listener) : createHttpServer(listener);
  server.keepAliveTimeout = 60_000;
  server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    opened += 1;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const closeConnections = () => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    closeConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `${tls ? 'https' : 'http'}://localhost:${port}`,
    requests,
    connections: () => opened,
    closeConnections,
  };
}

export function object(body: string): Turn {
  return (_request, response) => {
    response.writeHead(200, { etag: '"e1"', 'last-modified': 'Sun, 22 Nov 2026 14:00:00 GMT' }).end(body);
  };
}

export function refusal(status: number, code: string): Turn {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>no</Message></Error>`);
  };
}

export const reset: Turn = (request) => {
  request.socket.resetAndDestroy();
};

/** Promises more than it sends. */
export const cut: Turn = (request, response) => {
  response.writeHead(200, { etag: '"e1"', 'content-length': '100' });
  response.write('{"half":', () => request.socket.destroy());
};

/**
 * Whether a request is signed as S3 or another service wants it, worked out here from their documentation and not with the code that signed it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function isSigned({ method = '', url = '', headers }: IncomingMessage, of = 's3', body = ''): boolean {
  const [, credential = '', signedHeaders = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  const [accessKeyId, day = '', scopeRegion = '', service = ''] = credential.split('/');
  if (accessKeyId !== credentials.accessKeyId || scopeRegion !== region || service !== of) return false;
  if (headers['x-amz-content-sha256'] !== createHash('sha256').update(body).digest('hex')) return false;
  for (const needed of ['host', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token']) {
    if (!signedHeaders.split(';').includes(needed)) return false;
  }
  const [path = '', search = ''] = url.split('?');
  const canonical = [
    method,
    path
      .split('/')
      .map((part) => escapeBytes(decodeURIComponent(part)))
      .join('/'),
    search
      .split('&')
      .filter((parameter) => parameter !== '')
      .map((parameter) =>
        parameter
          .split('=')
          .map((part) => escapeBytes(decodeURIComponent(part)))
          .join('='),
      )
      .sort()
      .join('&'),
    ...signedHeaders.split(';').map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    signedHeaders,
    headers['x-amz-content-sha256'],
  ].join('\n');
  const hash = createHash('sha256').update(canonical).digest('hex');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], `${day}/${region}/${of}/aws4_request`, hash].join('\n');
  const key = [day, region, of, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${credentials.secretAccessKey}`,
  );
  return createHmac('sha256', key).update(text).digest('hex') === signature;
}

/** Every byte except the unreserved characters, which is more than `encodeURIComponent` does. */
function escapeBytes(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9\-._~]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}
