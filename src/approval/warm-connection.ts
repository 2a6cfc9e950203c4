import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

/** An agent that keeps one connection alive, and how to open that connection before the first request needs it. */
export type WarmConnection = {
  agent: HttpAgent | HttpsAgent;
  /**
   * Opens the connection now. In Lambda's init phase the handshake costs nothing, whereas at 128 MB it takes 100 ms and more once the
   * function is throttled. Resolves when it is open, or after `atMostMs`; never rejects, for the first request tells what is wrong.
   */
  open(atMostMs: number): Promise<void>;
};

export function warmConnection(origin: URL): WarmConnection {
  const options = { keepAlive: true, keepAliveMsecs: 1000, maxSockets: 4, noDelay: true };
  // Over plain HTTP (an emulator) there is no handshake worth saving.
  if (origin.protocol === 'http:') return { agent: new HttpAgent(options), open: async () => {} };
  const agent = new WarmAgent(options);
  return { agent, open: (atMostMs) => agent.open(origin, atMostMs) };
}

/** Hands the socket that was opened ahead to the first request, and is an ordinary agent afterwards. */
class WarmAgent extends HttpsAgent {
  #opened: TLSSocket | undefined;

  open({ hostname, port }: URL, atMostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const socket = connectTls({
        host: hostname,
        port: Number(port) || 443,
        servername: hostname,
        ALPNProtocols: ['http/1.1'],
      });
      const settle = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(settle, atMostMs);
      socket.once('secureConnect', () => {
        this.#opened = socket;
        settle();
      });
      const forget = () => {
        if (this.#opened === socket) this.#opened = undefined;
        settle();
      };
      socket.once('error', forget);
      socket.once('close', forget);
      socket.unref();
    });
  }

  override createConnection(
    ...args: Parameters<HttpsAgent['createConnection']>
  ): ReturnType<HttpsAgent['createConnection']> {
    const socket = this.#opened;
    this.#opened = undefined;
    return socket && !socket.destroyed ? (socket.ref() as Socket) : super.createConnection(...args);
  }
}
