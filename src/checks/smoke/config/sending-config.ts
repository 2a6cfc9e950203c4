import * as v from 'valibot';
import { unsendable } from '../../../deployment/test-traffic/solve-rule.ts';
import { isJsonObject } from '../../../hook/json.ts';
import { type Method, methods } from '../probe/probe-request.ts';

/** What is sent. */
export type SentRequest = {
  /** `GET` by default. */
  method: Method;
  /** Begins with a slash; may have a query string. */
  path: string;
  /** Sent in addition to those that the check sets itself. */
  headers: Readonly<Record<string, string>>;
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
const headersSchema = v.pipe(
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

/** The keys of a request that say what is sent. */
export const sendingEntries = {
  method: v.optional(
    v.picklist(methods, 'expected "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE" or "OPTIONS"'),
    'GET',
  ),
  path: pathSchema,
  headers: v.optional(headersSchema, {}),
};
