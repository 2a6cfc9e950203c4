import { describe, expect, test, vi } from 'vitest';
import { readReports, readReportsAndProgress } from '../../../src/approval/evidence/read-reports.ts';
import { neverAborted, subject } from '../../helpers/approval.ts';

const never = () => new Promise<never>(() => {});

/** The timers that are set meanwhile, each with its milliseconds, and those that are cleared. */
function timers() {
  const set: [fire: () => void, ms: number][] = [];
  const cleared: unknown[] = [];
  vi.stubGlobal('setTimeout', (...timer: [() => void, number]) => set.push(timer));
  vi.stubGlobal('clearTimeout', (timer: unknown) => cleared.push(timer));
  return { set, cleared };
}

describe('the reports of a deployment', () => {
  test('are done without after three seconds', async () => {
    const { set } = timers();

    const read = readReports({ read: never }, subject, neverAborted);
    const both = readReportsAndProgress({ readWithProgress: never }, subject, neverAborted);
    for (const [fire] of set) fire();

    expect(await read).toBeUndefined();
    expect(await both).toEqual({ reports: undefined, progress: undefined });
    expect(set.map(([, ms]) => ms)).toEqual([3000, 3000]);
  });

  test('leave no timer behind once they are read', async () => {
    const { cleared } = timers();

    expect(await readReports({ read: async () => [] }, subject, neverAborted)).toEqual([]);
    expect(cleared).toEqual([1]);
  });
});
