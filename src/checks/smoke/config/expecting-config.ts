import * as v from 'valibot';
import { type Expectation, joinExpectations } from '../expect/expectation.ts';
import { expectSchema, jsonRules, jsonSchema } from './expect-config.ts';
import { type StatusRange, statusSchema } from './status-config.ts';
import { wholeNumberSchema } from './whole-number-schema.ts';

/** What the response must be like. */
export type ExpectedResponse = {
  /** Allowed statuses: one such as 200, a class such as `"2xx"`, a range such as `"200-204"`, or a list of these; 200 by default. */
  status: readonly StatusRange[];
  /** Text that the first MiB of the body must contain, byte by byte in UTF-8. */
  contains: string | undefined;
  /** Milliseconds allowed, from sending to the end of the body. */
  maxMillis: number | undefined;
  /** What the response must contain; its own or the one configured for all requests, and the request's `json`. */
  expect: Expectation | undefined;
};

/** The keys of a request that say what is expected. */
export const expectingEntries = {
  status: v.optional(statusSchema, 200),
  contains: v.optional(
    v.pipe(
      v.string('expected a string'),
      v.nonEmpty('expected a string that is not empty'),
      v.maxLength(1000, 'expected at most 1000 characters'),
    ),
  ),
  /** Values that the JSON of the body must have, by their paths (RFC 9535): a plain value must be equal, an object is a predicate. Also allowed in `expect`. */
  json: v.optional(jsonSchema),
  maxMillis: v.optional(wholeNumberSchema(1, 60_000)),
  expect: v.optional(expectSchema),
};

type WrittenExpectations = {
  path: string;
  json?: v.InferOutput<typeof jsonSchema> | undefined;
  expect?: Expectation | undefined;
};

/** The request's `expect`, or else the one of all requests, and its `json`. */
export function completeExpectation(
  { json, expect }: WrittenExpectations,
  ofAll: Expectation | undefined,
): Expectation | undefined {
  const own = json === undefined ? undefined : { rules: jsonRules(json, 'json') };
  return joinExpectations(own, expect ?? ofAll);
}
