import { describe, expect, test } from 'vitest';
import { placeReason } from '../../../src/checks/gate/gate-node.ts';

describe('placeReason', () => {
  test('says where in hookDetails a check is configured', () => {
    const path = ['checks', 0, 'any', 12, 'metrics'];

    expect(placeReason('hookDetails.conditions[1]: unknown key; see hookDetails', path)).toBe(
      'hookDetails.checks[0].any[12].metrics.conditions[1]: unknown key; see hookDetails.checks[0].any[12].metrics',
    );
  });

  test('leaves words alone that only contain it, and a reason without it', () => {
    expect(placeReason('myhookDetails is not hookDetailsToo', ['ask'])).toBe('myhookDetails is not hookDetailsToo');
    expect(placeReason('p99 812 ms, allowed 500 ms', ['ask'])).toBe('p99 812 ms, allowed 500 ms');
  });
});
