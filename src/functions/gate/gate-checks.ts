import type { GateCheck } from '../../checks/gate/gate-check.ts';
import type { CheckRegistry } from '../../checks/gate/gate-node.ts';
import { withSwitch } from '../../checks/switches/with-switch.ts';
import { withTerms } from '../../checks/terms/with-terms.ts';
import type { Check } from '../../hook/check.ts';
import type { ObjectStore } from '../../storage/store.ts';
import type { GateEnvironment } from '../wiring/environment/gate-environment.ts';
import { switchFrom } from './switch-from.ts';

/**
 * The checks that gate-hook runs, by the name that `hookDetails` has for them. Each is a chunk of its own, loaded only for a gate that names it; its
 * schema is in src/service-hooks/details-schemas.ts too. An approval cannot be switched off: that would be a release that nobody approved.
 */
export function gateChecks(environment: GateEnvironment, store: ObjectStore): CheckRegistry<GateCheck> {
  const readSwitch = switchFrom(environment);
  const automated = <Config>(check: Check<Config>) => withSwitch(withTerms(check, true), readSwitch) as GateCheck;
  return {
    alarms: async () => automated((await import('../wiring/aws-alarms-check.ts')).awsAlarmsCheck(environment)),
    approval: async () => ({
      ...(await import('../wiring/aws-approval-check.ts')).awsApprovalCheck(environment, store),
      asksPeople: 'always',
    }),
    'change-window': async () => automated((await import('./aws-change-window-check.ts')).awsChangeWindowCheck()),
    'http-gate': async () => automated((await import('./aws-http-gate-check.ts')).awsHttpGateCheck(environment, store)),
    'image-policy': async () => automated((await import('./aws-image-policy-check.ts')).awsImagePolicyCheck()),
    load: async () => automated((await import('./aws-load-check.ts')).awsLoadCheck(environment)),
    metrics: async () => automated((await import('./aws-metrics-check.ts')).awsMetricsCheck(environment)),
    'revision-diff': async () => automated((await import('./aws-revision-diff-check.ts')).awsRevisionDiffCheck()),
    smoke: async () => automated((await import('../wiring/aws-smoke-check.ts')).awsSmokeCheck(environment)),
    'target-health': async () => automated((await import('./aws-target-health-check.ts')).awsTargetHealthCheck()),
  };
}
