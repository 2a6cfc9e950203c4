import { describe, expect, test } from 'vitest';
import { type Preset, presets } from '../../../../src/checks/metrics/config/comparison-config.ts';
import { metricsConfigSchema } from '../../../../src/checks/metrics/config/metrics-config.ts';
import { readConfiguration } from '../../../../src/hook/configuration.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';

type Entry = JsonObject[keyof JsonObject];

/** What one entry of `compare` becomes, or why it is refused. */
async function read(entry: Entry) {
  const read = await readConfiguration({ compare: [entry], baseline: 'concurrent' }, {}, metricsConfigSchema);
  return read.ok ? read.config.compare[0] : read.reason;
}

describe('a preset', () => {
  const defaults: Record<Preset, object> = {
    errorRate: { method: 'statistics', maxRatio: 1.5, floor: 0.5, minRequests: 100 },
    p50: { method: 'statistics', maxRatio: 1.2, floor: 20, minRequests: 100 },
    p95: { method: 'statistics', maxRatio: 1.3, floor: 50, minRequests: 200 },
    p99: { method: 'statistics', maxRatio: 1.5, floor: 100, minRequests: 500 },
    requestCount: { method: 'ratio', maxRatio: 2, floor: 0, minRequests: 100 },
    cpu: { method: 'statistics', maxRatio: 1.5, floor: 10, minRequests: 0 },
    memory: { method: 'statistics', maxRatio: 1.3, floor: 5, minRequests: 0 },
    restarts: { method: 'ratio', maxRatio: 1, floor: 0, minRequests: 0 },
  };

  test.each(presets)('%s has its own limits, by its name and as an object', async (preset) => {
    const complete = { preset, ...defaults[preset], maxP: 0.01 };

    expect(await read(preset)).toEqual(complete);
    expect(await read({ preset })).toEqual(complete);
  });

  test.each<[Entry, object]>([
    [
      { preset: 'p95', method: 'ratio', maxRatio: 2, floorMillis: 7, minRequests: 20 },
      { floor: 7, method: 'ratio' },
    ],
    [
      { preset: 'p50', method: 'statistics', maxP: 0.1 },
      { maxP: 0.1, method: 'statistics' },
    ],
    [
      { preset: 'errorRate', floorPoints: 3, maxRatio: 100 },
      { floor: 3, maxRatio: 100 },
    ],
    [
      { preset: 'cpu', floorPoints: 100, maxRatio: 1 },
      { floor: 100, maxRatio: 1 },
    ],
    [
      { preset: 'requestCount', method: 'ratio', maxRatio: 3, minRequests: 50 },
      { maxRatio: 3, minRequests: 50 },
    ],
    [{ preset: 'restarts', method: 'ratio' }, { method: 'ratio' }],
  ])('%j sets its limits', async (entry, limits) => {
    expect(await read(entry)).toMatchObject(limits);
  });
});

const names = '"errorRate", "p50", "p95", "p99", "requestCount", "cpu", "memory", "restarts"';
const points = 'expected floorPoints for "errorRate", "cpu" and "memory" only; response times have floorMillis';
const noMaxP = 'expected no maxP without "statistics"';

describe('an entry is refused', () => {
  test.each<[Entry, string]>([
    ['p90', `: expected ${names}, not "p90"`],
    [null, `: expected ${names}, not null`],
    [7, `: expected ${names}, not 7`],
    [{}, '.preset: missing'],
    [{ preset: 'p90' }, `.preset: expected ${names}, not "p90"`],
    [{ preset: 'p95', method: 'mean' }, '.method: expected "statistics" or "ratio", not "mean"'],
    [{ preset: 'p95', maxRatio: '2' }, '.maxRatio: expected a number from 1 to 100, not "2"'],
    [{ preset: 'p95', maxRatio: 0.99 }, '.maxRatio: expected a number from 1 to 100, not 0.99'],
    [{ preset: 'p95', maxRatio: 101 }, '.maxRatio: expected a number from 1 to 100, not 101'],
    [{ preset: 'cpu', floorPoints: 0 }, '.floorPoints: expected a number more than 0 and up to 100, not 0'],
    [{ preset: 'cpu', floorPoints: 101 }, '.floorPoints: expected a number more than 0 and up to 100, not 101'],
    [{ preset: 'p95', floorMillis: '9' }, '.floorMillis: expected a number more than 0 and up to 600000, not "9"'],
    [{ preset: 'p95', minRequests: 19 }, '.minRequests: expected a whole number from 20 to 1000000000, not 19'],
    [{ preset: 'p95', maxP: 0.2 }, '.maxP: expected a number more than 0 and up to 0.1, not 0.2'],
    [{ preset: 'p99', floorPoints: 1 }, `: ${points}`],
    [{ preset: 'requestCount', floorPoints: 1 }, `: ${points}`],
    [{ preset: 'restarts', floorPoints: 1 }, `: ${points}`],
    [{ preset: 'memory', floorMillis: 1 }, ': expected floorMillis for response times only'],
    [
      { preset: 'requestCount', method: 'statistics' },
      ': expected no "statistics" for "requestCount": leave out its method',
    ],
    [{ preset: 'restarts', method: 'statistics' }, ': expected no "statistics" for "restarts": leave out its method'],
    [{ preset: 'cpu', minRequests: 50 }, ': expected no minRequests for "cpu", which is measured on tasks'],
    [{ preset: 'restarts', minRequests: 50 }, ': expected no minRequests for "restarts", which is measured on tasks'],
    [{ preset: 'restarts', maxRatio: 2 }, ': expected no maxRatio for "restarts": none are allowed'],
    [{ preset: 'restarts', maxP: 0.05 }, `: ${noMaxP}`],
    [{ preset: 'requestCount', maxP: 0.05 }, `: ${noMaxP}`],
    [{ preset: 'p95', method: 'ratio', maxP: 0.05 }, `: ${noMaxP}`],
  ])('%j: %s', async (entry, why) => {
    expect(await read(entry)).toBe(`hookDetails.compare[0]${why}`);
  });
});
