import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runSimulate } from './run-simulate.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'against-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const passes = ['--hook', './hooks/passes.mjs@POST_TEST_TRAFFIC_SHIFT'];
const fails = '--hook ./hooks/fails.mjs@POST_TEST_TRAFFIC_SHIFT';

describe('greenlight simulate --against', () => {
  test('plays the flags in a file with the same seed, and compares in a table', async () => {
    const other = await file(
      'canary.flags',
      `# more careful\n\n--strategy canary\n${fails}\n--hook-details '{"a": 1}'\n`,
    );
    const { code, stdout, stderr } = await runSimulate(...passes, '--seed', '7', '--against', other);

    expect(stdout).toContain('The command line\nmy-service  my-cluster   BLUE_GREEN');
    expect(stdout).toContain('\ncanary.flags\nmy-service  my-cluster   CANARY');
    expect(stdout.slice(stdout.indexOf('\nSeed 7'))).toBe(`
Seed 7                    command line  canary.flags         change
  Strategy                BLUE_GREEN    CANARY
  Result                  SUCCESSFUL    ROLLBACK_SUCCESSFUL
  Duration                10m30s        30s                  -10m
  Production first green  after 30s     never
  Production all green    after 30s     never
  Largest share of green  100 %         0 %
  Calls of hooks          1             1
  SCALE_UP                30s           30s
  BAKE_TIME               10m           0s                   -10m

canary.flags rolls back, and the command line does not.
Reason: fails ended as FAILED at POST_TEST_TRAFFIC_SHIFT: p99 812 ms, allowed
500 ms
ECS says: Service deployment rolled back because POST_TEST_TRAFFIC_SHIFT
lifecycle hook(s) failed. Lifecycle hook target
arn:aws:lambda:us-west-2:123456789012:function:fails returned FAILED status.
canary.flags takes 10 min less.
`);
    expect([code, stderr]).toEqual([0, '']);
  });

  test('has both results and the comparison in its JSON, and ends with the result of the command line', async () => {
    const other = await file('passes.flags', passes.join(' '));
    const { code, stdout } = await runSimulate(...fails.split(' '), '--against', other, '-o', 'json');

    expect(JSON.parse(stdout)).toMatchObject({
      ...{ status: 'ROLLBACK_SUCCESSFUL', seed: '1' },
      against: { file: other, status: 'SUCCESSFUL', seed: '1', uncalledHooks: [], crashes: [] },
      comparison: { rollsBack: 'own', otherTakesLongerBySeconds: 600, own: { calls: 1 }, other: { calls: 1 } },
    });
    expect(code).toBe(1);
  });

  test('takes the flags of a recording, and its seed if the command line has none', async () => {
    const recording = join(folder, 'calls.jsonl');
    await runSimulate(...passes, '--strategy', 'linear', '--seed', 'nine', '--record', recording);
    const { stdout } = await runSimulate(...passes, '--against', recording, '-o', 'json');

    expect(JSON.parse(stdout)).toMatchObject({ seed: 'nine', against: { seed: 'nine', strategy: 'LINEAR' } });
  });

  test('names the configuration whose hook was never called', async () => {
    const other = await file('rolling.flags', `--strategy rolling\n${fails}\n`);
    const { stderr } = await runSimulate(...passes, '--against', other);

    expect(stderr).toContain('warning: in rolling.flags, fails was never called at POST_TEST_TRAFFIC_SHIFT');
  });

  test.each([
    [
      'a missing file',
      undefined,
      [],
      /gone\.flags cannot be read: there is no such file\n {2}next: write the path of a/,
    ],
    [
      'a line without a flag',
      'canary',
      [],
      /other\.flags line 1 is "canary", which is not a flag\n {2}next: write one flag a/,
    ],
    [
      'an unknown flag',
      '--hok x',
      [],
      /^greenlight simulate --against \S+other\.flags: unknown option '--hok'.*\n {2}next: write --hook/,
    ],
    [
      'a file that records',
      '--record x.jsonl',
      [],
      /--record is about the comparison, .*\n {2}next: remove it there\n/,
    ],
    [
      'a replay',
      '--strategy canary',
      ['--replay', 'x.jsonl'],
      /--replay calls no hook of a second configuration\n {2}next: leave out --replay or/,
    ],
    [
      'several services',
      '--strategy canary',
      ['--services', '2'],
      /--against compares two deployments, and --services plays more\n {2}next: leave out one of them\n/,
    ],
  ])('refuses %s', async (_what, text, flags, message) => {
    const other = text === undefined ? join(folder, 'gone.flags') : await file('other.flags', text);
    const { code, stderr, stdout } = await runSimulate(...passes, ...flags, '--against', other);

    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^.*\n(?: {2}next: .*\n)?$/);
    expect([code, stdout]).toEqual([2, '']);
  });

  test.each([
    [[], 0],
    [['--strict'], 1],
  ] as const)('ends as it says if a hook of the other one is never called: %j', async (flags, wanted) => {
    const other = await file(
      'rolling.flags',
      '--strategy rolling\n--hook ./hooks/passes.mjs@POST_TEST_TRAFFIC_SHIFT\n',
    );

    const { code, stderr } = await runSimulate(...passes, ...flags, '--against', other);

    expect(stderr).toMatch(/in rolling\.flags, passes was never called at POST_TEST_TRAFFIC_SHIFT/);
    expect(stderr.includes('--strict makes this an error')).toBe(wanted === 0);
    expect(code).toBe(wanted);
  });
});
