import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/hook/report.ts';
import type { Finding } from '../../src/hook/verdict.ts';
import { capReport } from '../../src/storage/cap-report.ts';

const report: Report = {
  ...{ schemaVersion: 1, check: 'smoke', gate: undefined, stage: 'POST_TEST_TRAFFIC_SHIFT', step: undefined },
  ...{ verdict: 'fail', reason: '3 of 14 failed', findings: [], at: '2026-11-22T14:00:00.000Z' },
};

describe('capReport', () => {
  test('keeps 100 findings in their order', () => {
    const findings = passedAndFailed(50);

    expect(capReport({ ...report, findings }).findings).toEqual(findings);
  });

  test('puts what did not pass first if there are more, both parts in their order', () => {
    const { findings } = capReport({ ...report, findings: passedAndFailed(60) });

    const failed = Array.from({ length: 60 }, (_, number) => `failed ${number}`);
    const passed = Array.from({ length: 39 }, (_, number) => `passed ${number}`);
    expect(findings.map(({ name }) => name)).toEqual([...failed, ...passed, 'more']);
    expect(findings.at(-1)?.found).toBe('21 findings are not in this report');
  });

  test('keeps forty pictures, and shortens the names of their pages', () => {
    const picture = (page: string) => ({ page, green: 'g', percent: 1 });
    const screenshots = Array.from({ length: 41 }, (_, at) => picture(`/${at}`));

    expect(capReport({ ...report, screenshots }).screenshots).toEqual(screenshots.slice(0, 40));
    expect(capReport({ ...report, screenshots: [picture('n'.repeat(201))] }).screenshots).toEqual([
      picture(`${'n'.repeat(199)}…`),
    ]);
    expect(capReport(report)).not.toHaveProperty('screenshots');
  });

  test('keeps the last 24 numbers of a chart', () => {
    const values = Array.from({ length: 30 }, (_, at) => at);
    const series = {
      name: 'n'.repeat(201),
      values: [...values, Number.NaN],
      unit: 'milliseconds',
      max: 5,
      min: Number.NaN,
    };

    expect(capReport({ ...report, series }).series).toEqual({
      ...{ name: `${'n'.repeat(199)}…`, values: values.slice(-24), unit: 'milliseco…', max: 5 },
    });
  });

  test.each([{}, { name: 'x' }, { name: 'x', values: 3 }, { values: [1, 2, 3] }])(
    'leaves out a chart without numbers or a name: %j',
    (series) => {
      expect(capReport({ ...report, series } as unknown as Report).series).toBeUndefined();
    },
  );

  test('shortens each field to its limit, and nothing that has exactly this length', () => {
    const finding = (name: number, other: number): Finding => ({
      ...{ name: 'n'.repeat(name), outcome: 'failed', found: 'f'.repeat(other), allowed: 'a'.repeat(other) },
    });
    const findings = [finding(200, 1000), finding(201, 1001)];

    const capped = capReport({ ...report, reason: 'r'.repeat(1001), findings });

    expect(capped.reason).toBe(`${'r'.repeat(999)}…`);
    expect(capped.findings).toEqual([
      findings[0],
      {
        ...{ name: `${'n'.repeat(199)}…`, outcome: 'failed' },
        ...{ found: `${'f'.repeat(999)}…`, allowed: `${'a'.repeat(999)}…` },
      },
    ]);
    expect(capReport({ ...report, reason: 'r'.repeat(1000) }).reason).toBe('r'.repeat(1000));
  });
});

/** `passed 0`, `failed 0`, `passed 1`, … */
function passedAndFailed(each: number): Finding[] {
  return Array.from({ length: each }, (_, number) =>
    (['passed', 'failed'] as const).map((outcome) => ({ name: `${outcome} ${number}`, outcome, found: 'status 200' })),
  ).flat();
}
