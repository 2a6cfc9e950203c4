import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { formatError } from '../../../wording/values.ts';
import { cleanText, maxAnswerBytes } from '../answer/gate-answer.ts';
import type { Asked } from './asked.ts';

/** Invokes a Lambda function with a question, and waits for its answer. Never rejects. */
export interface FunctionCaller {
  /** @param name - name or ARN, if need be with a qualifier */
  call(name: string, body: string, signal: AbortSignal): Promise<Asked>;
}

/** @param clientOf - the client of a Region; undefined for the hook's own */
export function lambdaFunctionCaller(
  clientOf: (region: string | undefined) => Pick<LambdaClient, 'send'>,
): FunctionCaller {
  return {
    async call(name, body, signal) {
      const region = /^arn:[^:]+:lambda:([^:]+):/.exec(name)?.[1];
      const command = new InvokeCommand({ FunctionName: name, Payload: Buffer.from(body) });
      try {
        const { FunctionError, Payload = new Uint8Array() } = await clientOf(region).send(command, {
          abortSignal: signal,
        });
        if (FunctionError === undefined) return { kind: 'answered', body: Payload };
        return { kind: 'unanswered', problem: `the function failed: ${readErrorMessage(Payload)}` };
      } catch (cause) {
        return { kind: 'unanswered', problem: whyNot(cause, signal), cause };
      }
    },
  };
}

function whyNot(cause: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'no answer in time';
  const isDenied = cause instanceof Error && /AccessDenied/.test(cause.name);
  const remedy = isDenied ? '; add its ARN, with the alias if you name one, to the parameter HttpGateFunctions' : '';
  return formatError(cause) + remedy;
}

/** What Lambda returns for a function that threw: `{"errorMessage": …, "errorType": …}`. */
function readErrorMessage(payload: Uint8Array): string {
  const text = Buffer.from(payload).subarray(0, maxAnswerBytes).toString();
  const [, message = 'without a message'] = /"errorMessage"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text) ?? [];
  return cleanText(message, 100);
}
