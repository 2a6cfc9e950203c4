import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import { onTestFinished } from 'vitest';

/** What a server of these tests has seen. */
export type LocalServer = {
  port: number;
  /** Connections made so far. */
  connections: number;
  /** `GET /health`, in the order of arrival. */
  requests: string[];
};

/** Serves on a free port of 127.0.0.1 until the test is finished. */
export async function serveHttp(handler: RequestListener): Promise<LocalServer> {
  return track(createServer(), handler);
}

export async function serveHttps(
  { cert, key, onServername }: { cert: string; key: string; onServername?: (name: string) => void },
  handler: RequestListener,
): Promise<LocalServer> {
  const server = createTlsServer({ cert, key });
  server.on('secureConnection', (socket) => onServername?.(String(socket.servername)));
  return track(server, handler);
}

/** A server that does not speak HTTP: the test decides what it does with a connection. */
export async function serveTcp(onSocket: (socket: Socket) => void): Promise<LocalServer> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    onSocket(socket);
  });
  return listen(server);
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function track(server: Server, handler: RequestListener): Promise<LocalServer> {
  const local = await listen(server);
  server.on('request', (request, response) => {
    local.requests.push(`${request.method} ${request.url}`);
    handler(request, response);
  });
  return local;
}

async function listen(server: TcpServer): Promise<LocalServer> {
  const local: LocalServer = { port: 0, connections: 0, requests: [] };
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    local.connections += 1;
    sockets.add(socket.on('close', () => sockets.delete(socket)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  local.port = (server.address() as AddressInfo).port;
  onTestFinished(async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  });
  return local;
}
