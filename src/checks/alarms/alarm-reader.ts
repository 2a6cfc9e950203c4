/** Reads the states of CloudWatch alarms, in the hook's own account and Region if nothing else is configured. */
export interface AlarmReader {
  /**
   * The alarms that exist, by name; one that is not in the result does not exist. Rejects if they could not be read.
   *
   * @param names - any number of them
   */
  states(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, AlarmState>>;
  /**
   * When the alarm last went into ALARM since then, even if it has left it again; undefined if it did not. Rejects if its history could not be
   * read.
   */
  lastAlarm(name: string, since: Date, signal: AbortSignal): Promise<Date | undefined>;
  /** The names of the alarms in the rule of a composite alarm that are in ALARM now. Rejects if they could not be read. */
  childrenInAlarm(name: string, signal: AbortSignal): Promise<readonly string[]>;
}

/** What only the rarer configurations read. */
export interface MoreAlarmReader extends AlarmReader {
  /** The alarms whose names begin with this, by name; if there are more than `max`, not all of them. Rejects if they could not be read. */
  withPrefix(prefix: string, max: number, signal: AbortSignal): Promise<ReadonlyMap<string, AlarmState>>;
  /** The names of the alarms that have all of these tags; if there are more than `max`, not all of them. Rejects if they could not be read. */
  withTags(tags: Readonly<Record<string, string>>, max: number, signal: AbortSignal): Promise<readonly string[]>;
  /** Every change of the alarm's state since then, the newest first. Rejects if its history could not be read. */
  transitions(name: string, since: Date, signal: AbortSignal): Promise<readonly AlarmTransition[]>;
}

/** A change from one state of an alarm to another. */
export type AlarmTransition = { at: Date; from: string; to: string };

export type AlarmState = {
  /** `OK`, `ALARM`, `INSUFFICIENT_DATA`, or a state that CloudWatch has added since; undefined if it reported none. */
  value: string | undefined;
  /** CloudWatch's own words. */
  reason: string | undefined;
  /** When it entered this state. */
  since: Date | undefined;
  /**
   * Set when CloudWatch has trouble evaluating the alarm, so that its state may be an old one: `PARTIAL_DATA`, `EVALUATION_ERROR`,
   * `EVALUATION_FAILURE`.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html
   */
  evaluation: string | undefined;
  /** Minutes of INSUFFICIENT_DATA after the alarm was made or changed, before it counts; undefined if it has none. */
  warmUpMinutes?: number | undefined;
  /** Whether its state depends on other alarms only. Default: false. */
  isComposite?: boolean;
};
