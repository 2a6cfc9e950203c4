import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { experiments } from '../../../src/cli/observe/experiments/experiments.ts';
import type { Observation } from '../../../src/cli/observe/report/observation.ts';
import { switchReadings } from '../../../src/cli/profile/switch-readings.ts';
import type { Switches } from '../../../src/controller/switches.ts';
import { type Run, runCli, runCliProcess } from '../run-cli.ts';

/** Each switch at the reading that is furthest from its default, unless that one hides the reading of another switch. */
const switches = {
  ...Object.fromEntries(Object.entries(switchReadings).map(([name, readings]) => [name, readings.at(-1)])),
  ...{ rollbackTestHooks: 'if-shifted', pauseEvents: 'sent' },
} as Switches;

/** What would say whose account it is: the ids, names and Regions that the local controller uses, and those that a test has planted. */
const ofTheAccount = /arn:|\d{12}|us-west-2|eu-central-1|amazonaws|local-cluster|local-shop|planted|127\.0\.0\.1/;

const folderOf = (name: string) => {
  const folder = mkdtempSync(join(tmpdir(), name));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};

describe('every experiment, one after the other by the command itself', () => {
  let run: Run;
  const files: Record<string, string> = {};
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'observe-whole-'));
    const words = Object.entries(switches).flatMap(([name, value]) => ['--switch', `${name}=${value}`]);
    run = await runCli(['observe', '--local', '--folder', folder, ...words]);
    for (const name of ['report.md', 'report.json', 'profile.json'])
      files[name] = readFileSync(join(folder, name), 'utf8');
    rmSync(folder, { recursive: true });
  }, 60_000);

  test('finds every switch as the controller has it', () => {
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(files['profile.json'] ?? '').switches).toEqual(switches);
    for (const { name } of experiments) expect(run.stdout).toContain(`${name}: `);
  });

  test('ends with findings for each experiment', () => {
    const { experiments: results } = JSON.parse(files['report.json'] ?? '') as Observation;

    expect(results.map(({ name }) => name)).toEqual(experiments.map(({ name }) => name));
    for (const { findings, impossible } of results) expect(findings.length > 0 || impossible !== undefined).toBe(true);
  });

  test.each(['report.md', 'report.json', 'profile.json'])('puts nothing of the account into %s', (name) => {
    expect(files[name]).not.toMatch(ofTheAccount);
  });
});

test('an experiment that fails is reported as such, the others still run, and --resume runs it again', async () => {
  const folder = folderOf('observe-fails-');
  const words = ['observe', '--local', '--folder', folder, '--only', 'circuit-breaker', '--only', 'rolling'];
  const preload = new URL('fail-one-call.js', import.meta.url).href;
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');

  const broken = await runCliProcess(words, { env: { NODE_OPTIONS: `--import ${preload}` } });

  expect(broken.code).toBe(1);
  expect(broken.stdout).toMatch(
    /circuit-breaker: .*\n.*\n {2}not observed: failed, cannot read <ecs ARN> of <name> in <name>/,
  );
  expect(broken.stdout).toContain('rollingHooks = pre-scale-up');
  expect(broken.stderr).toContain('greenlight observe: circuit-breaker failed; --resume runs what failed again\n');
  expect(read('report.md')).toContain(
    'the experiment failed: cannot read &lt;ecs ARN> of &lt;name> in &lt;name> at &lt;host>, account &lt;account> |',
  );
  expect(Object.keys(JSON.parse(read('profile.json')).switches)).toEqual(['rollingHooks']);
  for (const name of ['report.md', 'report.json', 'profile.json']) expect(read(name)).not.toMatch(ofTheAccount);

  const resumed = await runCli([...words, '--resume']);

  expect({ code: resumed.code, stderr: resumed.stderr }).toEqual({ code: 0, stderr: '' });
  expect(resumed.stdout).toContain('circuitBreaker = every-strategy');
  expect(resumed.stdout).not.toContain('rollingHooks =');
});
