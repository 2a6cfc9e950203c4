import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What a function asks AWS for. `operation` is such as `PUT`, `Publish` or `ContinueServiceDeployment`. */
export type WireRequest = {
  operation: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: Buffer;
};
export type WireAnswer = { status: number; headers: Record<string, string>; body: Buffer };

/** Carries a request out, later than now or never. If it rejects, the function gets no answer, or that of a service in trouble. */
export type Carry = (request: WireRequest, send: () => Promise<WireAnswer>) => Promise<WireAnswer>;

export type FaultyWire = {
  /** For `AWS_ENDPOINT_URL`. */
  endpoint: string;
  stop(): void;
};

/** Stands between one function and AWS. */
export async function startFaultyWire(carry: Carry, send: (request: WireRequest) => Promise<WireAnswer>) {
  let failures = 0;
  const hopeless = new Set<string>();
  const server = createServer(async (incoming, response) => {
    const request = await read(incoming).catch(() => undefined);
    if (!request) {
      response.destroy();
      return;
    }
    // Requests that are not from the SDK are tried once.
    const invocation = request.headers['amz-sdk-invocation-id'];
    try {
      if (invocation && hopeless.has(invocation)) throw new Error('this call fails however often it is tried');
      reply(response, await carry(request, () => send(request)));
    } catch {
      failures += 1;
      // The SDK tries three times; half of what fails does so each time.
      if (invocation && failures % 2 === 0) hopeless.add(invocation);
      if (failures % 3 === 0) response.destroy();
      else reply(response, trouble(request, failures % 3 === 1));
    }
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const wire: FaultyWire = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
  return wire;
}

/** Sends a request on as it is, to the service at this address. */
export async function sendTo(endpoint: string, { method, url, headers, body }: WireRequest): Promise<WireAnswer> {
  const { host: _host, connection: _connection, 'content-length': _length, expect: _expect, ...kept } = headers;
  const answer = await fetch(endpoint + url, {
    ...{ method, headers: kept },
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
  const named = Object.fromEntries(answer.headers);
  delete named['connection'];
  delete named['transfer-encoding'];
  delete named['content-encoding'];
  return { status: answer.status, headers: named, body: Buffer.from(await answer.arrayBuffer()) };
}

async function read(incoming: IncomingMessage): Promise<WireRequest> {
  const { method = '', url = '' } = incoming;
  const headers = incoming.headers as Record<string, string>;
  const body = await buffer(incoming);
  const action = headers['x-amz-target']?.split('.').at(-1) ?? new URLSearchParams(body.toString()).get('Action');
  return { operation: action ?? method, method, url, headers, body };
}

function reply(response: ServerResponse, { status, headers, body }: WireAnswer): void {
  if (response.destroyed) return;
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.end(body);
}

/** What a service answers that is out of order, or asked too often. */
function trouble({ headers }: WireRequest, isThrottling: boolean): WireAnswer {
  const code = isThrottling ? 'ThrottlingException' : 'InternalError';
  const isJson = headers['x-amz-target'] !== undefined;
  return {
    status: isThrottling && isJson ? 400 : 503,
    headers: { 'content-type': isJson ? 'application/x-amz-json-1.1' : 'application/xml' },
    body: Buffer.from(
      isJson
        ? JSON.stringify({ __type: code, message: 'Rate exceeded' })
        : `<Error><Code>${isThrottling ? 'SlowDown' : code}</Code><Message>Please reduce your request rate.</Message></Error>`,
    ),
  };
}
