import type { HookEvent } from '../../controller/ecs/payload.ts';
import type { HookContext } from '../../controller/lambda/lambda-context.ts';
import type { FoundHandler } from './find-handler.ts';
import type { LoadError } from './module-problem.ts';

/** What a hook's thread gets when it starts. */
export type ThreadStart = {
  /** The absolute path of the module. */
  file: string;
  /** The export to call; default: the usual ones. */
  handler?: string | undefined;
  /** What `Date` says while the module is loaded, in milliseconds since 1970; undefined: the real time. */
  nowMs?: number | undefined;
};

/** One call. */
export type ThreadCall = {
  event: HookEvent;
  context: Pick<HookContext, ContextData>;
  remainingMs: number;
  /** What `Date` says during the call; undefined: the real time. */
  nowMs?: number | undefined;
};

/** The members of a context that a message can carry. */
export const contextData = [
  'functionName',
  'functionVersion',
  'invokedFunctionArn',
  'memoryLimitInMB',
  'awsRequestId',
  'logGroupName',
  'logStreamName',
  'callbackWaitsForEmptyEventLoop',
] as const satisfies readonly (keyof HookContext)[];

type ContextData = (typeof contextData)[number];

/** What a hook's thread reports. All of it goes through one port, so that it arrives in the order in which it happened. */
export type ThreadReport =
  | { kind: 'output'; text: string }
  | { kind: 'loaded'; found: FoundHandler }
  | { kind: 'not-loaded'; error: LoadError }
  /** `json` is undefined if the handler returned nothing. */
  | { kind: 'answered'; json: string | undefined }
  | { kind: 'threw'; errorType: string; errorMessage: string }
  /** What calls have left running had its time. */
  | { kind: 'drained' }
  /** The thread ends by itself, and soon: with this exit code. */
  | { kind: 'exiting'; code: number };
