import { expect, test } from 'vitest';
import { formatFileError } from '../../src/wording/file-error.ts';

test.each([
  ['ENOENT', 'there is no such file'],
  ['ENOTDIR', 'a part of its path is not a folder'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'you may not open it'],
  ['EPERM', 'you may not open it'],
  ['EMFILE', 'too many open files'],
  [undefined, 'too many open files'],
])('a file that cannot be read with code %s: %s', (code, words) => {
  expect(formatFileError(Object.assign(new Error('too many open files'), code && { code }))).toBe(words);
});
