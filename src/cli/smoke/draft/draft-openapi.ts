import { isJsonObject, type JsonObject, type JsonValue } from '../../../hook/json.ts';
import { CliError } from '../../command/cli-error.ts';
import { DraftCredentials, escapeBraces } from './credentials.ts';
import { type Draft, type DraftRequest, maxDraftRequests } from './draft.ts';
import { expectType } from './draft-http.ts';
import { follow, plainSchema } from './openapi-schema.ts';

type Operation = { path: string; operation: JsonObject; parameters: readonly JsonObject[] };

/**
 * Drafts a suite from an OpenAPI description: its GET operations, those without required parameters first, with the examples of the description.
 * Operations that change data are left out.
 *
 * @see https://spec.openapis.org/oas/v3.1.1.html
 * @throws {CliError} if it is an older version, or has no GET operation that can be drafted
 */
export function draftFromOpenApi(root: JsonObject): Draft {
  if (!/^3\.[01]/.test(String(root['openapi']))) {
    throw new CliError(`OpenAPI ${String(root['openapi'] ?? root['swagger'])} cannot be drafted, only 3.0 and 3.1`, {
      next: 'convert it first: npx swagger2openapi swagger.json > openapi.json',
    });
  }
  const { gets, others } = operationsOf(root);
  const credentials = new DraftCredentials();
  const drafted = gets.map((each) => ({ ...each, request: requestOf(root, each, credentials) }));
  const possible = drafted.flatMap(({ parameters, request }) =>
    request ? [{ request, needs: parameters.filter(isRequired).length }] : [],
  );
  if (possible.length === 0) {
    throw new CliError('the description has no GET operation without required parameters, or with examples for them', {
      next: 'add an example to each required parameter',
    });
  }
  const requests = possible.toSorted((one, other) => one.needs - other.needs).map(({ request }) => request);
  const impossible = drafted.filter(({ request }) => request === undefined).map(({ path }) => `GET ${path}`);
  return {
    url: serverOf(root),
    requests: requests.slice(0, maxDraftRequests),
    secrets: credentials.names,
    notes: [
      ...(others.length > 0 ? [`Left out, because they may change data: ${others.join(', ')}`] : []),
      ...(impossible.length > 0
        ? [`Left out, because a required parameter has no example: ${impossible.join(', ')}`]
        : []),
      ...(requests.length > maxDraftRequests
        ? [`Left out: ${requests.length - maxDraftRequests} operations over ${maxDraftRequests}.`]
        : []),
    ],
  };
}

function operationsOf(root: JsonObject): { gets: readonly Operation[]; others: readonly string[] } {
  const paths = isJsonObject(root['paths']) ? Object.entries(root['paths']) : [];
  const gets: Operation[] = [];
  const others: string[] = [];
  for (const [path, written] of paths) {
    const item = follow(root, written) ?? {};
    for (const [method, operation] of Object.entries(item)) {
      if (!/^(?:get|put|post|delete|patch)$/.test(method) || !isJsonObject(operation)) continue;
      if (method === 'get') gets.push({ path, operation, parameters: parametersOf(root, item, operation) });
      else others.push(`${method.toUpperCase()} ${path}`);
    }
  }
  return { gets, others };
}

/** Those of an operation win over those of its path. */
function parametersOf(root: JsonObject, item: JsonObject, operation: JsonObject): readonly JsonObject[] {
  const all = [item['parameters'], operation['parameters']].flatMap((list): readonly JsonValue[] =>
    Array.isArray(list) ? list : [],
  );
  const found = all.map((each) => follow(root, each)).filter((each) => each !== undefined);
  return [...new Map(found.map((each) => [`${String(each['in'])} ${String(each['name'])}`, each])).values()];
}

/** Undefined if a required parameter has no example. */
function requestOf(
  root: JsonObject,
  { path, operation, parameters }: Operation,
  credentials: DraftCredentials,
): DraftRequest | undefined {
  const wanted = parameters.filter((each) => isRequired(each) || 'example' in each || 'examples' in each);
  const values = wanted.map((each) => ({ in: each['in'], name: String(each['name']), value: exampleOf(root, each) }));
  if (values.some(({ value }) => value === undefined)) return undefined;
  const of = (where: string) =>
    values.filter((each) => each.in === where).map(({ name, value }) => [name, value ?? ''] as const);
  const filled = of('path').reduce(
    (rest, [name, value]) => rest.replaceAll(`{${name}}`, encodeURIComponent(String(value))),
    path,
  );
  if (/[{}]/.test(filled)) return undefined;
  const headers = of('header').map(
    ([name, value]) => [name, credentials.text(name, String(value), `the header ${name}`)] as const,
  );
  const query = of('query').map(
    ([name, value]) =>
      [name, typeof value === 'string' ? credentials.text(name, value, `the query parameter ${name}`) : value] as const,
  );
  const security = securityOf(root, operation, credentials);
  return {
    ...(typeof operation['summary'] === 'string' && { name: nameOf(operation['summary'], path) }),
    path: escapeBraces(encodeURI(filled).replaceAll('%25', '%')),
    ...(query.length > 0 && { query: Object.fromEntries(query) }),
    ...((headers.length > 0 || security.headers) && {
      headers: { ...Object.fromEntries(headers), ...security.headers },
    }),
    ...(security.auth !== undefined && { auth: security.auth }),
    ...expectationOf(root, operation),
  };
}

