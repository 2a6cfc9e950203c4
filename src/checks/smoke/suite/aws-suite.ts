import { formatError } from '../../../wording/values.ts';
import { decodeSuite, maxSuiteBytes, SuiteReadError, tooLarge } from './suite-reader.ts';

/** Reads a suite from AWS, with errors that say whether the next try may succeed, and what to allow. */
export type AwsSuite = {
  parameter(name: string, signal: AbortSignal): Promise<string | undefined>;
  object(place: { bucket: string; key: string }, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
};

/** @throws {SuiteReadError} */
export async function readSuiteParameter(
  { parameter }: Pick<AwsSuite, 'parameter'>,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  try {
    return (await parameter(name, signal)) ?? '';
  } catch (error) {
    throw unreadable(error, 'allow the smoke hook ssm:GetParameter on it with the parameter SmokeSuites of the stack');
  }
}

/** @throws {SuiteReadError} */
export async function readSuiteObject(
  { object }: Pick<AwsSuite, 'object'>,
  place: { bucket: string; key: string },
  signal: AbortSignal,
): Promise<string> {
  try {
    return decodeSuite(await readBounded(await object(place, signal)));
  } catch (error) {
    if (error instanceof SuiteReadError) throw error;
    throw unreadable(
      error,
      'allow the smoke hook s3:GetObject on it with the parameter SmokeSuites of the stack; S3 also answers like this if there is no such object',
    );
  }
}

/** Leaving the loop early ends the transfer. */
async function readBounded(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of content) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxSuiteBytes) throw tooLarge();
  }
  return Buffer.concat(chunks);
}

function unreadable(error: unknown, remedy: string): SuiteReadError {
  const isDenied = /AccessDenied|Forbidden|NotAuthorized/i.test(nameOf(error));
  return new SuiteReadError(`${formatError(error)}${isDenied ? `: ${remedy}` : ''}`, {
    isTemporary: mayPass(error),
    cause: error,
  });
}

/** Whether the same call may succeed later: AWS did not answer, or its answer was about the moment, such as expired credentials, and not about the document. */
function mayPass(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  if (status === undefined || status >= 500 || status === 408 || status === 429) return true;
  return /Throttl|TooManyRequests|LimitExceeded|SlowDown|Timeout|Expired|TimeTooSkewed|InternalError/i.test(
    nameOf(error),
  );
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}
