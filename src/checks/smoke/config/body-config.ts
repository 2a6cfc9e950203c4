import * as v from 'valibot';
import { isJsonObject, type JsonValue, weigh } from '../../../hook/json.ts';
import { maxRequestBytes } from '../probe/probe-request.ts';
import { type Pairs, pairsOf, pairsSchema } from './pairs-config.ts';

/** The body of a request, as it is written. */
export type RequestBody =
  | { kind: 'json'; value: JsonValue }
  | { kind: 'form'; fields: Pairs }
  | { kind: 'text'; text: string; type: string };

const bodyMessage = 'expected an object with json, form or text';
const isWithinLimit = (value: unknown) => (weigh(value) ?? Number.POSITIVE_INFINITY) <= maxRequestBytes;

/** The key `body` of a request. Its output is a {@link RequestBody}. */
export const bodySchema = v.pipe(
  v.custom<object>(isJsonObject, bodyMessage),
  v.strictObject({
    /** Any JSON. */
    json: v.optional(v.custom<JsonValue>(() => true)),
    form: v.optional(pairsSchema('expected an object of the names and values of a form')),
    text: v.optional(v.string('expected a string')),
    type: v.optional(
      v.pipe(
        v.string('expected a media type such as "application/xml"'),
        v.regex(/^[\w.+-]+\/[\w.+-]+(?:; ?[\w.+-]+=[\w.+-]+)*$/, 'expected a media type such as "application/xml"'),
      ),
    ),
  }),
  v.check(
    ({ json, form, text }) => [json, form, text].filter((each) => each !== undefined).length === 1,
    'expected exactly one of json, form and text',
  ),
  v.check(({ text, type }) => type === undefined || text !== undefined, 'expected type only with text'),
  v.check((body) => isWithinLimit(body), `expected a body of at most ${maxRequestBytes / 1024} KiB`),
  v.transform(({ json, form, text, type = 'text/plain; charset=utf-8' }): RequestBody => {
    if (form !== undefined) return { kind: 'form', fields: pairsOf(form) };
    return text === undefined ? { kind: 'json', value: json ?? null } : { kind: 'text', text, type };
  }),
);

/** The value of `content-type`, unless the request has one of its own. */
export function contentTypeOf(body: RequestBody): string {
  if (body.kind === 'text') return body.type;
  return body.kind === 'json' ? 'application/json' : 'application/x-www-form-urlencoded';
}
