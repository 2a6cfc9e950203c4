import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readSuiteFile } from '../../../../src/checks/smoke/suite/file-suite.ts';

describe('readSuiteFile', () => {
  let top: string;
  let folders: string[];
  beforeEach(async () => {
    top = await mkdtemp(join(tmpdir(), 'suites-'));
    folders = ['package', 'layer'].map((name) => join(top, name, 'suites'));
    for (const folder of folders) await mkdir(folder, { recursive: true });
  });
  afterEach(() => rm(top, { recursive: true }));

  test('reads the file of the package first, then that of a layer', async () => {
    await writeFile(join(top, 'layer/suites/a.yaml'), 'host: layer');
    expect(await readSuiteFile('a.yaml', folders)).toBe('host: layer');

    await writeFile(join(top, 'package/suites/a.yaml'), 'host: package');
    expect(await readSuiteFile('a.yaml', folders)).toBe('host: package');
  });

  test('reads a file in an inner folder, and follows a link that stays inside', async () => {
    await mkdir(join(top, 'layer/suites/shop'));
    await writeFile(join(top, 'layer/suites/shop/a.yaml'), 'host: a');
    await symlink('shop/a.yaml', join(top, 'layer/suites/b.yaml'));

    expect(await readSuiteFile('shop/a.yaml', folders)).toBe('host: a');
    expect(await readSuiteFile('b.yaml', folders)).toBe('host: a');
  });

  test('does not follow a link out of the folder, of a file or of a folder', async () => {
    await writeFile(join(top, 'secret.yaml'), 'host: hunter2');
    await symlink(join(top, 'secret.yaml'), join(top, 'package/suites/a.yaml'));
    await symlink(top, join(top, 'package/suites/b'));

    for (const path of ['a.yaml', 'b/secret.yaml']) {
      await expect(readSuiteFile(path, folders)).rejects.toMatchObject({
        message: `it leads out of ${folders[0]}`,
        isTemporary: false,
      });
    }
  });

  test.each([
    ['is missing', 'none.yaml', /^there is no such file in .*package\/suites or .*layer\/suites$/],
    ['is below a file', 'a.yaml/b.yaml', /^there is no such file/],
    ['is a folder', 'shop', /^it is not a file$/],
    ['is larger than 256 KiB', 'large.yaml', /^it is larger than 256 KiB: split it into several suites$/],
    ['is not UTF-8', 'latin1.yaml', /^it is not UTF-8 text$/],
  ])('refuses for good what %s', async (_what, path, message) => {
    await mkdir(join(top, 'layer/suites/shop'));
    await writeFile(join(top, 'layer/suites/a.yaml'), 'host: a');
    await writeFile(join(top, 'layer/suites/large.yaml'), '#'.repeat(256 * 1024 + 1));
    await writeFile(join(top, 'layer/suites/latin1.yaml'), Buffer.from('caf\xe9', 'latin1'));

    await expect(readSuiteFile(path, folders)).rejects.toMatchObject({
      message: expect.stringMatching(message),
      isTemporary: false,
    });
  });

  test.each([
    ['a link to itself', /ELOOP/],
    ['a socket', /ENXIO/],
  ])('refuses for good what cannot be opened: %s', async (what, message) => {
    const path = join(top, 'layer/suites/a.yaml');
    const server = what === 'a socket' ? createServer().listen(path) : undefined;
    if (server) await once(server, 'listening');
    else await symlink('a.yaml', path);

    await expect(readSuiteFile('a.yaml', folders)).rejects.toMatchObject({
      ...{ name: 'SuiteReadError', isTemporary: false, message: expect.stringMatching(message) },
      cause: { code: expect.stringMatching(message) },
    });
    server?.close();
  });

  test('reads a file of exactly 256 KiB', async () => {
    await writeFile(join(top, 'layer/suites/full.yaml'), '#'.repeat(256 * 1024));

    expect(await readSuiteFile('full.yaml', folders)).toHaveLength(256 * 1024);
  });
});
