import type { JsonValue } from '../../hook/json.ts';
import type { ControllerClock } from '../clock/controller-clock.ts';
import type { HookEvent } from '../ecs/payload.ts';
import type { FunctionResolver, HookFunction } from './hook-function.ts';
import { hookContext } from './lambda-context.ts';

/** Lambda's answer. */
export type InvocationResult =
  | { kind: 'returned'; answer: JsonValue }
  /** It threw, was killed, or returned something that is not JSON. */
  | { kind: 'function-error'; problem: string }
  /** ECS got nothing from Lambda; `cause` says whether trying again may help. */
  | { kind: 'not-invoked'; problem: string; cause?: NotInvokedCause };

type NotInvokedCause = 'throttled' | 'service-error' | 'lost-answer' | 'invoke-denied' | 'role-not-assumed';

/** Lambda's maximum timeout. */
const maxTimeoutSeconds = 900;

/**
 * Invokes a function in this process as Lambda would: the event arrives as a copy made through JSON, and so does the answer; a
 * function that does not finish in time is killed, which here means that its result is ignored.
 */
export async function invokeFunction(
  functionArn: string,
  event: HookEvent,
  awsRequestId: string,
  { functions, clock }: { functions: FunctionResolver; clock: ControllerClock },
  { slowSeconds = 0 } = {},
): Promise<InvocationResult> {
  const found = functions(functionArn);
  if (!found) return { kind: 'not-invoked', problem: `Function not found: ${functionArn}` };
  const { handler, takesSeconds = 0 }: HookFunction = typeof found === 'function' ? { handler: found } : found;
  const maxSeconds = maxSecondsOf(found);
  const wholeSeconds = takesSeconds + slowSeconds;
  const timer = clock.startTimer(maxSeconds * 1000);
  const context = hookContext(functionArn, awsRequestId, timer);
  const slowness = wholeSeconds > 0 ? new AbortController() : undefined;
  try {
    return await clock.hold((sleep) =>
      Promise.race([
        answerOf(async () => {
          const answer = await handler(copy(event), context);
          if (slowness) await sleep(wholeSeconds * 1000, slowness.signal);
          return answer;
        }),
        timer.expired.then(() => killed(maxSeconds)),
      ]),
    );
  } finally {
    timer.cancel();
    slowness?.abort('settled');
  }
}

/** How long the function may run. */
export function maxSecondsOf(found: ReturnType<FunctionResolver>): number {
  const { timeoutSeconds = maxTimeoutSeconds } = typeof found === 'object' ? found : {};
  return Math.min(timeoutSeconds, maxTimeoutSeconds);
}

export function killed(maxSeconds: number): InvocationResult {
  return { kind: 'function-error', problem: `Task timed out after ${maxSeconds.toFixed(2)} seconds` };
}

async function answerOf(call: () => Promise<unknown>): Promise<InvocationResult> {
  try {
    const answer = await call();
    return { kind: 'returned', answer: answer === undefined ? null : copy(answer as JsonValue) };
  } catch (error) {
    return {
      kind: 'function-error',
      problem: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    };
  }
}

/** Through JSON, like everything between ECS and Lambda. A value that JSON cannot represent becomes null. */
function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value) ?? 'null');
}
