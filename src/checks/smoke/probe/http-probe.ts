import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { type AddressRules, whyForbidden } from './forbidden-address.ts';
import { formatTransportError } from './transport-error.ts';

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

export type ProbeRequest = {
  method: 'GET' | 'HEAD';
  scheme: 'http' | 'https';
  /** What to connect to: a name or an address, IPv6 without brackets. */
  hostname: string;
  port: number;
  /** Path and query string. */
  path: string;
  /** The Host header's value, with the port if it is not the scheme's default. */
  host: string;
  /** The name that the certificate must be for. */
  servername: string;
  headers: Readonly<Record<string, string>>;
  /** From connecting to the end of the body. */
  timeoutMs: number;
};

export type ProbeOutcome =
  | ProbeAnswer
  /** Nothing, or only part of an answer, came back; it says nothing about what runs there. */
  | { kind: 'transport'; problem: string; cause: unknown }
  /** It was not sent, and never will be. */
  | { kind: 'refused'; problem: string };

export type ProbeAnswer = {
  kind: 'answer';
  status: number;
  /** From sending to the end of the body, or to where reading stopped. */
  millis: number;
  /** Its first MiB. */
  body: Buffer;
  /** `whole`; `cut` at a MiB; `late` if the time was up before its end. */
  bodyEnd: 'whole' | 'cut' | 'late';
  /** Such as `gzip`; undefined for a plain body, which is what was asked for. */
  contentEncoding: string | undefined;
  /** By their names in lower case; a header that was sent twice has two values. */
  headers: Readonly<Record<string, readonly string[] | undefined>>;
  /** From sending to the first byte of the answer; of the last answer if redirects were followed. Undefined if it was not measured. */
  firstByteMillis?: number | undefined;
  /** The redirects that were followed, in their order: the status of each, and the absolute URL that it led to. */
  redirects?: readonly ProbeRedirect[] | undefined;
  /** The certificate that the server identified itself with; undefined without TLS. */
  certificate?: ProbeCertificate | undefined;
};

export type ProbeRedirect = { status: number; location: string };

export type ProbeCertificate = {
  /** Until it expires, rounded down; negative after that. */
  daysToExpiry: number;
  /** Common name of who issued it, such as `Amazon RSA 2048 M02`. */
  issuer: string;
  /** Common name that it is for. */
  subject: string;
};

const maxBodyBytes = 1024 * 1024;

const ownHeaders = { 'user-agent': 'ecs-greenlight', 'accept-encoding': 'identity' } as const;

/** Headers of every request in addition to its own and Host; Node adds those for the connection. A rule may depend on any of them. */
export const clientHeaders: Readonly<Record<string, string>> = { ...ownHeaders, connection: 'keep-alive' };

