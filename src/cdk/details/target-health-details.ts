// Written by npm run schemas from the schemas of the hooks.

/** What the target-health check can be configured with. */
export type TargetHealthDetails = {
  /** For how long all targets must have been healthy, as seen by this gate: 0 to 3600 seconds. Default 60. */
  readonly healthySeconds?: number;
  /** How many targets each target group must have: 1 to 1000, and in any case as many as ECS has requested tasks. Default 1. */
  readonly minTargets?: number;
  /** The longest time to wait for that, from the gate's first call: 1 to 1430 minutes. Then it fails. Default 15. */
  readonly waitMinutes?: number;
  /** Reports what the check finds and never blocks: instead of a fail, an error or an endless wait the check passes with a reason that begins with "dry run". Such a pass does not count inside `any`. A wrong configuration still fails. Default false. */
  readonly dryRun?: boolean;
  /** What happens if the check cannot tell, for example because there was too little traffic: `fail`, `wait` until it can (until ECS ends the stage), or, only in a gate-hook, `ask` people. Default `fail`. */
  readonly onInconclusive?: 'fail' | 'wait' | 'ask';
};
