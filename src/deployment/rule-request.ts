import type { Action, Rule, RuleCondition } from './load-balancer.ts';

/** The shape of a request that a listener rule certainly matches. */
export type RuleRequest = {
  /** Undefined where any host name matches. */
  host: string | undefined;
  /** Header names in lower case, as the rule's http-header conditions want them. */
  headers: Readonly<Record<string, string>>;
  /** `''`, or a path that starts with a slash and does not end with one. Every path below it matches. */
  pathPrefix: string;
  /** Keys and values that must be in the query string. */
  query: readonly (readonly [key: string, value: string])[];
  /** In upper case; undefined where any method matches. */
  methods: readonly string[] | undefined;
};

export type RuleRequestResult = { found: true; request: RuleRequest } | { found: false; reason: string };

/**
 * Turns a rule's conditions into a request that matches them, where that is certain. Wildcards other than a path's last `*`, regular
 * expressions, source addresses, transforms and logins are not guessed at: the reason then names the condition.
 *
 * @param host A name that the caller wants to use; it must match the rule's host-header condition.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 */
export function requestForRule(rule: Rule, host?: string): RuleRequestResult {
  const request: Draft = { host, headers: {}, pathPrefix: undefined, query: [], methods: undefined };
  const obstacle =
    findObstacle(rule) ??
    firstDefined(rule.Conditions ?? [], (condition) => applyCondition(condition, request, host !== undefined));
  return obstacle === undefined
    ? { found: true, request: { ...request, pathPrefix: request.pathPrefix ?? '' } }
    : { found: false, reason: obstacle };
}

/** What keeps a plain request from reaching the target group behind these actions; undefined where nothing does. */
export function actionObstacle(actions: readonly Action[] | undefined): string | undefined {
  const types = (actions ?? []).map(({ Type }) => Type ?? 'unnamed');
  const login = types.find((type) => type.startsWith('authenticate-') || type === 'jwt-validation');
  if (login !== undefined) {
    return `the test listener asks for a login (${login})`;
  }
  if (types.length > 0 && !types.includes('forward')) {
    return `the test listener does not forward requests but answers them itself (${types.join(', ')})`;
  }
  return undefined;
}

type Draft = {
  host: string | undefined;
  headers: Record<string, string>;
  pathPrefix: string | undefined;
  query: [string, string][];
  methods: readonly string[] | undefined;
};

function findObstacle(rule: Rule): string | undefined {
  if ((rule.Transforms ?? []).length > 0) {
    return 'the test rule rewrites requests (transforms)';
  }
  return actionObstacle(rule.Actions);
}

/** Writes what the condition asks for into the draft; returns why that cannot be done. */
function applyCondition(condition: RuleCondition, draft: Draft, hostGiven: boolean): string | undefined {
  switch (condition.Field) {
    case 'host-header':
      return applyHost(condition, draft, hostGiven);
    case 'path-pattern':
      return applyPath(condition, draft);
    case 'http-header':
      return applyHeader(condition, draft);
    case 'query-string':
      return applyQuery(condition, draft);
    case 'http-request-method':
      return applyMethods(condition, draft);
    default:
      return `the test rule has a ${condition.Field ?? 'nameless'} condition, which cannot be turned into a request`;
  }
}

function applyHost(condition: RuleCondition, draft: Draft, hostGiven: boolean): string | undefined {
  const patterns = condition.HostHeaderConfig?.Values ?? condition.Values ?? [];
  if (patterns.length === 0) {
    return regexOnly('host-header');
  }
  if (hostGiven) {
    const host = draft.host ?? '';
    return patterns.some((pattern) => wildcardMatches(pattern.toLowerCase(), host.toLowerCase()))
      ? undefined
      : `host ${host} does not match the test rule's host-header condition ${patterns.join(' or ')}`;
  }
  if (draft.host !== undefined) {
    return 'the test rule has more than one host-header condition';
  }
  draft.host = patterns.find(isHostName);
  return draft.host === undefined ? wildcardsOnly('host-header', patterns) : undefined;
}

