import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/** An agent that keeps its connections alive from one request to the next. */
export type WarmConnection = { agent: HttpAgent | HttpsAgent };

export function warmConnection(origin: URL): WarmConnection {
  const options = { keepAlive: true, keepAliveMsecs: 1000, maxSockets: 4, noDelay: true };
  return { agent: origin.protocol === 'http:' ? new HttpAgent(options) : new HttpsAgent(options) };
}
