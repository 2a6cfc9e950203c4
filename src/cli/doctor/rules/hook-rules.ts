import type { Rule } from './rule.ts';

/** What can be wrong with the hooks of a service and the roles that call them. */
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
    title: 'the trust of the role that calls a hook has a condition',
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
    why: 'Lambda runs durable functions by a qualified ARN only: ECS rolls back with "ECS was unable to invoke hook target"',
    reasons: ['hook-not-invoked'],
  },
  'hook-durable': {
    severity: 'warning',
    title: 'the function of a hook is durable, which is of no use in a hook',
    why: 'ECS waits for the answer, for 15 minutes at most; a hook that waits longer answers IN_PROGRESS and is called again',
  },
  'hook-tenant-isolated': {
    severity: 'error',
    title: 'the function of a hook is isolated by tenant',
    why: 'Lambda refuses a call without a tenant id, and a hook has no field for one: ECS rolls back with "ECS was unable to invoke hook target"',
    reasons: ['hook-not-invoked'],
  },
  'hook-target-elsewhere': {
    severity: 'error',
    title: 'the function of a hook is in another account or Region',
    why: 'no AWS page says that ECS can call it there; it must be expected to roll back',
  },
  'hook-role-absent': {
    severity: 'error',
    title: 'a Lambda hook names no role or no function',
    why: 'ECS needs both to call it, and an old tool may have dropped them: ECS refuses the next change',
  },
  'hook-stage': {
    severity: 'error',
    title: 'a hook is at a stage that its type cannot have',
    why: 'ECS refuses the next change of the service, or never calls the hook there',
    reasons: ['pause-stage-invalid'],
  },
  'too-many-hooks': {
    severity: 'error',
    title: 'the service has more than 10 hooks of one type',
    why: 'ECS takes at most 10 Lambda hooks and 10 pause hooks, and refuses the next change',
  },
  'hook-details-invalid': {
    severity: 'error',
    title: 'hookDetails are not valid',
    why: 'the hook answers FAILED at its first call: every deployment rolls back',
  },
  'timeout-before-deadline': {
    severity: 'error',
    title: 'ECS gives up on an approval before its deadline',
    why: 'the timeout ends the wait, not Greenlight: no reason is recorded, and a late approval counts for nothing',
  },
  'timeout-before-wait': {
    severity: 'warning',
    title: 'ECS gives up on a check before the check has waited as long as it may',
    why: 'the timeout ends the wait, not the check: the deployment rolls back without a reason, though the check might still have passed',
  },
  'hook-fails-open': {
    severity: 'warning',
    title: 'a hook that runs out of time lets the deployment through',
    why: 'with action CONTINUE a gate that nobody answers, or that cannot check, opens silently',
  },
  'timeout-of-a-day': {
    severity: 'note',
    title: 'a hook has a timeout of 24 hours, the default',
    why: 'that is also the most a stage may take, and two of them exceed what CloudFormation accepts',
  },
  'gates-alike': {
    severity: 'error',
    title: 'two hooks of one kind at one stage share a gate name',
    why: 'ECS does not tell them apart, so they share one request and one answer counts for both',
  },
  'people-beside-machines': {
    severity: 'warning',
    title: 'an approval runs at the same stage as automated checks',
    why: 'hooks of one stage run side by side: people decide before the checks are through, and a FAILED waits for them',
  },
  'approval-at-steps': {
    severity: 'warning',
    title: 'an approval is at a stage that is repeated at every step',
    why: 'AWS does not document the weights there; without them the approval answers FAILED rather than pass every step',
  },
  'approval-too-late': {
    severity: 'warning',
    title: 'people are asked when production has moved already',
    why: 'users see the new version before anybody has approved it',
  },
  'approval-too-early': {
    severity: 'note',
    title: 'people are asked before the test listener leads to the new version',
    why: 'the link to try it shows the old version, or nothing',
  },
  'smoke-too-early': {
    severity: 'error',
    title: 'the smoke test runs before the test listener leads to the new version',
    why: 'the check waits for the listener, which cannot change before this stage ends, and then answers FAILED',
  },
  'smoke-too-long': {
    severity: 'warning',
    title: 'the smoke test may need more time than its function has',
    why: 'what is not through by then counts as an error, and the check begins again until the error budget is spent',
  },
  'rolling-skips-hooks': {
    severity: 'error',
    title: 'a rolling deployment does not come to the stage of a hook',
    why: 'the hook is never called: what looks like a gate lets every deployment through',
  },
  'controller-without-hooks': {
    severity: 'error',
    title: 'the service is not deployed by ECS itself',
    why: 'lifecycle hooks belong to the deployment controller ECS: none of them is ever called',
  },
  'service-not-active': {
    severity: 'error',
    title: 'the service is not active',
    why: 'it is being deleted or is deleted already: nothing is deployed to it any more',
  },
  'express-mode': {
    severity: 'warning',
    title: 'ECS manages this service (Express Mode) and may put its configuration back',
    why: 'ECS was seen to restore the alarms a few seconds into the next deployment; whether hooks survive is not documented',
  },
  'action-logs-off': {
    severity: 'note',
    title: 'ECS keeps no Action Logs of this cluster',
    why: 'they record each step of a deployment, each call of a hook and the reason of a rollback, also when statusReason says little',
  },
  'no-gate': {
    severity: 'note',
    title: 'no hook of this Greenlight is attached to the service',
    why: 'deployments are not gated',
  },
  'cloudformation-33-hours': {
    severity: 'error',
    title: 'bake time and timeouts exceed what CloudFormation accepts',
    why: 'the next update fails with "exceeds the Cloudformation limit of 33 hours"',
  },
  'owned-by-cloudformation': {
    severity: 'note',
    title: 'CloudFormation owns the service',
    why: 'hooks that are attached past it are drift, and its next update may remove them',
  },
  'longer-than-terraform-waits': {
    severity: 'note',
    title: 'a deployment may take longer than tools wait by default',
    why: 'Terraform with wait_for_steady_state gives up after 20 minutes, while ECS goes on',
  },
  'circuit-breaker-ignored': {
    severity: 'warning',
    title: 'the circuit breaker is on, and this strategy has none',
    why: 'it works in rolling deployments only: tasks that fail to start are not noticed by it',
  },
} as const satisfies Record<string, Rule>;
