import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runSimulate } from './run-simulate.ts';

/** Counts its calls in a variable that all services share. */
const counting = `let calls = 0;
export const handler = () =>
  ++calls >= 3 ? { hookStatus: 'SUCCEEDED' } : { hookStatus: 'IN_PROGRESS', callBackDelay: 60 };`;

let folder: string;
let counts: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'services-'));
  counts = join(folder, 'counts.mjs');
  await writeFile(counts, counting);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Played = {
  status: string;
  virtualSeconds: number;
  serviceArn: string;
  stages: unknown;
  hooks: { calls: unknown[] }[];
};

async function play(...flags: string[]): Promise<{ code: number | null; services: Played[] }> {
  const { code, stdout } = await runSimulate(...flags, '-o', 'json');
  return { code, services: JSON.parse(stdout).services };
}

describe('greenlight simulate --services', () => {
  test('plays several at the same time as if each were alone, if the hook keeps them apart', async () => {
    const hook = ['--hook', './hooks/waits.mjs@POST_TEST_TRAFFIC_SHIFT', '--strategy', 'canary'];
    const alone = JSON.parse((await runSimulate(...hook, '-o', 'json')).stdout) as Played;
    const { code, services } = await play(...hook, '--services', '3');

    expect(services.map(({ serviceArn }) => serviceArn.split('/').at(-1))).toEqual([
      'my-service-1',
      'my-service-2',
      'my-service-3',
    ]);
    for (const { status, virtualSeconds, stages } of services) {
      expect({ status, virtualSeconds, stages }).toEqual({
        ...{ status: 'SUCCESSFUL', virtualSeconds: alone.virtualSeconds, stages: alone.stages },
      });
    }
    expect(code).toBe(0);
  });

  test('shows a hook that mixes them up: one of them passes at its first call', async () => {
    const { code, stdout } = await runSimulate('--services', '3', '--hook', `${counts}@POST_SCALE_UP`);

    expect(stdout).toMatch(/^my-service-1 {2}my-cluster {3}BLUE_GREEN {3}SUCCESSFUL/);
    expect(stdout.slice(stdout.lastIndexOf('\n\n'))).toBe(`

my-service-1  SUCCESSFUL  11m30s  2 calls of hooks
my-service-2  SUCCESSFUL  11m30s  2 calls of hooks
my-service-3  SUCCESSFUL  10m30s  1 call of hooks
`);
    expect(code).toBe(0);
  });

  test('gives each service its own chance of faults, and the same on the same seed', async () => {
    const flags = [
      '--hook',
      './hooks/passes.mjs@POST_SCALE_UP',
      '--fault',
      'crashed=0.5',
      '--services',
      '8',
      '--seed',
      '1',
    ];
    const [one, two] = await Promise.all([play(...flags), play(...flags)]);
    const statuses = one.services.map(({ status }) => status);

    expect(new Set(statuses)).toEqual(new Set(['SUCCESSFUL', 'ROLLBACK_SUCCESSFUL']));
    expect(two).toEqual(one);
    expect(one.code).toBe(1);
  });

  test('names the service whose hook was never called, once for each', async () => {
    const flags = ['--strategy', 'rolling', '--hook', './hooks/passes.mjs@POST_SCALE_UP', '--services', '2'];
    const [lax, strict] = await Promise.all([runSimulate(...flags), runSimulate(...flags, '--strict')]);

    expect(lax.stderr).toContain('warning: in my-service-2, passes was never called at POST_SCALE_UP');
    expect([lax.code, strict.code]).toEqual([0, 1]);
  });

  test.each([
    [
      ['--record', 'x.jsonl'],
      '--record is about one deployment, and --services plays several\n  next: leave out one of them\n',
    ],
    [['--against', './hooks/passes.mjs'], 'passes.mjs line 1 is'],
    [['--services', '21'], '"21" is not a number from 1 to 20\n'],
  ])('refuses %s', async (flags, message) => {
    const { code, stderr } = await runSimulate('--services', '2', ...flags);

    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
