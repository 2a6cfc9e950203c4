import * as v from 'valibot';

/** The keys of `hookDetails` for target health. Unknown keys are refused. */
export type TargetHealthConfig = v.InferOutput<typeof targetHealthConfigSchema>;

const max = { healthySeconds: 3600, minTargets: 1000, waitMinutes: 1430 };

/** Before its tasks run, the new version has no targets, and while a gate waits it will get none. */
export const stagesWithoutTargets: ReadonlySet<string> = new Set(['RECONCILE_SERVICE', 'PRE_SCALE_UP']);

/** Validates and completes what is configured. */
export const targetHealthConfigSchema = v.pipe(
  v.strictObject({
    /** For how long all targets must have been healthy, as seen by this gate: 0 to 3600 seconds. Default 60. */
    healthySeconds: v.optional(wholeNumber(0, max.healthySeconds), 60),
    /** How many targets each target group must have: 1 to 1000, and in any case as many as ECS has requested tasks. Default 1. */
    minTargets: v.optional(wholeNumber(1, max.minTargets), 1),
    /** The longest time to wait for that, from the gate's first call: 1 to 1430 minutes. Then it fails. Default 15. */
    waitMinutes: v.optional(wholeNumber(1, max.waitMinutes), 15),
  }),
  v.forward(
    v.check(
      ({ healthySeconds, waitMinutes }) => healthySeconds < waitMinutes * 60,
      'expected less than waitMinutes (15 by default): raise that too',
    ),
    ['healthySeconds'],
  ),
);

function wholeNumber(min: number, max: number) {
  const message = `expected a whole number from ${min} to ${max}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(min, message), v.maxValue(max, message));
}
