import * as v from 'valibot';
import { isJsonObject } from '../../hook/json.ts';
import { formatValue } from '../../wording/values.ts';
import { findRepeated } from '../find-repeated.ts';
import type { OnFirstDeployment } from '../pass-first-deployment.ts';
import { refuseIf } from '../refuse-if.ts';
import { type AwsSource, sourceEntries, whyWrongSource } from '../source-config.ts';
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
  tags?: Readonly<Record<string, string>> | undefined;
  source?: Partial<AwsSource> | undefined;
  ignoreAlreadyInAlarm?: boolean | undefined;
  initialDelayMinutes?: number | undefined;
  consecutive?: number | undefined;
  failureLimit?: number | undefined;
  inconclusiveLimit?: number | undefined;
  onAlarm?: 'fail' | 'wait' | undefined;
  allowedFailures?: number | undefined;
};

const tagsWanted =
  'expected 1 to 10 tags, such as {"service": "retail-ui"}, with keys of at most 128 and values of at most 256 characters';
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
    /** Alarms with all of these tags count too. At least one has to be found. 1 to 10 tags, such as `{"service": "retail-ui"}`. */
    tags: v.optional(
      v.pipe(v.custom<Readonly<Record<string, string>>>(isJsonObject, tagsWanted), v.check(areTags, tagsWanted)),
    ),
    /**
     * Another account or Region of the alarms: `region`, and `roleArn` of a role to assume, with its `externalId` if it expects one. The stack's
     * parameter `AlarmRoles` lists the roles. Default: the hook's own account and Region.
     */
    source: v.optional(
      v.pipe(
        v.strictObject(sourceEntries),
        refuseIf((source) => whyWrongSource(source)),
        refuseIf(({ region, roleArn }) =>
          region === undefined && roleArn === undefined ? 'expected region or roleArn or both' : undefined,
        ),
      ),
    ),
    /** Whether to ignore an alarm that was in ALARM when the deployment was created, until it has been OK. Default false. */
    ignoreAlreadyInAlarm: v.optional(v.boolean('expected true or false')),
    /** Minutes after the gate's first call in which nothing is judged, and after which all other times begin: 0 to 120, 0 by default. */
    initialDelayMinutes: v.optional(alarmNumber(0, 120)),
    /** How many minutes of the watch every alarm has to be OK at its end. Default, with the next two keys: the whole watch, in any order. */
    consecutive: v.optional(alarmNumber(1, 1440)),
    /** In how many minutes of the watch an alarm may be in ALARM. Default 0. */
    failureLimit: v.optional(alarmNumber(0, 1439)),
    /** In how many minutes of the watch an alarm may be without data before the gate is inconclusive. Default: until `waitMinutes` are over too. */
    inconclusiveLimit: v.optional(alarmNumber(0, 1439)),
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
    refuseIf(({ alarms, prefix, tags, allowedFailures }) =>
      alarms !== undefined &&
      prefix === undefined &&
      tags === undefined &&
      allowedFailures !== undefined &&
      allowedFailures >= alarms.length
        ? `expected fewer than there are alarms, which is ${alarms.length}: otherwise nothing could fail the gate`
        : undefined,
    ),
    ['allowedFailures'],
  ),
  v.forward(
    refuseIf(({ alarms, prefix, tags, source }) =>
      source !== undefined && alarms === undefined && prefix === undefined && tags === undefined
        ? "expected alarms, prefix or tags next to it: the deployment's own alarms are in its own account and Region"
        : undefined,
    ),
    ['source'],
  ),
  v.forward(
    refuseIf((config) => {
      const { consecutive = 1, failureLimit = 0, inconclusiveLimit = 0, watchMinutes } = config;
      const needed = Math.max(consecutive, failureLimit + 1, inconclusiveLimit + 1);
      return watchesMinutes(config) && watchMinutes < needed
        ? `expected at least ${needed}: its minutes are what consecutive, failureLimit and inconclusiveLimit count`
        : undefined;
    }),
    ['watchMinutes'],
  ),
  v.forward(
    refuseIf((config) =>
      watchesMinutes(config) && config.okForMinutes > 0
        ? 'expected no okForMinutes next to consecutive, failureLimit or inconclusiveLimit: write consecutive instead'
        : undefined,
    ),
    ['okForMinutes'],
  ),
  v.forward(
    refuseIf((config) =>
      watchesMinutes(config) && config.onAlarm === 'wait'
        ? 'expected no "wait" next to consecutive, failureLimit or inconclusiveLimit: write failureLimit instead'
        : undefined,
    ),
    ['onAlarm'],
  ),
  v.forward(
    refuseIf((config) =>
      watchesMinutes(config) && config.onInsufficientData === 'fail'
        ? 'expected no "fail" next to consecutive, failureLimit or inconclusiveLimit: write "inconclusiveLimit": 0 instead'
        : undefined,
    ),
    ['onInsufficientData'],
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
      ...(Object.keys(rest).length > 0 && { more: rest }),
    }),
  ),
);

/** Whether the minutes of the watch are counted, instead of only what is so at the end. */
export function watchesMinutes({
  consecutive,
  failureLimit,
  inconclusiveLimit,
}: Pick<MoreAlarmsConfig, 'consecutive' | 'failureLimit' | 'inconclusiveLimit'>): boolean {
  return consecutive !== undefined || failureLimit !== undefined || inconclusiveLimit !== undefined;
}

function areTags(given: Readonly<Record<string, string>>): boolean {
  const tags = Object.entries<unknown>(given);
  const isTag = ([key, value]: [string, unknown]) =>
    key !== '' && key.length <= 128 && typeof value === 'string' && value.length <= 256;
  return tags.length >= 1 && tags.length <= 10 && tags.every(isTag);
}

function alarmNumber(min: number, max: number) {
  const message = `expected a whole number from ${min} to ${max}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(min, message), v.maxValue(max, message));
}
