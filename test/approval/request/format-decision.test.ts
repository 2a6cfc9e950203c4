import { describe, expect, test } from 'vitest';
import { formatDecision } from '../../../src/approval/request/format-decision.ts';
import type { Decision } from '../../../src/approval/request/request.ts';

const at = '2026-11-22T13:52:00.000Z';
const now = new Date('2026-11-22T14:00:00.000Z');

describe('formatDecision', () => {
  test.each<[Partial<Decision>, string]>([
    [{ status: 'APPROVED', reason: 'looks good' }, 'approved by ana@example.com at 13:52 UTC: looks good'],
    [{ status: 'APPROVED' }, 'approved by ana@example.com at 13:52 UTC'],
    [{ status: 'REJECTED', reason: 'no' }, 'rejected by ana@example.com at 13:52 UTC: no'],
    [
      { status: 'EXPIRED', via: 'greenlight', by: 'Greenlight', reason: 'nobody' },
      'expired at 13:52 UTC without a decision',
    ],
    [
      { status: 'SUPERSEDED', via: 'greenlight', reason: 'the deployment was stopped' },
      'closed at 13:52 UTC: the deployment was stopped',
    ],
    [{ status: 'SUPERSEDED', via: 'greenlight' }, 'closed at 13:52 UTC: there is nothing left to decide'],
    [
      { status: 'APPROVED', via: 'by hand', by: 'operator', reason: 'status changed' },
      'approved by hand in the bucket at 13:52 UTC',
    ],
    [{ status: 'EXPIRED', via: 'by hand', by: 'operator' }, 'expired by hand in the bucket at 13:52 UTC'],
  ])('formats %j as "%s"', (changes, words) => {
    const decision: Decision = { id: 'd-1', status: 'APPROVED', by: 'ana@example.com', via: 'desk', at, ...changes };

    expect(formatDecision(decision, now)).toBe(words);
  });
});
