import { Agent, createServer, type ServerResponse } from 'node:http';
import { createProxyServer } from 'httpxy';
import { type Serving, serve } from './serve.ts';

/** A share of a listener's traffic, as a forward action of a load balancer's rule has it. */
export type WeightedBackend = {
  /** Names the backend in counts and in the `x-served-by-revision` header. */
  revision: string;
  /** Where it listens: `http://127.0.0.1:49152`. */
  target: string;
  /** Relative to the sum of all weights. Nothing is sent at 0. */
  weight: number;
};

export type ListenerOptions = {
  /** Names the listener in its error pages: `production`, `test`. */
  name: string;
  /** 0 takes any free port. */
  port: number;
  /** What to do where the port is taken: `pass --production-port <n>`. */
  another?: string;
  /** From 0 to below 1; chooses the backend of each request. Default `Math.random`. */
  random?: () => number;
};

export type Listener = Serving & {
  /** Takes effect with the next request; those under way are finished by the backend that has them. */
  setWeights(backends: readonly WeightedBackend[]): void;
  weights(): readonly WeightedBackend[];
  /** Requests sent to each revision since the listener started. */
  served(): ReadonlyMap<string, number>;
};

/**
 * Plays one listener of a load balancer: a reverse proxy on a fixed port whose weights can be changed at any time. Each request
 * is sent to a backend by weight, without stickiness, as a load balancer does it by default.
 */
export async function startListener({ name, port, another, random = Math.random }: ListenerOptions): Promise<Listener> {
  let backends: readonly WeightedBackend[] = [];
  const served = new Map<string, number>();
  const agent = new Agent({ keepAlive: true });
  const proxy = createProxyServer({ agent, xfwd: true });

  const server = createServer(async (request, response) => {
    const backend = choose(backends, random);
    if (backend === undefined) {
      answer(response, 503, `The ${name} listener has no target`, 'No revision is registered behind it at the moment.');
      return;
    }
    served.set(backend.revision, (served.get(backend.revision) ?? 0) + 1);
    response.setHeader('x-served-by-revision', backend.revision);
    try {
      await proxy.web(request, response, { target: backend.target });
    } catch {
      answer(
        response,
        502,
        'The target did not answer',
        `Revision ${backend.revision} closed the connection or is gone.`,
      );
    }
  });

  const serving = await serve(server, { port, ...(another !== undefined && { another }) });
  return {
    ...serving,
    setWeights: (next) => {
      backends = next.map((backend) => ({ ...backend }));
    },
    weights: () => backends,
    served: () => new Map(served),
    stop: async () => {
      await serving.stop();
      agent.destroy();
    },
  };
}

function choose(backends: readonly WeightedBackend[], random: () => number): WeightedBackend | undefined {
  const weighted = backends.filter(({ weight }) => weight > 0);
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  let rest = random() * total;
  return weighted.find(({ weight }) => {
    rest -= weight;
    return rest < 0;
  });
}

/** Answers in plain text: a browser shows it as it is, a smoke test can quote it. */
function answer(response: ServerResponse, status: number, title: string, explanation: string): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${status} ${title}\n\n${explanation}\n`);
}
