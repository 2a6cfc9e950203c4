import { createHash } from 'node:crypto';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { bucket, type Fixture } from './fixture.ts';

/**
 * A separate process that stands in for S3 (GET of an object, ListObjectsV2) and Secrets Manager (GetSecretValue), over HTTP and TLS on
 * loopback. `start-stand-in.ts` starts it, sends it what to serve over IPC, and asks it what it has seen.
 */

export type Setup = Pick<Fixture, 'objects' | 'secret'> & { tls: { key: string; cert: string } };
export type Listening = { httpPort: number; httpsPort: number };

/** Since the start. `unexpected` lists requests that no poll and no page should make. */
export type Seen = { requests: number; connections: number; unexpected: string[] };

const seen: Seen = { requests: 0, connections: 0, unexpected: [] };

process.on('message', async (message: Setup | 'seen') => {
  if (message === 'seen') process.send?.(seen);
  else process.send?.(await listen(message));
});
process.on('disconnect', () => process.exit());

async function listen({ objects, secret, tls }: Setup): Promise<Listening> {
  const answer = answerFrom(objects, secret);
  const [httpPort, httpsPort] = await Promise.all([
    portOf(createHttpServer(answer)),
    portOf(createHttpsServer(tls, answer)),
  ]);
  return { httpPort, httpsPort };
}

async function portOf(server: Server): Promise<number> {
  server.keepAliveTimeout = 0;
  server.on('connection', () => {
    seen.connections += 1;
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(0, '127.0.0.1', resolve);
  await promise;
  return (server.address() as AddressInfo).port;
}

function answerFrom(objects: Record<string, string>, secret: string): RequestListener {
  const stored = new Map(Object.entries(objects).map(([key, body]) => [`/${bucket}/${key}`, store(body)]));
  return (request, response) => {
    seen.requests += 1;
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in');
    if (request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue') {
      request.resume();
      const body = JSON.stringify({ Name: 'greenlight-bench', SecretString: secret, VersionId: 'bench' });
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(body);
      return;
    }
    const object = stored.get(decodeURIComponent(pathname));
    if (request.method === 'GET' && object) {
      response.writeHead(200, object.headers).end(object.body);
    } else if (request.method === 'GET' && searchParams.get('list-type') === '2') {
      const keys = Object.keys(objects).filter((key) => key.startsWith(searchParams.get('prefix') ?? ''));
      response.writeHead(200, { 'content-type': 'application/xml' }).end(list(keys, objects));
    } else {
      // Reading an object that does not exist is allowed; the PUT that a gate would send next is not.
      if (request.method !== 'GET') seen.unexpected.push(`${request.method} ${pathname}`);
      request.resume();
      const body = '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code></Error>';
      response.writeHead(404, { 'content-type': 'application/xml' }).end(body);
    }
  };
}

/** With the headers that S3 sends. */
function store(body: string) {
  const headers = {
    'x-amz-id-2': 'bench',
    'x-amz-request-id': 'BENCH',
    'last-modified': new Date().toUTCString(),
    etag: `"${createHash('md5').update(body).digest('hex')}"`,
    'x-amz-server-side-encryption': 'AES256',
    'x-amz-version-id': 'bench',
    'accept-ranges': 'bytes',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  return { body, headers };
}

function list(keys: readonly string[], objects: Record<string, string>): string {
  const contents = keys.map((key) => {
    const etag = store(objects[key] ?? '').headers.etag.replaceAll('"', '&quot;');
    return `<Contents><Key>${key}</Key><ETag>${etag}</ETag><Size>1</Size></Contents>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${bucket}</Name><KeyCount>${keys.length}</KeyCount><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`;
}
