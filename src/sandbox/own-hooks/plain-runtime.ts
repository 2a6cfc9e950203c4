import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { recordFiles } from './recorded-files.ts';

/*
 * Runs a hook's module as Lambda's runtime client does, if aws-lambda-ric is not installed or the module is TypeScript: it asks the
 * runtime API for events and posts the handler's answers. Started as a program of its own:
 *
 *   node plain-runtime.ts <file>           serves until nobody listens at AWS_LAMBDA_RUNTIME_API
 *   node plain-runtime.ts --check <file>   loads the module once, and reports its exports to the parent process
 *
 * If a module cannot be loaded, Node's error goes to stderr, with the line.
 */

/** What `--check` reports to the parent: the module's files, and its exports if it could be loaded. */
export type CheckedModule = {
  files: readonly string[];
  loaded?: { exports: readonly string[]; handler: 'function' | 'missing' | 'no-function' };
};

type Handler = (event: unknown, context: object) => unknown;

type Module = { handler?: unknown; default?: { handler?: unknown } | undefined };

async function check(file: string): Promise<void> {
  const recorded = recordFiles();
  const module = await load(file).catch(async (error: unknown) => {
    await tell({ files: recorded() });
    throw error;
  });
  const handler = handlerOf(module);
  const kind = handler === undefined ? 'missing' : typeof handler === 'function' ? 'function' : 'no-function';
  await tell({ files: recorded(), loaded: { exports: Object.keys(module), handler: kind } });
  // A timer or a connection that the module has opened would keep this process alive.
  process.exit(0);
}

function tell(checked: CheckedModule): Promise<void> {
  return new Promise((resolve) => process.send?.(checked, () => resolve()));
}

async function serve(file: string): Promise<void> {
  const handler = await loadHandler(file).catch(async (error: unknown) => {
    await post('init/error', describe(error));
    process.exit(1);
  });
  for (;;) {
    const { headers, body } = await exchange('GET', 'invocation/next');
    const id = String(headers['lambda-runtime-aws-request-id']);
    try {
      const answer = await handler(JSON.parse(body), contextOf(headers));
      await post(`invocation/${id}/response`, answer ?? null);
    } catch (error) {
      console.error(error);
      await post(`invocation/${id}/error`, describe(error));
    }
  }
}

async function loadHandler(file: string): Promise<Handler> {
  const handler = handlerOf(await load(file));
  if (typeof handler === 'function') return handler as Handler;
  throw Object.assign(new Error(`${process.env['_HANDLER']} is undefined or not exported`), {
    name: 'Runtime.HandlerNotFound',
  });
}

function load(file: string): Promise<Module> {
  return import(pathToFileURL(file).href);
}

/** The export, also of a CommonJS bundle whose exports Node cannot detect in advance. */
function handlerOf(module: Module): unknown {
  return module.handler ?? module.default?.handler;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function contextOf(headers: Headers): object {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: process.env['AWS_LAMBDA_FUNCTION_VERSION'],
    memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    logGroupName: process.env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: process.env['AWS_LAMBDA_LOG_STREAM_NAME'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function describe(error: unknown): { errorType: string; errorMessage: string; trace: readonly string[] } {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

async function post(path: string, body: unknown): Promise<void> {
  await exchange('POST', path, JSON.stringify(body) ?? 'null');
}

function exchange(method: 'GET' | 'POST', path: string, body = ''): Promise<{ headers: Headers; body: string }> {
  const url = `http://${process.env['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime/${path}`;
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve) => {
    // The parent process is gone.
    const leave = () => process.exit(0);
    request(url, { method, headers: method === 'GET' ? {} : headers }, (response) => {
      text(response).then((answer) => resolve({ headers: response.headers, body: answer }), leave);
    })
      .on('error', leave)
      .end(body);
  });
}

if (import.meta.main) {
  const [first = '', second = ''] = process.argv.slice(2);
  await (first === '--check' ? check(second) : serve(first));
}
