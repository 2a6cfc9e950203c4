/** The methods that a smoke test may use. */
export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export type Method = (typeof methods)[number];

/**
 * Whether sending a request twice has the same effect as sending it once, so that it may be repeated although it may have been carried out.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-idempotent-methods
 */
export function isIdempotent(method: Method): boolean {
  return method !== 'POST' && method !== 'PATCH';
}

/** The longest body that is sent, in bytes. */
export const maxRequestBytes = 256 * 1024;

/** One request as it is sent. */
export type ProbeRequest = {
  method: Method;
  scheme: 'http' | 'https';
  /** What to connect to: a name or an address, IPv6 without brackets. */
  hostname: string;
  port: number;
  /** Path and query string. */
  path: string;
  /** The Host header's value, with the port if it is not the scheme's default. */
  host: string;
  /** The name that the certificate must be for. */
  servername: string;
  headers: Readonly<Record<string, string>>;
  /** A question about the health of a service by gRPC, instead of HTTP; empty for the server as a whole. */
  grpc?: { service: string } | undefined;
  /** A WebSocket to open instead, with the protocols to offer. */
  webSocket?: { protocols: readonly string[] } | undefined;
  /** How the certificate is verified; by the authorities that Node trusts by default. */
  tls?:
    | { /** PEM certificates to trust instead. */ ca?: string | undefined; unverified?: boolean | undefined }
    | undefined;
  /** Sent with its length, never in chunks. */
  body?: Buffer | undefined;
  /** From connecting to the end of the body. */
  timeoutMs: number;
};

/** A question about the health of a service by gRPC. */
export type HealthRequest = ProbeRequest & { grpc: NonNullable<ProbeRequest['grpc']> };

/** A WebSocket to open. */
export type SocketRequest = ProbeRequest & { webSocket: NonNullable<ProbeRequest['webSocket']> };

export const ownHeaders = { 'user-agent': 'ecs-greenlight', 'accept-encoding': 'identity' } as const;

/** Headers of every request in addition to its own and Host; Node adds those for the connection. A rule may depend on any of them. */
export const clientHeaders: Readonly<Record<string, string>> = { ...ownHeaders, connection: 'keep-alive' };

/**
 * The header with the length that a request is sent with, if it has any. A body is always announced, and so is its absence for a method that
 * normally has one.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-8.6-5
 */
export function lengthHeaderOf({
  method,
  body,
}: Pick<ProbeRequest, 'method' | 'body'>): Readonly<Record<string, string>> {
  const isExpected = method === 'POST' || method === 'PUT' || method === 'PATCH';
  return body === undefined && !isExpected ? {} : { 'content-length': String(body?.length ?? 0) };
}
