import { expect, test } from 'vitest';
import type { Scan } from '../../../src/checks/image-policy/ecr-reader.ts';
import type { ScanPolicy } from '../../../src/checks/image-policy/image-policy-config.ts';
import { judgeScan } from '../../../src/checks/image-policy/judge-scan.ts';

const now = new Date('2026-11-22T14:00:00Z');
const hoursAgo = (hours: number, ms = 0) => new Date(now.getTime() - hours * 3600_000 - ms);
const policy: ScanPolicy = { critical: 0, high: 0, medium: undefined, low: undefined, unrated: 0, maxAgeHours: 168 };

test.each<[string, Partial<Scan> | undefined, Partial<ScanPolicy>, string]>([
  ['waiting', undefined, {}, 'not scanned'],
  ['waiting', { status: 'PENDING' }, {}, 'the scan is PENDING'],
  ['unknown', { status: undefined }, {}, 'the scan is no status'],
  ['unknown', { status: 'FAILED' }, {}, 'the scan is FAILED'],
  ['unknown', { counts: undefined }, {}, 'COMPLETE, without the numbers of findings'],
  ['unknown', { listsFindings: true }, {}, 'COMPLETE, with findings and without their numbers'],
  ['unknown', { listsFindings: true, counts: { HIGH: 0 } }, {}, 'COMPLETE, with findings and without their numbers'],
  ['passed', { listsFindings: true, counts: { HIGH: 0, LOW: 2 } }, {}, '2 low, scanned 1 h ago'],
  ['passed', { counts: { HIGH: 0 } }, {}, 'no findings, scanned 1 h ago'],
  ['unknown', { completedAt: undefined }, {}, 'no findings, scanned at an unknown time'],
  ['passed', { completedAt: hoursAgo(168) }, {}, 'no findings, scanned 7 d ago'],
  ['unknown', { completedAt: hoursAgo(168, 1) }, {}, 'no findings, scanned 7 d ago'],
  ['failed', { counts: { CRITICAL: 1 } }, {}, '1 critical'],
  ['passed', { counts: { CRITICAL: 1 } }, { critical: 1 }, '1 critical, scanned 1 h ago'],
  ['passed', { counts: { HIGH: 1 } }, { high: 1 }, '1 high, scanned 1 h ago'],
  [
    'passed',
    { counts: { MEDIUM: 1, LOW: 2, INFORMATIONAL: 3 } },
    {},
    '1 medium, 2 low, 3 informational, scanned 1 h ago',
  ],
  ['failed', { counts: { MEDIUM: 2 } }, { medium: 1 }, '2 medium'],
  ['passed', { counts: { MEDIUM: 1 } }, { medium: 1 }, '1 medium, scanned 1 h ago'],
  ['failed', { counts: { LOW: 1 } }, { low: 0 }, '1 low'],
  ['passed', { counts: { LOW: 1 } }, { low: 1 }, '1 low, scanned 1 h ago'],
  ['failed', { counts: { UNDEFINED: 1, UNTRIAGED: 1 } }, { unrated: 1 }, '1 undefined, 1 untriaged'],
])('%s: %j with %j', (outcome, scan, change, found) => {
  const given = scan && { status: 'COMPLETE', completedAt: hoursAgo(1), counts: {}, listsFindings: false, ...scan };

  expect(judgeScan('ui', given, { ...policy, ...change }, now).finding).toMatchObject({
    name: 'ui: scan',
    outcome,
    found,
  });
});

test('what is allowed names the limits that there are', () => {
  const allowed = (change: Partial<ScanPolicy>) =>
    judgeScan('ui', undefined, { ...policy, ...change }, now).finding.allowed;

  expect(allowed({})).toBe('at most 0 critical, 0 high, 0 unrated, scanned within 168 h');
  expect(allowed({ medium: 5, maxAgeHours: 24 })).toBe(
    'at most 0 critical, 0 high, 5 medium, 0 unrated, scanned within 24 h',
  );
});
