import type { Fixture } from '../../../bench/fixture.ts';
import { bucket } from '../../../bench/fixture.ts';
import { headerOf, type QuickRequest, quickAnswer, startQuickServer } from './quick-server.ts';

/** Counts what functions ask, and answers quickly where moto would take most of ten thousand calls' time. */
export type StandInAws = {
  endpoint: string;
  /** Requests since the start by what was asked, such as `GET approvals`. */
  asked(): Record<string, number>;
  connections(): number;
  stop(): Promise<void>;
};

/** What a kind of request counts as, and its answer; undefined if moto knows it. */
type Known = { what: string; answer: string | undefined };

/**
 * S3 with the fixture's objects (a write is taken and forgotten), Secrets Manager with its keys, and everything else as moto answers it: asked once
 * and then repeated. An answer that does not depend on the body is made once and sent again, because a test makes tens of thousands of requests.
 */
export async function startStandInAws({ objects, secret }: Fixture, moto: string): Promise<StandInAws> {
  const counts: Record<string, number> = {};
  const known = new Map<string, Known>();
  const repeated = new Map<string, Promise<string>>();
  const server = await startQuickServer((request, send) => {
    const { what, answer } = find(request.head);
    counts[what] = (counts[what] ?? 0) + 1;
    if (answer === undefined) void answerOfMoto(request).then(send);
    else send(answer);
  });
  return {
    endpoint: server.url,
    asked: () => ({ ...counts }),
    connections: server.connections,
    stop: server.stop,
  };

  function find(head: string): Known {
    const [method = '', url = ''] = head.split(' ', 2);
    const target = headerOf(head, 'x-amz-target');
    const key = `${target ?? method} ${url}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const location = new URL(url, 'http://stand-in');
    const found = { what: whatIsAsked(method, location, target), answer: make(method, location, target) };
    known.set(key, found);
    return found;
  }

  function make(method: string, location: URL, target: string | undefined): string | undefined {
    if (target === 'secretsmanager.GetSecretValue') {
      const answer = { Name: 'greenlight', SecretString: secret, VersionId: 'v' };
      return quickAnswer(200, 'application/x-amz-json-1.1', JSON.stringify(answer));
    }
    return location.pathname.startsWith(`/${bucket}`) ? answerOfS3(method, location, objects) : undefined;
  }

  function answerOfMoto(request: QuickRequest): Promise<string> {
    const key = `${headerOf(request.head, 'x-amz-target')} ${request.body}`;
    const answer = repeated.get(key) ?? askMoto(moto, request);
    repeated.set(key, answer);
    return answer;
  }
}

function whatIsAsked(method: string, { pathname, searchParams }: URL, target: string | undefined): string {
  if (target !== undefined) return target;
  if (searchParams.has('list-type')) return `LIST ${searchParams.get('prefix')?.split('/')[0]}`;
  return `${method} ${pathname.split('/')[2] ?? ''}`;
}

function answerOfS3(method: string, { pathname, searchParams }: URL, objects: Record<string, string>): string {
  const found = objects[decodeURIComponent(pathname).slice(bucket.length + 2)];
  if (searchParams.has('list-type')) {
    const keys = Object.keys(objects).filter((key) => key.startsWith(searchParams.get('prefix') ?? ''));
    const contents = keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join('');
    const list = `<Name>${bucket}</Name><KeyCount>${keys.length}</KeyCount><IsTruncated>false</IsTruncated>${contents}`;
    return quickAnswer(200, 'application/xml', `<ListBucketResult>${list}</ListBucketResult>`);
  }
  if (method === 'PUT') return quickAnswer(200, 'application/xml', '', 'etag: "taken"\r\n');
  if (found === undefined) return quickAnswer(404, 'application/xml', '<Error><Code>NoSuchKey</Code></Error>');
  return quickAnswer(200, 'application/json', found, 'etag: "0f343b0931126a20f133d67c2b018a3b"\r\n');
}

async function askMoto(moto: string, { head, body }: QuickRequest): Promise<string> {
  const [first = '', ...lines] = head.split('\r\n');
  const [method, url] = first.split(' ') as [string, string];
  const headers = lines
    .map((line) => line.split(/: */, 2) as [string, string])
    .filter(([name]) => !/^(host|connection|content-length)$/i.test(name));
  const answer = await fetch(moto + url, { method, headers, body: Buffer.from(body, 'latin1') });
  return quickAnswer(answer.status, answer.headers.get('content-type') ?? '', Buffer.from(await answer.arrayBuffer()));
}
