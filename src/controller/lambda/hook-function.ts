import type { HookEvent } from '../ecs/payload.ts';
import type { HookContext } from './lambda-context.ts';

/** A Lambda handler that ECS calls: the very one that is deployed. */
export type HookHandler = (event: HookEvent, context: HookContext) => unknown;

export type HookFunction = {
  handler: HookHandler;
  /** The function's own time-out, 1 to 900. Default 900, the most Lambda gives. Real seconds, but on a virtual clock. */
  timeoutSeconds?: number;
  /** Seconds of the controller's time that every invocation takes besides its real time. Default 0. */
  takesSeconds?: number;
};

/** Finds the function behind an ARN. Undefined is a function that does not exist: ECS cannot invoke it. */
export type FunctionResolver = (functionArn: string) => HookHandler | HookFunction | undefined;
