import type { GateCheck } from '../../checks/gate/gate-check.ts';
import type { CheckRegistry } from '../../checks/gate/gate-node.ts';
import { withTerms } from '../../checks/terms/with-terms.ts';
import type { ObjectStore } from '../../storage/store.ts';
import type { GateEnvironment } from '../wiring/environment/gate-environment.ts';

/**
 * The checks that gate-hook runs, by the name that `hookDetails` has for them. Each is a chunk of its own, loaded only for a gate that names it.
 */
export function gateChecks(environment: GateEnvironment, store: ObjectStore): CheckRegistry<GateCheck> {
  return {
    alarms: async () => withTerms((await import('../wiring/aws-alarms-check.ts')).awsAlarmsCheck(), true),
    approval: async () => ({
      ...(await import('../wiring/aws-approval-check.ts')).awsApprovalCheck(environment, store),
      asksPeople: 'always',
    }),
    'change-window': async () => withTerms((await import('./aws-change-window-check.ts')).awsChangeWindowCheck(), true),
    metrics: async () => withTerms((await import('./aws-metrics-check.ts')).awsMetricsCheck(environment), true),
    smoke: async () => withTerms((await import('../wiring/aws-smoke-check.ts')).awsSmokeCheck(environment), true),
    'target-health': async () => withTerms((await import('./aws-target-health-check.ts')).awsTargetHealthCheck(), true),
  };
}
