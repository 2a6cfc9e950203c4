import type { Check } from './check.ts';
import type { Clock } from './clock.ts';
import type { JsonObject } from './json.ts';
import type { HookLogger } from './log/hook-logger.ts';
import type { ReportSink } from './report.ts';
import type { Target } from './target.ts';

export interface HookOptions<Config> {
  readonly check: Check<Config>;
  readonly clock: Clock;
  readonly logger: HookLogger;
  /**
   * Reads the defaults that `hookDetails` overrides, for example from Parameter Store. Called once per gate: the result stays in force until
   * the gate ends. Default: no defaults.
   */
  readonly defaults?: ((signal: AbortSignal, target: Target) => Promise<JsonObject>) | undefined;
  /** Receives the report when the verdict has changed. Default: no reports. */
  readonly reports?: ReportSink | undefined;
  /**
   * Asks ECS whether the deployment is rolling back. Called only if the event's weights do not show it. If it rejects, or resolves to undefined at a
   * stage that ECS repeats in a rollback, that is an error, and the check is not run. Default: the event alone decides.
   */
  readonly asksRollback?: ((target: Target, signal: AbortSignal) => Promise<boolean | undefined>) | undefined;
  /**
   * Also runs the check in a rollback, so that it can act there. The answer is still SUCCEEDED for every verdict: FAILED would endanger
   * the rollback. Default false.
   */
  readonly runsInRollback?: boolean | undefined;
}
