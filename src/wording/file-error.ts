import { formatError } from './values.ts';

/**
 * Why a file cannot be read or written, in words, for the most frequent reasons.
 *
 * @example formatFileError(Object.assign(new Error('…'), { code: 'EISDIR' })) // 'it is a folder'
 */
export function formatFileError(error: unknown): string {
  return reasons[(error as { code?: string }).code ?? ''] ?? formatError(error);
}

/** Why a file cannot be written: what is missing then is not the file itself. */
export function formatWriteError(error: unknown): string {
  return (error as { code?: string }).code === 'ENOENT' ? 'its folder does not exist' : formatFileError(error);
}

/** Why a file is not JSON. */
export function formatJsonError(text: string, error: SyntaxError): string {
  const what = formatError(error).replace(/^SyntaxError: |, not valid JSON$/g, '');
  return text.trim() === '' ? 'it is empty' : `it is not valid JSON: ${what}`;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of its path is not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'you may not open it',
  EPERM: 'you may not open it',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is neither UTF-8 nor UTF-16 with a byte order mark',
};
