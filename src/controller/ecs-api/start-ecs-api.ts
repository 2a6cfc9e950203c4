import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Controller } from '../controller-api.ts';
import { isOwnHost } from '../own-host.ts';
import { answerRequest, refuseRequest } from './answer-request.ts';
import { EcsApiError } from './ecs-api-error.ts';
import { EcsRegion, type NewService } from './region.ts';
import { RequestRates } from './request-rates.ts';
import { type TaskDefinitionInput, TaskDefinitions } from './task-definitions.ts';

export type EcsApiOptions = {
  /**
   * The services, all of one account and Region; at least one. One that has not deployed anything does not exist yet: CreateService deploys
   * its first revision.
   */
  controllers: readonly Controller[];
  /** Task definitions that services may be updated to, in addition to those that they use. More can be registered through the API. Default: none. */
  taskDefinitions?: readonly TaskDefinitionInput[];
  /** Creates the controller for a service of CreateService that none was given for. Default: that is refused. */
  createController?: (service: NewService) => Controller;
  /**
   * Answers no more requests than AWS documents for an account and Region, by the clock of the first service, and refuses the others: ThrottlingException
   * `Rate exceeded`. Default false.
   */
  throttles?: boolean;
  /** The port on 127.0.0.1. Default: a free one. */
  port?: number;
  /** Called with every request once it is answered: for a log, or a test. */
  onAnswer?: (answer: EcsApiAnswer) => void;
};

/** A request and its answer. `error.cause` is the cause of a ServerException. */
export type EcsApiAnswer = { operation: string | undefined; error: EcsApiError | undefined };

export type EcsApi = {
  /** For `AWS_ENDPOINT_URL_ECS`, such as `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  stop(): Promise<void>;
};

/**
 * Serves the ECS API in front of controllers, so that SDKs, the AWS CLI and deployed bundles can talk to them. Each controller's time
 * passes on its own clock: a virtual clock must be run by the caller.
 *
 * @example
 * ```ts
 * import { createController } from 'ecs-greenlight/testing';
 * import { startEcsApi } from 'ecs-greenlight/ecs-api';
 *
 * const controller = createController({ service: {}, functions: () => undefined });
 * const api = await startEcsApi({ controllers: [controller] });
 * console.log(new URL(api.endpoint).hostname); // prints: 127.0.0.1
 * await api.stop();
 * ```
 *
 * @throws Error if the port is taken
 */
export async function startEcsApi(options: EcsApiOptions): Promise<EcsApi> {
  const region = regionOf(options);
  const rates = options.throttles ? new RequestRates(() => region.clock.now()) : undefined;
  const server = createServer((request, response) => {
    // A client that goes away in the middle of its request gets no answer.
    serve(request, response, (asked) => answerRequest(asked, region, rates), options.onAnswer).catch(() =>
      response.destroy(),
    );
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async stop() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function regionOf({ controllers, taskDefinitions = [], createController }: EcsApiOptions): EcsRegion {
  const definitions = new TaskDefinitions(controllers[0]?.serviceArn ?? '');
  for (const input of taskDefinitions) definitions.register(input);
  return new EcsRegion(controllers, definitions, createController);
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: Parameters<typeof answerRequest>[0]) => ReturnType<typeof answerRequest>,
  onAnswer: EcsApiOptions['onAnswer'],
): Promise<void> {
  const { method = '', url = '', headers } = request;
  if (!isOwnHost(headers.host, request.socket.localPort)) {
    response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
    response.end(`this API answers only at http://127.0.0.1:${request.socket.localPort}\n`);
    return;
  }
  const body = await readBody(request);
  const answered = body === undefined ? refuseRequest(tooLarge()) : answer({ method, path: url, headers, body });
  const { status, operation, error } = answered;
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
    'cache-control': 'no-store',
  });
  response.end(answered.body);
  onAnswer?.({ operation, error });
}

/** More than any request needs. */
const maxBytes = 1024 * 1024;

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    // Read to the end anyway, or the client would see a broken connection and no answer.
    if (length <= maxBytes) chunks.push(chunk);
  }
  return length > maxBytes ? undefined : Buffer.concat(chunks).toString('utf8');
}

function tooLarge(): EcsApiError {
  return new EcsApiError('RequestEntityTooLargeException', `the request is longer than ${maxBytes} bytes`);
}
