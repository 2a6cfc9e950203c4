import type { ListenerRequest } from '../listener/listener-request.ts';
import { matchCondition } from '../listener/match-condition.ts';
import { matchRegex } from '../listener/match-regex.ts';
import type { ListenerRule, RuleCondition } from '../load-balancer.ts';
import { commonWitness } from './common-witness.ts';
import type { Gap } from './gap.ts';
import { regexWitnesses } from './regex-witness.ts';

/** What the caller wants to send, before it is fitted to a rule. */
export type WantedRequest = {
  method: string;
  /** With its query string, as it is sent. */
  path: string;
  headers: Readonly<Record<string, string>>;
  /** What the client sends with this request in addition to what it sends with every one, names in lower case. */
  clientHeaders?: Readonly<Record<string, string>> | undefined;
};

/** Ways to fit a request to a rule, the best first, and what has to be configured for the parts that have none. */
type Solutions = { requests: readonly ListenerRequest[]; missing: readonly Gap[] };

type Options<T> = { options: readonly T[]; missing: readonly Gap[] };

/**
 * Fits a request to a rule's conditions: what already matches is sent as it is, the rest gets the shortest value that certainly matches. A path
 * that matches no pattern is put below the prefix of one. Whether the result really reaches the rule is for the evaluator to say.
 *
 * @param hosts Names that may be sent as Host, the best first
 */
export function solveRule(rule: ListenerRule | undefined, wanted: WantedRequest, hosts: readonly string[]): Solutions {
  const conditions = rule?.Conditions ?? [];
  const [path, query] = splitPath(wanted.path);
  const base: ListenerRequest = {
    method: wanted.method,
    host: hosts[0] ?? '',
    path,
    query,
    headers: lowerCase(wanted),
  };
  const parts = [
    solveHost(conditions, base, hosts),
    solveMethod(conditions, base),
    solvePath(conditions, base),
    ...groupByHeader(conditions).map((group) => solveHeader(group, base)),
    ...ofField(conditions, 'query-string').map((condition) => solveQuery(condition, base)),
  ];
  return {
    requests: combine(
      base,
      parts.map(({ options }) => options),
    ),
    missing: parts.flatMap(({ missing }) => missing),
  };
}

type Edit = (request: ListenerRequest) => ListenerRequest;

const maxCandidates = 256;

function combine(base: ListenerRequest, parts: readonly (readonly Edit[])[]): readonly ListenerRequest[] {
  return parts.reduce<readonly ListenerRequest[]>(
    (requests, edits) => requests.flatMap((request) => edits.map((edit) => edit(request))).slice(0, maxCandidates),
    [base],
  );
}

function solveHost(
  conditions: readonly RuleCondition[],
  base: ListenerRequest,
  hosts: readonly string[],
): Options<Edit> {
  if (hosts.length === 0) return unchanged;
  const own = ofField(conditions, 'host-header');
  const fitting = hosts.filter((host) => mayMatch(own, { ...base, host }));
  const patterns = own.flatMap(valuesOf).join(' or ') || 'with a regular expression';
  return options(
    fitting.map((host) => (request) => ({ ...request, host })),
    `the test rule's host-header condition ${patterns} is not met by ${hosts.join(' or ')}`,
    'set hookDetails.host to a name that matches',
  );
}

function solveMethod(conditions: readonly RuleCondition[], base: ListenerRequest): Options<Edit> {
  const own = ofField(conditions, 'http-request-method');
  const methods = own.flatMap(({ HttpRequestMethodConfig }) => HttpRequestMethodConfig?.Values ?? []).join(', ');
  if (mayMatch(own, base)) return unchanged;
  return options(
    [],
    `the test rule takes only ${methods}`,
    `${base.method} does not reach it: set requests[].method in hookDetails`,
  );
}

function solvePath(conditions: readonly RuleCondition[], base: ListenerRequest): Options<Edit> {
  const own = ofField(conditions, 'path-pattern');
  if (mayMatch(own, base)) return unchanged;
  const paths = own.flatMap((condition) => [
    ...valuesOf(condition).flatMap((pattern) => pathsFor(pattern, base.path)),
    ...regexesOf(condition).flatMap((pattern) => regexPathsFor(pattern, base.path)),
  ]);
  const fitting = paths.filter((path) => mayMatch(own, { ...base, path }));
  return options(
    [...new Set(fitting)].map((path) => (request) => ({ ...request, path })),
    `path ${base.path} does not match the test rule's path-pattern condition ${own.flatMap(valuesOf).join(' or ') || 'with a regular expression'}`,
    'write one that matches into hookDetails.requests',
  );
}

/** Below the prefix of a pattern that ends with a star; the pattern's own path for `/`, which means the root of what is tested. */
function pathsFor(pattern: string, path: string): readonly string[] {
  const prefix = /(?<prefix>.*?)\/?\*+$/.exec(pattern)?.[1];
  // Segments stay filled: the load balancer may read `//` as one slash.
  const below = prefix === undefined ? undefined : commonWitness([filled(prefix)]);
  const itself = path === '/' ? witnesses([pattern, '/*']) : [];
  return [below === undefined ? '' : below + path, ...itself].filter((found) => found.startsWith('/'));
}

/** The shortest string that all patterns match, and a longer one, in case an earlier rule takes the shortest or it can be read in several ways. */
function witnesses(patterns: readonly string[]): readonly string[] {
  const found = [commonWitness(patterns), commonWitness(patterns.map(filled), 'g')];
  return [...new Set(found.filter((value) => value !== undefined))];
}

/** No star stays empty. */
function filled(pattern: string): string {
  return pattern.replace(/\*+/g, '?*');
}

