import type { StandardSchemaV1 } from '@standard-schema/spec';
import { alarmsConfigSchema } from '../checks/alarms/alarms-config.ts';
import { approvalConfigSchema } from '../checks/approval/approval-config.ts';
import { smokeConfigSchema } from '../checks/smoke/smoke-config.ts';

/** Greenlight's own hooks. */
export const hookKinds = ['approval', 'smoke', 'alarms'] as const;

export type HookKind = (typeof hookKinds)[number];

/** What template.yaml calls what belongs to a hook. */
export const templateNames: Readonly<Record<HookKind, { service: string; defaultsParameter: string }>> = {
  // The service is what a function calls itself (POWERTOOLS_SERVICE_NAME), and the end of its log group's name.
  approval: { service: 'approval-hook', defaultsParameter: 'ApprovalDefaultsParameter' },
  smoke: { service: 'smoke-hook', defaultsParameter: 'SmokeDefaultsParameter' },
  alarms: { service: 'alarm-hook', defaultsParameter: 'AlarmDefaultsParameter' },
};

/** What may stand in the `hookDetails` of each, beside the keys that every hook has. */
export const detailsSchemas: Readonly<Record<HookKind, StandardSchemaV1<unknown, object>>> = {
  approval: approvalConfigSchema,
  smoke: smokeConfigSchema,
  alarms: alarmsConfigSchema,
};