/** Redirects are not followed, and certificates are always verified. */
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
        lookup: guard(lookup, addressRules),
      } as const;
      const agents = {
        http: new HttpAgent(options),
        https: new HttpsAgent({ ...options, ...tls, ...(ca !== undefined && { ca }) }),
      };
      const used = new WeakSet<Socket>();
      return {
        async send(request, signal) {
          const why = whyForbidden(request.hostname, addressRules);
          if (why !== undefined) {
            return refuse(request.hostname, why);
          }
          for (;;) {
            const { outcome, stale } = await exchange(request, { agent: agents[request.scheme], used }, signal);
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

export type HttpProbeOptions = {
  /** PEM certificates to trust instead of Node's own, for a private authority. `NODE_EXTRA_CA_CERTS` adds to Node's own. */
  ca?: string | undefined;
  /** Where names are looked up; `dns.lookup` by default. */
  lookup?: LookupFunction;
  /** For a computer that plays service and function at once, such as the sandbox. Default false: loopback is refused. */
  allowLoopback?: boolean | undefined;
};

/**
 * Verification is demanded outright, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch it off. The protocol is named, so that a server which
 * speaks HTTP/2 only says so.
 */
const tls = { rejectUnauthorized: true, ALPNProtocols: ['http/1.1'] };

/** The connections of a run, and those of them that have carried an answer before. */
type Connections = { agent: HttpAgent | HttpsAgent; used: WeakSet<Socket> };

/**
 * One request on the wire. `stale`: the server closed a kept-alive connection while the request was on its way. That race is part of
 * keeping connections alive and no sign of trouble; it ends when a fresh connection is used. Node's own `reusedSocket` does not do: it stays
 * false for a request that had to wait in the agent for another one's connection.
 */
function exchange(
  request: ProbeRequest,
  { agent, used }: Connections,
  signal: AbortSignal,
): Promise<{ outcome: ProbeOutcome; stale: boolean }> {
  const { promise, resolve } = Promise.withResolvers<{ outcome: ProbeOutcome; stale: boolean }>();
  if (signal.aborted) {
    return Promise.resolve({ outcome: outOfTime(), stale: false });
  }
  const startedAt = performance.now();
  const sent = start(request, agent);
  let answer: AnswerSoFar | undefined;
  let reused = false;
  const timer = setTimeout(onTimeout, request.timeoutMs);
  signal.addEventListener('abort', onAbort, { once: true });
  sent.on('socket', onSocket).on('response', onResponse).on('error', onError).end();
  return promise;

  function onSocket(socket: Socket) {
    reused = used.has(socket);
    used.add(socket);
  }

  function onResponse(response: IncomingMessage) {
    answer = { response, chunks: [], bytes: 0 };
    response
      .on('data', onData)
      .on('end', () => onAnswer('whole'))
      .on('error', onError);
  }

  function onData(chunk: Buffer) {
    if (answer === undefined) return;
    answer.chunks.push(chunk);
    answer.bytes += chunk.length;
    if (answer.bytes > maxBodyBytes) {
      onAnswer('cut');
      sent.destroy();
    }
  }

  function onAnswer(bodyEnd: ProbeAnswer['bodyEnd']) {
    if (answer === undefined) return;
    const { response, chunks } = answer;
    settle({
      kind: 'answer',
      status: response.statusCode ?? 0,
      millis: Math.round(performance.now() - startedAt),
      body: Buffer.concat(chunks).subarray(0, maxBodyBytes),
      bodyEnd,
      contentEncoding: contentEncodingOf(response),
      headers: response.headersDistinct,
    });
  }

  function onTimeout() {
    if (answer === undefined) {
      settle({ kind: 'transport', problem: `no answer within ${request.timeoutMs} ms`, cause: undefined });
    } else {
      onAnswer('late');
    }
    sent.destroy();
  }

  function onAbort() {
    settle(outOfTime());
    sent.destroy();
  }

  function onError(error: NodeJS.ErrnoException) {
    if (error instanceof RefusedAddressError) {
      settle(refuse(request.hostname, error.why));
      return;
    }
    const stale = reused && answer === undefined && closedCodes.has(error.code ?? '');
    settle({ kind: 'transport', problem: formatTransportError(error), cause: error }, stale);
  }

  /** The first outcome stands: destroying the request afterwards makes it emit an error of its own. */
  function settle(outcome: ProbeOutcome, stale = false) {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    resolve({ outcome, stale });
  }
}

/** How the end of a connection shows, depending on how far the request had come. */
const closedCodes = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ENOTCONN', 'ERR_STREAM_DESTROYED']);

type AnswerSoFar = { response: IncomingMessage; chunks: Buffer[]; bytes: number };

function start(request: ProbeRequest, agent: HttpAgent | HttpsAgent): ClientRequest {
  const options = {
    agent,
    method: request.method,
    hostname: request.hostname,
    port: request.port,
    path: request.path,
    headers: { ...ownHeaders, ...request.headers, host: request.host },
  };
  if (request.scheme === 'http') {
    return httpRequest(options);
  }
  // TLS allows no address as a server name; node then verifies the certificate against the address.
  return httpsRequest({ ...options, servername: isIP(request.servername) === 0 ? request.servername : '' });
}

/** A name that leads to a forbidden address leads nowhere. Addresses never come here: node connects to them without a lookup. */
function guard(lookup: LookupFunction, rules: AddressRules): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, found: string | LookupAddress[], family) => {
      const addresses = typeof found === 'string' ? [found] : (found ?? []).map(({ address }) => address);
      const why = addresses.map((each) => whyForbidden(each, rules)).find(Boolean);
      if (why !== undefined) {
        callback(new RefusedAddressError(why), '', 0);
      } else {
        callback(error, found, family);
      }
    });
  };
}

class RefusedAddressError extends Error {
  override readonly name = 'RefusedAddressError';
  readonly why: string;

  constructor(why: string) {
    super(why);
    this.why = why;
  }
}

function refuse(hostname: string, why: string): ProbeOutcome {
  return { kind: 'refused', problem: `${hostname} leads to ${why}` };
}

function outOfTime(): ProbeOutcome {
  return { kind: 'transport', problem: 'the time of this invocation is up', cause: undefined };
}

function contentEncodingOf({ headers }: IncomingMessage): string | undefined {
  const encoding = headers['content-encoding']?.trim().toLowerCase();
  return encoding === undefined || encoding === '' || encoding === 'identity' ? undefined : encoding;
}
