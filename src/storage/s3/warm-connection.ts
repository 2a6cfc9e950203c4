import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/** The most requests that a caller makes at the same time. */
const defaultAtOnce = 4;

/** An agent that keeps its connections alive from one request to the next. */
export type WarmConnection = { agent: HttpAgent | HttpsAgent };

/** @param atOnce - the most connections at the same time; further requests wait. Default 4 */
export function warmConnection(origin: URL, atOnce = defaultAtOnce): WarmConnection {
  const options = { keepAlive: true, keepAliveMsecs: 1000, maxSockets: atOnce, maxFreeSockets: atOnce, noDelay: true };
  return { agent: origin.protocol === 'http:' ? new HttpAgent(options) : new HttpsAgent(options) };
}
