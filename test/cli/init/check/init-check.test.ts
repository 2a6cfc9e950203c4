import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkTemplates } from '../../../../src/cli/init/check/init-check.ts';
import { runCli } from '../../run-cli.ts';
import { tooWide } from '../../too-wide.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const templates = Object.keys(checkTemplates);

describe('greenlight init check', () => {
  test.each(templates)('writes a check with everything that it needs from the template %s', async (template) => {
    const { folder, init } = project();

    const { code, stdout, stderr } = await init('shop-health', '--template', template);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(readdirSync(join(folder, 'checks/shop-health'))).toEqual(
      expect.arrayContaining(['cdk.ts', 'check.test.ts', 'check.ts', 'event.json', 'fake.ts', 'hook-details.json']),
    );
    expect(stdout).toMatch(/\n {2}next: npm install\n {8}npm test +# .*\n {8}npm run simulate:shop-health +# .*\n/);
    for (const text of texts(folder)) expect(text).not.toMatch(/my-check(?!s)|MyCheck/);
    expect(read(folder, 'checks/shop-health/sam.yaml')).toContain('ShopHealthFunction:');
    expect(read(folder, 'checks/shop-health/cdk.ts')).toContain('class ShopHealthHook');
  });

  test.each(templates)('lists exactly the packages that the template %s imports', async (template) => {
    const { folder, init } = project();
    await init('shop', '--template', template);

    const { dependencies, devDependencies } = JSON.parse(read(folder, 'package.json'));
    const code = texts(folder)
      .join('\n')
      .replaceAll(/^.*(aws-cdk-lib|constructs).*$/gm, '');
    const imported = [...code.matchAll(/from '((?:@[^/']+\/)?[a-z][^/':]*)[^':]*'/g)].map(([, name]) => name);
    expect(new Set(imported)).toEqual(new Set([...Object.keys(dependencies), 'esbuild', 'vitest']));
    expect(Object.keys(devDependencies)).toEqual(['@types/node', 'esbuild', 'typescript', 'vitest']);
  });

  test('adds a second check next to the first, and names the one script that is missing', async () => {
    const { init } = project();
    await init('first');

    const { code, stdout } = await init('second');

    expect(code).toBe(0);
    expect(stdout).toContain('"scripts.simulate:second=greenlight simulate --hook ./checks/second/simulated.ts@');
    expect(stdout).not.toMatch(/npm install .|stays as it is/);
  });

  test('leaves the files of a project as they are, and says what they lack', async () => {
    const mine = {
      'package.json': '{ "scripts": { "test": "jest", "build": "x" }, "dependencies": { "valibot": "^1.0.0" } }',
      'tsconfig.json': '{}',
      'build.ts': '// mine',
    };
    const { folder, init } = project(mine);

    const { code, stdout } = await init('shop');

    expect(code).toBe(0);
    for (const [path, text] of Object.entries(mine)) expect(read(folder, path)).toBe(text);
    expect(stdout).toContain('npm pkg set type=module');
    expect(stdout).toMatch(/npm install ecs-greenlight@\^\S+\n/);
    expect(stdout).toMatch(/npm install --save-dev @types\/node@\S+ esbuild@/);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      "The script test stays as it is. The check's would be: tsc && vitest run The script build stays as it is.",
    );
    expect(stdout).toContain('tsconfig.json stays as it is.');
    expect(stdout).toContain('build.ts stays as it is.');
    expect(stdout).toMatch(/\n {2}next: the commands above +# .*\n {8}npm test /);
    // A script that is set is one word for the shell.
    expect(tooWide(stdout).filter((line) => !line.includes('"scripts.'))).toEqual([]);
  });

  test('replaces the script that npm init writes', async () => {
    const { init } = project({ 'package.json': '{ "scripts": { "test": "echo \\"Error: no test specified\\"" } }' });

    const { stdout } = await init('shop');

    expect(stdout).toContain('"scripts.test=tsc && vitest run"');
  });

  test('writes nothing if one of its files exists', async () => {
    const { folder, init } = project({ 'checks/shop/check.ts': 'mine', 'checks/shop/notes.txt': 'mine' });

    const { code, stdout, stderr } = await init('shop');

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      'greenlight init check: checks/shop/check.ts in . must not be overwritten\n' +
        '  next: choose another name for the check, or move what exists; nothing was written\n',
    );
    expect(readdirSync(folder, { recursive: true })).toHaveLength(4);
    expect(read(folder, 'checks/shop/check.ts')).toBe('mine');
  });

  test('writes next to other files in its folder, and into a folder that it makes', async () => {
    const { folder, init } = project({ 'checks/shop/notes.txt': 'mine' });

    expect(await init('shop')).toMatchObject({ code: 0 });
    const { code, stdout } = await init('shop', '--folder', 'a/b');

    expect(code).toBe(0);
    expect(stdout).toContain('  next: cd a/b\n        npm install\n        npm test ');
    expect(read(folder, 'a/b/checks/shop/check.ts')).toContain("name: 'shop'");
  });

  test('leaves nothing behind in a folder that cannot be written to', async () => {
    const { folder, init } = project({ checks: 'a file, where the folder has to be' });

    const { code, stderr } = await init('shop');

    expect(code).toBe(2);
    expect(stderr).toMatch(/^greenlight init check: \. cannot be written to: .*\n {2}next: pass --folder /);
    expect(readdirSync(folder)).toEqual(['checks']);
  });

  test.each(['{', '[]', '"x"'])('refuses a package.json of %s before it writes anything', async (text) => {
    const { folder, init } = project({ 'package.json': text });

    const { code, stderr } = await init('shop');

    expect(code).toBe(2);
    expect(stderr).toMatch(/^greenlight init check: package\.json is not .*\n {2}next: fix it, or pass --folder/);
    expect(readdirSync(folder)).toEqual(['package.json']);
  });

  test.each(['Shop', 'shop_health', '../shop', '-shop', 'shop-', 'shop--x', '1shop', 'x'.repeat(41)])(
    'refuses the name %s',
    async (name) => {
      const { code, stderr } = await project().init('--', name);

      expect(code).toBe(2);
      expect(stderr).toContain('\n  next: write up to 40 lower-case letters and digits that begin with a letter');
    },
  );
});

