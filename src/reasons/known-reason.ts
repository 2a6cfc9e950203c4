/**
 * One message of ECS about a deployment, or about a configuration that it refuses: what it means, where to look and what to do.
 * `cause`, `look` and `fix` may name `{cluster}`, `{service}`, `{deployment}` (ARNs and names of the deployment), `{at}` (` at` and its
 * stage), `{hook}`, `{hookArn}`, `{log}` (the hook's function, its ARN and log group), `{what}`, and `{role}` (a role's name, from `what` if the pattern has no group of that name). The reader fills in what remains in `<…>`.
 */
export type KnownReason = {
  /** Stable: doctor's findings and `-o json` refer to it. */
  id: string;
  /** ECS's own words; `<…>` marks what varies. None if AWS has not published them. */
  says: readonly string[];
  /** Global, because ECS may name several hooks. It reads the groups `hook`, `what` and `role`. */
  patterns: readonly RegExp[];
  /** One or two sentences. */
  cause: string;
  /** Where to see the mistake. */
  look: string;
  /** Commands, or one sentence if there is no command. One that needs something unknown is left out. */
  fix: readonly string[];
  /** The documentation page with more details. */
  guide?: string;
};

/** Whether what Greenlight's checks found at the stage helps to understand it. */
export const reasonsOfChecks: ReadonlySet<string> = new Set([
  'hook-failed',
  'hook-unreadable',
  'hook-timed-out',
  'stage-too-long',
]);
