import * as v from 'valibot';
import { isJsonObject } from '../../../hook/json.ts';
import type { JsonSubject } from '../expect/expectation.ts';
import { parseJsonPath } from '../expect/json-path.ts';
import type { Method } from '../probe/probe-request.ts';
import { type BaseUrl, urlAt } from './base-url-config.ts';
import { wholeNumberSchema } from './whole-number-schema.ts';

/** What of green's answer must be like blue's, to the same request. */
export type Compare = {
  /** The status. */
  status: boolean;
  /** Names and types of everything in the JSON of the body; `compatible`: new members are allowed. */
  shape: boolean | 'compatible';
  /** Paths to values of the JSON that must be equal. */
  values: readonly JsonSubject[];
  /** How much longer than blue's the median of green's times may be: 1 to 100. */
  maxLatencyRatio: number;
  /** Up to this median, in milliseconds, green is not too slow, with any ratio. */
  floorMillis: number;
};

const compareMessage = 'expected true, or an object such as { "values": ["$.price"], "maxLatencyRatio": 2 }';
const ratioMessage = 'expected a number from 1 to 100, such as 1.5';
const flagSchema = v.optional(v.boolean('expected true or false'), true);

const objectSchema = v.pipe(
  v.strictObject({
    status: flagSchema,
    shape: v.optional(v.union([v.boolean(), v.literal('compatible')], 'expected true, false or "compatible"'), true),
    values: v.optional(
      v.pipe(
        v.array(
          v.pipe(
            v.string('expected a path such as "$.price"'),
            v.startsWith('$', 'expected a path that begins with "$", such as "$.price"'),
            v.maxLength(500, 'expected a path of at most 500 characters'),
          ),
          'expected a list of paths such as "$.price"',
        ),
        v.maxLength(20, 'expected at most 20 paths'),
      ),
      [],
    ),
    maxLatencyRatio: v.optional(
      v.pipe(v.number(ratioMessage), v.minValue(1, ratioMessage), v.maxValue(100, ratioMessage)),
      1.5,
    ),
    floorMillis: v.optional(wholeNumberSchema(0, 60_000), 50),
  }),
  v.transform(
    ({ values, ...rest }): Compare => ({
      ...rest,
      values: values.map((text) => ({ of: 'json', text, path: parseJsonPath(text) })),
    }),
  ),
);

const everything: Compare = { status: true, shape: true, values: [], maxLatencyRatio: 1.5, floorMillis: 50 };

const trueSchema = v.pipe(
  v.literal(true, compareMessage),
  v.transform((): Compare => everything),
);

/** The key of a request that has it compared. */
export const compareEntries = {
  // Not a union: it would report that neither alternative fits instead of what is wrong with the intended one.
  compare: v.optional(v.lazy((input) => (isJsonObject(input) ? objectSchema : trueSchema))),
};

type Compared = {
  compare?: Compare | undefined;
  method: Method;
  followRedirects?: number | undefined;
  grpc?: unknown;
  webSocket?: unknown;
};

/** Why a request cannot be sent to production too; undefined if it can. */
export function whyNotCompared({
  compare,
  method,
  followRedirects = 0,
  grpc,
  webSocket,
}: Compared): string | undefined {
  if (compare === undefined) return undefined;
  if (grpc !== undefined || webSocket !== undefined) return 'expected no compare next to grpc and webSocket';
  if (!isReading(method)) {
    return `expected no compare for ${method}: the request also goes to production, so only GET, HEAD and OPTIONS are compared`;
  }
  if (followRedirects > 0) return 'expected no followRedirects next to compare: compare the page that it leads to';
  return method === 'HEAD' && compare.values.length > 0
    ? 'expected no values in compare: an answer to HEAD has no body'
    : undefined;
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#name-safe-methods */
function isReading(method: Method): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

type Places = {
  baseUrl?: BaseUrl | undefined;
  productionUrl?: BaseUrl | undefined;
  requests: readonly ComparedAt[];
  setup?: readonly ComparedAt[] | undefined;
  teardown?: readonly ComparedAt[] | undefined;
};

type ComparedAt = string | { at?: string | undefined; compare?: Compare | undefined };

/** What is wrong with `productionUrl` for these requests; undefined if nothing is. */
export function whyNotProduction(config: Places): string | undefined {
  const { baseUrl, productionUrl, requests, setup, teardown } = config;
  if ([setup, teardown].flat().some((request) => typeof request === 'object' && request.compare !== undefined)) {
    return 'expected no compare in setup and teardown: only requests are compared';
  }
  if (productionUrl !== undefined && baseUrl === undefined) {
    return 'expected no productionUrl without baseUrl: the production listener is found together with the test listener';
  }
  if (baseUrl === undefined) return undefined;
  for (const [index, request] of requests.entries()) {
    if (typeof request === 'string' || request.compare === undefined) continue;
    const url = productionUrl === undefined ? undefined : comparableAt(productionUrl, request.at);
    if (url === undefined) {
      const key = typeof baseUrl === 'string' ? 'productionUrl' : `productionUrl.${request.at}`;
      return `expected ${key} for compare in requests[${index}]: the URL of production, next to baseUrl`;
    }
    if (url === comparableAt(baseUrl, request.at)) {
      return 'expected another productionUrl: it is the same as baseUrl, so that green would be compared with itself';
    }
  }
  return undefined;
}

/** Without a slash at the end, which makes no difference. */
function comparableAt(urls: BaseUrl, at: string | undefined): string | undefined {
  const url = urlAt(urls, at);
  return url === undefined ? undefined : new URL(url).href.replace(/\/+$/, '');
}
