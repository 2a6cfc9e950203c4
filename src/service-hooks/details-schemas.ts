import type { StandardSchemaV1 } from '@standard-schema/spec';
import { alarmsConfigSchema } from '../checks/alarms/alarms-config.ts';
import { approvalConfigSchema } from '../checks/approval/approval-config.ts';
import { browserConfigSchema } from '../checks/browser/browser-config.ts';
import { changeWindowConfigSchema } from '../checks/change-window/change-window-config.ts';
import { gateConfigSchema } from '../checks/gate/gate-config.ts';
import type { CheckRegistry, GatePart } from '../checks/gate/gate-node.ts';
import { httpGateConfigSchema } from '../checks/http-gate/http-gate-config.ts';
import { imagePolicyConfigSchema } from '../checks/image-policy/image-policy-config.ts';
import { loadConfigSchema } from '../checks/load/load-config.ts';
import { metricsConfigSchema } from '../checks/metrics/config/metrics-config.ts';
import { revisionDiffConfigSchema } from '../checks/revision-diff/revision-diff-config.ts';
import { smokeConfigSchema } from '../checks/smoke/config/smoke-config.ts';
import { withSuiteKey } from '../checks/smoke/suite/suite-config.ts';
import { targetHealthConfigSchema } from '../checks/target-health/target-health-config.ts';
import { withTermKeys } from '../checks/terms/with-terms.ts';
import type { HookKind } from './hook-kinds.ts';

/**
 * The checks of a gate with their schemas alone: what can be judged before anything is deployed. The same names as in
 * src/functions/gate/gate-checks.ts; a test compares them.
 */
export const gateSchemas: CheckRegistry<GatePart> = {
  alarms: automated('alarms', alarmsConfigSchema),
  approval: async () => ({ name: 'approval', configSchema: approvalConfigSchema, asksPeople: 'always' }),
  'change-window': automated('change-window', changeWindowConfigSchema),
  'http-gate': automated('http-gate', httpGateConfigSchema),
  'image-policy': automated('image-policy', imagePolicyConfigSchema),
  load: automated('load', loadConfigSchema),
  metrics: automated('metrics', metricsConfigSchema),
  'revision-diff': automated('revision-diff', revisionDiffConfigSchema),
  smoke: automated('smoke', withSuiteKey(smokeConfigSchema)),
  'target-health': automated('target-health', targetHealthConfigSchema),
};

/** What is allowed in the `hookDetails` of each, in addition to the keys that every hook has. */
export const detailsSchemas: Readonly<Record<HookKind, StandardSchemaV1<unknown, object>>> = {
  approval: approvalConfigSchema,
  smoke: withTermKeys(withSuiteKey(smokeConfigSchema)),
  alarms: withTermKeys(alarmsConfigSchema),
  gate: gateConfigSchema(gateSchemas),
  browser: withTermKeys(browserConfigSchema),
};

function automated<Config>(name: string, schema: StandardSchemaV1<unknown, Config>): () => Promise<GatePart> {
  return async () => ({ name, configSchema: withTermKeys(schema, true) });
}
