import { describe, expect, test } from 'vitest';
import { createReports } from '../../src/approval/reports.ts';
import type { Report } from '../../src/hook/report.ts';
import { neverAborted, subject } from '../helpers/approval.ts';
import { memoryStore } from '../helpers/memory-store.ts';

const report: Report = {
  schemaVersion: 1,
  check: 'smoke',
  gate: undefined,
  stage: 'POST_TEST_TRAFFIC_SHIFT',
  step: undefined,
  verdict: 'pass',
  reason: '14 of 14',
  findings: [{ name: 'GET /', outcome: 'passed', found: 'status 200', allowed: 'status 200' }],
  at: '2026-11-22T14:00:00.000Z',
};

describe('createReports', () => {
  test('reads what was written, oldest first', async () => {
    const reports = createReports(memoryStore({ now: () => new Date() }));
    const later = { ...report, check: 'alarms', verdict: 'fail' as const, at: '2026-11-22T14:01:00.000Z' };

    await reports.write(subject, later, neverAborted);
    await reports.write(subject, report, neverAborted);

    expect(await reports.read(subject, neverAborted)).toEqual([report, later]);
  });

  test('keeps gates and steps apart, and the last report of each check', async () => {
    const reports = createReports(memoryStore({ now: () => new Date() }));

    await reports.write(subject, { ...report, gate: 'release' }, neverAborted);
    await reports.write(subject, { ...report, step: 10 }, neverAborted);
    await reports.write(subject, { ...report, verdict: 'wait' }, neverAborted);
    await reports.write(subject, report, neverAborted);

    const read = await reports.read(subject, neverAborted);
    expect(read.map(({ gate, step, verdict }) => `${gate} ${step} ${verdict}`).sort()).toEqual([
      'release undefined pass',
      'undefined 10 pass',
      'undefined undefined pass',
    ]);
  });

  test('has nothing of another deployment', async () => {
    const reports = createReports(memoryStore({ now: () => new Date() }));
    await reports.write({ ...subject, deploymentId: 'other' }, report, neverAborted);

    expect(await reports.read(subject, neverAborted)).toEqual([]);
  });

  test('leaves out what is no report', async () => {
    const store = memoryStore({ now: () => new Date() });
    const reports = createReports(store);
    await reports.write(subject, report, neverAborted);
    const folder = 'reports/123456789012/us-west-2/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28';
    store.edit(`${folder}/a.json`, 'no JSON');
    store.edit(`${folder}/b.json`, JSON.stringify({ ...report, schemaVersion: 2 }));
    store.edit(`${folder}/c.json`, JSON.stringify({ ...report, verdict: 'maybe' }));

    expect(await reports.read(subject, neverAborted)).toEqual([report]);
  });
});
