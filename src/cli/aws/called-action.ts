import { isDenied } from './explain-aws-error.ts';

const actions = new WeakMap<Error, string>();

/**
 * Makes one call to AWS and remembers, if it fails, which IAM action it needed. For reads that make several kinds of calls.
 *
 * @example await calling('acm:DescribeCertificate', () => client.send(command))
 */
export async function calling<Value>(action: string, call: () => Promise<Value>): Promise<Value> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error) actions.set(error, action);
    throw error;
  }
}

/** The action that a failed call needed, such as `acm:DescribeCertificate`. Undefined if {@link calling} did not make the call. */
export function calledAction(error: unknown): string | undefined {
  return error instanceof Error ? (actions.get(error) ?? calledAction(error.cause)) : undefined;
}

/** The same, but only if AWS refused the call for a missing permission; otherwise undefined. */
export function refusedAction(error: unknown): string | undefined {
  return isDenied(error) ? calledAction(error) : undefined;
}
