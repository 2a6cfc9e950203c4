import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/hook/report.ts';
import { progressKey } from '../../src/storage/progress-key.ts';
import { createReports, isUnreadReport } from '../../src/storage/reports.ts';
import type { ListObjects } from '../../src/storage/store.ts';
import { neverAborted, subject } from '../helpers/approval.ts';
import { memoryStore, unavailable, wrapStore } from '../helpers/memory-store.ts';

const clock = { now: () => new Date('2026-11-22T14:00:00.000Z') };
const progressAt = progressKey(subject);
const report: Report = {
  ...{ schemaVersion: 1, check: 'smoke', gate: undefined, stage: 'POST_TEST_TRAFFIC_SHIFT', step: undefined },
  ...{ verdict: 'pass', reason: '14 of 14', findings: [], at: '2026-11-22T14:00:00.000Z' },
};

describe('what the watcher has recorded', () => {
  test('is read with the reports, by the same list, and is not one of them', async () => {
    const store = memoryStore(clock);
    const reports = createReports(store);
    await reports.write(subject, report, neverAborted);
    store.edit(progressAt, '{"seen":[]}');
    const before = store.operations.length;

    expect(await reports.readWithProgress(subject, neverAborted)).toEqual({
      reports: [report],
      progress: '{"seen":[]}',
    });

    const done = store.operations.slice(before).map((one) => one.split(' ')[0]);
    expect(done.sort()).toEqual(['list', 'read', 'read']);
    expect(await reports.read(subject, neverAborted)).toEqual([report]);
    expect(await reports.readProgress(subject, neverAborted)).toBe('{"seen":[]}');
  });

  test('may be nothing', async () => {
    const reports = createReports(memoryStore(clock));
    await reports.write(subject, report, neverAborted);

    expect(await reports.readWithProgress(subject, neverAborted)).toStrictEqual({ reports: [report] });
    expect(await reports.readProgress(subject, neverAborted)).toBeUndefined();
  });

  test('is left out if it cannot be read', async () => {
    const memory = memoryStore(clock);
    const store = wrapStore(memory, async (operation, key, run) => {
      if (operation === 'read' && key === progressAt) throw unavailable();
      return run();
    });
    await createReports(memory).write(subject, report, neverAborted);
    memory.edit(progressAt, '{}');

    expect(await createReports(store).readWithProgress(subject, neverAborted)).toStrictEqual({ reports: [report] });
  });
});

test('a report whose version has not changed is read and parsed once', async () => {
  const store = memoryStore(clock);
  const listObjects: ListObjects = async (prefix) =>
    Object.keys(store.contents())
      .filter((key) => key.startsWith(prefix))
      .map((key) => ({ key, etag: store.versions(key).at(-1)?.etag ?? '' }));
  const reports = createReports(store, listObjects);
  await reports.write(subject, report, neverAborted);

  const [first] = await reports.read(subject, neverAborted);
  const [again] = await reports.read(subject, neverAborted);

  expect(first).toEqual(report);
  expect(again).toBe(first);
  expect(store.operations.filter((one) => one.startsWith('read '))).toHaveLength(1);
});

test('a report with pictures is read with all that a page needs of them', async () => {
  const reports = createReports(memoryStore(clock));
  const picture = { page: '/', green: 'g', blue: 'b', difference: 'd', percent: 3.4, maxPercent: 5 };
  await reports.write(subject, { ...report, screenshots: [picture, { page: '/cart', green: 'g' }] }, neverAborted);

  expect((await reports.read(subject, neverAborted))[0]?.screenshots).toEqual([picture, { page: '/cart', green: 'g' }]);
});

test.each<[string, Pick<Report, 'verdict' | 'at'>, boolean]>([
  ['that could not be read', { verdict: 'error', at: '1970-01-01T00:00:00.000Z' }, true],
  ['of a check that could not be made', { verdict: 'error', at: report.at }, false],
  ['with a wrong time', { verdict: 'fail', at: '1970-01-01T00:00:00.000Z' }, false],
])('a report %s is recognized', (_which, one, isUnread) => {
  expect(isUnreadReport(one)).toBe(isUnread);
});
