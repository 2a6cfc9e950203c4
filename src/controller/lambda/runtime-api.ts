import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { isOwnHost } from '../own-host.ts';
import { type FunctionError, readFunctionError } from './function-error.ts';

/** One event for the function, with the data that Lambda adds. */
type Delivery = {
  requestId: string;
  functionArn: string;
  /** When the function will be killed, in milliseconds since 1970. */
  deadline: number;
  /** JSON. */
  event: string;
};

/** Lambda's side of one execution environment: sends events to the runtime client in it, and receives the answers. */
export interface RuntimeApi {
  /** For `AWS_LAMBDA_RUNTIME_API`, such as `127.0.0.1:40123`. */
  readonly address: string;
  /**
   * Resolves when the runtime asks for its next event: it has started, or has finished the previous one.
   *
   * @throws {FunctionError} when it could not start
   */
  isReady(): Promise<void>;
  /**
   * Sends an event once the runtime asks for one. Call it for one event at a time.
   *
   * @returns the answer as JSON
   * @throws {FunctionError}
   */
  invoke(delivery: Delivery): Promise<string>;
  stop(): void;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export async function startRuntimeApi(): Promise<RuntimeApi> {
  const environment = new Environment();
  const server = createServer((request, response) => {
    // A web page that got here by DNS rebinding would take events and answer for the function.
    if (!isOwnHost(request.headers.host, request.socket.localPort)) return reply(response, 403);
    environment.answer(request, response).catch(() => response.destroy());
  });
  // Neither the server nor the request it holds keeps this process from ending.
  server.on('connection', (socket) => socket.unref());
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    isReady: () => environment.isReady(),
    invoke: (delivery) => environment.invoke(delivery),
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const prefix = '/2018-06-01/runtime/';

class Environment {
  /** The runtime's request for its next event, held until there is one. */
  #asksNext = Promise.withResolvers<ServerResponse>();
  #current: { requestId: string; answer: PromiseWithResolvers<string> } | undefined;

  constructor() {
    // Nobody may be waiting when the runtime reports that it could not start.
    this.#asksNext.promise.catch(() => {});
  }

  async isReady(): Promise<void> {
    await this.#asksNext.promise;
  }

  async invoke({ requestId, functionArn, deadline, event }: Delivery): Promise<string> {
    const response = await this.#asksNext.promise;
    this.#asksNext = Promise.withResolvers();
    const answer = Promise.withResolvers<string>();
    this.#current = { requestId, answer };
    // With its length, so that headers and event are written together.
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(event),
      'lambda-runtime-aws-request-id': requestId,
      'lambda-runtime-deadline-ms': String(deadline),
      'lambda-runtime-invoked-function-arn': functionArn,
      'lambda-runtime-trace-id': `Root=1-${requestId.replaceAll('-', '').slice(0, 8)}-${requestId.replaceAll('-', '').slice(8)};Sampled=0`,
    });
    response.end(event);
    return answer.promise;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '' } = request;
    if (method === 'GET' && url === `${prefix}invocation/next`) {
      this.#asksNext.resolve(response);
      return;
    }
    const body = await text(request);
    if (method === 'POST' && url === `${prefix}init/error`) {
      this.#asksNext.reject(readFunctionError(body));
      reply(response, 202);
      return;
    }
    const [, requestId, kind] = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/.exec(url) ?? [];
    if (method !== 'POST' || requestId === undefined) return reply(response, 404);
    if (this.#current?.requestId !== decodeURIComponent(requestId)) return reply(response, 400);
    this.#settle(kind === 'error' ? readFunctionError(body) : body);
    reply(response, 202);
  }

  #settle(outcome: string | FunctionError): void {
    const answer = this.#current?.answer;
    this.#current = undefined;
    if (typeof outcome === 'string') answer?.resolve(outcome);
    else answer?.reject(outcome);
  }
}

function reply(response: ServerResponse, status: number): void {
  const body = JSON.stringify({ status: status === 202 ? 'OK' : 'InvalidRequestID' });
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
}
