import { describe, expect, test } from 'vitest';
import {
  formatGateName,
  formatReason,
  formatVerdict,
  isProof,
  reportsOfChecks,
} from '../../../src/approval/notice/report-words.ts';
import type { Report } from '../../../src/hook/report.ts';

const report: Report = {
  ...{ schemaVersion: 1, check: 'smoke', gate: undefined, stage: 'POST_TEST_TRAFFIC_SHIFT', step: undefined },
  ...{ verdict: 'pass', reason: '14 of 14', findings: [], at: '2026-11-22T14:00:00.000Z' },
};

describe('the words for a verdict', () => {
  test.each([
    [{}, 'passed', true],
    [{ waived: 'dry run' }, 'DRY RUN', false],
    [{ waived: 'switched off' }, 'SWITCHED OFF', false],
    [{ verdict: 'fail' }, 'failed', false],
    [{ verdict: 'fail', inconclusive: true }, 'could not tell', false],
    [{ verdict: 'error' }, 'could not check', false],
    [{ verdict: 'wait' }, 'still checking', false],
  ] as const)('of %j are %s', (changes, words, proves) => {
    expect(formatVerdict({ ...report, ...changes })).toBe(words);
    expect(isProof({ ...report, ...changes })).toBe(proves);
  });
});

describe('the reason next to those words', () => {
  test.each([
    [{ waived: 'dry run', reason: 'dry run, would have failed: 4.2 %' }, 'would have failed: 4.2 %'],
    [{ reason: 'dry run, says a check of a team' }, 'dry run, says a check of a team'],
    [{ waived: 'switched off', reason: 'smoke was switched off' }, 'smoke was switched off'],
    [{ reason: '14 of 14' }, '14 of 14'],
  ] as const)('of %j is "%s"', (changes, words) => {
    expect(formatReason({ ...report, ...changes })).toBe(words);
  });
});

describe('the name of a gate', () => {
  test.each([
    ['smoke', undefined, undefined],
    ['smoke', 'release', 'release'],
    ['smoke', 'smoke', 'smoke'],
    ['smoke', '.smoke', undefined],
    ['smoke', 'release.smoke', 'release'],
    ['smoke', '.smoke-2', 'smoke-2'],
    ['smoke', 'all.smoke.late', 'all.smoke.late'],
    ['approval', '.all.approval', 'all'],
    ['approval', '.ask', 'ask'],
  ])('of %s at %s is %s', (check, gate, name) => {
    expect(formatGateName(check, gate)).toBe(name);
  });
});

describe('the reports of checks', () => {
  const others: Report[] = [{ ...report, check: 'approval', verdict: 'wait' }, report];

  test.each([
    ['wait', ['smoke']],
    ['pass', ['smoke']],
    ['fail', ['smoke', 'gate']],
    ['error', ['smoke', 'gate']],
  ] as const)('leave out approvals, and a gate that says %s only if it repeats its checks', (verdict, checks) => {
    const found = reportsOfChecks([...others, { ...report, check: 'gate', verdict }]);

    expect(found.map(({ check }) => check)).toEqual(checks);
  });
});
