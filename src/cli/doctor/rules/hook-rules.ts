import type { DoctorRule } from './doctor-rule.ts';

/** What can be wrong behind the hooks of a service: their functions, the roles that call them, and how ECS runs the service. */
export const hookRules = {
  'invoke-role-missing': {
    severity: 'error',
    title: 'the role that ECS assumes to call a hook does not exist',
    why: 'ECS rolls back with "ECS was unable to assume role"',
    reasons: ['role-not-assumed'],
  },
  'invoke-role-trust': {
    severity: 'error',
    title: 'the role that calls a hook does not trust ecs.amazonaws.com',
    why: 'ECS rolls back with "ECS was unable to assume role"',
    reasons: ['role-not-assumed'],
  },
  'invoke-role-condition': {
    severity: 'warning',
    title: 'the trust policy of the role that calls a hook has a condition',
    why: 'whether ECS sends aws:SourceArn or aws:SourceAccount here is not documented; if not: "ECS was unable to assume role"',
  },
  'invoke-role-permission': {
    severity: 'error',
    title: 'the role may not invoke the hook',
    why: 'ECS rolls back with "is not authorized to perform: lambda:InvokeFunction"',
    reasons: ['hook-not-allowed'],
  },
  'hook-target-missing': {
    severity: 'error',
    title: 'the function of a hook does not exist',
    why: 'ECS rolls back with "ECS was unable to invoke hook target"',
    reasons: ['hook-not-invoked'],
  },
  'hook-durable-unqualified': {
    severity: 'error',
    title: 'a hook names a durable function without a version or alias',
    why: 'Lambda runs durable functions only by a qualified ARN: ECS rolls back with "ECS was unable to invoke hook target"',
    reasons: ['hook-not-invoked'],
  },
  'hook-durable': {
    severity: 'warning',
    title: 'the function of a hook is durable, which has no benefit in a hook',
    why: 'ECS waits for the answer, for 15 minutes at most; a hook that waits longer answers IN_PROGRESS and is called again',
  },
  'hook-tenant-isolated': {
    severity: 'error',
    title: 'the function of a hook is isolated by tenant',
    why: 'Lambda refuses a call without a tenant id, and a hook has no field for one: ECS rolls back with "ECS was unable to invoke hook target"',
    reasons: ['hook-not-invoked'],
  },
  'smoke-too-long': {
    severity: 'warning',
    title: 'the smoke test may need more time than its function has',
    why: 'requests that have not finished by then count as an error, and the check starts over until the error budget is spent',
  },
  'express-mode': {
    severity: 'warning',
    title: 'ECS manages this service (Express Mode) and may put its configuration back',
    why: 'ECS was seen to restore the alarms a few seconds into the next deployment; whether hooks survive is not documented',
  },
  'action-logs-off': {
    severity: 'note',
    title: 'ECS does not keep Action Logs for this cluster',
    why: 'they record each step of a deployment, each call of a hook and the reason for a rollback, even if statusReason says little',
  },
} as const satisfies Record<string, DoctorRule>;
