import { lookup as dnsLookup } from 'node:dns';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import { type Connections, exchange } from './exchange.ts';
import { type AddressRules, whyForbidden } from './forbidden-address.ts';
import type { checkGrpcHealth } from './grpc/grpc-health.ts';
import { guardLookup, refuseAddress } from './guarded-lookup.ts';
import type { ProbeOutcome } from './probe-answer.ts';
import { isIdempotent, type ProbeRequest } from './probe-request.ts';
import type { openWebSocket } from './web-socket/open-web-socket.ts';

/** Sends single requests. It judges nothing and repeats nothing. */
export interface HttpProbe {
  /** What the probe may reach; the same holds for a configured address. */
  readonly addressRules: AddressRules;
  /**
   * Opens a run of its own connections, at most `connections` at once, kept alive until `close`. They do not outlive the run: behind
   * a Network Load Balancer a connection stays with the target it was made to, and one kept from an earlier deployment would show blue.
   */
  open(connections: number): ProbeSession;
}

export interface ProbeSession {
  /** Never rejects. */
  send(request: ProbeRequest, signal: AbortSignal): Promise<ProbeOutcome>;
  close(): void;
}

/** Redirects are not followed, and certificates are verified unless a request says otherwise. */
export function httpProbe({ ca, lookup = dnsLookup, allowLoopback = false }: HttpProbeOptions = {}): HttpProbe {
  const addressRules = { allowLoopback };
  return {
    addressRules,
    open(connections) {
      const options = {
        keepAlive: true,
        maxSockets: connections,
        maxFreeSockets: connections,
        scheduling: 'lifo',
        lookup: guardLookup(lookup, addressRules),
      } as const;
      const makeAgent = {
        http: () => new HttpAgent(options),
        https: () => new HttpsAgent(options),
      };
      const agents = { http: makeAgent.http(), https: makeAgent.https() };
      const used = new WeakSet<Socket>();
      return {
        async send(request, signal) {
          const why = whyForbidden(request.hostname, addressRules);
          if (why !== undefined) {
            return refuseAddress(request.hostname, why);
          }
          const { grpc, webSocket } = request;
          if (grpc !== undefined) return askHealth({ ...request, grpc }, { lookup: options.lookup, ca }, signal);
          if (webSocket !== undefined)
            return openSocket({ ...request, webSocket }, { lookup: options.lookup, ca }, signal);
          if (!isIdempotent(request.method)) {
            return sendOnce(request, { agent: makeAgent[request.scheme](), used, ca }, signal);
          }
          for (;;) {
            const { outcome, stale } = await exchange(request, { agent: agents[request.scheme], used, ca }, signal);
            if (!stale) {
              return outcome;
            }
          }
        },
        close() {
          agents.http.destroy();
          agents.https.destroy();
        },
      };
    },
  };
}

/**
 * On a connection of its own: if the server closed a kept-alive one while the request was on its way, nobody would know whether it was
 * carried out.
 */
async function sendOnce(request: ProbeRequest, connections: Connections, signal: AbortSignal): Promise<ProbeOutcome> {
  const { outcome } = await exchange(request, connections, signal);
  connections.agent.destroy();
  return outcome;
}

/** What few suites need is loaded only for them. */
const askHealth: typeof checkGrpcHealth = async (...given) =>
  (await import('./grpc/grpc-health.ts')).checkGrpcHealth(...given);
const openSocket: typeof openWebSocket = async (...given) =>
  (await import('./web-socket/open-web-socket.ts')).openWebSocket(...given);

export type HttpProbeOptions = {
  /** PEM certificates to trust instead of Node's own, for a private authority. `NODE_EXTRA_CA_CERTS` adds to Node's own. */
  ca?: string | undefined;
  /** Where names are looked up; `dns.lookup` by default. */
  lookup?: LookupFunction;
  /** For a computer that plays service and function at once, such as the sandbox. Default false: loopback is refused. */
  allowLoopback?: boolean | undefined;
};
