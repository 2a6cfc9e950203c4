import * as v from 'valibot';
import { isJsonObject } from '../../../hook/json.ts';
import { type TlsOptions, tlsSchema } from './tls-config.ts';
import { wholeNumberSchema } from './whole-number-schema.ts';

/** How a request travels. */
export type WireRequest = {
  /** How many redirects are followed, to the same host only: 0 to 10, 0 by default. */
  followRedirects?: number | undefined;
  /** The name of the URL in `baseUrl` that it is sent below, if that has several. */
  at?: string | undefined;
  /** How the certificate is verified. */
  tls?: TlsOptions | undefined;
  /** Asks for the health of a service by gRPC instead; an empty name means the server as a whole. */
  grpc?: { service: string } | undefined;
  /** Opens a WebSocket instead, and closes it; with the protocols to offer, of which the server must choose one. */
  webSocket?: { protocols: readonly string[] } | undefined;
};

const tokenMessage = 'expected the name of a protocol';

/** The keys of a request that say how it travels. */
export const wireEntries = {
  followRedirects: v.optional(wholeNumberSchema(0, 10), 0),
  at: v.optional(v.string('expected the name of a URL in baseUrl')),
  tls: v.optional(tlsSchema),
  grpc: v.optional(
    v.pipe(
      v.custom<object>(isJsonObject, 'expected an object such as { "service": "shop.v1.Cart" }'),
      v.strictObject({
        service: v.optional(
          v.pipe(
            v.string('expected a string'),
            v.regex(/^[\w.-]{0,200}$/, 'expected the name of a service such as "shop.v1.Cart"'),
          ),
          '',
        ),
      }),
    ),
  ),
  webSocket: v.optional(
    v.pipe(
      v.custom<object>(isJsonObject, 'expected an object such as { "protocols": ["graphql-ws"] }, or {}'),
      v.strictObject({
        protocols: v.optional(
          v.pipe(
            v.array(
              v.pipe(v.string(tokenMessage), v.regex(/^[!#$%&'*+.^_`|~\w-]{1,100}$/, tokenMessage)),
              'expected a list of protocols',
            ),
            v.maxLength(10, 'expected at most 10 protocols'),
          ),
          [],
        ),
      }),
    ),
  ),
};

/** @see https://github.com/grpc/grpc/blob/master/doc/health-checking.md */
export const grpcHealthPath = '/grpc.health.v1.Health/Check';

/** gRPC itself says what a question about health is sent to. */
export function withGrpcPath(request: { grpc?: unknown }): object {
  if (request.grpc === undefined) return request;
  return { path: grpcHealthPath, method: 'POST', ...request };
}

type Together = WireRequest & {
  method: string;
  path: string;
  status?: unknown;
  body?: unknown;
  contains?: unknown;
  json?: unknown;
};

/** What is wrong with keys that exclude each other; undefined if nothing is. */
export function whyNotTogether(request: Together): string | undefined {
  const { grpc, webSocket, followRedirects = 0, body, contains, json, method, path } = request;
  if (grpc === undefined && webSocket === undefined) return undefined;
  const key = grpc === undefined ? 'webSocket' : 'grpc';
  if (grpc !== undefined && webSocket !== undefined) return 'expected either grpc or webSocket';
  const others = { body, contains, json, followRedirects: followRedirects || undefined };
  const other = Object.entries(others).find(([, value]) => value !== undefined)?.[0];
  if (other !== undefined) return `expected no ${other} next to ${key}`;
  if (grpc !== undefined && (path !== grpcHealthPath || method !== 'POST')) {
    return 'expected no path and no method next to grpc, which sets them itself';
  }
  return webSocket !== undefined && method !== 'GET'
    ? 'expected no method next to webSocket, which is a GET'
    : undefined;
}

/** What a request says about it, with nothing for the defaults. */
export function wireOf(
  { followRedirects = 0, at, tls, grpc, webSocket }: WireRequest,
  tlsOfAll: TlsOptions | undefined,
): WireRequest & { status?: number[] } {
  return {
    ...(followRedirects !== 0 && { followRedirects }),
    ...{ at, tls: tls ?? tlsOfAll, grpc },
    ...(webSocket !== undefined && { webSocket, status: [101] }),
  };
}
