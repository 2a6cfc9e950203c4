import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** As they came, one character for each byte: what precedes the empty line, and what follows it. */
export type QuickRequest = { head: string; body: string };

export type QuickServer = { url: string; connections(): number; stop(): Promise<void> };

/**
 * As much of HTTP/1.1 as the functions speak: connections stay open and carry one request after the other, whose body has a length. Ten thousand calls
 * ask tens of thousands of times, and Node's own server takes as much CPU for an answer as a function does for its question.
 *
 * @param serve sends an answer of {@link quickAnswer}, at any time or never
 */
export async function startQuickServer(
  serve: (request: QuickRequest, send: (answer: string) => void) => void,
): Promise<QuickServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    const send = (answer: string) => void socket.write(answer, 'latin1');
    let received = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      received += text;
      const endOfHead = received.indexOf('\r\n\r\n');
      if (endOfHead === -1) return;
      const head = received.slice(0, endOfHead);
      if (headerOf(head, 'transfer-encoding') !== undefined) throw new Error(`a body without a length: ${head}`);
      const end = endOfHead + 4 + Number(headerOf(head, 'content-length') ?? 0);
      if (received.length < end) return;
      const body = received.slice(endOfHead + 4, end);
      received = received.slice(end);
      serve({ head, body }, send);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

const headers = {
  'content-length': /^content-length: *(.*)$/im,
  'transfer-encoding': /^transfer-encoding: *(.*)$/im,
  'x-amz-target': /^x-amz-target: *(.*)$/im,
};

export function headerOf(head: string, name: keyof typeof headers): string | undefined {
  return headers[name].exec(head)?.[1];
}

export function quickAnswer(status: number, type: string, body: string | Buffer, more = ''): string {
  const bytes = Buffer.from(body);
  const head = `HTTP/1.1 ${status} -\r\ncontent-type: ${type}\r\ncontent-length: ${bytes.length}\r\n${more}\r\n`;
  return head + bytes.toString('latin1');
}
