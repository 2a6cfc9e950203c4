/** What is checked about a CloudWatch alarm before a deployment. */
export type AlarmFacts = {
  name: string;
  /** OK, ALARM, INSUFFICIENT_DATA. */
  state: string;
  /** When the state last changed. */
  changedAt: Date | undefined;
  /** `missing`, the default, `ignore`, `breaching` or `notBreaching`; undefined for composite and PromQL alarms, which have no such setting. */
  missingData: string | undefined;
  /** What a metric alarm watches; empty for others. */
  metrics: readonly MetricFacts[];
  /** The expressions of metric math. */
  expressions: readonly string[];
  /** Until when a new or changed alarm is INSUFFICIENT_DATA, no matter what its metric says; undefined without a warm-up. */
  warmsUpUntil: Date | undefined;
  /** The input of `put-metric-alarm --cli-input-json` that writes this alarm unchanged; undefined unless it is a metric alarm. */
  input: Readonly<Record<string, unknown>> | undefined;
};

export type MetricFacts = { namespace: string; name: string };
