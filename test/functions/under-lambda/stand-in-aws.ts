import { once } from 'node:events';
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Fixture } from '../../../bench/fixture.ts';
import { bucket } from '../../../bench/fixture.ts';

/** Counts what functions ask, and answers quickly where moto would take most of ten thousand calls' time. */
export type StandInAws = {
  endpoint: string;
  /** Requests since the start by what was asked, such as `GET approvals`. */
  asked(): Record<string, number>;
  connections(): number;
  stop(): Promise<void>;
};

type Answer = { status: number; headers: OutgoingHttpHeaders; body: string | Buffer };
/** What a kind of request counts as, and its answer; undefined if moto knows it. */
type Known = { what: string; answer: Answer | undefined };

/**
 * S3 with the fixture's objects (a write is taken and forgotten), Secrets Manager with its keys, and everything else as moto answers it: asked once
 * and then repeated. An answer that does not depend on the body is made once and sent again, because a test makes tens of thousands of requests.
 */
export async function startStandInAws({ objects, secret }: Fixture, moto: string): Promise<StandInAws> {
  const counts: Record<string, number> = {};
  const known = new Map<string, Known>();
  const repeated = new Map<string, Promise<Answer>>();
  let connections = 0;
  const server = createServer(async (request, response) => {
    const { what, answer } = find(request);
    counts[what] = (counts[what] ?? 0) + 1;
    if (answer !== undefined) request.resume();
    const { status, headers, body } = answer ?? (await answerOfMoto(request));
    response.writeHead(status, headers).end(body);
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

  function find({ method = '', url = '', headers }: IncomingMessage): Known {
    const target = headers['x-amz-target']?.toString();
    const key = `${target ?? method} ${url}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const location = new URL(url, 'http://stand-in');
    const found = { what: whatIsAsked(method, location, target), answer: make(method, location, target) };
    known.set(key, found);
    return found;
  }

  function make(method: string, location: URL, target: string | undefined): Answer | undefined {
    if (target === 'secretsmanager.GetSecretValue') {
      const answer = { Name: 'greenlight', SecretString: secret, VersionId: 'v' };
      return answerWith(200, 'application/x-amz-json-1.1', JSON.stringify(answer));
    }
    return location.pathname.startsWith(`/${bucket}`) ? answerOfS3(method, location, objects) : undefined;
  }

  async function answerOfMoto(request: IncomingMessage): Promise<Answer> {
    const body = await buffer(request);
    const key = `${request.headers['x-amz-target']} ${body.toString('base64')}`;
    const answer = repeated.get(key) ?? askMoto(moto, request, body);
    repeated.set(key, answer);
    return answer;
  }
}

function whatIsAsked(method: string, { pathname, searchParams }: URL, target: string | undefined): string {
  if (target !== undefined) return target;
  if (searchParams.has('list-type')) return `LIST ${searchParams.get('prefix')?.split('/')[0]}`;
  return `${method} ${pathname.split('/')[2] ?? ''}`;
}

function answerOfS3(method: string, { pathname, searchParams }: URL, objects: Record<string, string>): Answer {
  const found = objects[decodeURIComponent(pathname).slice(bucket.length + 2)];
  if (searchParams.has('list-type')) {
    const keys = Object.keys(objects).filter((key) => key.startsWith(searchParams.get('prefix') ?? ''));
    const contents = keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join('');
    const list = `<Name>${bucket}</Name><KeyCount>${keys.length}</KeyCount><IsTruncated>false</IsTruncated>${contents}`;
    return answerWith(200, 'application/xml', `<ListBucketResult>${list}</ListBucketResult>`);
  }
  if (method === 'PUT') return answerWith(200, 'application/xml', '', { etag: '"taken"' });
  if (found === undefined) return answerWith(404, 'application/xml', '<Error><Code>NoSuchKey</Code></Error>');
  return answerWith(200, 'application/json', found, { etag: '"0f343b0931126a20f133d67c2b018a3b"' });
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
  return answerWith(answer.status, answer.headers.get('content-type') ?? '', Buffer.from(await answer.arrayBuffer()));
}

function answerWith(status: number, type: string, body: string | Buffer, more: OutgoingHttpHeaders = {}): Answer {
  return { status, headers: { ...more, 'content-type': type, 'content-length': Buffer.byteLength(body) }, body };
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
