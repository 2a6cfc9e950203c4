import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { ensureTool, type PythonTool, PythonToolError } from '../../scripts/python-tools.ts';
import { obtain } from '../helpers/obtain.ts';

// Environments with no package in them: everything except the download is real, and nothing is fetched.
const places: string[] = [];
const place = await makePlace();
const counting = await countingPython(place.folder);
// Three at once, one of which installs.
const found = await obtain('python3 with venv', () =>
  Promise.all([1, 2, 3].map(() => ensureTool('aws-sam-cli', { ...place, python: counting.path }))),
);

afterAll(() => Promise.all(places.map((folder) => rm(folder, { recursive: true, force: true }))));

describe.skipIf(found === undefined)('ensureTool', () => {
  const [tool] = found as [PythonTool];
  const nobody = 'python-of-nobody';

  test('creates an environment with runnable commands', async () => {
    expect(await prefixOf(tool)).toBe(join(tool.bin(''), '..'));
  });

  test('lets one of several processes install while the others wait', async () => {
    expect(new Set(found?.map(({ bin }) => bin('python'))).size).toBe(1);
    expect(await counting.environmentsMade()).toBe(1);
  });

  test('creates it once, and then needs no python to find it', async () => {
    const again = await ensureTool('aws-sam-cli', { ...place, python: nobody });

    expect(again.bin('python')).toBe(tool.bin('python'));
  });

  test('creates another one when the requirements change', async () => {
    const { toolsFolder } = await makePlace('# other\n');

    await expect(ensureTool('aws-sam-cli', { ...place, toolsFolder, python: nobody })).rejects.toMatchObject({
      code: 'PYTHON_MISSING',
    });
  });

  test('starts again after an install that was killed', async () => {
    const { folder, ...fresh } = await makePlace();
    const python = await alteredPython(
      folder,
      'import os, subprocess; real = subprocess.run; subprocess.run = lambda args, **options: os.kill(os.getpid(), 9) if "install" in args else real(args, **options)',
    );
    await expect(ensureTool('aws-sam-cli', { ...fresh, python })).rejects.toThrow('ended by SIGKILL');

    const again = await ensureTool('aws-sam-cli', fresh);

    expect(await prefixOf(again)).toBe(join(again.bin(''), '..'));
  });

  test('does not use an environment that was moved, because its scripts contain the old path', async () => {
    const moved = await makePlace();
    await cp(place.cacheFolder, moved.cacheFolder, { recursive: true, verbatimSymlinks: true });

    await expect(ensureTool('aws-sam-cli', { ...moved, python: nobody })).rejects.toMatchObject({
      code: 'PYTHON_MISSING',
    });
  });

  test('says what to install if there is no python', async () => {
    const fresh = await makePlace();

    await expect(ensureTool('aws-sam-cli', { ...fresh, python: nobody })).rejects.toMatchObject({
      code: 'PYTHON_MISSING',
      message:
        'aws-sam-cli needs python 3.10 or newer and "python-of-nobody" was not found: install it (Debian and Ubuntu: apt-get install python3 python3-venv)',
    });
  });

  test('reports a python that is too old', async () => {
    const { folder, ...fresh } = await makePlace();
    const python = await alteredPython(folder, 'sys.version_info = (3, 9, 2); sys.version = "3.9.2 (main)"');

    await expect(ensureTool('aws-sam-cli', { ...fresh, python })).rejects.toMatchObject({
      code: 'PYTHON_TOO_OLD',
      message: `aws-sam-cli needs python 3.10 or newer and "${python}" is 3.9.2: install a newer one and put it first on the PATH`,
    });
  });

  test('says what to install if python cannot create environments', async () => {
    const { folder, ...fresh } = await makePlace();
    const python = await alteredPython(folder, 'sys.modules["ensurepip"] = None');

    await expect(ensureTool('aws-sam-cli', { ...fresh, python })).rejects.toMatchObject({
      code: 'VENV_MISSING',
      message: expect.stringContaining('install python3-venv (Debian and Ubuntu: apt-get install python3-venv)'),
    });
  });

  test('lets pip install the tool if uv fails', async () => {
    const { folder, ...fresh } = await makePlace();
    await mkdir(join(folder, 'tools/uv'));
    // Without a package: there is no program that is called uv.
    await writeFile(join(folder, 'tools/uv/requirements.txt'), '# nothing\n');

    const tool = await ensureTool('aws-sam-cli', fresh);

    expect(await prefixOf(tool)).toBe(join(tool.bin(''), '..'));
  });

  test('passes on the output of pip when an install fails, and leaves nothing that looks ready', async () => {
    const fresh = await makePlace('this is no requirement\n');

    await expect(ensureTool('aws-sam-cli', fresh)).rejects.toMatchObject({
      code: 'INSTALL_FAILED',
      message: expect.stringContaining('this is no requirement'),
    });
    await expect(ensureTool('aws-sam-cli', { ...fresh, python: nobody })).rejects.toMatchObject({
      code: 'PYTHON_MISSING',
    });
  });
});

describe('obtain', () => {
  const missing = () => Promise.reject(new PythonToolError('PYTHON_MISSING', 'no python here'));

  test('is undefined if the tool is not available, and says why', async () => {
    const said: string[] = [];

    expect(await obtain('moto', missing, { env: {}, say: (line) => said.push(line) })).toBeUndefined();
    expect(said).toEqual(['skipping tests that need moto: no python here']);
  });

  test('fails under CI=true, so that nothing is skipped unnoticed', async () => {
    await expect(obtain('moto', missing, { env: { CI: 'true' } })).rejects.toThrow('no python here');
  });

  test('fails on any other error', async () => {
    await expect(obtain('moto', () => Promise.reject(new TypeError('a fault of ours')), { env: {} })).rejects.toThrow(
      TypeError,
    );
  });
});

/** The environment that the tool's python runs in, by its own account. */
async function prefixOf({ bin }: PythonTool): Promise<string> {
  const { stdout } = await promisify(execFile)(bin('python'), ['-c', 'import sys; print(sys.prefix)']);
  return stdout.trim();
}

async function makePlace(requirements = '# nothing\n') {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-tools-'));
  places.push(folder);
  const toolsFolder = join(folder, 'tools');
  await mkdir(join(toolsFolder, 'aws-sam-cli'), { recursive: true });
  await writeFile(join(toolsFolder, 'aws-sam-cli/requirements.txt'), requirements);
  return { folder, toolsFolder, cacheFolder: join(folder, 'cache'), say: () => {} };
}

/** The machine's python with one thing changed before the program runs. */
async function alteredPython(folder: string, change: string): Promise<string> {
  const path = join(folder, 'altered-python');
  const program = `import runpy, sys; ${change}; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name="__main__")`;
  await writeFile(path, `#!/bin/sh\nexec python3 -c '${program}' "$@"\n`);
  await chmod(path, 0o755);
  return path;
}

/** The machine's python, noting each virtual environment that it is asked to make. */
async function countingPython(folder: string) {
  const notes = join(folder, 'environments-made');
  await writeFile(notes, '');
  const change = [
    'import subprocess',
    'real = subprocess.run',
    `note = lambda args: "venv" in args and open("${notes}", "a").write("x")`,
    'subprocess.run = lambda args, **options: (note(args), real(args, **options))[1]',
  ].join('; ');
  const path = await alteredPython(folder, change);
  return { path, environmentsMade: async () => (await readFile(notes, 'utf8')).length };
}
