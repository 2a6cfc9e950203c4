import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { bundleOptions, type FunctionName } from '../scripts/build.ts';
import { obtainFunctions } from '../scripts/build-for-tests.ts';
import { openKey } from '../src/storage/keys.ts';
import { type CpuShare, cpuShare } from './cpu-share.ts';
import { bucket, type Fixture, makeFixture } from './fixture.ts';
import { startProcess } from './run-process.ts';
import { spreadOf } from './spread.ts';

/**
 * `node bench/sizes.ts`: how long each function takes with which memory size, because Lambda assigns CPU in proportion to it. `MemorySize` in
 * template.yaml is based on this. This process answers all of a function's requests at once, so that only computing is measured.
 */

const sizes = [128, 256, 512, 1024];
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1)
  throw new Error(`--rounds is ${values.rounds}; write a whole number from 1`);

const fixture = makeFixture(new Date());
const server = createServer(answerFrom(fixture)).listen(0, '127.0.0.1');
await new Promise((done) => server.once('listening', done));
const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const folder = await mkdtemp(join(tmpdir(), 'greenlight-sizes-'));
const cpus = sizes.map((megabytes) => ({ megabytes, cpu: cpuShare(megabytes) }));
try {
  await Promise.all([obtainFunctions(join(folder, 'dist')), buildRunner()]);
  console.log(`128 MB: ${cpus[0]?.cpu.how}; ${rounds} rounds, medians; GB·ms is what a cold call is charged for`);
  console.log(['function', 'MB', 'first call ms', 'second ms', 'cold ms', 'GB·ms', 'RSS MB'].join('\t'));
  for (const [name, work] of Object.entries(workOf(fixture, endpoint))) {
    for (const size of cpus) console.log(await measure(name as FunctionName, work, size));
  }
} finally {
  for (const { cpu } of cpus) await cpu.remove();
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true });
}

type Work = { event: unknown; isRight: (answer: unknown) => boolean };

/** The most expensive thing that each function does often, including what it loads for it. */
function workOf({ event, pageRequest }: Fixture, url: string): Record<FunctionName, Work> {
  const asked = (hookDetails: object) => ({ ...(event as object), hookDetails });
  const answers = (status: string) => (answer: unknown) => (answer as { hookStatus?: string }).hookStatus === status;
  return {
    'approval-hook': { event, isRight: answers('IN_PROGRESS') },
    'smoke-hook': {
      event: asked({ baseUrl: `${url}/shop`, allowUnproved: true, requests: ['/', '/cart'] }),
      isRight: answers('SUCCEEDED'),
    },
    // CloudWatch is not simulated, so the call ends with an error, after the same work as for an answer.
    'alarm-hook': { event: asked({ alarms: ['shop-5xx'] }), isRight: answers('IN_PROGRESS') },
    'gate-hook': { event: asked({ checks: [{ approval: {} }] }), isRight: answers('IN_PROGRESS') },
    desk: { event: pageRequest, isRight: (answer) => (answer as { statusCode?: number }).statusCode === 200 },
    'deployment-watcher': { event: { source: 'aws.events' }, isRight: (answer) => answer === undefined },
    'pause-bridge': {
      event: { Records: [{ messageId: '1', body: JSON.stringify({ source: 'aws.events', 'detail-type': 'sweep' }) }] },
      isRight: (answer) => (answer as { batchItemFailures?: unknown[] }).batchItemFailures?.length === 0,
    },
    announcer: {
      event: { Records: [{ messageId: '1', body: JSON.stringify({ source: 'aws.events', 'detail-type': 'sweep' }) }] },
      isRight: (answer) => (answer as { batchItemFailures?: unknown[] }).batchItemFailures?.length === 0,
    },
  };
}

type Size = { megabytes: number; cpu: CpuShare };

async function measure(name: FunctionName, { event, isRight }: Work, { megabytes, cpu }: Size): Promise<string> {
  const runs: { first: number; second: number; cold: number; rss: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const run = await startProcess({
      runner: join(folder, 'runner.mjs'),
      bundle: join(folder, 'dist', name, 'index.mjs'),
      env: environment(name),
    });
    try {
      // Init is not throttled: Lambda gives it a whole core.
      const release = cpu.hold(run.pid);
      const once = await run.obey({ event, calls: 1 });
      const again = await run.obey({ event, calls: 1 });
      release();
      if (!isRight(once.answer)) throw new Error(`${name} answered ${JSON.stringify(once.answer)}`);
      const cold = run.started.initMs + once.firstCallMs;
      runs.push({ first: once.firstCallMs, second: again.firstCallMs, cold, rss: again.rssBytes / 1024 / 1024 });
    } finally {
      await run.end();
    }
  }
  const median = (key: keyof (typeof runs)[number]) => spreadOf(runs.map((run) => run[key])).median;
  const cost = median('cold') * (megabytes / 1024);
  const columns = [median('first'), median('second'), median('cold'), cost, median('rss')].map((value) =>
    value.toFixed(0),
  );
  return [name, megabytes, ...columns].join('\t');
}

function environment(name: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_ENDPOINT_URL: endpoint,
    LEDGER_BUCKET: bucket,
    NOTIFICATIONS_TOPIC_ARN: 'arn:aws:sns:us-east-1:111122223333:greenlight-bench',
    ANNOUNCEMENTS_TOPIC_ARN: 'arn:aws:sns:us-east-1:111122223333:greenlight-announcements',
    DESK_URL: 'https://desk.example.com',
    SIGNING_KEY_SECRET_ID: 'greenlight-bench',
    POWERTOOLS_SERVICE_NAME: name,
    SMOKE_ALLOW_LOOPBACK: 'yes',
    PAUSE_BRIDGE: 'configured',
    PAUSE_PARAMETERS: '/greenlight/pauses',
  };
}

async function buildRunner(): Promise<void> {
  const runner = fileURLToPath(new URL('runner.ts', import.meta.url));
  await build({ entryPoints: { runner }, outdir: folder, outExtension: { '.js': '.mjs' }, ...bundleOptions });
}

/** S3, Secrets Manager, ECS and the shop, all at one address. */
function answerFrom({ objects, secret }: Fixture): RequestListener {
  const [open = ''] = Object.keys(objects).filter((key) => key.startsWith('approvals/'));
  return (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://sizes');
    const target = request.headers['x-amz-target'];
    const json = (body: unknown, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    request.resume();
    if (target === 'secretsmanager.GetSecretValue') json({ Name: 'greenlight-bench', SecretString: secret });
    else if (typeof target === 'string' && target.endsWith('.DescribeServiceDeployments')) {
      json({ serviceDeployments: [{ status: 'IN_PROGRESS' }], failures: [] });
    } else if (pathname.startsWith('/shop')) response.end('<title>Shop</title>');
    else if (request.method === 'PUT') response.writeHead(200, { etag: '"e"' }).end();
    else if (request.method !== 'GET') json({ message: 'not played here' }, 400);
    else if (searchParams.get('list-type') === '2') {
      const prefix = searchParams.get('prefix') ?? '';
      const keys = prefix.startsWith('open/')
        ? [openKey(open)]
        : Object.keys(objects).filter((key) => key.startsWith(prefix));
      response.end(`<ListBucketResult>${keys.map((key) => `<Key>${key}</Key>`).join('')}</ListBucketResult>`);
    } else {
      const body = objects[decodeURIComponent(pathname).slice(`/${bucket}/`.length)];
      const headers = { etag: '"e"', 'last-modified': new Date().toUTCString() };
      if (body === undefined) response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
      else response.writeHead(200, headers).end(body);
    }
  };
}
