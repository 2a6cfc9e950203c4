import type { Listener, LoadBalancer, Rule } from '../load-balancer.ts';
import type { RuleRequest } from '../rule-request.ts';

/** A test listener with all that decides which requests reach green there. */
export type TestListener = {
  listener: Listener;
  /** All rules of the listener; empty at a Network Load Balancer, which has default actions only. */
  rules: readonly Rule[];
  /** The rule that ECS moves. Undefined at a Network Load Balancer. */
  testRule: Rule | undefined;
  loadBalancer: LoadBalancer;
  /** ARN of green's target group; undefined if it is not known, and then nothing is offered. */
  green: string | undefined;
};

/** One way to send a request. */
export type Candidate = {
  scheme: 'http' | 'https';
  /** The load balancer's own name: what to connect to. */
  hostname: string;
  port: number;
  host: string;
  path: string;
  request: RuleRequest;
};

/** As a browser takes it. */
export function addressOf({ scheme, host, port, path, request }: Omit<Candidate, 'hostname'>): string {
  const url = new URL(`${scheme}://${host}:${port}${path}`);
  url.search = queryOf(request);
  return url.href;
}

/** Without the question mark. */
export function queryOf({ query }: RuleRequest): string {
  return query.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&');
}
