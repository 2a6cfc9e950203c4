import type { JsonObject } from '../json.ts';

/**
 * What a hook answers to ECS, in ECS's own spelling. `reason` is our addition: ECS tolerates extra keys and shows them nowhere, but the local
 * controller and the log do.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
 */
export type HookAnswer =
  | { hookStatus: 'SUCCEEDED'; reason: string }
  | { hookStatus: 'FAILED'; reason: string }
  | {
      hookStatus: 'IN_PROGRESS';
      /** Seconds until ECS calls the hook again; ECS uses 30 if it is missing. */
      callBackDelay: number;
      /** Returned on the next call. ECS may replace instead of merge, so this includes the configured keys. */
      hookDetails: JsonObject;
      reason: string;
    };

/** The same before it is put into ECS's spelling. */
export type AnswerDecision =
  | { status: 'SUCCEEDED'; reason: string }
  | { status: 'FAILED'; reason: string }
  | { status: 'IN_PROGRESS'; reason: string; delaySeconds: number; errors: number };
