import type { StandardSchemaV1 } from '@standard-schema/spec';
import { alarmsConfigSchema } from '../checks/alarms/alarms-config.ts';
import { approvalConfigSchema } from '../checks/approval/approval-config.ts';
import { smokeConfigSchema } from '../checks/smoke/config/smoke-config.ts';
import { withSuiteKey } from '../checks/smoke/suite/suite-config.ts';
import type { HookKind } from './hook-kinds.ts';

/** What is allowed in the `hookDetails` of each, in addition to the keys that every hook has. */
export const detailsSchemas: Readonly<Record<HookKind, StandardSchemaV1<unknown, object>>> = {
  approval: approvalConfigSchema,
  smoke: withSuiteKey(smokeConfigSchema),
  alarms: alarmsConfigSchema,
};
