import * as v from 'valibot';
import { unsendable } from '../../../deployment/test-traffic/solve-rule.ts';
import { isJsonObject } from '../../../hook/json.ts';
import { type Auth, authSchema } from '../auth/auth-config.ts';
import { type Method, methods } from '../probe/probe-request.ts';
import { type Capture, captureSchema } from '../variables/capture-config.ts';
import { encodeLiterals } from '../variables/template.ts';
import { bodySchema, type RequestBody } from './body-config.ts';
import { pairsOf, pairsSchema } from './pairs-config.ts';
import { wholeNumberSchema } from './whole-number-schema.ts';

/** What is sent. */
export type SentRequest = {
  /** What the request is called in reports; by default its method and path. */
  name?: string | undefined;
  /** `GET` by default. */
  method: Method;
  /** Begins with a slash; may have a query string. */
  path: string;
  /** Sent in addition to those that the check sets itself, and to those for all requests; the names are in lower case. */
  headers: Readonly<Record<string, string>>;
  /** Not for GET and HEAD. Its `content-type` is set unless `headers` has one. */
  body?: RequestBody | undefined;
  /** From connecting to the end of the body: 1 to 60; by default the one for all requests. */
  timeoutSeconds?: number | undefined;
  /** How it signs in: its own, or the one for all requests. */
  auth?: Auth | undefined;
  /** Values of the answer that other requests use, by their names. */
  capture?: readonly Capture[] | undefined;
};

export const pathSchema = v.pipe(
  v.string('expected a path such as "/health"'),
  v.regex(/^\//, 'expected a path that begins with a slash, such as "/health"'),
  v.regex(
    /^[\x21-\x7e]*$/,
    'expected a path without spaces and control characters, percent-encoded if it is not ASCII',
  ),
  v.regex(/^[^#]*$/, 'expected a path without #, which is never sent'),
  v.maxLength(2048, 'expected at most 2048 characters'),
);

const headersMessage = 'expected an object of header names and values';

// Otherwise a list would be accepted as a record.
export const headersSchema = v.pipe(
  v.custom<object>(isJsonObject, headersMessage),
  v.record(
    v.pipe(
      v.string(),
      v.regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'expected the name of a header'),
      v.check(
        (name) => !unsendable.has(name.toLowerCase()),
        'expected another header: this one is set by the check itself (for Host there is hookDetails.host)',
      ),
    ),
    v.pipe(v.string('expected a string'), v.regex(/^[\t\x20-\x7e]*$/, 'expected printable ASCII without line breaks')),
    headersMessage,
  ),
);

const nameMessage = 'expected a name of 1 to 100 printable characters';

/** The keys of a request that say what is sent. */
export const sendingEntries = {
  name: v.optional(v.pipe(v.string(nameMessage), v.regex(/^[^\p{C}]{1,100}$/u, nameMessage))),
  method: v.optional(
    v.picklist(methods, 'expected "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE" or "OPTIONS"'),
    'GET',
  ),
  path: pathSchema,
  /** Added to the path, percent-encoded; a value may be a list. */
  query: v.optional(pairsSchema('expected an object of query parameters and their values')),
  headers: v.optional(headersSchema, {}),
  body: v.optional(bodySchema),
  timeoutSeconds: v.optional(wholeNumberSchema(1, 60)),
  auth: v.optional(authSchema),
  capture: v.optional(captureSchema),
};

/** A request as it is written. */
type ConfiguredSending = Partial<v.InferOutput<v.StrictObjectSchema<typeof sendingEntries, undefined>>> & {
  path: string;
};

/** What the configuration sets for all requests. */
export type SendingOfAll = { headers: Readonly<Record<string, string>>; auth: Auth | undefined };

/** What is sent, with everything that the short form leaves out. */
export function completeSending(own: ConfiguredSending, ofAll: SendingOfAll): SentRequest {
  const {
    name,
    method = 'GET',
    path,
    query = {},
    headers = {},
    body,
    timeoutSeconds,
    auth = ofAll.auth,
    capture,
  } = own;
  return {
    ...{ name, method, body, timeoutSeconds, auth, capture },
    path: withQuery(path, query),
    headers: { ...lowerCaseNames(ofAll.headers), ...lowerCaseNames(headers) },
  };
}

/** Refused by some servers and load balancers, and ignored by others. */
export function hasForbiddenBody({ method, body }: ConfiguredSending): boolean {
  return body !== undefined && (method === 'GET' || method === 'HEAD');
}

function withQuery(path: string, query: Parameters<typeof pairsOf>[0]): string {
  const text = pairsOf(query)
    .map((pair) => pair.map(encodeLiterals).join('='))
    .join('&');
  if (text === '') return path;
  return `${path}${path.includes('?') ? '&' : '?'}${text}`;
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
