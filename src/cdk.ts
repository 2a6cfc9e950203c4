/**
 * `ecs-greenlight/cdk`: Greenlight and its hooks for AWS CDK. Needs aws-cdk-lib and constructs.
 *
 * @module ecs-greenlight/cdk
 */

export type { AlarmsDetails } from './cdk/details/alarms-details.ts';
export type { ApprovalDetails } from './cdk/details/approval-details.ts';
export type { BrowserDetails } from './cdk/details/browser-details.ts';
export type { GateDetails } from './cdk/details/gate-details.ts';
export type { HookKeys } from './cdk/details/hook-keys.ts';
export type { MetricsDetails } from './cdk/details/metrics-details.ts';
export type { SmokeDetails } from './cdk/details/smoke-details.ts';
export { Greenlight } from './cdk/greenlight.ts';
export type { GreenlightProps } from './cdk/greenlight-props.ts';
export type { HookTiming, PauseTiming } from './cdk/hook-target.ts';
export type { JsonValue } from './hook/json.ts';
export type { HookableStage } from './hook/target.ts';
