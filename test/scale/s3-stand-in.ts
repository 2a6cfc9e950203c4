import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Keys that exist without being stored: `keyAt` grows with its index, and `bodyAt` is the object. */
export type KeyRange = { count: number; keyAt(index: number): string; bodyAt(index: number): string };

/** What has been asked, each attempt counted. `throttled` ones were refused and are in no other number. */
export type Counted = { lists: number; reads: number; writes: number; throttled: number };

export type S3StandIn = {
  endpoint: string;
  counted: Counted;
  /** What has been counted since the last call. */
  sinceLast(): Counted;
  /** Whether the next request gets 503 SlowDown. */
  throttle(isRefused: () => boolean): void;
  stop(): Promise<void>;
};

export const standInBucket = 'ledger';
const bucketPath = `/${standInBucket}/`;

/**
 * S3 over HTTP, for buckets that would not fit into memory: ListObjectsV2 in pages of 1000 with prefix, delimiter, start-after and continuation tokens,
 * GET, and conditional PUT and DELETE. Only what was written is kept.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export async function startS3StandIn(ranges: readonly KeyRange[]): Promise<S3StandIn> {
  const bucket = new Bucket(ranges);
  const counted: Counted = { lists: 0, reads: 0, writes: 0, throttled: 0 };
  let last = { ...counted };
  let isRefused = () => false;
  const server = createServer((request, response) => {
    readBody(request).then((body) => answer(request, body, response));
  });

  function answer(request: IncomingMessage, body: string, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://s3');
    const key = decodeURIComponent(pathname.slice(bucketPath.length));
    const isList = request.method === 'GET' && key === '';
    if (isRefused()) {
      counted.throttled += 1;
      send(response, 503, errorBody('SlowDown'));
    } else if (isList) {
      counted.lists += 1;
      send(response, 200, listBody(bucket, searchParams));
    } else if (request.method === 'GET') {
      counted.reads += 1;
      const object = bucket.object(key);
      send(response, object ? 200 : 404, object?.body ?? errorBody('NoSuchKey'), object && headersOf(object.etag));
    } else {
      counted.writes += 1;
      const written = write(bucket, request, key, body);
      send(response, written.status, written.body ?? '', written.headers);
    }
  }

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counted,
    sinceLast() {
      const names = Object.keys(counted) as (keyof Counted)[];
      const since = Object.fromEntries(names.map((name) => [name, counted[name] - last[name]]));
      last = { ...counted };
      return since as Counted;
    },
    throttle: (next) => {
      isRefused = next;
    },
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}

type Written = { status: number; body?: string; headers?: Record<string, string> };

/** PUT with its conditions, or DELETE. */
function write(bucket: Bucket, { method, headers }: IncomingMessage, key: string, body: string): Written {
  const before = bucket.object(key)?.etag;
  const wanted = headers['if-match'];
  if (method === 'DELETE') {
    bucket.put(key, undefined);
    return { status: 204 };
  }
  if (wanted !== undefined && before === undefined) return { status: 404, body: errorBody('NoSuchKey') };
  const isLost = wanted !== undefined ? wanted !== before : headers['if-none-match'] === '*' && before !== undefined;
  if (isLost) return { status: 412, body: errorBody('PreconditionFailed') };
  return { status: 200, headers: headersOf(bucket.put(key, body)) };
}

type Stored = { body: string; etag: string };

/** Generated objects, and on top of them what was written: undefined for a deleted one. */
class Bucket {
  readonly #ranges: readonly KeyRange[];
  readonly #written = new Map<string, Stored | undefined>();
  #sorted: string[] | undefined;
  #versions = 0;

  constructor(ranges: readonly KeyRange[]) {
    this.#ranges = ranges;
  }

  object(key: string): Stored | undefined {
    if (this.#written.has(key)) return this.#written.get(key);
    for (const range of this.#ranges) {
      const index = indexFrom(range, key);
      if (index < range.count && range.keyAt(index) === key) return { body: range.bodyAt(index), etag: '"0"' };
    }
    return undefined;
  }

