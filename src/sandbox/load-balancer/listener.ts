import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createProxyServer } from 'httpxy';
import { evaluateListener, type ListenerOutcome } from '../../deployment/listener/evaluate-listener.ts';
import type { ListenerRequest } from '../../deployment/listener/listener-request.ts';
import { targetGroupName } from '../../deployment/listener/reaches-green.ts';
import type { ListenerRule } from '../../deployment/load-balancer.ts';
import { type Serving, serve } from '../servers/serve.ts';
import type { WeightedBackend } from './create-traffic.ts';
import { describeRule, isTraffic, type LocalRule, type TargetGroups } from './local-rule.ts';

/** How a backend answered a request. */
export type Forwarded = {
  backend: WeightedBackend;
  /** Undefined: it did not answer. */
  status: number | undefined;
  /** In real time. */
  seconds: number;
};

type ListenerOptions = {
  /** Names the listener in its error pages: `production`, `test`. */
  name: string;
  /** 0 takes any free port. */
  port: number;
  /** What to do if the port is taken: `pass --production-port <n>`. */
  another?: string;
  /** From 0 to below 1; chooses the backend of each request. Default `Math.random`. */
  random?: () => number;
  /** In any order: the load balancer tries the lowest priority first and the default last. */
  rules: readonly LocalRule[];
  /** The service's target groups at this load balancer. */
  targetGroups: TargetGroups;
  /** Adds nothing to what passes through, as a Network Load Balancer. Each request counts as a connection of its own. Default false. */
  isPlain?: boolean;
  /** Called after each request that was sent on. */
  onForwarded?: (forwarded: Forwarded) => void;
};

export type ProxyListener = Serving & {
  name: string;
  /** The rules as Elastic Load Balancing describes them now. The proxy evaluates the same rules for each request. */
  rules(): readonly ListenerRule[];
  /** Requests that each rule answered since the listener started, by its ARN. */
  answered(): ReadonlyMap<string, number>;
};

/**
 * Plays one listener of a load balancer: a reverse proxy on a fixed port that evaluates its rules for each request, with the evaluator that
 * the hooks use, and sends it on by weight. Every answer names the rule in `x-answered-by-rule`, with its priority.
 */
export async function startListener(options: ListenerOptions): Promise<ProxyListener> {
  const { name, port, another, random = Math.random, isPlain = false } = options;
  const { rules: locals, targetGroups, onForwarded } = options;
  const answered = new Map<string, number>();
  const agent = new Agent({ keepAlive: true });
  const proxy = createProxyServer({ agent, xfwd: !isPlain });
  const rules = () =>
    locals.filter(({ header }) => header === undefined).map((rule) => describeRule(rule, targetGroups));

  const server = createServer(async (request, response) => {
    const outcome = evaluateListener({ listener: {}, rules: rules() }, readRequest(request)).at(-1);
    const byHeader = locals.find(({ header }) => header !== undefined && request.headers[header] !== undefined);
    const local = byHeader ?? locals.find(({ arn }) => arn === outcome?.rule.arn);
    if (outcome === undefined || local === undefined) {
      answer(response, 503, `The ${name} listener has no rule for this request`, 'It has no default rule.');
      return;
    }
    answered.set(local.arn, (answered.get(local.arn) ?? 0) + 1);
    if (!isPlain) response.setHeader('x-answered-by-rule', local.priority);
    if (!isTraffic(local.does)) {
      answerItself(response, outcome, local.priority);
      return;
    }
    const backend = local.does.choose(random());
    if (backend === undefined) {
      answer(response, 503, `The ${name} listener has no target`, 'No revision is registered behind it at the moment.');
      return;
    }
    await forward(request, response, backend);
  });

  async function forward(request: IncomingMessage, response: ServerResponse, backend: WeightedBackend) {
    if (!isPlain) response.setHeader('x-served-by-revision', backend.revision);
    const start = performance.now();
    const report = (status: number | undefined) =>
      onForwarded?.({ backend, status, seconds: (performance.now() - start) / 1000 });
    try {
      await proxy.web(request, response, { target: backend.target });
      report(response.statusCode);
    } catch {
      report(undefined);
      answer(
        response,
        502,
        'The target did not answer',
        `Revision ${backend.revision} closed the connection or is gone.`,
      );
    }
  }

  const serving = await serve(server, { port, ...(another !== undefined && { another }) });
  return {
    ...serving,
    name,
    rules,
    answered: () => new Map(answered),
    stop: async () => {
      await serving.stop();
      agent.destroy();
    },
  };
}

/** Everything is known about a request that has arrived. */
function readRequest({ method = 'GET', url = '/', headers, socket }: IncomingMessage): ListenerRequest {
  const [path = '/', ...query] = url.split('?');
  return {
    method,
    host: (headers.host ?? '').replace(/:\d+$/, ''),
    path,
    query: query.join('?'),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    sourceIp: socket.remoteAddress,
  };
}

/** An answer of the load balancer itself, with its own name and without a revision; or of another service, which is not played. */
function answerItself(response: ServerResponse, { answer: made }: ListenerOutcome, priority: string): void {
  if (made.kind === 'forward') {
    const names = made.targetGroups.map(({ targetGroupArn }) => targetGroupName(targetGroupArn)).join(' and ');
    answer(response, 200, `Target group ${names}`, 'It belongs to another service, which shares this listener.');
    return;
  }
  response.setHeader('server', 'awselb/2.0');
  const status = made.kind === 'fixed-response' ? Number(made.status) : 503;
  answer(
    response,
    status,
    `Rule ${priority} answers`,
    'The load balancer answered by itself; no revision received the request.',
  );
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
