/**
 * `ecs-greenlight`: the kit for lifecycle hooks of your own.
 *
 * @module ecs-greenlight
 */

export type { HookAnswer } from './hook/answer/answer.ts';
export type { Check, CheckContext, Gate } from './hook/check.ts';
export type { Clock } from './hook/clock.ts';
export { all, any, sequence } from './hook/compose/compose.ts';
export type { HookOptions } from './hook/hook-options.ts';
export type { JsonObject, JsonValue } from './hook/json.ts';
export type { HookLogger } from './hook/log/hook-logger.ts';
export type { DeploymentRef, Report, ReportSink } from './hook/report.ts';
export { type HookableStage, hookableStages, type Target } from './hook/target.ts';
export type { Finding, Series, Verdict } from './hook/verdict.ts';
export { type DefineHookOptions, defineHook } from './runtime/define-hook.ts';
export { logger } from './runtime/logger.ts';
export { systemClock } from './runtime/system-clock.ts';
