import type { StandardSchemaV1 } from '@standard-schema/spec';
import { alarmsConfigSchema } from '../../checks/alarms/alarms-config.ts';
import { approvalConfigSchema } from '../../checks/approval/approval-config.ts';
import { smokeConfigSchema } from '../../checks/smoke/smoke-config.ts';
import type { JsonObject } from '../../hook/json.ts';
import type { HookableStage } from '../../hook/target.ts';
import { functionOf, type LifecycleHook } from './lifecycle-hook.ts';

/** Greenlight's own hooks. */
export const hookKinds = ['approval', 'smoke', 'alarms'] as const;

export type HookKind = (typeof hookKinds)[number];

/** Which function is which of Greenlight's hooks, and what is set for all services. */
export type HookDirectory = {
  arns: Readonly<Record<HookKind, string>>;
  roleArn: string;
  /** What the stack's parameters in Parameter Store say, under each service's own `hookDetails`. */
  defaults: Readonly<Record<HookKind, JsonObject>>;
};

/** Where a hook stands unless something else is said, and for how long it may run. */
export const usualPlaces: Readonly<Record<HookKind, { stage: HookableStage; timeoutMinutes: number }>> = {
  approval: { stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT', timeoutMinutes: 300 },
  smoke: { stage: 'POST_TEST_TRAFFIC_SHIFT', timeoutMinutes: 30 },
  alarms: { stage: 'POST_TEST_TRAFFIC_SHIFT', timeoutMinutes: 30 },
};

/** What may stand in the `hookDetails` of each, beside the keys that every hook has. */
export const detailsSchemas: Readonly<Record<HookKind, StandardSchemaV1<unknown, unknown>>> = {
  approval: approvalConfigSchema,
  smoke: smokeConfigSchema,
  alarms: alarmsConfigSchema,
};

/** Undefined where it is none of Greenlight's, or nothing is known about Greenlight. */
export function kindOf(hook: LifecycleHook, directory: HookDirectory | undefined): HookKind | undefined {
  const arn = functionOf(hook);
  return arn === '' ? undefined : hookKinds.find((kind) => directory?.arns[kind] === arn);
}
