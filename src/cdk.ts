/**
 * `ecs-greenlight/cdk`: Greenlight and its hooks for AWS CDK. Needs aws-cdk-lib and constructs.
 *
 * @module ecs-greenlight/cdk
 */

export { Greenlight } from './cdk/greenlight.ts';
export type { GreenlightProps } from './cdk/greenlight-props.ts';
export type { HookTiming, PauseTiming } from './cdk/hook-target.ts';
export type { JsonObject, JsonValue } from './hook/json.ts';
export type { HookableStage } from './hook/target.ts';
