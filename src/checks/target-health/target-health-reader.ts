/** Reads the targets of a target group. Rejects if that is not possible, and if there is no such target group. */
export interface TargetHealthReader {
  read(targetGroupArn: string, signal: AbortSignal): Promise<readonly TargetHealth[]>;
}

export type TargetHealth = {
  /** Unique within the target group: `10.0.12.34:8080`. */
  id: string;
  /** `initial`, `healthy`, `unhealthy`, `unhealthy.draining`, `unused`, `draining`, `unavailable`, or one that AWS has added since. */
  state: string;
  /** Why, in the load balancer's words: `Target.ResponseCodeMismatch`. */
  reason: string | undefined;
};
