import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Hono } from 'hono';
import type { HookLogger } from '../../hook/log/hook-logger.ts';
import { en } from './language/en.ts';
import { renderMessage } from './page/frame.ts';
import { deskHeaders } from './page/headers.ts';
import type { PastResponse } from './send-page.ts';

type DeskFunction = (
  event: APIGatewayProxyEventV2,
  context?: Partial<Context>,
) => Promise<APIGatewayProxyStructuredResultV2>;

/**
 * The desk as a Lambda function behind an HTTP API (payload format 2.0). Every request gets a response with the desk's headers, even if it
 * cannot become a `Request` (TRACE, CONNECT, a GET with a body, a malformed host name). No log line or error contains the URL or the host of a
 * request.
 *
 * @param options.deskUrl - the desk's own address, used instead of the requested host
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function deskFunction(desk: Hono, options: { deskUrl: string; logger: HookLogger }): DeskFunction {
  return async (event, lambdaContext) => {
    try {
      const { requestContext } = event;
      const past: PastResponse = { headers: {}, ...(requestContext.http.method === 'GET' && { page: '' }) };
      const response = await desk.fetch(toRequest(event, options.deskUrl), { requestContext, lambdaContext, past });
      return await toResult(response, past);
    } catch (error) {
      // Its message may quote the URL with the token.
      options.logger.error('the desk could not read a request', {
        error: error instanceof Error ? error.name : 'unknown',
      });
      const headers = { ...deskHeaders, 'content-type': 'text/html; charset=UTF-8', 'content-language': en.lang };
      return {
        statusCode: 400,
        headers,
        body: String(await renderMessage(en, en.messages.notFound)),
        isBase64Encoded: false,
      };
    }
  };
}

function toRequest(event: APIGatewayProxyEventV2, deskUrl: string): Request {
  const url = new URL(deskUrl);
  // Unlike parsing, assigning accepts any string.
  url.pathname = event.rawPath;
  url.search = event.rawQueryString ?? '';
  const { method } = event.requestContext.http;
  const headers = new Headers();
  for (const name of readHeaders) {
    const value = event.headers[name];
    if (value !== undefined) headers.set(name, /^[\x20-\x7e]*$/.test(value) ? value : 'unreadable');
  }
  const cookies = event.cookies?.filter((cookie) => /^[\x20-\x7e]*$/.test(cookie)) ?? [];
  if (cookies.length > 0) headers.set('cookie', cookies.join('; '));
  if (method !== 'POST') return withoutBody(url, readingMethods.has(method) ? method : 'OPTIONS', headers);
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : undefined);
  headers.set('content-length', String(body.length));
  return new Request(url, { method, headers, body });
}

/** What the desk reads of a request without a body. A whole `Request` has a second address, a signal and a clean-up as well, for each page. */
function withoutBody({ href: url }: URL, method: string, headers: Headers): Request {
  return { url, method, headers, text: async () => '' } satisfies Partial<Request> as Request;
}

/** The only headers that the desk reads, apart from cookies; the rest cannot do harm. */
const readHeaders = [
  ...(['accept-language', 'content-type', 'origin', 'sec-fetch-site'] as const),
  ...(['x-slack-request-timestamp', 'x-slack-signature'] as const),
];

/** The desk treats all other methods except POST alike, and some of them cannot be the method of a `Request`. */
const readingMethods: ReadonlySet<string> = new Set(['GET', 'HEAD']);

async function toResult(response: Response, past: PastResponse): Promise<APIGatewayProxyStructuredResultV2> {
  const cookies = response.headers.getSetCookie();
  response.headers.delete('set-cookie');
  return {
    statusCode: response.status,
    headers: { ...Object.fromEntries(response.headers), ...past.headers },
    ...(cookies.length > 0 && { cookies }),
    ...(past.page && response.body === null ? { body: past.page, isBase64Encoded: false } : await bodyOf(response)),
  };
}

/** API Gateway decodes it again. */
async function bodyOf(response: Response): Promise<{ body: string; isBase64Encoded: boolean }> {
  if (response.headers.get('content-type') !== 'image/png')
    return { body: await response.text(), isBase64Encoded: false };
  return { body: Buffer.from(await response.arrayBuffer()).toString('base64'), isBase64Encoded: true };
}
