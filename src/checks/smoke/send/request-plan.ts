import type { TestRequest } from '../../../deployment/test-traffic/plan-test-request.ts';
import type { SmokeRequest } from '../config/request-config.ts';
import type { SmokeConfig } from '../config/smoke-config.ts';
import type { ProbeRequest } from '../probe/probe-request.ts';

type Wanted = Pick<SmokeRequest, 'method' | 'path' | 'headers'>;
type Limits = Pick<SmokeConfig, 'timeoutSeconds'>;

/** A request that was planned for a listener, as the probe sends it. */
export function planListenerRequest(send: TestRequest, { method }: Wanted, { timeoutSeconds }: Limits): ProbeRequest {
  const { scheme, hostname, port, host, path, headers } = send;
  return {
    ...{ method, scheme, hostname, port, path, headers },
    host: hostHeader(scheme, host, port),
    servername: host,
    timeoutMs: timeoutSeconds * 1000,
  };
}

/** A request below a configured `baseUrl`, to which nothing is added. */
export function planBaseRequest(
  baseUrl: string,
  { method, path, headers }: Wanted,
  { host, timeoutSeconds }: Limits & Pick<SmokeConfig, 'host'>,
): ProbeRequest {
  const url = new URL(baseUrl);
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? defaultPort[scheme] : Number(url.port);
  return {
    ...{ method, scheme, hostname, port },
    path: url.pathname.replace(/\/+$/, '') + path,
    host: hostHeader(scheme, host ?? hostname, port),
    servername: host ?? hostname,
    headers: lowerCaseNames(headers),
    timeoutMs: timeoutSeconds * 1000,
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

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
