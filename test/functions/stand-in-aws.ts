import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Fixture } from '../../bench/fixture.ts';
import { bucket } from '../../bench/fixture.ts';

/** Counts what functions ask, and answers quickly where moto would take most of ten thousand calls' time. */
export type StandInAws = {
  endpoint: string;
  /** Requests since the start by what was asked, such as `GET approvals`. */
  asked(): Record<string, number>;
  connections(): number;
  stop(): Promise<void>;
};

/**
 * S3 with the fixture's objects (a write is taken and forgotten), Secrets Manager with its keys, and everything else as moto answers it: asked once
 * and then repeated.
 */
export async function startStandInAws({ objects, secret }: Fixture, moto: string): Promise<StandInAws> {
  const counts: Record<string, number> = {};
  const repeated = new Map<string, Promise<{ status: number; type: string; body: Buffer }>>();
  let connections = 0;
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const what = whatIsAsked(request);
    counts[what] = (counts[what] ?? 0) + 1;
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in');
    const target = request.headers['x-amz-target'];
    if (target === 'secretsmanager.GetSecretValue') {
      const answer = { Name: 'greenlight', SecretString: secret, VersionId: 'v' };
      return reply(response, 200, 'application/x-amz-json-1.1', JSON.stringify(answer));
    }
    if (pathname.startsWith(`/${bucket}`)) return answerS3(request, response, pathname, searchParams, objects);
    const key = `${target} ${body.toString('base64')}`;
    const answer = repeated.get(key) ?? askMoto(moto, request, body);
    repeated.set(key, answer);
    const { status, type, body: words } = await answer;
    reply(response, status, type, words);
  });
  server.keepAliveTimeout = 0;
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => ({ ...counts }),
    connections: () => connections,
    stop: () => stop(server),
  };
}

function whatIsAsked({ method, url = '', headers }: IncomingMessage): string {
  const target = headers['x-amz-target'];
  if (target !== undefined) return String(target);
  const { pathname, searchParams } = new URL(url, 'http://stand-in');
  if (searchParams.has('list-type')) return `LIST ${searchParams.get('prefix')?.split('/')[0]}`;
  return `${method} ${pathname.split('/')[2] ?? ''}`;
}

function answerS3(
  { method }: IncomingMessage,
  response: ServerResponse,
  pathname: string,
  search: URLSearchParams,
  objects: Record<string, string>,
): void {
  const found = objects[decodeURIComponent(pathname).slice(bucket.length + 2)];
  if (search.has('list-type')) {
    const keys = Object.keys(objects).filter((key) => key.startsWith(search.get('prefix') ?? ''));
    const contents = keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join('');
    const list = `<Name>${bucket}</Name><KeyCount>${keys.length}</KeyCount><IsTruncated>false</IsTruncated>${contents}`;
    reply(response, 200, 'application/xml', `<ListBucketResult>${list}</ListBucketResult>`);
  } else if (method === 'PUT') {
    response.setHeader('etag', '"taken"');
    reply(response, 200, 'application/xml', '');
  } else if (found !== undefined) {
    response.setHeader('etag', '"0f343b0931126a20f133d67c2b018a3b"');
    reply(response, 200, 'application/json', found);
  } else {
    reply(response, 404, 'application/xml', '<Error><Code>NoSuchKey</Code></Error>');
  }
}

async function askMoto(moto: string, { method = 'POST', url = '/', headers }: IncomingMessage, body: Buffer) {
  const {
    host: _host,
    connection: _connection,
    'content-length': _length,
    'transfer-encoding': _encoding,
    ...rest
  } = headers;
  const answer = await fetch(moto + url, {
    method,
    headers: rest as Record<string, string>,
    body: new Uint8Array(body),
  });
  const type = answer.headers.get('content-type') ?? '';
  return { status: answer.status, type, body: Buffer.from(await answer.arrayBuffer()) };
}

function reply(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