  put(key: string, body: string | undefined): string {
    const etag = `"${++this.#versions}"`;
    if (!this.#written.has(key)) this.#sorted = undefined;
    this.#written.set(key, body === undefined ? undefined : { body, etag });
    return etag;
  }

  /** From this key on, in order. */
  *keysFrom(from: string): Generator<string> {
    this.#sorted ??= [...this.#written.keys()].sort();
    const own: KeyRange = {
      count: this.#sorted.length,
      keyAt: (index) => this.#sorted?.[index] ?? '',
      bodyAt: () => '',
    };
    const cursors = [...this.#ranges, own].map((range) => {
      const index = indexFrom(range, from);
      return { range, index, key: index < range.count ? range.keyAt(index) : undefined };
    });
    for (let previous = ''; ; ) {
      let next: (typeof cursors)[number] | undefined;
      for (const cursor of cursors) {
        if (cursor.key !== undefined && (next?.key === undefined || cursor.key < next.key)) next = cursor;
      }
      if (next?.key === undefined) return;
      const { key } = next;
      next.index += 1;
      next.key = next.index < next.range.count ? next.range.keyAt(next.index) : undefined;
      const isDeleted = this.#written.has(key) && this.#written.get(key) === undefined;
      if (key !== previous && !isDeleted) yield key;
      previous = key;
    }
  }
}

/** The first index whose key is not before this one. */
function indexFrom({ count, keyAt }: KeyRange, key: string): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keyAt(middle) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

const maxOfPage = 1000;

function listBody(bucket: Bucket, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const most = Math.min(Number(query.get('max-keys') ?? maxOfPage), maxOfPage);
  const token = query.get('continuation-token');
  const after = token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString();
  const found = pageOf(bucket, { prefix, delimiter, after, most });
  const next = found.isTruncated ? Buffer.from(found.last).toString('base64url') : undefined;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    `<Name>${standInBucket}</Name><Prefix>${encode(prefix)}</Prefix><MaxKeys>${most}</MaxKeys><EncodingType>url</EncodingType>`,
    `<KeyCount>${found.keys.length + found.prefixes.length}</KeyCount><IsTruncated>${found.isTruncated}</IsTruncated>`,
    ...(next === undefined ? [] : [`<NextContinuationToken>${next}</NextContinuationToken>`]),
    ...found.keys.map(
      (key) =>
        `<Contents><Key>${encode(key)}</Key><LastModified>2026-11-22T14:00:00.000Z</LastModified><ETag>&quot;0&quot;</ETag><Size>1</Size></Contents>`,
    ),
    ...found.prefixes.map((one) => `<CommonPrefixes><Prefix>${encode(one)}</Prefix></CommonPrefixes>`),
    '</ListBucketResult>',
  ].join('');
}

type Page = { keys: string[]; prefixes: string[]; last: string; isTruncated: boolean };

function pageOf(
  bucket: Bucket,
  { prefix, delimiter, after, most }: { prefix: string; delimiter: string; after: string; most: number },
): Page {
  const page: Page = { keys: [], prefixes: [], last: '', isTruncated: false };
  let from = after >= prefix ? `${after}\0` : prefix;
  for (let isDone = false; !isDone; ) {
    isDone = true;
    for (const key of bucket.keysFrom(from)) {
      if (!key.startsWith(prefix)) break;
      page.isTruncated = page.keys.length + page.prefixes.length === most;
      if (page.isTruncated) break;
      const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      const common = end === -1 ? undefined : key.slice(0, end + delimiter.length);
      if (common === undefined) page.keys.push(key);
      else page.prefixes.push(common);
      page.last = common === undefined ? key : `${common}\u{10ffff}`;
      if (common === undefined) continue;
      // S3 continues after everything that the common prefix stands for.
      from = page.last;
      isDone = false;
      break;
    }
  }
  return page;
}

/** As a form does, as S3 with the encoding type `url`. */
function encode(key: string): string {
  return encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
}

function errorBody(code: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>no</Message></Error>`;
}

function headersOf(etag: string): Record<string, string> {
  return { etag, 'last-modified': 'Sun, 22 Nov 2026 14:00:00 GMT' };
}

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/xml', ...headers }).end(body);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
