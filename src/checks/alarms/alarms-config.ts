import * as v from 'valibot';
import { formatValue } from '../../wording/values.ts';
import { findRepeated } from '../find-repeated.ts';
import type { OnFirstDeployment } from '../first-deployment.ts';

/** The keys of `hookDetails` for the alarms check. Unknown keys are refused. */
export type AlarmsConfig = {
  /** 1 to 100 names of alarms in the hook's account and Region; by default those of the deployment's own `deploymentConfiguration.alarms`. */
  alarms: readonly string[] | undefined;
  /** What an alarm without (fresh) data means; `wait` by default. */
  onInsufficientData: 'wait' | 'pass' | 'fail';
  /** What an alarm that does not exist means; `fail` by default, because it is most likely a typing error. */
  onMissing: 'fail' | 'wait';
  /** How long `wait` may last, from the gate's first call, before it turns into `fail`: 1 to 1440, 10 by default. */
  waitMinutes: number;
  /** How long every alarm must have been OK: 0 to 1440, 0 by default. */
  okForMinutes: number;
  /** How long, from the gate's first call, no alarm may go into ALARM before the gate passes: 0 to 1440, 0 by default. */
  watchMinutes: number;
  /** What happens in a service's first deployment; `check` by default. */
  firstDeployment: OnFirstDeployment;
};

const alarmNameSchema = v.pipe(
  v.string('expected the name of an alarm'),
  v.nonEmpty('expected the name of an alarm'),
  v.maxLength(255, 'expected at most 255 characters'),
  v.check((name) => !/^arn:[^:]+:cloudwatch:/.test(name), "expected the alarm's name instead of its arn"),
);

/** Validates and completes what is configured. Its output is an {@link AlarmsConfig}. */
export const alarmsConfigSchema = v.pipe(
  v.strictObject({
    alarms: v.optional(
      v.pipe(
        v.array(alarmNameSchema, 'expected a list of alarm names'),
        v.minLength(1, 'expected 1 to 100 alarm names'),
        v.maxLength(100, 'expected 1 to 100 alarm names'),
        v.check(
          (names) => new Set(names).size === names.length,
          ({ input }) => `expected every alarm name once, but ${formatValue(findRepeated(input))} is named twice`,
        ),
      ),
    ),
    onInsufficientData: v.optional(v.picklist(['wait', 'pass', 'fail'], 'expected "wait", "pass" or "fail"'), 'wait'),
    onMissing: v.optional(v.picklist(['fail', 'wait'], 'expected "fail" or "wait"'), 'fail'),
    waitMinutes: v.optional(minutes(1), 10),
    okForMinutes: v.optional(minutes(0), 0),
    watchMinutes: v.optional(minutes(0), 0),
    firstDeployment: v.optional(v.picklist(['check', 'pass'], 'expected "check" or "pass"'), 'check'),
  }),
  // Otherwise an alarm that recovered shortly before the gate could fail it without ever having been watched long enough.
  v.forward(
    v.check(
      ({ okForMinutes, waitMinutes }) => okForMinutes <= waitMinutes,
      'expected at most waitMinutes (10 by default): raise that too',
    ),
    ['okForMinutes'],
  ),
  v.transform(({ alarms, ...rest }): AlarmsConfig => ({ alarms, ...rest })),
);

function minutes(min: number) {
  const message = `expected a whole number from ${min} to 1440`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(min, message), v.maxValue(1440, message));
}
