/** A CloudWatch alarm, as far as it is judged before a deployment. */
export type AlarmFacts = {
  name: string;
  /** OK, ALARM, INSUFFICIENT_DATA. */
  state: string;
  /** When the state last changed. */
  changedAt: Date | undefined;
  /** `missing`, the default, `ignore`, `breaching` or `notBreaching`; undefined if it does not apply: of composite and PromQL alarms. */
  missingData: string | undefined;
  /** What a metric alarm watches; empty for others. */
  metrics: readonly MetricFacts[];
  /** The expressions of metric math. */
  expressions: readonly string[];
  /** Until when a new or changed alarm says INSUFFICIENT_DATA whatever it watches; undefined without a warm-up. */
  warmsUpUntil: Date | undefined;
  /** What `put-metric-alarm --cli-input-json` takes to write this alarm again as it is; undefined for others than metric alarms. */
  input: Readonly<Record<string, unknown>> | undefined;
};

export type MetricFacts = { namespace: string; name: string };
