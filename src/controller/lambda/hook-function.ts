import type { HookEvent } from '../ecs/payload.ts';
import type { HookContext } from './lambda-context.ts';

/** A Lambda handler that ECS calls: the same one that is deployed. */
export type HookHandler = (event: HookEvent, context: HookContext) => unknown;

export type HookFunction = {
  handler: HookHandler;
  /** The function's own timeout, 1 to 900. Default 900, Lambda's maximum. In real seconds, except on a virtual clock. */
  timeoutSeconds?: number;
  /** Seconds of the controller's time that every invocation takes in addition to its real time. Default 0. */
  takesSeconds?: number;
};

/** Finds the function behind an ARN. Undefined means that it does not exist: ECS cannot invoke it. */
export type FunctionResolver = (functionArn: string) => HookHandler | HookFunction | undefined;
