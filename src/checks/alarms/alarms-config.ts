import * as v from 'valibot';
import { formatValue } from '../../wording/values.ts';
import { findRepeated } from '../find-repeated.ts';
import type { OnFirstDeployment } from '../first-deployment.ts';
import { refuseIf } from '../refuse-if.ts';
import { maxAlarms, plainAlarmsEntries } from './plain-alarms-config.ts';

/** What the alarms check is configured with; `plainAlarmsEntries` says what each key means. */
export type AlarmsConfig = {
  alarms: readonly string[] | undefined;
  onInsufficientData: 'wait' | 'pass' | 'fail';
  onMissing: 'fail' | 'wait' | 'pass';
  waitMinutes: number;
  okForMinutes: number;
  watchMinutes: number;
  firstDeployment: OnFirstDeployment;
  /** The keys that few gates have; undefined if none of them is set. */
  more?: MoreAlarmsConfig | undefined;
};

/** The keys that few gates have; {@link alarmsConfigSchema} says what each means. */
export type MoreAlarmsConfig = {
  prefix?: string | undefined;
  onAlarm?: 'fail' | 'wait' | undefined;
  allowedFailures?: number | undefined;
};

const prefixWanted = 'expected the beginning of the names, such as "retail-ui-", of 1 to 255 characters';

/** The keys of `hookDetails` for the alarms check, validated and completed. Unknown keys are refused. Its output is an {@link AlarmsConfig}. */
export const alarmsConfigSchema = v.pipe(
  v.strictObject({
    ...plainAlarmsEntries,
    alarms: v.optional(
      v.pipe(
        plainAlarmsEntries.alarms.wrapped,
        v.check(
          (names) => new Set(names).size === names.length,
          ({ input }) => `expected every alarm name once, but ${formatValue(findRepeated(input))} is named twice`,
        ),
      ),
    ),
    /** Alarms whose names begin with this count too, up to 500 in total. At least one has to be found. */
    prefix: v.optional(v.pipe(v.string(prefixWanted), v.nonEmpty(prefixWanted), v.maxLength(255, prefixWanted))),
    /** What an alarm in ALARM means: `fail` at once, or `wait` until it has recovered, for up to `waitMinutes`. `fail` by default. */
    onAlarm: v.optional(v.picklist(['fail', 'wait'], 'expected "fail" or "wait"')),
    /** How many of the alarms may be in ALARM: 0 by default, and at most one fewer than there are. */
    allowedFailures: v.optional(alarmNumber(0, maxAlarms - 1)),
  }),
  // Otherwise an alarm that recovered shortly before the gate could fail it without ever having been watched long enough.
  v.forward(
    v.check(
      ({ okForMinutes, waitMinutes }) => okForMinutes <= waitMinutes,
      'expected at most waitMinutes (10 by default): raise that too',
    ),
    ['okForMinutes'],
  ),
  v.forward(
    refuseIf(({ alarms, prefix, allowedFailures }) =>
      alarms !== undefined && prefix === undefined && allowedFailures !== undefined && allowedFailures >= alarms.length
        ? `expected fewer than there are alarms, which is ${alarms.length}: otherwise nothing could fail the gate`
        : undefined,
    ),
    ['allowedFailures'],
  ),
  v.transform(
    ({
      alarms,
      onInsufficientData,
      onMissing,
      waitMinutes,
      okForMinutes,
      watchMinutes,
      firstDeployment,
      ...rest
    }): AlarmsConfig => ({
      ...{ alarms, onInsufficientData, onMissing, waitMinutes, okForMinutes, watchMinutes, firstDeployment },
      ...(Object.values(rest).some((value) => value !== undefined) && { more: rest }),
    }),
  ),
);

function alarmNumber(min: number, max: number) {
  const message = `expected a whole number from ${min} to ${max}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(min, message), v.maxValue(max, message));
}
