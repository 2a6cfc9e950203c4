import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readHooksFile } from '../../../src/cli/attach/file/read-hooks-file.ts';
import { refuseUnknownProfile } from '../../../src/cli/aws/known-profiles.ts';
import { readEdited } from '../../../src/cli/command/read-edited.ts';
import { readProfile } from '../../../src/cli/profile/read-profile.ts';
import { readConfigurationFile } from '../../../src/cli/simulate/recorded-arguments.ts';
import { readObject } from '../../../src/cli/simulate/simulate-flags.ts';

const folder = mkdtempSync(join(tmpdir(), 'greenlight-edited-'));
afterAll(() => rmSync(folder, { recursive: true }));

const mark = '\uFEFF';

describe.each([
  ['UTF-8', (text: string) => Buffer.from(text)],
  ['UTF-8 with a byte order mark', (text: string) => Buffer.from(mark + text)],
  ['UTF-16, as PowerShell writes', (text: string) => Buffer.from(mark + text, 'utf16le')],
  ['UTF-16 with the high bytes first', (text: string) => Buffer.from(mark + text, 'utf16le').swap16()],
])('a file in %s', (_name, encode) => {
  const file = join(folder, 'file');
  const write = (text: string) => {
    writeFileSync(file, encode(text));
    return file;
  };

  test('is read without the mark', () => {
    expect(readEdited(write('{"a": "grün ✓"}'))).toBe('{"a": "grün ✓"}');
  });

  test('is a profile of greenlight observe', () => {
    const switches = { executionId: 'per-hook' };

    expect(readProfile(write(JSON.stringify({ schemaVersion: 1, switches })))).toEqual(switches);
  });

  test('is an object for a flag', () => {
    expect(readObject(write('{"path": "/health"}'))).toEqual({ path: '/health' });
  });

  test('is what --against names: flags, or a recording', () => {
    expect(readConfigurationFile(write('--strategy canary\r\n'))).toEqual(['--strategy', 'canary']);
    expect(readConfigurationFile(write('{"arguments":["--seed","7"]}\n'))).toEqual(['--seed', '7']);
  });

  test('is a list of hooks', () => {
    const hooks = readHooksFile(write('[{"hook": "approval", "lifecycleStages": ["PRE_SCALE_UP"]}]'));

    expect(hooks).toHaveLength(1);
  });
});

test('a byte order mark hides no profile of the AWS CLI', () => {
  const config = join(folder, 'config');
  writeFileSync(config, `${mark}[profile dev]\r\nregion = eu-central-1\r\n`);
  const env = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none') };

  expect(() => refuseUnknownProfile('dev', env)).not.toThrow();
  expect(() => refuseUnknownProfile('nope', env)).toThrow('there is no profile nope');
});

test('a file in another encoding is refused, instead of a � in what is attached', () => {
  const file = join(folder, 'latin');
  writeFileSync(file, Buffer.from('{"path": "/caf\u00e9"}', 'latin1'));
  const why = 'it is neither UTF-8 nor UTF-16 with a byte order mark';

  expect(() => readObject(file)).toThrow(why);
  expect(() => readHooksFile(file)).toThrow(`${file} cannot be read: ${why}`);
  expect(() => readProfile(file)).toThrow(why);
  expect(() => readConfigurationFile(file)).toThrow(`${file} cannot be read: ${why}`);
});
