import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

type Reply = { status?: number; headers?: Record<string, string>; body?: string } | 'never';

/** A function behind a URL with this answer, which records its requests. */
export async function serve(reply: Reply) {
  const asked: {
    method: string | undefined;
    path: string | undefined;
    headers: IncomingHttpHeaders;
    event: unknown;
  }[] = [];
  const server = createServer(async (request, response) => {
    asked.push({ method: request.method, path: request.url, headers: request.headers, event: await json(request) });
    if (reply === 'never') return;
    response.writeHead(reply.status ?? 200, reply.headers);
    response.end(reply.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
