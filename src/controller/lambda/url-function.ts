import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { FunctionError, readFunctionError } from './function-error.ts';
import type { HookFunction } from './hook-function.ts';

/** The path at which the Lambda Runtime Interface Emulator, and with it every Lambda container image, receives events. */
const invocationsPath = '/2015-03-31/functions/function/invocations';

export type UrlFunctionOptions = {
  /** 1 to 900. Default 900, as {@link HookFunction} has it. */
  timeoutSeconds?: number;
};

/**
 * A function that is invoked by POSTing the event to a URL, as with the Lambda Runtime Interface Emulator. An answer that is not
 * 2xx, or that carries the header `x-amz-function-error`, is a function error.
 *
 * @param url of the function; the default path is {@link invocationsPath}
 * @throws TypeError if the URL is neither http nor https
 */
export function urlFunction(url: string, { timeoutSeconds }: UrlFunctionOptions = {}): HookFunction {
  const target = new URL(url);
  if (target.protocol !== 'http:' && target.protocol !== 'https:') {
    throw new TypeError(`${url} is not the URL of a function; write one that begins with http:// or https://`);
  }
  if (target.pathname === '/') target.pathname = invocationsPath;
  return {
    handler: (event, context) => post(target, JSON.stringify(event), context.getRemainingTimeInMillis()),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
  };
}

async function post(url: URL, body: string, remainingMs: number): Promise<unknown> {
  const limit = AbortSignal.timeout(Math.max(0, Math.round(remainingMs)));
  const { status, isError, answer } = await exchange(url, body, limit).catch((cause: unknown) => {
    if (!limit.aborted) throw cause;
    const seconds = (remainingMs / 1000).toFixed(2);
    throw new FunctionError('Sandbox.Timedout', `Task timed out after ${seconds} seconds`);
  });
  if (isError) throw readFunctionError(answer);
  if (status < 200 || status > 299) {
    throw new FunctionError('Unhandled', `${url} answered ${status}: ${answer.slice(0, 200)}`);
  }
  try {
    return JSON.parse(answer || 'null');
  } catch {
    throw new FunctionError('Unhandled', `${url} sent an answer that is not JSON: ${answer.slice(0, 200)}`);
  }
}

function exchange(
  url: URL,
  body: string,
  signal: AbortSignal,
): Promise<{ status: number; isError: boolean; answer: string }> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { method: 'POST', headers, signal }, (response) => {
      text(response).then((answer) => {
        const isError = response.headers['x-amz-function-error'] !== undefined;
        resolve({ status: response.statusCode ?? 0, isError, answer });
      }, reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
