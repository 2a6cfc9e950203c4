import * as v from 'valibot';
import { type Expectation, expectSchema } from '../expect/expect-config.ts';
import { wholeNumberSchema } from './whole-number-schema.ts';

/** What the response must be like. */
export type ExpectedResponse = {
  /** An allowed status, or a list of them; 200 by default. */
  status: readonly number[];
  /** Text that the first MiB of the body must contain, byte by byte in UTF-8. */
  contains: string | undefined;
  /** Milliseconds allowed, from sending to the end of the body. */
  maxMillis: number | undefined;
  /** What the response must contain; its own, or the one configured for all requests. */
  expect: Expectation | undefined;
};

const statusSchema = wholeNumberSchema(200, 599);
const statusesSchema = v.pipe(
  v.array(statusSchema),
  v.minLength(1, 'expected at least one status'),
  v.maxLength(50, 'expected at most 50 statuses'),
);

/** The keys of a request that say what is expected. */
export const expectingEntries = {
  status: v.optional(
    v.lazy((input) => (Array.isArray(input) ? statusesSchema : statusSchema)),
    200,
  ),
  contains: v.optional(
    v.pipe(
      v.string('expected a string'),
      v.nonEmpty('expected a string that is not empty'),
      v.maxLength(1000, 'expected at most 1000 characters'),
    ),
  ),
  maxMillis: v.optional(wholeNumberSchema(1, 60_000)),
  expect: v.optional(expectSchema),
};
