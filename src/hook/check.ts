import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Clock } from './clock.ts';
import type { JsonValue } from './json.ts';
import type { HookLogger } from './log/hook-logger.ts';
import type { Target } from './target.ts';
import type { Verdict } from './verdict.ts';

/**
 * The interface for custom checks; the built-in ones implement it too: a name, and a `run` that examines a deployment and returns a verdict. If
 * `run` throws, that is an `error` verdict; the exception never reaches ECS.
 *
 * @example
 * ```ts
 * import type { Check } from 'ecs-greenlight';
 *
 * const startedAt = new Date('2026-11-26T12:00:00Z');
 *
 * // Waits until the new version has run for ten minutes.
 * export const soakCheck: Check = {
 *   name: 'soak',
 *   run(_target, { clock }) {
 *     const minutes = Math.floor((clock.now().getTime() - startedAt.getTime()) / 60_000);
 *     const reason = `has run for ${minutes} of 10 minutes`;
 *     return minutes >= 10 ? { kind: 'pass', reason } : { kind: 'wait', reason };
 *   },
 * };
 *
 * console.log(soakCheck.name); // prints: soak
 * ```
 */
export interface Check<Config = Record<string, JsonValue>> {
  /** Names the check in logs, reports and mails: `smoke`, `alarms`. */
  readonly name: string;
  /**
   * Validates the keys of `hookDetails`, merged over the defaults. Any Standard Schema library will do. Without a schema the check gets the
   * configured keys as they are.
   *
   * @see https://standardschema.dev
   */
  readonly configSchema?: StandardSchemaV1<unknown, Config>;
  /**
   * Runs this check on every call of a `sequence`, even after it has passed. Set it for a check whose verdict is a decision that is stored
   * durably and is cheap to read again, such as an approval: what a `sequence` remembers travels in `hookDetails`, which is not trusted with
   * a decision. Default false.
   */
  readonly alwaysRuns?: boolean;
  /**
   * Whether a pass of this check is a decision of people, as an approval's is. In a `sequence` it also decides for the parts before it that could
   * not tell and ask people. With `if inconclusive` it runs only if there is such a part. Default: it is not.
   */
  readonly asksPeople?: 'always' | 'if inconclusive';
  run(target: Target, context: CheckContext<Config>): Promise<Verdict> | Verdict;
}

export interface CheckContext<Config> {
  readonly config: Config;
  /** The `state` of the check's last verdict at this gate; undefined on the first invocation. */
  readonly state: JsonValue | undefined;
  /** Aborts well before the Lambda timeout. Pass it to everything that waits. */
  readonly signal: AbortSignal;
  /** Milliseconds until `signal` aborts; negative afterwards. Do not begin anything that must not be cut off and cannot end by then. */
  remainingMs(): number;
  readonly clock: Clock;
  readonly logger: HookLogger;
  readonly gate: Gate;
}

/** One hook at one stage of one deployment, as the kit has seen it so far. */
export type Gate = {
  /** The name given in `hookDetails.gate`, which distinguishes two gates of the same kind at one stage. */
  name: string | undefined;
  /** When the gate was first called. */
  since: Date;
  /** Calls before this one. */
  polls: number;
  /** Errors in a row before this call. */
  errors: number;
};
