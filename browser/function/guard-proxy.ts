import { lookup } from 'node:dns';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { type AddressRules, whyForbidden } from '../../src/checks/smoke/probe/forbidden-address.ts';
import { guardLookup } from '../../src/checks/smoke/probe/guarded-lookup.ts';

export type ProxyRules = AddressRules & {
  /** The tested host with its port, `shop.example.com:8443`, and what it leads to. */
  tested: { host: string; hostname: string; port: number };
  /** See `BrowserConfig.allowHosts`. */
  allowHosts: readonly string[];
};

export type GuardProxy = {
  /** For `--proxy-server`. */
  url: string;
  /** Whether a connection may be made. One that may not is remembered. */
  allows(host: string, port: number): boolean;
  /** Hosts, with port, that were asked for and are not allowed; each once. */
  blockedHosts: ReadonlySet<string>;
  close(): Promise<void>;
};

/** Where a connection to a host and port goes; undefined if it may not be made. */
export function routeTo(host: string, port: number, rules: ProxyRules): { hostname: string; port: number } | undefined {
  if (`${host}:${port}` === rules.tested.host) return { hostname: rules.tested.hostname, port: rules.tested.port };
  if (whyForbidden(host, rules) !== undefined) return undefined;
  return rules.allowHosts.some((allowed) => isAllowed(allowed, host, port)) ? { hostname: host, port } : undefined;
}

/** Without a port, the two usual ones are meant. */
function isAllowed(allowed: string, host: string, port: number): boolean {
  const [name = '', wanted] = allowed.split(':');
  if (wanted === undefined ? port !== 80 && port !== 443 : port !== Number(wanted)) return false;
  return name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name;
}

/**
 * The only way out for a browser: a proxy on this computer that connects to the tested host, whose name it resolves itself, and to the allowed ones.
 * It sees every connection, also those of redirects, WebSockets and workers. Addresses that are forbidden to smoke tests are forbidden here too.
 */
export async function openGuardProxy(rules: ProxyRules): Promise<GuardProxy> {
  const blockedHosts = new Set<string>();
  const sockets = new Set<Socket>();
  const routeOf = (host: string, port: number) => {
    const route = routeTo(host.toLowerCase(), port, rules);
    if (route === undefined) blockedHosts.add(`${host}:${port}`);
    return route;
  };
  const server = createServer((asked, answer) => forward(asked, answer, routeOf, rules));
  server.on('connect', (asked: IncomingMessage, client: Socket, head: Buffer) => {
    client.on('error', () => client.destroy());
    tunnel(asked.url ?? '', client, head, { routeOf, rules, sockets });
  });
  server.on('connection', (socket: Socket) => keep(socket, sockets));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    allows: (host, at) => routeOf(bare(host), at) !== undefined,
    blockedHosts,
    close: () => close(server, sockets),
  };
}

type RouteOf = (host: string, port: number) => { hostname: string; port: number } | undefined;

/** HTTP without TLS. The browser sends the whole URL. */
function forward(asked: IncomingMessage, answer: ServerResponse, routeOf: RouteOf, rules: ProxyRules): void {
  const url = URL.parse(asked.url ?? '');
  const route = url?.protocol === 'http:' ? routeOf(bare(url.hostname), Number(url.port || 80)) : undefined;
  if (url === null || route === undefined) {
    // No response, which a page could mistake for the host's own.
    answer.destroy();
    return;
  }
  const { 'proxy-connection': _, ...headers } = asked.headers;
  const { hostname, port } = route;
  const path = `${url.pathname}${url.search}`;
  const options = { hostname, port, path, method: asked.method, headers, lookup: guardLookup(lookup, rules) };
  const sent = request({ ...options, agent: false }, (answered) => {
    answer.writeHead(answered.statusCode ?? 502, answered.rawHeaders);
    answered.on('error', () => answer.destroy()).pipe(answer);
  });
  // Without a response of ours: the browser reports that the connection was lost.
  sent.on('error', () => answer.destroy());
  answer.on('close', () => sent.destroy());
  asked.pipe(sent);
}

type Tunnelling = { routeOf: RouteOf; rules: ProxyRules; sockets: Set<Socket> };

/** Everything else: TLS, which stays unread, and WebSockets. */
function tunnel(authority: string, client: Socket, head: Buffer, { routeOf, rules, sockets }: Tunnelling): void {
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(authority) ?? [];
  const route = routeOf(bare(host), Number(port));
  if (route === undefined) {
    client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    return;
  }
  const far = connect({ host: route.hostname, port: route.port, lookup: guardLookup(lookup, rules) }, () => {
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    far.write(head);
    far.pipe(client).pipe(far);
  });
  keep(far, sockets);
  far.on('error', () => client.destroy());
  far.on('close', () => client.destroy());
  client.on('close', () => far.destroy());
}

function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

function keep(socket: Socket, sockets: Set<Socket>): void {
  sockets.add(socket.on('close', () => sockets.delete(socket)));
}

async function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  for (const socket of sockets) socket.destroy();
  await closed;
}