function applyPath(condition: RuleCondition, draft: Draft): string | undefined {
  const patterns = condition.PathPatternConfig?.Values ?? condition.Values ?? [];
  if (patterns.length === 0) {
    return regexOnly('path-pattern');
  }
  if (draft.pathPrefix !== undefined) {
    return 'the test rule has more than one path-pattern condition';
  }
  draft.pathPrefix = firstDefined(patterns, pathPrefixOf);
  return draft.pathPrefix === undefined
    ? `the test rule's path-pattern condition ${patterns.join(' or ')} is not a prefix such as /api/*`
    : undefined;
}

function applyHeader({ HttpHeaderConfig }: RuleCondition, draft: Draft): string | undefined {
  const name = HttpHeaderConfig?.HttpHeaderName?.toLowerCase() ?? '';
  const values = HttpHeaderConfig?.Values ?? [];
  if (values.length === 0) {
    return regexOnly('http-header');
  }
  // Two conditions on one header would both have to match; one value cannot be told to.
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) || Object.hasOwn(draft.headers, name)) {
    return `the test rule's http-header conditions on ${name} cannot be turned into one header`;
  }
  const value = values.find((candidate) => isLiteral(candidate) && /^[\x20-\x7e]+$/.test(candidate));
  if (value === undefined && !values.includes('*')) {
    return wildcardsOnly(
      'http-header',
      values.map((candidate) => `${name}: ${candidate}`),
    );
  }
  draft.headers[name] = value ?? 'greenlight';
  return undefined;
}

function applyQuery({ QueryStringConfig }: RuleCondition, draft: Draft): string | undefined {
  const pairs = QueryStringConfig?.Values ?? [];
  const pair = pairs.find(({ Key = '', Value = '' }) => Key !== '' && isLiteral(Key) && isLiteral(Value));
  if (pair?.Key === undefined) {
    return wildcardsOnly(
      'query-string',
      pairs.map(({ Key = '', Value = '' }) => `${Key}=${Value}`),
    );
  }
  draft.query.push([pair.Key, pair.Value ?? '']);
  return undefined;
}

function applyMethods({ HttpRequestMethodConfig }: RuleCondition, draft: Draft): string | undefined {
  const allowed = (HttpRequestMethodConfig?.Values ?? []).map((method) => method.toUpperCase());
  draft.methods = draft.methods?.filter((method) => allowed.includes(method)) ?? allowed;
  return draft.methods.includes('GET') || draft.methods.includes('HEAD')
    ? undefined
    : `the test rule takes only ${allowed.join(', ') || 'no method'}, and neither GET nor HEAD`;
}

/** `*` and `/*` are the empty prefix, `/api/*` is `/api`. A pattern with another wildcard, or none at all, is no prefix. */
function pathPrefixOf(pattern: string): string | undefined {
  if (pattern === '*') {
    return '';
  }
  const prefix = /^(?<prefix>(?:\/[^\s*?#\\/]+)*)\/\*$/.exec(pattern)?.groups?.['prefix'];
  return prefix !== undefined && /^[\x21-\x7e]*$/.test(prefix) ? prefix : undefined;
}

function isLiteral(pattern: string): boolean {
  return !/[*?\\]/.test(pattern);
}

function isHostName(pattern: string): boolean {
  return /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i.test(pattern);
}

/** ELB's own wildcards: `*` for any number of characters, `?` for exactly one. */
function wildcardMatches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(text);
}

function wildcardsOnly(field: string, patterns: readonly string[]): string {
  return `the test rule's ${field} condition ${patterns.join(' or ')} cannot be turned into one value`;
}

function regexOnly(field: string): string {
  return `the test rule's ${field} condition is a regular expression`;
}

function firstDefined<T, R>(items: readonly T[], pick: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const picked = pick(item);
    if (picked !== undefined) {
      return picked;
    }
  }
  return undefined;
}
