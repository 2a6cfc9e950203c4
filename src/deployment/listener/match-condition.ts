import { posix } from 'node:path';
import type { RuleCondition } from '../load-balancer.ts';
import type { ListenerRequest } from './listener-request.ts';
import { anyOf, type Match, sameInAll } from './match.ts';
import { matchPattern } from './match-pattern.ts';
import { matchQuery } from './match-query.ts';
import { matchRegex } from './match-regex.ts';
import { matchSourceIp } from './match-source-ip.ts';

/**
 * Whether a request meets a condition of a listener rule. What is not documented, or depends on something that the request does not
 * say, is in doubt.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 */
export function matchCondition(condition: RuleCondition, request: ListenerRequest): Match {
  const unknownKey = unknownKeyOf(condition);
  if (unknownKey !== undefined) return { because: `a condition has ${unknownKey}, which is not known here` };
  switch (condition.Field) {
    case 'host-header':
      return matchEither(condition.HostHeaderConfig, condition, request.host, true);
    case 'path-pattern':
      return matchPath(condition, request.path);
    case 'http-header':
      return matchHeader(condition, request);
    case 'query-string':
      return matchQuery(condition, request.query);
    case 'http-request-method':
      return matchMethod(condition, request.method);
    case 'source-ip':
      return matchSourceIp(condition, request.sourceIp);
    default:
      return { because: `a ${condition.Field ?? 'nameless'} condition is not known here` };
  }
}

type Patterns = { Values?: readonly string[] | undefined; RegexValues?: readonly string[] | undefined };

/** Something new in a condition may narrow or reverse it. */
function unknownKeyOf(condition: RuleCondition): string | undefined {
  const configs: readonly unknown[] = Object.values(condition);
  const unknown = (from: object, known: ReadonlySet<string>) =>
    Object.entries(from).find(([key, value]) => value !== undefined && value !== null && !known.has(key))?.[0];
  return (
    unknown(condition, conditionKeys) ??
    configs
      .filter((config) => typeof config === 'object' && config !== null && !Array.isArray(config))
      .map((config) => unknown(config as object, configKeys))
      .find((key) => key !== undefined)
  );
}

const conditionKeys = new Set([
  'Field',
  'Values',
  'RegexValues',
  'HostHeaderConfig',
  'PathPatternConfig',
  'HttpHeaderConfig',
  'QueryStringConfig',
  'HttpRequestMethodConfig',
  'SourceIpConfig',
]);
const configKeys = new Set(['Values', 'RegexValues', 'HttpHeaderName', 'IpAddressType']);

/** One of the patterns, or of the regular expressions. The older `Values` and `RegexValues` next to a config repeat it. */
function matchEither(config: Patterns | undefined, legacy: Patterns, value: string, ignoreCase: boolean): Match {
  const patterns = config?.Values ?? legacy.Values ?? [];
  const regexes = config?.RegexValues ?? legacy.RegexValues ?? [];
  if (patterns.length + regexes.length === 0) return { because: 'a condition has no values' };
  return anyOf([
    ...patterns.map((pattern) => matchPattern(pattern, value, { ignoreCase, escapes: false })),
    ...regexes.map((pattern) => matchRegex(pattern, value)),
  ]);
}

function matchPath(condition: RuleCondition, path: string): Match {
  return sameInAll(
    pathReadings(path).map((reading) => matchEither(condition.PathPatternConfig, condition, reading, false)),
    'the path can be read in several ways (percent-encoding, empty or dot segments)',
  );
}

/** ELB does not say whether it compares the path as it was sent, decoded, or in its normal form. */
function pathReadings(path: string): readonly string[] {
  if (!/%|\/\/|\/\.|\\/.test(path)) return [path];
  const decoded = decodePath(path);
  const slashes = [path, decoded].map((reading) => reading.replaceAll('\\', '/').replace(/\/{2,}/g, '/'));
  return [...new Set([path, decoded, ...slashes, posix.normalize(path), ...slashes.map(posix.normalize)])];
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function matchHeader({ HttpHeaderConfig: config, ...legacy }: RuleCondition, request: ListenerRequest): Match {
  const name = config?.HttpHeaderName?.toLowerCase();
  if (!name) return { because: 'an http-header condition names no header' };
  if (name === 'host' || loadBalancerHeaders.test(name)) {
    return { because: `it depends on the header ${name}, which the load balancer may set itself` };
  }
  const value = Object.hasOwn(request.headers, name) ? request.headers[name] : undefined;
  if (value !== undefined) return matchEither(config, legacy, value.trim(), true);
  return request.unknownHeaders?.includes(name)
    ? { because: `it depends on the header ${name}, whose value is not known` }
    : false;
}

const loadBalancerHeaders = /^x-(?:amzn-|forwarded-(?:for|proto|port)$)/;

function matchMethod({ HttpRequestMethodConfig }: RuleCondition, method: string): Match {
  const methods = HttpRequestMethodConfig?.Values ?? [];
  return methods.length === 0
    ? { because: 'an http-request-method condition has no values' }
    : methods.includes(method);
}
