import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { transform } from 'esbuild';
import { describe, expect, test } from 'vitest';

const source = readFileSync(new URL('../../bin/greenlight.js', import.meta.url), 'utf8');

describe('the first file of the command', () => {
  test('has nothing that Node.js 6 cannot parse', async () => {
    const [old, current] = await Promise.all([
      transform(source, { target: 'es2015' }),
      transform(source, { target: 'esnext' }),
    ]);

    expect(old.code).toBe(current.code);
    // esbuild does not print these.
    expect(source).not.toMatch(/,\s*\)/);
  });

  test.each([
    ['v6.17.1', false, 'install it from https://nodejs.org, or use it this once: npx -p node@24 greenlight <command>'],
    ['v22.23.3', true, 'npm ci installs it in this folder'],
  ])('%s says which Node.js is needed, and how to get it', (version, isClone, next) => {
    expect(startWith(version, isClone)).toEqual({
      exitCode: 2,
      said: `greenlight: needs Node.js 24 or later; this is ${version}\n  next: ${next}`,
      loaded: [],
    });
  });

  test('v24.0.0 loads the rest', () => {
    expect(startWith('v24.0.0', false)).toEqual({ exitCode: undefined, said: undefined, loaded: ['./start.js'] });
  });
});

/** The file as Node.js of this version would run it. */
function startWith(version: string, isClone: boolean) {
  const process = { exitCode: undefined, version, versions: { node: version.slice(1) } };
  let said: string | undefined;
  const loaded: string[] = [];
  const builtIn: Record<string, object> = {
    fs: { existsSync: (path: string) => isClone && path.endsWith('main.ts') },
    path: { join: (...parts: string[]) => parts.join('/') },
  };
  runInNewContext(source.replace(/^#!.*/, ''), {
    process,
    console: { error: (text: string) => (said = text) },
    require: (name: string) => builtIn[name] ?? loaded.push(name),
    __dirname: '/bin',
  });
  return { exitCode: process.exitCode, said, loaded };
}
