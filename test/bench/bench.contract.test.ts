import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { type BenchReport, formatReport } from '../../bench/report.ts';

const bench = fileURLToPath(new URL('../../bench/run.ts', import.meta.url));

describe('npm run bench', () => {
  let report: BenchReport;
  beforeAll(async () => {
    const { stdout } = await runBench('--rounds', '1', '--polls', '5', '--json');
    report = JSON.parse(stdout) as BenchReport;
  });

  test('finds a number for every target and says whether it is met', () => {
    const [, targets = ''] = formatReport(report).split('Targets (docs/performance.md)\n');
    for (const what of [
      '1  SDK clients that a poll loads',
      '   requests of the first poll',
      '   connections that the first poll opens, TLS',
      '2  init / empty, HTTP',
      '   init / empty, TLS opened in it',
      '   first call, HTTP',
      '   first call, TLS',
      '   cold / SDK, HTTP',
      '   cold / SDK, TLS',
      '   cold / SDK, TLS, 128 MB',
      '3  requests per warm poll',
      '   new connections in all warm polls',
      '   CPU per warm poll, HTTP',
      '   CPU per warm poll, TLS',
      '   log lines per poll',
      '   RSS over empty after 10 polls, TLS',
      '   RSS over empty after 20 polls, TLS',
      '4  page cold / SDK, HTTP',
      '   page cold / SDK, TLS',
      '   warm pages per second of a core, HTTP',
      '   warm pages per second of a core, TLS',
      '   requests per warm page',
      '   size of a page',
      '5  100 requests, ten at a time / autocannon',
    ]) {
      const line = targets.split('\n').find((candidate) => candidate.startsWith(`  ${what}  `));
      expect(line?.slice(what.length + 2), what).toMatch(
        /^ +-?\d.* (exactly|at most|at least) \d.* (met|not met \(by .+\))$/,
      );
    }
  });

  test('leaves out what no machine can change', () => {
    const counted = report.findings.filter(({ what }) =>
      /clients|requests (?:of|per)|connections|log lines|size/.test(what),
    );
    expect(counted.map(({ what, met }) => [what, met])).toEqual([
      ['SDK clients that a poll loads', true],
      ['requests of the first poll', true],
      ['connections that the first poll opens, TLS', true],
      ['requests per warm poll', true],
      ['new connections in all warm polls', true],
      ['log lines per poll', true],
      ['requests per warm page', true],
      ['size of a page', true],
    ]);
  });

  test('reports what is wrong with a flag, and measures nothing', async () => {
    const failure = runBench('--rounds', '0');

    await expect(failure).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('--rounds is "0"; write a whole number from 1 to 10000'),
    });
  });
});

function runBench(...args: string[]) {
  return promisify(execFile)(process.execPath, [bench, ...args]);
}
