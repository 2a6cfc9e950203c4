import { createRequire } from 'node:module';

/**
 * Runs inside a fresh process, one per cold start, as plain JavaScript: imports the bundle named in its arguments, says so, then calls its
 * handler as often as each order requires. Orders come as lines on file 0 and answers go as lines to file 3, so that standard output has
 * nothing but the function's log. The whole process is blocked while it waits for an order, as Lambda freezes it between calls.
 */

export type Order = { event: unknown; calls: number };

export type Started = {
  /** Since the process began, Node's own start included. */
  initMs: number;
  initCpuMs: number;
};

export type Done = {
  /** The first call of this order. */
  firstCallMs: number;
  /** All calls of this order, and what they took. */
  wallMs: number;
  cpuMs: number;
  /** Of the whole process, once the calls are done. */
  rssBytes: number;
  /** The answer to the last call. */
  answer: unknown;
};

// What Lambda's own runtime (aws-lambda-ric 4.0.2) has loaded before it runs a function, and in the same way: an import of node:http
// would load undici too, and add that cost to every variant.
const require = createRequire(import.meta.url);
const { readSync, writeSync } = require('node:fs') as typeof import('node:fs');
for (const builtIn of ['path', 'net', 'http', 'os', 'util', 'worker_threads']) require(`node:${builtIn}`);

const stillness = new Int32Array(new SharedArrayBuffer(4));
const [, , bundle = ''] = process.argv;
const { handler } = (await import(bundle)) as { handler: (event: unknown, context: unknown) => Promise<unknown> };
say({ initMs: performance.now(), initCpuMs: cpuMs() } satisfies Started);

for (let order = readOrder(); order; order = readOrder()) say(await obey(order));
process.exit();

async function obey({ event, calls }: Order): Promise<Done> {
  const cpuBefore = cpuMs();
  const start = performance.now();
  let answer = await handler(event, context());
  const firstCallMs = performance.now() - start;
  for (let call = 1; call < calls; call += 1) answer = await handler(event, context());
  const wallMs = performance.now() - start;
  return { firstCallMs, wallMs, cpuMs: cpuMs() - cpuBefore, rssBytes: process.memoryUsage.rss(), answer };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function context() {
  const endsAt = performance.now() + 29_000;
  return {
    functionName: 'greenlight-bench',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-west-2:123456789012:function:greenlight-bench',
    memoryLimitInMB: '128',
    awsRequestId: 'f3758e27-ac30-46e7-8f83-89b0f0423fac',
    getRemainingTimeInMillis: () => endsAt - performance.now(),
  };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function say(line: Started | Done): void {
  writeSync(3, `${JSON.stringify(line)}\n`);
}

function readOrder(): Order | undefined {
  const buffer = Buffer.alloc(64 * 1024);
  let text = '';
  while (!text.endsWith('\n')) {
    const bytes = readInput(buffer);
    if (bytes === 0) return undefined;
    text += buffer.toString('utf8', 0, bytes);
  }
  return JSON.parse(text) as Order;
}

/** Node's pipes between processes do not block, so this waits instead of the kernel. */
function readInput(buffer: Buffer): number {
  for (;;) {
    try {
      return readSync(0, buffer);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(stillness, 0, 0, 1);
    }
  }
}
