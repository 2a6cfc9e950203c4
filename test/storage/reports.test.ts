import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/hook/report.ts';
import { createReports } from '../../src/storage/reports.ts';
import { neverAborted, subject } from '../helpers/approval.ts';
import { memoryStore, unavailable, wrapStore } from '../helpers/memory-store.ts';

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

  test('reads reports of the same time in the order of their keys, no matter which is read first', async () => {
    const othersRead = Promise.withResolvers<void>();
    const slow = wrapStore(memoryStore({ now: () => new Date() }), async (operation, key, work) => {
      if (operation === 'read' && key.includes('alarms')) await othersRead.promise;
      if (operation === 'read' && key.includes('smoke')) othersRead.resolve();
      return work();
    });
    const reports = createReports(slow);
    for (const check of ['smoke', 'metrics', 'alarms'])
      await reports.write(subject, { ...report, check }, neverAborted);

    const read = await reports.read(subject, neverAborted);

    expect(read.map(({ check }) => check)).toEqual(['alarms', 'metrics', 'smoke']);
  });

  test('reads the numbers of a chart, and the rest of a report if they are wrong', async () => {
    const store = memoryStore({ now: () => new Date() });
    const reports = createReports(store);
    const series = { name: 'response times', values: [82, 90, 212], unit: 'ms', max: 500 };
    await reports.write(subject, { ...report, series }, neverAborted);
    const [key = ''] = Object.keys(store.contents());
    const written = await reports.read(subject, neverAborted);

    store.edit(key, (store.contents()[key] ?? '').replace('82', '"fast"'));

    expect(written).toEqual([{ ...report, series }]);
    expect(await reports.read(subject, neverAborted)).toEqual([report]);
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

  test.each(['pass', 'wait', 'error', 'fail'] as const)('reads the verdict %s', async (verdict) => {
    const reports = createReports(memoryStore({ now: () => new Date() }));

    await reports.write(subject, { ...report, verdict }, neverAborted);

    expect(await reports.read(subject, neverAborted)).toEqual([{ ...report, verdict }]);
  });

  test.each(['passed', 'failed', 'waiting', 'unknown'] as const)('reads the outcome %s', async (outcome) => {
    const reports = createReports(memoryStore({ now: () => new Date() }));
    const findings = [{ name: 'GET /', outcome, found: 'status 200' }];

    await reports.write(subject, { ...report, findings }, neverAborted);

    expect(await reports.read(subject, neverAborted)).toEqual([{ ...report, findings }]);
  });

  test.each(['.smoke', 'release.smoke', '.any.smoke-2'])('reads the report of the part %s of a gate', async (gate) => {
    const reports = createReports(memoryStore({ now: () => new Date() }));

    await reports.write(subject, { ...report, gate }, neverAborted);
    await reports.write(subject, { ...report, gate, step: 12.5 }, neverAborted);

    expect(await reports.read(subject, neverAborted)).toEqual([
      { ...report, gate },
      { ...report, gate, step: 12.5 },
    ]);
  });

  test('reads what proves nothing', async () => {
    const reports = createReports(memoryStore({ now: () => new Date() }));
    const dry = { ...report, waived: 'dry run' } as const;
    const unclear = { ...report, check: 'alarms', verdict: 'fail', inconclusive: true } as const;

    await reports.write(subject, dry, neverAborted);
    await reports.write(subject, unclear, neverAborted);

    expect(await reports.read(subject, neverAborted)).toEqual(expect.arrayContaining([dry, unclear]));
  });

  test('returns nothing of another deployment', async () => {
    const reports = createReports(memoryStore({ now: () => new Date() }));
    await reports.write({ ...subject, deploymentId: 'other' }, report, neverAborted);

    expect(await reports.read(subject, neverAborted)).toEqual([]);
  });

  const folder = 'reports/123456789012/us-west-2/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28';

  test('M5 names what cannot be read as a report, and still returns the others', async () => {
    const store = memoryStore({ now: () => new Date() });
    const reports = createReports(store);
    await reports.write(subject, report, neverAborted);
    store.edit(`${folder}/PRE_SCALE_UP.a.json`, 'not JSON');
    store.edit(`${folder}/PRE_SCALE_UP.release.b.json`, JSON.stringify({ ...report, schemaVersion: 2 }));
    store.edit(`${folder}/PRODUCTION_TRAFFIC_SHIFT@33.3.c.json`, JSON.stringify({ ...report, verdict: 'maybe' }));
    store.edit(`${folder}/by-hand.json`, '{}');

    const read = await reports.read(subject, neverAborted);

    const problem = { verdict: 'error', reason: 'one report could not be read', findings: [] };
    expect(read).toHaveLength(5);
    expect(read).toContainEqual(report);
    expect(read).toContainEqual(expect.objectContaining({ ...problem, check: 'a', stage: 'PRE_SCALE_UP' }));
    expect(read).toContainEqual(expect.objectContaining({ ...problem, check: 'b', gate: 'release' }));
    expect(read).toContainEqual(expect.objectContaining({ ...problem, check: 'c', step: 33.3, gate: undefined }));
    expect(read).toContainEqual(expect.objectContaining({ ...problem, check: 'by-hand.json' }));
  });

  test('M5 returns the others if the store does not return one', async () => {
    const memory = memoryStore({ now: () => new Date() });
    const store = wrapStore(memory, async (operation, at, run) =>
      operation === 'read' && at.endsWith('.alarms.json') ? Promise.reject(unavailable()) : run(),
    );
    const reports = createReports(store);
    await reports.write(subject, report, neverAborted);
    await reports.write(subject, { ...report, check: 'alarms' }, neverAborted);

    expect((await reports.read(subject, neverAborted)).map(({ check, reason }) => `${check} ${reason}`)).toEqual([
      'alarms one report could not be read',
      'smoke 14 of 14',
    ]);
  });

  test('M5 names a report that is removed while it is being read', async () => {
    const memory = memoryStore({ now: () => new Date() });
    const store = { ...memory, read: async () => undefined };
    await createReports(memory).write(subject, report, neverAborted);

    expect(await createReports(store).read(subject, neverAborted)).toEqual([
      expect.objectContaining({ check: 'smoke', verdict: 'error', reason: 'one report could not be read' }),
    ]);
  });

  test('M5 uses check, stage, step and gate from the key, no matter what the body names', async () => {
    const store = memoryStore({ now: () => new Date() });
    const lie = { ...report, check: 'smoke', stage: 'PRE_SCALE_UP', step: 50, gate: 'other', verdict: 'fail' };
    store.edit(`${folder}/PRODUCTION_TRAFFIC_SHIFT@10.release.alarms.json`, JSON.stringify(lie));
    store.edit(`${folder}/PRODUCTION_TRAFFIC_SHIFT@12.75.release.alarms.json`, JSON.stringify(lie));

    expect(await createReports(store).read(subject, neverAborted)).toEqual([
      { ...lie, check: 'alarms', stage: 'PRODUCTION_TRAFFIC_SHIFT', step: 10, gate: 'release' },
      { ...lie, check: 'alarms', stage: 'PRODUCTION_TRAFFIC_SHIFT', step: 12.75, gate: 'release' },
    ]);
  });

  test.each([
    ['a name in another format', 'all checks passed.a.b.c.smoke.json'],
    ['a stage in small letters', 'post_scale_up.smoke.json'],
    ['something before the stage', 'x-POST_SCALE_UP.smoke.json'],
    ['something after its ending', 'POST_SCALE_UP.smoke.json5'],
    ['a direction override', 'POST_SCALE_UP\u202e.a.b.smoke.json'],
  ])('M5 rejects a report with a key that has %s', async (_what, name) => {
    const store = memoryStore({ now: () => new Date() });
    store.edit(`${folder}/${name}`, JSON.stringify(report));

    const [read] = await createReports(store).read(subject, neverAborted);

    expect(read).toMatchObject({ verdict: 'error', stage: '', reason: 'one report could not be read' });
    expect(read?.check).not.toContain('\u202e');
  });

  test("M5 shows nothing of another writer's report beyond its limits, on other lines or with reversed text", async () => {
    const store = memoryStore({ now: () => new Date() });
    const found = `status 503\u001b[2J\nstatus 200\u202e${'x'.repeat(5000)}`;
    const findings = Array.from({ length: 500 }, () => ({ ...report.findings[0], found }));
    const body = JSON.stringify({ ...report, reason: found.repeat(100), findings, at: 'yesterday' });
    store.edit(`${folder}/POST_TEST_TRAFFIC_SHIFT.smoke.json`, body);

    const [read] = await createReports(store).read(subject, neverAborted);

    expect(read?.reason).toHaveLength(1000);
    expect(read?.findings).toHaveLength(100);
    expect(JSON.stringify(read)).not.toMatch(/\\u001b|\\n|\u202e/);
  });

  test('M5 finds a failed check among hundreds of reports that sort first, and says what it did not read', async () => {
    const store = memoryStore({ now: () => new Date() });
    const reports = createReports(store);
    for (let number = 0; number < 300; number += 1) store.edit(`${folder}/A.a${number}.json`, '{}');
    await reports.write(subject, { ...report, verdict: 'fail' }, neverAborted);
    const few = await reports.read(subject, neverAborted);
    for (let number = 0; number < 699; number += 1) store.edit(`${folder}/A.b${number}.json`, '{}');
    const most = await reports.read(subject, neverAborted);
    for (let number = 0; number < 301; number += 1) store.edit(`${folder}/A.c${number}.json`, '{}');

    const many = await reports.read(subject, neverAborted);

    expect(few).toContainEqual({ ...report, verdict: 'fail' });
    expect(most).toHaveLength(1000);
    expect(most).toContainEqual({ ...report, verdict: 'fail' });
    expect(many).toHaveLength(1001);
    expect(many.at(-1)).toMatchObject({
      ...{ check: 'reports', stage: '', verdict: 'error', reason: '301 more reports were not read' },
    });
  });

  test('M5 reads eight at a time', async () => {
    const memory = memoryStore({ now: () => new Date() });
    for (let number = 0; number < 50; number += 1) memory.edit(`${folder}/A.a${number}.json`, '{}');
    let [now, most] = [0, 0];
    const store = wrapStore(memory, async (operation, _at, run) => {
      if (operation !== 'read') return run();
      now += 1;
      most = Math.max(most, now);
      await new Promise(setImmediate);
      now -= 1;
      return run();
    });

    await createReports(store).read(subject, neverAborted);

    expect(most).toBe(8);
  });

  test('M5 writes no report that could not be read back, and keeps what did not pass', async () => {
    const store = memoryStore({ now: () => new Date() });
    const reports = createReports(store);
    const long = '😀'.repeat(50_000);
    const passed = { name: long, outcome: 'passed' as const, found: long, allowed: long };
    const findings = [...Array(20_000).fill(passed), { ...passed, outcome: 'failed' as const }];

    await reports.write(subject, { ...report, reason: long, findings }, neverAborted);

    const [written = ''] = Object.values(store.contents());
    const [read] = await reports.read(subject, neverAborted);
    expect(Buffer.byteLength(written)).toBeLessThan(1024 * 1024);
    expect(written.isWellFormed() && !written.includes('\\ud83d')).toBe(true);
    expect(read?.findings).toHaveLength(100);
    expect(read?.findings[0]?.outcome).toBe('failed');
    expect(read?.findings.at(-1)).toEqual({
      name: 'more',
      outcome: 'unknown',
      found: '19902 findings are not in this report',
    });
  });
});
