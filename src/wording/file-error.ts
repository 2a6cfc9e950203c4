import { formatError } from './values.ts';

/**
 * Why a file cannot be read or written, in words, for the most frequent reasons.
 *
 * @example formatFileError(Object.assign(new Error('…'), { code: 'EISDIR' })) // 'it is a folder'
 */
export function formatFileError(error: unknown): string {
  return reasons[(error as { code?: string }).code ?? ''] ?? formatError(error);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of its path is not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'you may not open it',
  EPERM: 'you may not open it',
};