/** The same for a regular expression: below the shortest paths that it matches, or those paths themselves for `/`. */
function regexPathsFor(pattern: string, path: string): readonly string[] {
  return regexWitnesses(pattern)
    .map((witness) => (path === '/' ? witness : witness.replace(/\/$/, '') + path))
    .filter((found) => /^\/[\w\-.~!$&'()*+,;=:@/]*$/.test(found) && matchRegex(pattern, found) === true);
}

function solveHeader(group: HeaderGroup, base: ListenerRequest): Options<Edit> {
  const { name, conditions } = group;
  const set = (value: string): Edit => {
    return (request) => ({ ...request, headers: { ...request.headers, [name]: value } });
  };
  const configured = base.headers[name];
  if (configured !== undefined && mayMatch(conditions, base)) return unchanged;
  if (unsendable.has(name))
    return options(
      [],
      `the test rule's http-header condition on ${name} cannot be met by this check`,
      'set hookDetails.baseUrl',
    );
  const combinations = conditions
    .map(valuesOf)
    .reduce<readonly (readonly string[])[]>(
      (lists, values) => lists.flatMap((list) => values.map((value) => [...list, value])),
      [[]],
    );
  // A backslash is read in several ways: a value that has one is tried as it is written.
  const values = [...combinations.flatMap(witnesses), ...conditions.flatMap(regexesOf).flatMap(regexWitnesses)].map(
    (value) => (value === '' ? 'greenlight' : value),
  );
  const fitting = values.filter((value) => isVisible(value) && mayMatch(conditions, set(value)(base)));
  return options(
    fitting.map((value) => set(value)),
    `the test rule's http-header condition on ${name} has no certain value`,
    `set requests[].headers["${name}"] in hookDetails`,
  );
}

/** Nothing else can be a header's value, and the load balancer compares nothing else. */
function isVisible(value: string): boolean {
  return /^[\x20-\x7e]+$/.test(value);
}

/** Headers, in lower case, that decide about the connection or the framing of a message: no configured or solved value may be sent in them. */
export const unsendable: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function solveQuery(condition: RuleCondition, base: ListenerRequest): Options<Edit> {
  if (mayMatch([condition], base)) return unchanged;
  const pairs = (condition.QueryStringConfig?.Values ?? []).flatMap(({ Key, Value = '' }) => {
    const keys = Key ? literalsOf(Key) : ['greenlight'];
    return keys.flatMap((key) => literalsOf(Value).map((value) => `${encode(key)}=${encode(value)}`));
  });
  const edits = pairs.map(
    (pair): Edit =>
      (request) => ({ ...request, query: request.query === '' ? pair : `${request.query}&${pair}` }),
  );
  return { options: edits, missing: [] };
}

/** Values that the pattern matches, its escaped characters included. */
function literalsOf(pattern: string): readonly string[] {
  const escaped = pattern.replace(/\\([*?\\])/g, (_, character: string) => move(character, privateUse));
  return witnesses([escaped]).map((value) => value.replace(/[\ue000-\ue07f]/g, (mark) => move(mark, -privateUse)));
}

/** The first of the code points that no character has: escaped characters wait there, so that they are not read as wildcards. */
const privateUse = 0xe000;

function move(character: string, distance: number): string {
  return String.fromCharCode(character.charCodeAt(0) + distance);
}

/** Only what cannot be in a query string as it is: the load balancer may compare it without decoding. */
function encode(value: string): string {
  return value.replace(/[^A-Za-z0-9\-._~!$'()*,;:@/?]/g, encodeURIComponent);
}

type HeaderGroup = { name: string; conditions: readonly RuleCondition[] };

function groupByHeader(conditions: readonly RuleCondition[]): readonly HeaderGroup[] {
  const own = ofField(conditions, 'http-header');
  const nameOf = ({ HttpHeaderConfig }: RuleCondition) => HttpHeaderConfig?.HttpHeaderName?.toLowerCase() ?? '';
  const names = [...new Set(own.map(nameOf))];
  return names.map((name) => ({ name, conditions: own.filter((condition) => nameOf(condition) === name) }));
}

function ofField(conditions: readonly RuleCondition[], field: string): readonly RuleCondition[] {
  return conditions.filter(({ Field }) => Field === field);
}

export function valuesOf(condition: RuleCondition): readonly string[] {
  const config = condition.HostHeaderConfig ?? condition.PathPatternConfig ?? condition.HttpHeaderConfig;
  return config?.Values ?? condition.Values ?? [];
}

export function regexesOf(condition: RuleCondition): readonly string[] {
  const config = condition.HostHeaderConfig ?? condition.PathPatternConfig ?? condition.HttpHeaderConfig;
  return config?.RegexValues ?? condition.RegexValues ?? [];
}

/** Not certain is good enough here: the evaluator decides about the whole request. */
function mayMatch(conditions: readonly RuleCondition[], request: ListenerRequest): boolean {
  return conditions.every((condition) => matchCondition(condition, request) !== false);
}

/** The edits, or what is missing if there are none. */
function options(edits: readonly Edit[], what: string, remedy: string): Options<Edit> {
  return { options: edits, missing: edits.length > 0 ? [] : [{ what, remedy }] };
}

/** For what matches already. */
const unchanged: Options<Edit> = { options: [(request) => request], missing: [] };

function splitPath(path: string): readonly [path: string, query: string] {
  const mark = path.indexOf('?');
  return mark === -1 ? [path, ''] : [path.slice(0, mark), path.slice(mark + 1)];
}

function lowerCase({ headers }: WantedRequest): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
