import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished, vi } from 'vitest';

/** An AWS that takes each request and never answers, for clients that the test creates. Its time stands still unless the test moves it. */
export async function silentAws() {
  const asked: IncomingMessage[] = [];
  const server = createServer((request) => {
    asked.push(request);
    server.emit('asked');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    vi.useRealTimers();
    server.closeAllConnections();
    server.close();
  });
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_REGION', 'us-west-2');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'testing');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'testing');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  return {
    asked,
    /** Asks, and returns what is known once AWS is asked and this time has passed: the result, or that there is none. */
    async askedFor<T>(call: () => Promise<T>) {
      let result: T | 'nothing yet' = 'nothing yet';
      const arrived = once(server, 'asked');
      const calling = call().then((found) => {
        result = found;
      });
      await Promise.race([arrived, calling]);
      return async (ms: number) => {
        await vi.advanceTimersByTimeAsync(ms);
        await new Promise((resolve) => setImmediate(resolve));
        return result;
      };
    },
  };
}
