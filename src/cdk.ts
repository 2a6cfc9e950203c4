/**
 * `ecs-greenlight/cdk`: Greenlight and its hooks for AWS CDK. Needs aws-cdk-lib and constructs.
 *
 * @module ecs-greenlight/cdk
 */

export type { AlarmsDetails } from './cdk/details/alarms.ts';
export type { ApprovalDetails } from './cdk/details/approval.ts';
export type { BrowserDetails } from './cdk/details/browser.ts';
export type { GateDetails } from './cdk/details/gate.ts';
export type { HookKeys } from './cdk/details/hook.ts';
export type { MetricsDetails } from './cdk/details/metrics.ts';
export type { SmokeDetails } from './cdk/details/smoke.ts';
export { Greenlight } from './cdk/greenlight.ts';
export type { GreenlightProps } from './cdk/greenlight-props.ts';
export type { HookTiming, PauseTiming } from './cdk/hook-target.ts';
export type { JsonValue } from './hook/json.ts';
export type { HookableStage } from './hook/target.ts';
