import type { LambdaClient } from '@aws-sdk/client-lambda';
import { isJsonObject } from '../../../hook/json.ts';
import { parseJson } from '../../../hook/parse-json.ts';
import { safeText } from '../../terminal/safe-text.ts';

/** What a function answered, or the error with which it ended. */
export type Invoked = { answer: unknown } | { crashed: string };

/** Invokes a function and waits for its answer, as ECS does. Nothing is retried or put into a dead-letter queue. Rejects if Lambda cannot be reached, or refuses. */
export async function invoke(
  client: LambdaClient,
  FunctionName: string,
  event: object,
  abortSignal: AbortSignal,
): Promise<Invoked> {
  const { InvokeCommand } = await import('@aws-sdk/client-lambda');
  const { Payload, FunctionError } = await client.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
    { abortSignal },
  );
  const answer = parseJson(Payload?.transformToString() ?? '');
  if (FunctionError === undefined) return { answer };
  const { errorType, errorMessage } = isJsonObject(answer) ? answer : {};
  return {
    crashed: shortText([errorType ?? FunctionError, errorMessage].filter((each) => each !== undefined).join(': ')),
  };
}

export function shortText(text: string): string {
  const safe = safeText(text);
  return safe.length > 200 ? `${safe.slice(0, 200)}…` : safe;
}
