import { describe, expect, test } from 'vitest';
import { embedMetrics } from '../../../src/hook/log/metrics.ts';

describe('embedMetrics', () => {
  test("writes CloudWatch's embedded metric format", () => {
    const embedded = embedMetrics(
      new Date('2026-11-22T14:00:00Z'),
      { hook: 'smoke' },
      { duration: { value: 12.5, unit: 'Milliseconds' } },
    );

    expect(embedded).toEqual({
      _aws: {
        Timestamp: 1795356000000,
        CloudWatchMetrics: [
          { Namespace: 'Greenlight', Dimensions: [['hook']], Metrics: [{ Name: 'duration', Unit: 'Milliseconds' }] },
        ],
      },
      hook: 'smoke',
      duration: 12.5,
    });
  });
});
