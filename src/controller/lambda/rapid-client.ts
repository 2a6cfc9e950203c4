import { registerHooks } from 'node:module';
import { Worker } from 'node:worker_threads';

/*
 * Replaces the native part of aws-lambda-ric if that was not built. Loaded with --import before the client, and then required by
 * it as `./rapid-client.node`. The client fetches events with its own HTTP code.
 */

process.env['AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1'] = 'true';

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier !== './rapid-client.node') return nextResolve(specifier, context);
    return { url: import.meta.url, shortCircuit: true };
  },
});

/** As in rapid-client.cc: the request id comes encoded. */
export function done(requestId: string, answer: string): void {
  post(`/invocation/${requestId}/response`, answer, {});
}

export function error(requestId: string, report: string, xrayCause: string): void {
  post(`/invocation/${requestId}/error`, report, { 'lambda-runtime-function-xray-error-cause': xrayCause });
}

export function next(): never {
  throw new Error('events are asked for by the client itself');
}

/** Posts from another thread, so that this one can wait: the client may end the process as soon as it has reported an error. */
const poster = new Worker(
  `const { request } = require('node:http');
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', ({ url, body, headers, signal }) => {
    const tell = () => { Atomics.store(signal, 0, 1); Atomics.notify(signal, 0); };
    const options = { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers } };
    request(url, options, (response) => response.resume().on('close', tell)).on('error', tell).end(body);
  });`,
  // Without execArgv, or the thread would load this file again.
  { eval: true, execArgv: [] },
);
poster.unref();

function post(path: string, body: string, headers: Record<string, string>): void {
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const url = `http://${process.env['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime${path}`;
  poster.postMessage({ url, body, headers, signal });
  Atomics.wait(signal, 0, 0);
}
