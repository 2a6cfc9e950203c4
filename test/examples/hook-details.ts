import { alarmsConfigSchema } from '../../src/checks/alarms/alarms-config.ts';
import { approvalConfigSchema } from '../../src/checks/approval/approval-config.ts';
import { smokeConfigSchema } from '../../src/checks/smoke/config/smoke-config.ts';
import { type ReadConfiguration, readConfiguration } from '../../src/hook/configuration.ts';
import type { JsonObject } from '../../src/hook/json.ts';

const schemas = { smoke: smokeConfigSchema, alarm: alarmsConfigSchema, approval: approvalConfigSchema };

export type HookKind = keyof typeof schemas;

export const hookKinds = Object.keys(schemas) as HookKind[];

/** How a hook reads the `hookDetails` of an example, as it would in Lambda. */
export function readDetails(kind: HookKind, hookDetails: JsonObject): Promise<ReadConfiguration<object>> {
  return readConfiguration<object>(hookDetails, {}, schemas[kind]);
}
