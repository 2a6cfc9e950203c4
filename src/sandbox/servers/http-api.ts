import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { isOwnHost } from '../../controller/own-host.ts';
import type { Clock } from '../../hook/clock.ts';
import { type Serving, serve } from './serve.ts';

/** A function behind an HTTP API with the `$default` route and payload format 2.0. */
export type HttpApiFunction = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyResultV2>;

type HttpApiOptions = {
  /** 0 takes any free port. */
  port: number;
  /** What to do if the port is taken: `pass --production-port <n>`. */
  another?: string;
  clock: Clock;
  /** Receives errors that the caller does not see: a function that throws, a malformed response. */
  onError?: (error: unknown) => void;
};

/** The largest body that an HTTP API accepts. */
const maxBodyBytes = 10 * 1024 * 1024;

/**
 * Plays an API Gateway HTTP API in front of one function, so that the function gets the same events as when deployed.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export async function startHttpApi(call: HttpApiFunction, options: HttpApiOptions): Promise<Serving> {
  const { port, another, clock, onError = () => {} } = options;
  const server = createServer(async (request, response) => {
    try {
      if (!isOwnHost(request.headers.host, request.socket.localPort)) {
        answer(response, forbidden);
        return;
      }
      const body = await readBody(request);
      const event = body === undefined ? undefined : toEvent(request, body, clock.now());
      answer(response, event === undefined ? tooLarge : toStructured(await call(event)));
    } catch (error) {
      onError(error);
      answer(response, failed);
    }
  });
  return await serve(server, { port, ...(another !== undefined && { another }) });
}

/** Builds the event of payload format 2.0. */
function toEvent(request: IncomingMessage, body: Buffer, now: Date): APIGatewayProxyEventV2 {
  const { path, query } = splitTarget(request.url ?? '/');
  const { cookie, ...headers } = joinHeaders(request);
  const host = headers['host'] ?? '';
  const sourceIp = request.socket.remoteAddress ?? '';
  const asText = isText(headers['content-type']);
  const parameters = joinParameters(query);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    ...(cookie !== undefined && { cookies: cookie.split(/;\s*/) }),
    headers: { ...headers, 'x-forwarded-for': sourceIp, 'x-forwarded-proto': 'http' },
    ...(parameters !== undefined && { queryStringParameters: parameters }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: host.replace(/:\d+$/, ''),
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: formatLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(asText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !asText,
  };
}

/** HTTP APIs pass the path decoded, cut at a decoded question mark; the query stays as sent (observed by others, 2024 to 2026). */
function splitTarget(target: string): { path: string; query: string } {
  const at = target.indexOf('?');
  const [encoded, query] = at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)];
  return { path: decode(encoded).split('?', 1)[0] ?? '/', query };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Names in lower case; a header sent several times becomes one, joined by commas. */
function joinHeaders(request: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values = []]) => [
      name,
      values.join(name === 'cookie' ? '; ' : ','),
    ]),
  );
}

/** A parameter sent several times becomes one, joined by commas. */
function joinParameters(query: string): Record<string, string> | undefined {
  if (query === '') {
    return undefined;
  }
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(joined);
}

/**
 * Whether the body arrives as text. Everything else arrives in base64, including posted forms and bodies without a type, as others have
 * verified on AWS: https://github.com/ministackorg/ministack/pull/766
 */
function isText(contentType: string | undefined): boolean {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return type.startsWith('text/') || /^application\/(json|xml|javascript)$/.test(type);
}

/** `12/Mar/2020:19:03:58 +0000`, as access logs have it. */
function formatLogTime(now: Date): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(now.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) {
      chunks.push(chunk);
    }
  }
  return bytes > maxBodyBytes ? undefined : Buffer.concat(chunks);
}

/** An answer without `statusCode` becomes the JSON body of a 200. */
function toStructured(result: APIGatewayProxyResultV2): APIGatewayProxyStructuredResultV2 {
  if (typeof result === 'object' && result !== null && 'statusCode' in result) {
    return result;
  }
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: typeof result === 'string' ? result : JSON.stringify(result ?? null),
  };
}

const forbidden = ownAnswer(403, 'Forbidden');
const tooLarge = ownAnswer(413, 'Request Entity Too Large');
const failed = ownAnswer(500, 'Internal Server Error');

function ownAnswer(statusCode: number, message: string): APIGatewayProxyStructuredResultV2 {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) };
}

function answer(response: ServerResponse, result: APIGatewayProxyStructuredResultV2): void {
  for (const [name, value] of Object.entries(result.headers ?? {})) {
    response.setHeader(name, String(value));
  }
  if (result.cookies !== undefined) {
    response.setHeader('set-cookie', result.cookies);
  }
  response.statusCode = result.statusCode ?? 200;
  response.end(Buffer.from(result.body ?? '', result.isBase64Encoded === true ? 'base64' : 'utf8'));
}
