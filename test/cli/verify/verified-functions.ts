import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { onTestFinished } from 'vitest';
import { createHook } from '../../../src/hook/create-hook.ts';
import { type RunningFunction, runFunction } from '../../functions/deployed.ts';
import { roleArn } from './ledger-policy.ts';
import { serve } from './serve.ts';

/** What a function does with an event. Rejects if it crashes. */
export type Invoke = (event: unknown, functionArn: string) => Promise<unknown>;

const region = 'us-west-2';

export function functionArn(name: string): string {
  return `arn:aws:lambda:${region}:123456789012:function:${name}`;
}

/** The kit behind every hook, with a check that would let everything through. */
const kit: Invoke = (event, invokedFunctionArn) => {
  const hook = createHook({
    check: { name: 'careless', configSchema: v.strictObject({}), run: async () => ({ kind: 'pass', reason: 'fine' }) },
    clock: { now: () => new Date('2026-11-27T12:00:00Z') },
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    reports: { write: () => Promise.reject(new Error('something was stored')) },
  });
  return hook(event, { invokedFunctionArn, getRemainingTimeInMillis: () => 10_000 } as Context);
};

const processed: Invoke = async () => ({ batchItemFailures: [] });

export const standIns: Readonly<Record<string, Invoke>> = {
  ...{ ApprovalHook: kit, SmokeHook: kit, AlarmHook: kit, GateHook: kit },
  ...{ DeploymentWatcher: async () => null, PauseBridge: processed, Announcer: processed },
};

/** One of our functions, in a process that starts with its first event. Like an instance in Lambda, it has one event at a time. */
export function startOnce(
  file: string,
  environment: Record<string, string>,
  atTheEnd: (stop: () => Promise<void>) => void,
): (event: unknown) => Promise<unknown> {
  let running: Promise<RunningFunction> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  atTheEnd(async () => (await running)?.stop());
  return (event) => {
    running ??= runFunction(new URL(`../../../src/functions/${file}.ts`, import.meta.url).href, environment);
    const mine = last.then(async () => (await running)?.invoke(event));
    last = mine.catch(() => {});
    return mine;
  };
}

/** Our functions behind Lambda's API, each in a process of its own that starts when it is first invoked. */
export async function serveFunctions(
  planted: Readonly<Record<string, Invoke>>,
  { environment, mayInvoke }: { environment: Record<string, string>; mayInvoke: boolean },
): Promise<string> {
  const running = new Map<string, ReturnType<typeof startOnce>>();
  const real = (name: string) => {
    const invoke = running.get(name) ?? startOnce(fileOf(name), { ...environment, ...settings }, onTestFinished);
    running.set(name, invoke);
    return invoke;
  };
  return serve(async (request, body) => {
    const [, arn = '', what] =
      /^\/2015-03-31\/functions\/([^/]+)\/(invocations|configuration)/.exec(request.url ?? '') ?? [];
    const name = decodeURIComponent(arn).split(':').at(-1) ?? '';
    if (what === 'configuration') return { status: 200, body: JSON.stringify({ Role: roleArn(`${name}Role`) }) };
    if (!mayInvoke) {
      const said = { Message: 'User: dan is not authorized to perform: lambda:InvokeFunction' };
      return { status: 403, body: JSON.stringify(said), headers: { 'x-amzn-errortype': 'AccessDeniedException' } };
    }
    const event: unknown = JSON.parse(body.toString());
    try {
      const answer = await (planted[name]?.(event, functionArn(name)) ?? real(name)(event));
      return { status: 200, body: JSON.stringify(answer ?? null) };
    } catch (error) {
      const { message } = error as Error;
      return {
        status: 200,
        body: JSON.stringify({ errorType: 'Error', errorMessage: message }),
        headers: { 'x-amz-function-error': 'Unhandled' },
      };
    }
  });
}

/** Those of template.yaml that the test's environment lacks. */
const settings = {
  ...{ AWS_REGION: region, PAUSE_BRIDGE: 'configured', PAUSE_PARAMETERS: '/greenlight/pauses', CLUSTER_NAME: '*' },
  ...{ HAND_DECISIONS: 'no', ANNOUNCEMENTS_TOPIC_ARN: 'arn:aws:sns:us-west-2:123456789012:announcements' },
};

/** `ApprovalHook` is in approval-hook.ts. */
function fileOf(name: string): string {
  return name.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
