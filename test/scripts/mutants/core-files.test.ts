import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { chooseFiles, coreFiles } from '../../../scripts/mutants/core-files.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));

describe('the decision core', () => {
  test('contains what decides, and neither user interface nor adapters', () => {
    const files = coreFiles(project);

    expect(files).toContain('src/hook/answer/decide.ts');
    expect(files).toContain('src/approval/desk/decide-request.ts');
    expect(files).toContain('src/checks/approval/approval-lifecycle.ts');
    expect(files).not.toContain('src/approval/notice/mail.ts');
    expect(files).not.toContain('src/storage/s3/s3-put.ts');
    expect(
      files.filter((file) => !/^src\/(wording|hook|storage|deployment|approval|checks|watcher)\//.test(file)),
    ).toEqual([]);
  });

  test('is run by default', () => {
    expect(chooseFiles(project, [])).toEqual(coreFiles(project));
  });
});

describe('named files', () => {
  test('are run, each once', () => {
    expect(
      chooseFiles(project, ['src/hook/answer/decide.ts', './src/hook/answer/decide.ts', 'src/approval/notice/mail.ts']),
    ).toEqual(['src/approval/notice/mail.ts', 'src/hook/answer/decide.ts']);
  });

  test('may be a folder, which means its files of the core', () => {
    const files = chooseFiles(project, ['src/approval/']);

    expect(files).toContain('src/approval/link/nonce.ts');
    expect(files).not.toContain('src/approval/notice/mail.ts');
    expect(files.every((file) => file.startsWith('src/approval/'))).toBe(true);
  });

  test.each([
    ['src/hook/decied.ts', 'there is no src/hook/decied.ts'],
    ['src/cli', 'src/cli has no file of the decision core'],
  ])('are refused when they are %s', (path, message) => {
    expect(() => chooseFiles(project, [path])).toThrow(message);
  });
});
