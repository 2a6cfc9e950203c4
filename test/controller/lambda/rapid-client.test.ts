import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const standIn = new URL('../../../src/controller/lambda/rapid-client.ts', import.meta.url).href;

test('W-24 the stand-in has posted an answer when done returns, even if the process ends then', async () => {
  const { posted, run } = await runtimeApi();

  await run(`client.done('8476%2F1', 'x'.repeat(1_000_000)); process.exit(0);`);

  expect(posted).toEqual([
    { method: 'POST', path: '/2018-06-01/runtime/invocation/8476%2F1/response', body: 'x'.repeat(1_000_000) },
  ]);
});

test('W-28 the stand-in has posted an error when error returns', async () => {
  const { posted, run } = await runtimeApi();

  await run(`client.error('8476', '{"errorType":"TypeError"}', '{}'); process.exit(0);`);

  expect(posted).toEqual([
    { method: 'POST', path: '/2018-06-01/runtime/invocation/8476/error', body: '{"errorType":"TypeError"}' },
  ]);
});

test('W-24 the stand-in carries on if the server has gone', async () => {
  const { run, stop } = await runtimeApi();
  stop();

  await expect(run(`client.done('8476', '{}'); process.exit(0);`)).resolves.toBeDefined();
});

test('W-29 the stand-in does not keep a process alive that has nothing more to do', async () => {
  const { posted, run } = await runtimeApi();

  await run(`client.done('8476', '{}');`);

  expect(posted).toHaveLength(1);
});

/** A runtime API that only records what is posted, and a process that has the stand-in as aws-lambda-ric gets it. */
async function runtimeApi() {
  const posted: { method: string | undefined; path: string | undefined; body: string }[] = [];
  const server = createServer(async (request, response) => {
    posted.push({ method: request.method, path: request.url, body: await text(request) });
    response.writeHead(202).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(stop);
  const env = { AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${(server.address() as AddressInfo).port}` };
  const run = (program: string) => {
    const source = `const client = require('./rapid-client.node'); ${program}`;
    const options = ['--import', standIn, '--input-type=commonjs', '--eval', source];
    return promisify(execFile)(process.execPath, options, { env, timeout: 10_000 });
  };
  return { posted, run, stop };
}