test('the starter asks for packages that this repository has, in versions that its ranges allow', () => {
  const own = JSON.parse(read(root, 'package.json'));
  const starter = JSON.parse(read(root, 'examples/starter/package.json'));

  const ranges = Object.entries<string>({ ...starter.dependencies, ...starter.devDependencies });
  const versions: Record<string, string> = { ...own.dependencies, ...own.devDependencies, [own.name]: own.version };
  expect(ranges.filter(([name, range]) => !allows(range, versions[name] ?? ''))).toEqual([]);
  expect(readdirSync(join(root, 'examples/starter/checks')).toSorted()).toEqual(templates.toSorted());
});

/** Of ranges such as `^1.5.0`, which with 0 in front hold the second number, too. */
function allows(range: string, version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = range.replace('^', '').split('.').map(Number);
  const [ownMajor = -1, ownMinor = -1, ownPatch = -1] = version.split('.').map(Number);
  if (ownMajor !== major || (major === 0 && ownMinor !== minor)) return false;
  return ownMinor > minor || (ownMinor === minor && ownPatch >= patch);
}

test.each([
  ['^1.5.0', '1.5.0', true],
  ['^1.5.1', '1.6.0', true],
  ['^1.5.1', '1.5.0', false],
  ['^1.5.0', '2.0.0', false],
  ['^0.28.2', '0.28.3', true],
  ['^0.28.2', '0.29.0', false],
  ['^0.28.2', '', false],
])('%s allows %s: %s', (range, version, expected) => {
  expect(allows(range, version)).toBe(expected);
});

/** A folder with these files, and the command in it. */
function project(files: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'greenlight-init-check-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return { folder, init: (...args: readonly string[]) => runCli(['init', 'check', ...args], { cwd: folder }) };
}

function read(folder: string, path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

function texts(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ parentPath, name }) => read(parentPath, name));
}
