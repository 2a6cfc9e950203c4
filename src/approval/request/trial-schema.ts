import * as v from 'valibot';

/**
 * How reviewers reach the new version, as far as it was known when they were asked. The address itself is the subject's `testUrl`. No header
 * values are stored here: one that a listener rule requires may be a secret.
 */
export const trialSchema = v.object({
  /**
   * How `testUrl` is known: somebody set it in the hook's configuration, or the listener's rules sent every browser that opens it to the new
   * version. Missing in requests that were created before this was recorded.
   */
  source: v.optional(v.picklist(['configuration', 'listener'])),
  /** Why no address is offered: a clause for people. */
  because: v.optional(v.string()),
  /** A command for a shell that reaches the new version, with placeholders for the values of headers. */
  command: v.optional(v.string()),
  /** Whether the load balancer is internal, so that it is reached only from inside its VPC. */
  internal: v.optional(v.boolean()),
  /** What else to know about the address or the command: clauses such as `requests with path /api/* are answered by rule 10`. */
  remarks: v.optional(v.array(v.string())),
});

export type Trial = v.InferOutput<typeof trialSchema>;
