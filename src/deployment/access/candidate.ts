import type { ListenerRequest } from '../listener/listener-request.ts';
import type { TestListener } from '../test-traffic/test-listener.ts';

/** What decides which requests reach green at a test listener. */
export type ReviewedListener = Pick<
  TestListener,
  'listener' | 'rules' | 'testRule' | 'loadBalancer' | 'green' | 'certificateNames'
>;

/** One address to try. Path and query are as a browser sends them, so that what is evaluated is what is sent. */
export type Candidate = {
  scheme: 'http' | 'https';
  /** The load balancer's own name: what to connect to. */
  hostname: string;
  port: number;
  host: string;
  path: string;
  /** Without the question mark. */
  query: string;
};

/** The request as an address; undefined if no address has this host name, or a browser would read it as an IP address. */
export function candidateOf(
  { scheme, hostname, port }: Pick<Candidate, 'scheme' | 'hostname' | 'port'>,
  { host, path, query }: Pick<ListenerRequest, 'host' | 'path' | 'query'>,
): Candidate | undefined {
  const url = URL.parse(`${scheme}://${host}:${port}`);
  if (url?.hostname !== host.toLowerCase()) return undefined;
  url.pathname = path;
  url.search = query;
  return { scheme, hostname, port, host, path: url.pathname, query: url.search.slice(1) };
}

/** As a browser takes it. */
export function addressOf({ scheme, host, port, path, query }: Omit<Candidate, 'hostname'>): string {
  const url = new URL(`${scheme}://${host}:${port}${path}`);
  url.search = query;
  return url.href;
}