function nameOf(summary: string, path: string): string {
  const name = summary
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 100);
  return name === '' ? `GET ${path}`.slice(0, 100) : name;
}

function isRequired(parameter: JsonObject): boolean {
  return parameter['in'] === 'path' || parameter['required'] === true;
}

/** A scalar, or a list of them for a query. */
function exampleOf(root: JsonObject, parameter: JsonObject): JsonValue | undefined {
  const schema = follow(root, parameter['schema']) ?? {};
  const examples = follow(root, parameter['examples']);
  const first = examples && follow(root, Object.values(examples)[0]);
  const listed = Array.isArray(schema['examples']) ? schema['examples'][0] : undefined;
  const choices = Array.isArray(schema['enum']) ? schema['enum'][0] : undefined;
  const value = parameter['example'] ?? first?.['value'] ?? schema['example'] ?? listed ?? schema['default'] ?? choices;
  const isScalar = (each: unknown) => ['string', 'number', 'boolean'].includes(typeof each);
  if (Array.isArray(value)) return parameter['in'] === 'query' && value.every(isScalar) ? value : undefined;
  return isScalar(value) ? value : undefined;
}

/** The first status that says that it went well, and the schema of its JSON. */
function expectationOf(root: JsonObject, operation: JsonObject): Pick<DraftRequest, 'status' | 'expect'> {
  const responses = isJsonObject(operation['responses']) ? operation['responses'] : {};
  const [status = '2XX'] = Object.keys(responses)
    .filter((name) => /^2(?:\d\d|XX)$/i.test(name))
    .toSorted();
  const response = follow(root, responses[status] ?? responses['default']);
  const content = isJsonObject(response?.['content']) ? response['content'] : {};
  const [type, media] =
    Object.entries(content).find(([name]) => /^application\/(?:[\w.+-]*\+)?json\b/i.test(name)) ?? [];
  const schema = isJsonObject(media) ? plainSchema(root, media['schema']) : {};
  const isUseful = isJsonObject(schema) && Object.keys(schema).length > 0 && JSON.stringify(schema).length <= 20_000;
  const expect = { ...(expectType(type) as JsonObject | undefined), ...(isUseful && { schema }) };
  return {
    ...(status !== '200' && { status: /x/i.test(status) ? status.toLowerCase() : Number(status) }),
    ...(Object.keys(expect).length > 0 && { expect }),
  };
}

/** The first way to sign in that the operation, or else the whole description, asks for. */
function securityOf(
  root: JsonObject,
  operation: JsonObject,
  credentials: DraftCredentials,
): Pick<DraftRequest, 'headers' | 'auth'> {
  const wanted = operation['security'] ?? root['security'];
  const [first] = Array.isArray(wanted) ? wanted : [];
  if (!isJsonObject(first)) return {};
  const components = isJsonObject(root['components']) ? root['components'] : {};
  const schemes = isJsonObject(components['securitySchemes']) ? components['securitySchemes'] : {};
  const [name = ''] = Object.keys(first);
  const scheme = follow(root, schemes[name]);
  if (scheme?.['type'] === 'apiKey' && scheme['in'] === 'header') {
    const header = String(scheme['name']).toLowerCase();
    return { headers: { [header]: credentials.take(header, `apiKey ${name}`, `the header ${header}`) } };
  }
  if (scheme?.['type'] === 'http' && /^basic$/i.test(String(scheme['scheme'])))
    return { auth: credentials.basic(`${name} user:${name} password`) };
  return scheme === undefined || scheme['type'] === 'apiKey'
    ? {}
    : { auth: { bearer: credentials.take('token', `bearer ${name}`, 'the bearer token') } };
}

function serverOf({ servers }: JsonObject): string | undefined {
  const [first] = Array.isArray(servers) ? servers : [];
  const url = isJsonObject(first) ? String(first['url'] ?? '') : '';
  return URL.canParse(url) ? url.replace(/\/$/, '') : undefined;
}
