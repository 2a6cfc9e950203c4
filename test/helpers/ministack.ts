import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { ensureTool } from '../../scripts/python-tools.ts';

/** A running ministack: an AWS of its own that deploys templates and runs their functions on this machine's Node. */
export interface Ministack {
  /** Such as `http://127.0.0.1:40123`, for every service. */
  endpoint: string;
  region: string;
  account: string;
  /** In the form of `motoClientConfig`. */
  clientConfig: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
    forcePathStyle: boolean;
  };
  /** Publishes an event as the AWS service that is its source, which PutEvents refuses to everybody else. */
  publishEvent(event: ServiceEvent): Promise<void>;
  /** The end of its output, for a failing test. */
  output(): string;
  stop(): Promise<void>;
}

/** What an AWS service tells EventBridge; the rest of the envelope is the bus's own. */
export type ServiceEvent = { source: string; 'detail-type': string; resources: readonly string[]; detail: unknown };

const region = 'us-east-1';
const account = '111122223333';

/**
 * Starts ministack on a free port of 127.0.0.1. It ends with `stop()`, and also when this process ends in any other way, and its functions with it.
 *
 * @throws {PythonToolError} when it cannot be installed here; `obtain` in obtain.ts turns that into skipped tests
 */
export async function startMinistack(): Promise<Ministack> {
  const tool = await ensureTool('ministack');
  const server = spawn(tool.bin('python'), [fileURLToPath(serveScript)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      // Functions run on the first `node` there: the one that runs this.
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      HOME: '/nonexistent',
      // An API's address is the real one then: <id>.execute-api.us-east-1.amazonaws.com.
      MINISTACK_HOST: `${region}.amazonaws.com`,
      MINISTACK_REGION: region,
      MINISTACK_ACCOUNT_ID: account,
      LOG_LEVEL: 'WARNING',
      AWS_ACCESS_KEY_ID: account,
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_DEFAULT_REGION: region,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
  });
  let words = '';
  for (const pipe of [server.stdout, server.stderr]) {
    pipe.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-20_000);
    });
  }
  const endpoint = `http://127.0.0.1:${await portOf(server, () => words)}`;
  release(server);

  return {
    endpoint,
    region,
    account,
    clientConfig: {
      endpoint,
      region,
      // ministack reads the account from an access key of twelve digits.
      credentials: { accessKeyId: account, secretAccessKey: 'testing' },
      forcePathStyle: true,
    },
    publishEvent: (event) => publish(endpoint, event),
    output: () => words,
    stop: () => stop(server),
  };
}

const serveScript = new URL('../../tools/python/ministack/serve.py', import.meta.url);

type Server = ChildProcessByStdio<Writable, Readable, Readable>;

function portOf(server: Server, words: () => string): Promise<number> {
  return new Promise((found, failed) => {
    server.stdout.on('data', () => {
      // Its logger writes to stdout too.
      const port = /^(\d+)$/m.exec(words())?.[1];
      if (port !== undefined) found(Number(port));
    });
    server.once('error', failed);
    server.once('exit', (code) =>
      failed(new Error(`ministack ended with ${code} before it was ready: ${words().trim()}`)),
    );
  });
}

/** A test file that forgets `stop()` still ends: neither the process nor its pipes keep this one alive. */
function release(server: Server): void {
  server.unref();
  for (const pipe of [server.stdin, server.stdout, server.stderr]) {
    (pipe as unknown as { unref(): void }).unref();
  }
}

async function publish(endpoint: string, event: ServiceEvent): Promise<void> {
  const { source: Source, 'detail-type': DetailType, resources: Resources, detail } = event;
  const entry = { Source, DetailType, Resources, Detail: JSON.stringify(detail) };
  const response = await fetch(`${endpoint}/_greenlight/events`, {
    method: 'POST',
    body: JSON.stringify({ Entries: [entry] }),
  });
  const answer = await response.text();
  if (!response.ok || (JSON.parse(answer) as { FailedEntryCount: number }).FailedEntryCount > 0)
    throw new Error(`ministack did not take the event: ${response.status} ${answer}`);
}

async function stop(server: Server): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.ref();
  const ended = once(server, 'exit');
  const impatience = setTimeout(() => server.kill('SIGKILL'), 10_000);
  server.stdin.end();
  await ended;
  clearTimeout(impatience);
}
