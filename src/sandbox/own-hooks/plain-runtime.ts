import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { exportOf, type FoundHandler, findHandler, type HandlerModule } from './find-handler.ts';
import { type LoadError, loadErrorOf } from './module-problem.ts';
import { recordFiles } from './recorded-files.ts';

/*
 * Runs a hook's module as Lambda's runtime client does, if aws-lambda-ric is not installed or the module is TypeScript: it asks the
 * runtime API for events and posts the handler's answers. Started as a program of its own:
 *
 *   node plain-runtime.ts <file>                     serves until nobody listens at AWS_LAMBDA_RUNTIME_API
 *   node plain-runtime.ts --check <file> [<export>]  loads the module once, and reports its handler to the parent process
 *
 * If a module cannot be loaded, Node's error goes to stderr, with the line.
 */

/** What `--check` reports to the parent: the module's files, and its handler or why it could not be loaded. */
export type CheckedModule = { files: readonly string[] } & ({ found: FoundHandler } | { error: LoadError });

/** An `import` would also load undici, with its fetch and its WebSocket, which takes longer than everything else here. */
const { request } = process.getBuiltinModule('node:http');

type Handler = (event: unknown, context: object) => unknown;

async function check(file: string, wanted: string | undefined): Promise<void> {
  const recorded = recordFiles();
  const module = await load(file).catch(async (error: unknown) => {
    await tell({ files: recorded(), error: loadErrorOf(error) });
    throw error;
  });
  await tell({ files: recorded(), found: findHandler(module, wanted) });
  // A timer or a connection that the module has opened would keep this process alive.
  process.exit(0);
}

function tell(checked: CheckedModule): Promise<void> {
  return new Promise((resolve) => process.send?.(checked, () => resolve()));
}

async function serve(file: string): Promise<void> {
  const handler = await loadHandler(file).catch(async (error: unknown) => {
    await post('init/error', toLambdaError(error));
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
      await post(`invocation/${id}/error`, toLambdaError(error));
    }
  }
}

/** The export that `_HANDLER` names, as Lambda finds it. */
async function loadHandler(file: string): Promise<Handler> {
  const full = process.env['_HANDLER'] ?? '';
  const module = await load(file);
  const { name, kind } = findHandler(module, full.slice(full.lastIndexOf('.') + 1));
  if (kind === 'function') return exportOf(module, name) as Handler;
  throw kind === 'callback'
    ? failure('Runtime.CallbackHandlerDeprecated', `${full} has a callback, which Lambda refuses since nodejs24`)
    : failure('Runtime.HandlerNotFound', `${full} is undefined or not exported`);
}

function failure(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function load(file: string): Promise<HandlerModule> {
  return import(pathToFileURL(file).href);
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

function toLambdaError(error: unknown): { errorType: string; errorMessage: string; trace: readonly string[] } {
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
  const [first = '', second = '', third] = process.argv.slice(2);
  await (first === '--check' ? check(second, third) : serve(first));
}
