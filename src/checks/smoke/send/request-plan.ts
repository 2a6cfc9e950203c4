import type { TestRequest } from '../../../deployment/test-traffic/plan-test-request.ts';
import type { WantedRequest } from '../../../deployment/test-traffic/solve-rule.ts';
import { contentTypeOf, type RequestBody } from '../config/body-config.ts';
import type { SentRequest } from '../config/sending-config.ts';
import type { SmokeConfig } from '../config/smoke-config.ts';
import { lengthHeaderOf, type Method, type ProbeRequest } from '../probe/probe-request.ts';
import type { Filler } from '../variables/filler.ts';

/** A request as it is wanted on the wire, before it is known where it is sent. */
export type Message = WantedRequest & {
  method: Method;
  body: Buffer | undefined;
  timeoutMs: number;
};

/** For a request without placeholders. */
const asWritten: Filler = {
  path: (path) => path,
  header: (value) => value,
  text: (text) => text,
  json: (value) => value,
};

/** The message that a request describes. */
export function composeMessage(
  request: SentRequest,
  { timeoutSeconds }: Pick<SmokeConfig, 'timeoutSeconds'>,
  filler: Filler = asWritten,
): Message {
  const { method } = request;
  const body = request.body && bytesOf(request.body, filler);
  return {
    method,
    body,
    path: filler.path(request.path),
    headers: {
      ...(request.body && { 'content-type': contentTypeOf(request.body) }),
      ...Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, filler.header(value, name)])),
    },
    clientHeaders: lengthHeaderOf({ method, body }),
    timeoutMs: (request.timeoutSeconds ?? timeoutSeconds) * 1000,
  };
}

function bytesOf(body: RequestBody, filler: Filler): Buffer {
  if (body.kind === 'json') return Buffer.from(JSON.stringify(filler.json(body.value)));
  if (body.kind === 'text') return Buffer.from(filler.text(body.text));
  const fields = body.fields.map(([name, value]): [string, string] => [filler.text(name), filler.text(value)]);
  return Buffer.from(new URLSearchParams(fields).toString());
}

/** A request that was planned for a listener, as the probe sends it. */
export function planListenerRequest(send: TestRequest, { method, body, timeoutMs }: Message): ProbeRequest {
  const { scheme, hostname, port, host, path, headers } = send;
  return {
    ...{ method, scheme, hostname, port, path, headers, body, timeoutMs },
    host: hostHeader(scheme, host, port),
    servername: host,
  };
}

/** A request below a configured `baseUrl`, to which nothing is added. */
export function planBaseRequest(
  baseUrl: string,
  { method, path, headers, body, timeoutMs }: Message,
  { host }: Partial<Pick<SmokeConfig, 'host'>> = {},
): ProbeRequest {
  const url = new URL(baseUrl);
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? defaultPort[scheme] : Number(url.port);
  return {
    ...{ method, scheme, hostname, port, headers, body, timeoutMs },
    path: url.pathname.replace(/\/+$/, '') + path,
    host: hostHeader(scheme, host ?? hostname, port),
    servername: host ?? hostname,
  };
}

/** The destination of a request, without path and credentials. */
export function originOf({ scheme, hostname, port }: Pick<ProbeRequest, 'scheme' | 'hostname' | 'port'>): string {
  return new URL(`${scheme}://${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`).origin;
}

const defaultPort = { http: 80, https: 443 } as const;

function hostHeader(scheme: 'http' | 'https', host: string, port: number): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === defaultPort[scheme] ? name : `${name}:${port}`;
}
