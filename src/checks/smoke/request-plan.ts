import type { TestEndpoint } from '../../deployment/test-url.ts';
import type { ProbeRequest } from './http-probe.ts';
import type { SmokeConfig, SmokeRequest } from './smoke-config.ts';

/** Where the requests go, whether configured or discovered. */
export type Endpoint = Pick<
  TestEndpoint,
  'scheme' | 'hostname' | 'port' | 'host' | 'headers' | 'pathPrefix' | 'query' | 'methods'
> & {
  /** The prefix came from a listener rule, so that a path which matches the rule as it stands is sent as it stands. */
  discovered: boolean;
};

/** The endpoint that a configured `baseUrl` names. */
export function endpointOf(baseUrl: string, host: string | undefined): Endpoint {
  const url = new URL(baseUrl);
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return {
    scheme,
    hostname,
    port: url.port === '' ? defaultPort[scheme] : Number(url.port),
    host: host ?? hostname,
    headers: {},
    pathPrefix: url.pathname.replace(/\/+$/, ''),
    query: [],
    methods: undefined,
    discovered: false,
  };
}

/** Puts endpoint and request together: path below the prefix, the rule's query and headers (these win, for without them something else answers). */
export function planRequest(
  endpoint: Endpoint,
  { method, path, headers }: Pick<SmokeRequest, 'method' | 'path' | 'headers'>,
  { timeoutSeconds }: Pick<SmokeConfig, 'timeoutSeconds'>,
): ProbeRequest {
  return {
    method,
    scheme: endpoint.scheme,
    hostname: endpoint.hostname,
    port: endpoint.port,
    path: withQuery(withPrefix(endpoint, path), endpoint.query),
    host: hostHeader(endpoint),
    servername: endpoint.host,
    headers: { ...lowerCaseNames(headers), ...lowerCaseNames(endpoint.headers) },
    timeoutMillis: timeoutSeconds * 1000,
  };
}

const defaultPort = { http: 80, https: 443 } as const;

function withPrefix({ pathPrefix, discovered }: Endpoint, path: string): string {
  return discovered && path.startsWith(`${pathPrefix}/`) ? path : pathPrefix + path;
}

function withQuery(path: string, query: Endpoint['query']): string {
  if (query.length === 0) {
    return path;
  }
  const pairs = query.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&');
  return `${path}${path.includes('?') ? '&' : '?'}${pairs}`;
}

function hostHeader({ scheme, host, port }: Endpoint): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port === defaultPort[scheme] ? name : `${name}:${port}`;
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
