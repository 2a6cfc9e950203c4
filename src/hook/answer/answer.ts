import type { JsonObject } from '../json.ts';

/**
 * What a hook answers to ECS, in ECS's own spelling. `reason` is ours: ECS tolerates further keys and shows them nowhere, the
 * local controller and the log do.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
 */
export type HookAnswer =
  | { hookStatus: 'SUCCEEDED'; reason: string }
  | { hookStatus: 'FAILED'; reason: string }
  | {
      hookStatus: 'IN_PROGRESS';
      /** Seconds until ECS calls the hook again; ECS takes 30 where it is missing. */
      callBackDelay: number;
      /** Given back at the next call. ECS may replace and not merge, so this holds the configured keys too. */
      hookDetails: JsonObject;
      reason: string;
    };
