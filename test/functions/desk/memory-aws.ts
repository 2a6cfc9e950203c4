import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** The kind of a request, such as `PUT approvals`, `LIST reports`, `GetSecretValue` or `Publish`. */
export type Asked = string;

export type MemoryAws = {
  endpoint: string;
  /** S3's objects by key. */
  objects: Map<string, string>;
  asked: Asked[];
  /** How the SDK's clients try again, as their requests say: `m/E` in the standard mode, `m/F` in the adaptive one. */
  retryModes: Map<Asked, string>;
  /** The maximum of simultaneously open connections. */
  mostConnections(): number;
  /** Decides what happens to a request before it is served: `hang` never answers, `late` performs it and never answers. Default: serve. */
  fault: (asked: Asked) => 'serve' | 'hang' | 'late' | { status: number; body: string };
};

/** S3 with conditional writes and Secrets Manager, in memory. Ends with the test, or with what `atEnd` waits for. */
export async function startMemoryAws(
  secret: string,
  atEnd: (stop: () => void) => void = onTestFinished,
): Promise<MemoryAws> {
  const sockets = new Set<Socket>();
  let most = 0;
  const server = createServer(async (request, response) => {
    const body = (await buffer(request)).toString();
    const asked = nameOf(request, body);
    aws.asked.push(asked);
    const [, mode] = / m\/(?:\w+,)*([EF])\b/.exec(request.headers['user-agent'] ?? '') ?? [];
    if (mode) aws.retryModes.set(asked, `m/${mode}`);
    const fault = aws.fault(asked);
    if (fault === 'hang') return;
    if (typeof fault === 'object') return reply(response, fault.status, fault.body);
    const answer = asked === 'GetSecretValue' ? [200, JSON.stringify({ SecretString: secret })] : s3(request, body);
    const [status, text] = answer as [number, string];
    if (fault === 'serve') reply(response, status, text);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    most = Math.max(most, sockets.size);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  atEnd(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const aws: MemoryAws = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects: new Map(),
    asked: [],
    retryModes: new Map(),
    mostConnections: () => most,
    fault: () => 'serve',
  };
  return aws;

  function s3({ method, url = '', headers }: IncomingMessage, body: string): [number, string] {
    const { pathname, searchParams } = new URL(url, 'http://s3');
    const key = decodeURIComponent(pathname.split('/').slice(2).join('/'));
    const found = aws.objects.get(key);
    if (searchParams.has('list-type')) {
      const keys = [...aws.objects.keys()].filter((each) => each.startsWith(searchParams.get('prefix') ?? '')).sort();
      const contents = keys
        .map((each) => `<Contents><Key>${each}</Key><ETag>${etagOf(aws.objects.get(each) ?? '')}</ETag></Contents>`)
        .join('')
        .replaceAll('"', '&quot;');
      const counted = `<KeyCount>${keys.length}</KeyCount><IsTruncated>false</IsTruncated>`;
      return [200, `<ListBucketResult>${counted}${contents}</ListBucketResult>`];
    }
    if (method === 'PUT') {
      const isRefused =
        (headers['if-none-match'] === '*' && found !== undefined) ||
        (headers['if-match'] !== undefined && (found === undefined || headers['if-match'] !== etagOf(found)));
      if (isRefused) return [412, '<Error><Code>PreconditionFailed</Code></Error>'];
      aws.objects.set(key, body);
      return [200, ''];
    }
    if (method === 'DELETE') aws.objects.delete(key);
    if (method === 'DELETE') return [204, ''];
    return found === undefined ? [404, '<Error><Code>NoSuchKey</Code></Error>'] : [200, found];
  }
}

function nameOf({ method, url = '', headers }: IncomingMessage, body: string): Asked {
  const target = headers['x-amz-target'];
  if (target !== undefined) return String(target).split('.').at(-1) ?? '';
  const action = method === 'POST' && new URLSearchParams(body).get('Action');
  if (action) return action;
  const { pathname, searchParams } = new URL(url, 'http://s3');
  if (searchParams.has('list-type')) return `LIST ${searchParams.get('prefix')?.split('/')[0]}`;
  return `${method} ${pathname.split('/')[2] ?? ''}`;
}

function etagOf(body: string): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

function reply(response: ServerResponse, status: number, body: string): void {
  const headers = { etag: etagOf(body), 'last-modified': 'Sun, 22 Nov 2026 14:00:00 GMT' };
  response.writeHead(status, headers).end(status === 204 ? undefined : body);
}
