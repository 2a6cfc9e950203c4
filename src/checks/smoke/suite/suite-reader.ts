import type { SuiteSource } from './suite-source.ts';

/** Reads the text of a suite's document. */
export interface SuiteReader {
  /** @throws {SuiteReadError} if it cannot be read, is not UTF-8, or is larger than {@link maxSuiteBytes} */
  read(source: SuiteSource, signal: AbortSignal): Promise<string>;
}

/** A parameter is smaller anyway: 4 KB, or 8 KB in the advanced tier. */
export const maxSuiteBytes = 256 * 1024;

/** A document could not be read. The message is a clause that names neither the document nor anything in it. */
export class SuiteReadError extends Error {
  override readonly name = 'SuiteReadError';
  /** Whether the next try may succeed. If not, the document is missing, too large or denied, and the gate fails. */
  readonly isTemporary: boolean;

  constructor(message: string, { isTemporary, ...options }: ErrorOptions & { isTemporary: boolean }) {
    super(message, options);
    this.isTemporary = isTemporary;
  }
}

/**
 * The document's text.
 *
 * @throws {SuiteReadError} if it is too large, or not UTF-8
 */
export function decodeSuite(bytes: Uint8Array): string {
  if (bytes.length > maxSuiteBytes) throw tooLarge();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SuiteReadError('it is not UTF-8 text', { isTemporary: false, cause });
  }
}

export function tooLarge(): SuiteReadError {
  return new SuiteReadError(`it is larger than ${maxSuiteBytes / 1024} KiB: split it into several suites`, {
    isTemporary: false,
  });
}
