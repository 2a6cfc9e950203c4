import * as v from 'valibot';

/** The most alarms of one gate: each call reads all of them, 100 at a time. */
export const maxAlarms = 500;

const alarmNameSchema = v.pipe(
  v.string('expected the name of an alarm'),
  v.nonEmpty('expected the name of an alarm'),
  v.maxLength(255, 'expected at most 255 characters'),
  v.check((name) => !/^arn:[^:]+:cloudwatch:/.test(name), "expected the alarm's name instead of its arn"),
);

const fewAlarms = `expected 1 to ${maxAlarms} alarm names`;

/** The keys that most gates have. */
export const plainAlarmsEntries = {
  /**
   * 1 to 500 names of alarms. Default, if there is neither `prefix` nor `tags`: those of the deployment's own `deploymentConfiguration.alarms`.
   */
  alarms: v.optional(
    v.pipe(
      v.array(alarmNameSchema, 'expected a list of alarm names'),
      v.minLength(1, fewAlarms),
      v.maxLength(maxAlarms, fewAlarms),
    ),
  ),
  /** What an alarm without (fresh) data means; `wait` by default. */
  onInsufficientData: v.optional(v.picklist(['wait', 'pass', 'fail'], 'expected "wait", "pass" or "fail"'), 'wait'),
  /** What an alarm that does not exist means; `fail` by default, because it is most likely a typing error. */
  onMissing: v.optional(v.picklist(['fail', 'wait', 'pass'], 'expected "fail", "wait" or "pass"'), 'fail'),
  /** How long `wait` may last, from the gate's first call, before it turns into `fail`: 1 to 1440, 10 by default. */
  waitMinutes: v.optional(alarmMinutes(1), 10),
  /** How long every alarm must have been OK: 0 to 1440, 0 by default. */
  okForMinutes: v.optional(alarmMinutes(0), 0),
  /** How long, from the gate's first call, no alarm may go into ALARM before the gate passes: 0 to 1440, 0 by default. */
  watchMinutes: v.optional(alarmMinutes(0), 0),
  /** What happens in a service's first deployment; `check` by default. */
  firstDeployment: v.optional(v.picklist(['check', 'pass'], 'expected "check" or "pass"'), 'check'),
};

function alarmMinutes(min: number) {
  const message = `expected a whole number from ${min} to 1440`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(min, message), v.maxValue(1440, message));
}
