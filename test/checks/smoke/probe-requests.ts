import { onTestFinished } from 'vitest';
import { type HttpProbeOptions, httpProbe } from '../../../src/checks/smoke/probe/http-probe.ts';
import type { ProbeRequest } from '../../../src/checks/smoke/probe/probe-request.ts';

/** A request to this computer. */
export function probeRequest(change: Partial<ProbeRequest> = {}): ProbeRequest {
  const { scheme = 'http', port = 80 } = change;
  return {
    ...{ method: 'GET', scheme, hostname: '127.0.0.1', port, path: '/' },
    ...{ host: `127.0.0.1:${port}`, servername: '127.0.0.1', headers: {}, timeoutMs: 10_000 },
    ...change,
  };
}

/** Sends one request with a probe that may reach this computer. */
export async function sendProbe(change: Partial<ProbeRequest>, options?: HttpProbeOptions) {
  const session = httpProbe({ allowLoopback: true, ...options }).open(1);
  onTestFinished(() => session.close());
  return session.send(probeRequest(change), new AbortController().signal);
}
