import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Result, type TryOptions, tryAll } from '../../../scripts/mutants/try-all.ts';

/**
 * A small project whose changes are written by hand as the instrumenter writes them, one for each kind of outcome. Its tests are run by the same
 * processes as ours.
 */
const header = `
  const ns = globalThis.__stryker__;
  function cover(id) {
    if (!ns.mutantCoverage.isOn) return;
    const c = ns.currentTestId ? (ns.mutantCoverage.perTest[ns.currentTestId] ??= {}) : ns.mutantCoverage.static;
    c[id] = (c[id] ?? 0) + 1;
  }
  function is(id) {
    cover(id);
    if (ns.activeMutant !== id) return false;
    if (++ns.hitCount > ns.hitLimit) throw new Error('over the limit');
    return true;
  }
`;

const project = {
  'src/hook/sum.ts': `${header}
    export const sum = (a: number, b: number) => (is('noticed') ? a - b : a + b);
    export const isBig = (a: number) => (is('survives') ? a >= 10 : a > 10);
    export const never = () => (is('reached by none') ? 1 : 2);
    export const greeting = is('constant') ? '' : 'hello';
    export const unusedConstant = is('constant that survives') ? '' : 'hello';
  `,
  'src/hook/endless.ts': `${header}
    export function count(n: number) {
      let i = 0;
      while (is('loop without an end') ? true : i < n) i += 1;
      if (is('loop that nothing counts')) for (;;) i += 1;
      return i;
    }
    export const wait = () => (is('promise that is never kept') ? new Promise<string>(() => {}) : Promise.resolve('done'));
  `,
  'src/hook/cache.ts': `${header}
    let cached: string | undefined;
    export const slow = () => (cached ??= is('fills the cache') ? 'wrong' : 'right');
    export const name = () => (is('after the cache was spoilt') ? 'x' + 'y' : 'xy');
    export const both = () => name() + slow();
  `,
  'test/hook/sum.test.ts': `
    import { expect, test } from 'vitest';
    import { greeting, isBig, sum } from '../../src/hook/sum.ts';
    test('adds', () => expect(sum(1, 2)).toBe(3));
    test('knows what is big', () => expect([isBig(1), isBig(11)]).toEqual([false, true]));
    test('greets', () => expect(greeting).toBe('hello'));
    test('fails by itself, so it notices nothing', () => expect(sum(2, 2)).toBe(5));
  `,
  'test/hook/endless.test.ts': `
    import { expect, test } from 'vitest';
    import { count, wait } from '../../src/hook/endless.ts';
    test('counts', () => expect(count(3)).toBe(3));
    test('waits', async () => expect(await wait()).toBe('done'));
  `,
  'test/hook/cache.test.ts': `
    import { expect, test } from 'vitest';
    import { both } from '../../src/hook/cache.ts';
    test('is right', () => expect(both()).toBe('xyright'));
  `,
};

const changes = {
  'src/hook/sum.ts': ['noticed', 'survives', 'reached by none', 'constant', 'constant that survives'],
  'src/hook/endless.ts': ['loop without an end', 'loop that nothing counts', 'promise that is never kept'],
  'src/hook/cache.ts': ['fills the cache', 'after the cache was spoilt'],
};

let results: Map<string, Result>;
const said: string[] = [];

async function tryProject(
  project: Record<string, string>,
  changes: Record<string, string[]>,
  limits: Pick<TryOptions, 'quickMs' | 'maySurvive'> = {},
): Promise<Map<string, Result>> {
  const folder = mkdtempSync(join(tmpdir(), 'greenlight-mutants-'));
  for (const [file, code] of Object.entries(project)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), code);
  }
  const position = { line: 1, column: 1 };
  const mutants = Object.entries(changes).flatMap(([file, ids]) =>
    ids.map((id) => ({ id, file, mutatorName: '', replacement: '', location: { start: position, end: position } })),
  );
  const code = new Map(Object.entries(project).filter(([file]) => file.startsWith('src/')));
  const instrumented = { mutants, code };
  const options = {
    folder: join(folder, 'modules'),
    concurrency: 1,
    leastCpuMs: 500,
    ...limits,
    say: (line: string) => said.push(line),
  };
  const tried = await tryAll({ project: folder, instrumented, ...options });
  rmSync(folder, { recursive: true });
  return tried;
}

beforeAll(async () => {
  results = await tryProject(project, changes);
}, 300_000);

describe('a change is', () => {
  test.each([
    ['noticed', 'Killed'],
    ['survives', 'Survived'],
    ['reached by none', 'NoCoverage'],
    ['constant', 'Killed'],
    ['constant that survives', 'Survived'],
    ['loop without an end', 'Timeout'],
    ['loop that nothing counts', 'Timeout'],
    ['promise that is never kept', 'Killed'],
    ['fills the cache', 'Killed'],
    ['after the cache was spoilt', 'Survived'],
  ])('%s: %s', (id, status) => {
    expect(results.get(id)?.status).toBe(status);
  });
});

test('the test that noticed a change is named', () => {
  expect(results.get('noticed')?.killedBy).toBe('test/hook/sum.test.ts adds');
});

test('a test that fails without any change is reported', () => {
  const lines = said.filter((line) => line.startsWith('Fails without any change'));

  expect(lines).toEqual([expect.stringContaining('test/hook/sum.test.ts fails by itself, so it notices nothing')]);
});

test('a change that the quick tests do not notice is tried against the others too, unless it may survive', async () => {
  const small = {
    'src/hook/double.ts': `${header}
      export const double = (n: number) => (is('new') ? 0 : is('listed') ? 0 : 2 * n);
    `,
    'test/hook/double.test.ts': `
      import { expect, test } from 'vitest';
      import { double } from '../../src/hook/double.ts';
      test('doubles nothing', () => expect(double(0)).toBe(0));
    `,
    'test/watcher/slow.test.ts': `
      import { expect, test } from 'vitest';
      import { double } from '../../src/hook/double.ts';
      test('doubles much', () => expect(double(1000)).toBe(2000));
    `,
  };
  const tried = await tryProject(
    small,
    { 'src/hook/double.ts': ['new', 'listed'] },
    { quickMs: 1e-6, maySurvive: ({ id }) => id === 'listed' },
  );

  expect(tried.get('new')).toEqual({ status: 'Killed', killedBy: 'test/watcher/slow.test.ts doubles much' });
  expect(tried.get('listed')?.status).toBe('Survived');
}, 300_000);
