import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { ensureTool } from '../../scripts/python-tools.ts';

/** A message that was published to an SNS topic. */
export interface Published {
  topicArn: string;
  messageId: string;
  message: string;
  subject: string | undefined;
  /** Values of the message attributes by name; binary ones in base64. */
  attributes: Record<string, string>;
}

/** A running moto server: a fake AWS in memory, which others maintain. */
export interface Moto {
  /** Such as `http://127.0.0.1:40123`. */
  endpoint: string;
  /** Forgets every bucket, object, topic, message, secret and parameter. */
  reset(): Promise<void>;
  /** What was published to SNS since the start or the last reset, in order within a topic. */
  published(): Promise<Published[]>;
  stop(): Promise<void>;
}

/** What an SDK client needs to talk to moto; made once per endpoint and usable for every service. */
export interface MotoClientConfig {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  /** Only S3 reads it: a bucket's own host name would not resolve. */
  forcePathStyle: boolean;
}

/**
 * Starts moto on a free port of 127.0.0.1. It ends with `stop()`, and also when this process ends in any other way.
 *
 * @throws {PythonToolError} when moto cannot be installed here; `useMoto` in use-moto.ts turns that into skipped tests
 */
export async function startMoto(): Promise<Moto> {
  const tool = await ensureTool('moto');
  const server = spawn(tool.bin('python'), [fileURLToPath(serveScript)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...fakeEnvironment },
  });
  const endpoint = `http://127.0.0.1:${await portOf(server)}`;
  release(server);

  return {
    endpoint,
    reset: async () => {
      await ask(endpoint, '/moto-api/reset', { method: 'POST' });
    },
    published: async () => readPublished(await ask(endpoint, '/moto-api/data.json')),
    stop: () => stop(server),
  };
}

export function motoClientConfig(endpoint: string): MotoClientConfig {
  return {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
    forcePathStyle: true,
  };
}

const serveScript = new URL('../../tools/python/moto/serve.py', import.meta.url);

/** So that boto3 inside moto never looks for real credentials. */
const fakeEnvironment = {
  AWS_ACCESS_KEY_ID: 'testing',
  AWS_SECRET_ACCESS_KEY: 'testing',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
};

type Server = ChildProcessByStdio<Writable, Readable, Readable>;

function portOf(server: Server): Promise<number> {
  return new Promise((found, failed) => {
    let words = '';
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-4_000);
    });
    server.stdout.setEncoding('utf8').once('data', (line: string) => found(Number.parseInt(line, 10)));
    server.once('error', failed);
    server.once('exit', (code) => failed(new Error(`moto ended with ${code} before it was ready: ${words.trim()}`)));
  });
}

/** A test file that forgets `stop()` still ends: neither the process nor its pipes keep this one alive. */
function release(server: Server): void {
  server.stderr.removeAllListeners('data').resume();
  server.unref();
  for (const pipe of [server.stdin, server.stdout, server.stderr]) {
    (pipe as unknown as { unref(): void }).unref();
  }
}

async function stop(server: Server): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.ref();
  const ended = once(server, 'exit');
  const impatience = setTimeout(() => server.kill('SIGKILL'), 3_000);
  server.stdin.end();
  await ended;
  clearTimeout(impatience);
}

async function ask(endpoint: string, path: string, init: RequestInit = {}): Promise<unknown> {
  const response = await fetch(endpoint + path, init);
  if (!response.ok) throw new Error(`moto answered ${response.status} to ${path}: ${await response.text()}`);
  return response.json();
}

/** moto/sns/models.py, `Topic.sent_notifications`: [message id, message, subject, attributes, group id]. */
interface MotoTopic {
  arn: string;
  sent_notifications: [string, string, string | null, Record<string, { Value: string }> | null, string | null][];
}

function readPublished(data: unknown): Published[] {
  const topics = (data as { sns?: { Topic?: MotoTopic[] } }).sns?.Topic ?? [];
  return topics.flatMap(({ arn, sent_notifications: sent }) => {
    return sent.map(([messageId, message, subject, attributes]) => ({
      topicArn: arn,
      messageId,
      message,
      subject: subject ?? undefined,
      attributes: Object.fromEntries(Object.entries(attributes ?? {}).map(([name, { Value }]) => [name, Value])),
    }));
  });
}
