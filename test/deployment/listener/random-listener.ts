import type { Action, ListenerRule, RuleCondition } from '../../../src/deployment/load-balancer.ts';
import type { OracleRequest } from './oracle.ts';

/** A small separate generator (mulberry32): 200 000 listeners in seconds, and the same ones for the same seed. */
export type Chance = { below(limit: number): number; pick<T>(items: readonly [T, ...T[]]): T };

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  function below(limit: number): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }
  return { below, pick: (items) => items[below(items.length)] ?? items[0] };
}

export const green = 'arn:green';
const groups = [green, 'arn:blue', 'arn:other'] as const;

/** Few characters, so that patterns and requests meet often. */
export function randomRequest(chance: Chance): OracleRequest {
  const headers: Record<string, string> = {};
  if (chance.below(2) === 0) headers['x-test'] = chance.pick(['1', 'Green', 'green', '', 'a b']);
  if (chance.below(4) === 0) headers['x-cdn'] = chance.pick(['edge', '1']);
  if (chance.below(4) === 0) headers['authorization'] = 'Bearer token';
  return {
    method: chance.pick(['GET', 'GET', 'HEAD', 'get']),
    host: chance.pick(['shop.example.com', 'Shop.Example.com', 'a.example.com', 'example.com', 'ab.a']),
    path: chance.pick([
      '/',
      '/a',
      '/A',
      '/a/b',
      '/ab',
      '/api',
      '/api/',
      '/api/x',
      '/health',
      '/a%2Fb',
      '/%61',
      '/b?'.slice(0, 2),
    ]),
    headers,
    query: chance.pick(['', '', 'a=1', 'A=1', 'a=1&b=2', 'beta', 'a=%31', 'a=*', 'a=b=c', 'q=xtesty']),
  };
}

export function randomRules(chance: Chance): readonly ListenerRule[] {
  const rules: ListenerRule[] = [
    { RuleArn: 'arn:default', IsDefault: true, Priority: 'default', Conditions: [], Actions: randomActions(chance) },
  ];
  const priorities = new Set<number>();
  for (let count = chance.below(5); count > 0; count -= 1) priorities.add(1 + chance.below(120));
  for (const priority of priorities) {
    const Conditions = several(chance, () => randomCondition(chance));
    rules.push({ RuleArn: `arn:${priority}`, Priority: String(priority), Conditions, Actions: randomActions(chance) });
  }
  // As ELB lists them or in any other order: only the priority counts.
  return chance.below(2) === 0 ? rules : rules.reverse();
}

function randomCondition(chance: Chance): RuleCondition {
  switch (chance.below(9)) {
    case 0:
      return { Field: 'host-header', HostHeaderConfig: { Values: several(chance, () => chance.pick(hosts)) } };
    case 1:
      return { Field: 'host-header', Values: [chance.pick(hosts)] };
    case 2:
      return { Field: 'path-pattern', Values: several(chance, () => randomPath(chance)) };
    case 3:
      return { Field: 'path-pattern', PathPatternConfig: { Values: several(chance, () => randomPath(chance)) } };
    case 4:
      return {
        Field: 'http-header',
        HttpHeaderConfig: {
          HttpHeaderName: chance.pick(['x-test', 'X-Test', 'X-CDN']),
          Values: several(chance, () => chance.pick(['1', '*', 'GREEN', 'g*n', '?', '', '*e*', 'a b'])),
        },
      };
    case 5:
      return { Field: 'query-string', QueryStringConfig: { Values: several(chance, () => randomPair(chance)) } };
    case 6:
      return {
        Field: 'http-request-method',
        HttpRequestMethodConfig: { Values: [chance.pick(['GET', 'HEAD', 'POST'])] },
      };
    case 7:
      return { Field: 'source-ip', SourceIpConfig: { Values: several(chance, () => chance.pick(blocks)) } };
    default:
      return { Field: chance.pick(['path-pattern', 'host-header']), RegexValues: [randomRegex(chance, 3)] };
  }
}

const hosts = ['shop.example.com', '*.example.com', 'SHOP.*', '?.example.com', '*a*', '??.a', '*'] as const;
const blocks = ['10.0.0.0/8', '10.1.0.0/16', '192.168.1.7/32', '0.0.0.0/1', '0.0.0.0/0'] as const;

function several<T>(chance: Chance, make: () => T): T[] {
  const made: T[] = [];
  for (let left = 1 + chance.below(3); left > 0; left -= 1) made.push(make());
  return made;
}

function randomPath(chance: Chance): string {
  let pattern = chance.pick(['/', '/', '/a', '/api', '*', '?']);
  for (let count = chance.below(4); count > 0; count -= 1)
    pattern += chance.pick(['*', '?', '/', 'a', 'b', 'x', 'health']);
  return pattern;
}

function randomPair(chance: Chance): { Key?: string; Value: string } {
  const Value = chance.pick(['1', '*', '?', '\\*', '*test*', 'b=c', 'beta', '']);
  return chance.below(3) === 0 ? { Value } : { Key: chance.pick(['a', 'A', '*', 'b', 'beta']), Value };
}

/** Only what every engine reads in the same way. */
export function randomRegex(chance: Chance, depth: number): string {
  const leaf = () => chance.pick(['a', 'b', '/', '\\.', '.', '[ab/]', '[^a]', '[a-e]', '\\w', '\\d', 'api', 'e']);
  if (depth === 0) return leaf();
  const inner = () => randomRegex(chance, depth - 1);
  switch (chance.below(8)) {
    case 0:
      return `${inner()}${inner()}`;
    case 1:
      return `(${inner()}|${inner()})`;
    case 2:
      return `(?:${inner()})${chance.pick(['*', '+', '?', '{2}', '{1,2}', '{0,}', '*?'])}`;
    case 3:
      return `^${inner()}`;
    case 4:
      return `${inner()}$`;
    case 5:
      return `^/${inner()}.*$`;
    default:
      return leaf();
  }
}

function randomActions(chance: Chance): readonly Action[] {
  switch (chance.below(10)) {
    case 0:
      return [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }];
    case 1:
      return [{ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301' } }];
    case 2:
      return [
        { ...randomForward(chance), Order: 2 },
        { Type: 'jwt-validation', Order: 1 },
      ];
    case 3:
      return [
        {
          Type: 'authenticate-oidc',
          Order: 1,
          AuthenticateOidcConfig: { OnUnauthenticatedRequest: chance.pick(['allow', 'deny', 'authenticate']) },
        },
        { ...randomForward(chance), Order: 50_000 },
      ];
    default:
      return [randomForward(chance)];
  }
}

function randomForward(chance: Chance): Action {
  if (chance.below(3) === 0) return { Type: 'forward', TargetGroupArn: chance.pick(groups) };
  const TargetGroups = several(chance, () => ({
    TargetGroupArn: chance.pick(groups),
    Weight: chance.pick([0, 0, 1, 100, undefined]),
  }));
  return { Type: 'forward', ForwardConfig: { TargetGroups } };
}
