import type { InvocationTimer } from '../clock/controller-clock.ts';

/**
 * The second argument of a Lambda handler, with the names and types of Node's runtime.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
export type HookContext = {
  functionName: string;
  functionVersion: string;
  invokedFunctionArn: string;
  memoryLimitInMB: string;
  awsRequestId: string;
  logGroupName: string;
  logStreamName: string;
  callbackWaitsForEmptyEventLoop: boolean;
  getRemainingTimeInMillis(): number;
  /** Left over from Node 0.10; answering happens by returning. */
  done(): void;
  fail(): void;
  succeed(): void;
};

export function hookContext(functionArn: string, awsRequestId: string, timer: InvocationTimer): HookContext {
  // arn:aws:lambda:<region>:<account>:function:<name>[:<version or alias>]
  const [, , , , , , functionName = functionArn, qualifier = '$LATEST'] = functionArn.split(':');
  return {
    functionName,
    functionVersion: qualifier,
    invokedFunctionArn: functionArn,
    memoryLimitInMB: '128',
    awsRequestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: `local/[${qualifier}]`,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => timer.remainingMs(),
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
}
