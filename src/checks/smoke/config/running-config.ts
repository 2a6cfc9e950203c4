import * as v from 'valibot';
import { isJsonObject } from '../../../hook/json.ts';
import { wholeNumberSchema } from './whole-number-schema.ts';

/** How often a request is sent, and what all its answers together must be like. */
export type Running = {
  /** Asks again after a wrong answer, until one is good or the time is up. */
  until: Interval | undefined;
  /** After the first good answer, all answers must be good for this long. */
  hold: Interval | undefined;
  /** Sends the request many times, and judges the answers together. */
  samples: Samples | undefined;
  /** What is reported as degraded instead of failed if it is exceeded. */
  degraded: Degraded | undefined;
};

export type Interval = {
  /** 1 to 86 400. */
  seconds: number;
  /** 1 to 3600. */
  everySeconds: number;
};

/** Upper limits of many answers: percentiles in milliseconds, by the nearest rank. */
export type Limits = {
  /** The part of the samples that may fail, from 0 to 1. */
  maxErrorRate?: number | undefined;
  p50?: number | undefined;
  p90?: number | undefined;
  p95?: number | undefined;
  p99?: number | undefined;
};

export type Samples = Limits & {
  /** 2 to 1000. */
  count: number;
  /** Samples under way at once; as many as the suite allows by default. */
  concurrency?: number | undefined;
  maxErrorRate: number;
};

export type Degraded = Limits & { maxMillis?: number | undefined };

const intervalMessage = 'expected an object such as { "seconds": 60, "everySeconds": 2 }';

const intervalSchema = (everySeconds: number) =>
  v.pipe(
    v.custom<object>(isJsonObject, intervalMessage),
    v.strictObject({
      seconds: wholeNumberSchema(1, 86_400),
      everySeconds: v.optional(wholeNumberSchema(1, 3600), everySeconds),
    }),
  );

const rateMessage = 'expected a number from 0 to 1, such as 0.01 for one in a hundred';
const rateSchema = v.pipe(v.number(rateMessage), v.minValue(0, rateMessage), v.maxValue(1, rateMessage));
const millisSchema = wholeNumberSchema(1, 60_000);

const percentileEntries = {
  p50: v.optional(millisSchema),
  p90: v.optional(millisSchema),
  p95: v.optional(millisSchema),
  p99: v.optional(millisSchema),
};

const samplesSchema = v.pipe(
  v.custom<object>(isJsonObject, 'expected an object such as { "count": 100, "p95": 400 }'),
  v.strictObject({
    count: wholeNumberSchema(2, 1000),
    concurrency: v.optional(wholeNumberSchema(1, 50)),
    maxErrorRate: v.optional(rateSchema, 0),
    ...percentileEntries,
  }),
);

const degradedSchema = v.pipe(
  v.custom<object>(isJsonObject, 'expected an object such as { "maxMillis": 500 }'),
  v.strictObject({
    maxMillis: v.optional(millisSchema),
    maxErrorRate: v.optional(rateSchema),
    ...percentileEntries,
  }),
  v.check((limits) => Object.keys(limits).length > 0, 'expected at least one limit, such as { "maxMillis": 500 }'),
);

/** `until` for all requests, or for one. */
export const untilSchema = intervalSchema(2);

/** The keys of a request that say how often it is sent. */
export const runningEntries = {
  until: v.optional(untilSchema),
  hold: v.optional(intervalSchema(5)),
  samples: v.optional(samplesSchema),
  degraded: v.optional(degradedSchema),
};

/** Why these keys do not go together; undefined if they do. */
export function whyNotRunTogether({ hold, samples, degraded = {} }: Partial<Running>): string | undefined {
  if (hold !== undefined && samples !== undefined) return 'expected either hold or samples: use two requests for both';
  const isAboutMany = Object.keys(degraded).some((key) => key !== 'maxMillis');
  return isAboutMany && samples === undefined
    ? 'expected samples too: percentiles and maxErrorRate in degraded are about many answers'
    : undefined;
}
