import { PythonToolError } from '../../scripts/python-tools.ts';

/**
 * Gets what a contract test needs (an emulator, a pinned tool), or `undefined` when this machine cannot have it: then
 * the reason goes to stderr and the caller skips its tests. Under `CI=true` that is a failure instead, so that nothing
 * is skipped unseen. Any other error is a failure everywhere.
 *
 * ```ts
 * const sam = await obtain('the SAM CLI', () => ensureTool('aws-sam-cli'));
 * describe.skipIf(sam === undefined)('template.yaml', …)
 * ```
 */
export async function obtain<T>(
  what: string,
  get: () => Promise<T>,
  { env = process.env, say = writeToStderr }: Surroundings = {},
): Promise<T | undefined> {
  try {
    return await get();
  } catch (error) {
    if (!(error instanceof PythonToolError) || env['CI'] === 'true') throw error;
    say(`skipping tests that need ${what}: ${error.message}`);
    return undefined;
  }
}

export interface Surroundings {
  /** Where `CI` is looked up. Default: the process's own. */
  env?: Record<string, string | undefined>;
  /** Takes the reason for skipping. Default: stderr. */
  say?: (line: string) => void;
}

function writeToStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
