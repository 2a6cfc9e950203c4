import * as v from 'valibot';
import { refuseIf } from '../../refuse-if.ts';
import { integerFrom, positiveNumber } from './query-config.ts';

/** What can be compared of both versions: of their target groups, and the last three of their tasks. */
export const presets = ['errorRate', 'p50', 'p95', 'p99', 'requestCount', 'cpu', 'memory', 'restarts'] as const;

export type Preset = (typeof presets)[number];

export type MetricComparison = {
  preset: Preset;
  /**
   * `statistics`: green is worse if that is hardly chance, and beyond `maxRatio`, and beyond the floor. `ratio`: if it is beyond the last two.
   * Always `ratio` for `requestCount` and `restarts`.
   */
  method: 'statistics' | 'ratio';
  /** How many times blue's value green's may be. For `requestCount`, which may not fall: how many times green's value blue's may be. */
  maxRatio: number;
  /** How much worse green may be anyway: milliseconds for response times, otherwise percentage points. Unused for `requestCount` and `restarts`. */
  floor: number;
  /** How many requests each version needs before anything is judged. Unused for tasks. */
  minRequests: number;
  /** Only below this probability is a difference not put down to chance. Unused with `ratio`. */
  maxP: number;
};

type Defaults = Pick<MetricComparison, 'method' | 'maxRatio' | 'floor' | 'minRequests'>;

const defaults: Readonly<Record<Preset, Defaults>> = {
  errorRate: { method: 'statistics', maxRatio: 1.5, floor: 0.5, minRequests: 100 },
  p50: { method: 'statistics', maxRatio: 1.2, floor: 20, minRequests: 100 },
  p95: { method: 'statistics', maxRatio: 1.3, floor: 50, minRequests: 200 },
  p99: { method: 'statistics', maxRatio: 1.5, floor: 100, minRequests: 500 },
  requestCount: { method: 'ratio', maxRatio: 2, floor: 0, minRequests: 100 },
  cpu: { method: 'statistics', maxRatio: 1.5, floor: 10, minRequests: 0 },
  memory: { method: 'statistics', maxRatio: 1.3, floor: 5, minRequests: 0 },
  restarts: { method: 'ratio', maxRatio: 1, floor: 0, minRequests: 0 },
};

const presetSchema = v.picklist(presets, `expected ${presets.map((preset) => `"${preset}"`).join(', ')}`);

/** An entry of `compare` that sets limits. */
export const comparisonObjectSchema = v.pipe(
  v.strictObject({
    /** What is compared: of the target groups of both versions, and the last three of their tasks. */
    preset: presetSchema,
    /** `statistics`, by which green has to be worse than chance explains, or `ratio`. Always `ratio` for `requestCount` and `restarts`. */
    method: v.optional(v.picklist(['statistics', 'ratio'], 'expected "statistics" or "ratio"')),
    /** How many times blue's value green's may be; for `requestCount`, how many times green's value blue's may be. The guide has the defaults. */
    maxRatio: v.optional(
      v.pipe(
        v.number('expected a number from 1 to 100'),
        v.minValue(1, 'expected a number from 1 to 100'),
        v.maxValue(100, 'expected a number from 1 to 100'),
      ),
    ),
    /** Percentage points, for `errorRate`, `cpu` and `memory`. */
    floorPoints: v.optional(positiveNumber(100)),
    /** Milliseconds, for the response times. */
    floorMillis: v.optional(positiveNumber(600_000)),
    /** How many requests each version needs before anything is judged: 100 to 500 by default. Not for tasks. */
    minRequests: v.optional(integerFrom(20, 1_000_000_000)),
    /** Only below this probability is a difference not put down to chance. Not with `ratio`. Default 0.01. */
    maxP: v.optional(positiveNumber(0.1)),
  }),
  refuseIf(({ preset, method, floorPoints, floorMillis, minRequests, maxRatio, maxP }) => {
    const isCount = preset === 'requestCount' || preset === 'restarts';
    if (floorPoints !== undefined && (isTime(preset) || isCount)) {
      return 'expected floorPoints for "errorRate", "cpu" and "memory" only; response times have floorMillis';
    }
    if (floorMillis !== undefined && !isTime(preset)) return 'expected floorMillis for response times only';
    if (isCount && method === 'statistics') return `expected no "statistics" for "${preset}": leave out its method`;
    if (isOfTasks(preset) && minRequests !== undefined)
      return `expected no minRequests for "${preset}", which is measured on tasks`;
    if (preset === 'restarts' && maxRatio !== undefined) return 'expected no maxRatio for "restarts": none are allowed';
    return (isCount || method === 'ratio') && maxP !== undefined ? 'expected no maxP without "statistics"' : undefined;
  }),
);

/** Whether a preset is about response times, in milliseconds. */
export function isTime(preset: Preset): boolean {
  return preset === 'p50' || preset === 'p95' || preset === 'p99';
}

/** Whether a preset is about tasks instead of requests. */
export function isOfTasks(preset: Preset): boolean {
  return preset === 'cpu' || preset === 'memory' || preset === 'restarts';
}

/** One entry of `compare`: the name of a preset, or an object that sets its limits. */
export const comparisonSchema = v.pipe(
  // Not a union, whose errors would name no key.
  v.lazy((entry) => (typeof entry === 'object' && entry !== null ? comparisonObjectSchema : presetSchema)),
  v.transform((entry): MetricComparison => {
    const { preset, floorPoints, floorMillis, ...given } = typeof entry === 'string' ? { preset: entry } : entry;
    const base = defaults[preset];
    return {
      preset,
      method: given.method ?? base.method,
      maxRatio: given.maxRatio ?? base.maxRatio,
      floor: floorPoints ?? floorMillis ?? base.floor,
      minRequests: given.minRequests ?? base.minRequests,
      maxP: given.maxP ?? 0.01,
    };
  }),
);
