import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CodedError } from '../../wording/coded-error.ts';

/** The address of every local server; only the demo's container listens on others. */
export const loopback = '127.0.0.1';

export type Serving = {
  /** `http://127.0.0.1:8080`, without a slash at the end. */
  url: string;
  port: number;
  /** Closes open connections too, including event streams, and resolves when the port is free. */
  stop(): Promise<void>;
};

export type ServeOptions = {
  /** 0 takes any free port. */
  port: number;
  /** Default: the loopback interface, so that nobody else reaches it. */
  host?: string;
  /** How to choose another port, for error messages: `pass --production-port <n>`. */
  another?: string;
};

/** Lets a server listen, by default on the loopback interface. */
export async function serve(
  server: Server,
  { port, host = loopback, another = 'choose another port' }: ServeOptions,
): Promise<Serving> {
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (error) => reject(toServeError(error, port, another)));
  server.listen(port, host, resolve);
  await listening;
  const taken = (server.address() as AddressInfo).port;
  return { url: `http://${host}:${taken}`, port: taken, stop: () => stop(server) };
}

type ServeErrorCode =
  /** Something else listens on the port. */
  | 'PORT_TAKEN'
  /** The system does not let this user listen on the port, as is usual below 1024. */
  | 'PORT_FORBIDDEN'
  /** Not a port that can be listened on, or the loopback interface is missing. */
  | 'PORT_UNUSABLE';

class ServeError extends CodedError<ServeErrorCode> {
  override readonly name = 'ServeError';
}

function toServeError(cause: NodeJS.ErrnoException, port: number, another: string): ServeError {
  switch (cause.code) {
    case 'EADDRINUSE':
      return new ServeError('PORT_TAKEN', `port ${port} is in use; stop the process that listens there or ${another}`, {
        cause,
      });
    case 'EACCES':
      return new ServeError('PORT_FORBIDDEN', `port ${port} may not be used by this user; ${another}`, { cause });
    default:
      return new ServeError('PORT_UNUSABLE', `port ${port} cannot be used (${cause.message}); ${another}`, { cause });
  }
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) {
    return;
  }
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  await closed;
}
