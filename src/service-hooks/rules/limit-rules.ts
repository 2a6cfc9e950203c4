import type { HookedService } from '../hooked-service.ts';
import { maxCloudFormationMinutes, maxHooks, maxTerraformWaitMinutes } from '../limits.ts';
import { type ServiceRule, unless, wholeService } from './rule.ts';

/** The service as a whole, and what keeps it. */
export const limitRules = {
  'service-not-active': {
    severity: 'error',
    title: 'the service is not active',
    why: 'it is being deleted or already deleted: nothing is deployed to it any more',
    shownBy: ['attach', 'doctor'],
    judge: wholeService(({ status, cluster }) => {
      const remedy = { fix: `aws ecs list-services --cluster ${cluster}` };
      return unless(status !== 'ACTIVE' && { found: `its status is ${status}`, remedy }, status);
    }),
  },
  'controller-without-hooks': {
    severity: 'error',
    title: 'the service is not deployed by ECS itself',
    why: 'lifecycle hooks are a feature of the deployment controller ECS: here none of them is ever called',
    shownBy: ['attach', 'doctor'],
    judge: wholeService(({ controller, cluster, service }) => {
      const fix = `aws ecs update-service --cluster ${cluster} --service ${service} --deployment-controller type=ECS`;
      const problem = { found: `deploymentController.type is ${controller}`, remedy: { fix } };
      return unless(controller !== 'ECS' && problem, `deployed by ${controller}`);
    }),
  },
  'too-many-hooks': {
    severity: 'error',
    title: 'the service has more than 10 hooks of one type',
    why: 'ECS accepts at most 10 Lambda hooks and 10 pause hooks, and refuses the next change',
    shownBy: ['attach', 'doctor'],
    judge: wholeService(({ hooks }) => {
      const pauses = hooks.filter(({ isPause }) => isPause).length;
      const lambdas = hooks.length - pauses;
      const problem = {
        found: `${lambdas} Lambda hooks and ${pauses} pause hooks`,
        remedy: { change: `leave at most ${maxHooks} of each`, attach: 'detach some first' },
      };
      const isOver = lambdas > maxHooks || pauses > maxHooks;
      return unless(isOver && problem, `${lambdas} Lambda hooks, ${pauses} pause hooks`);
    }),
  },
  'owned-by-cloudformation': {
    severity: 'note',
    title: 'CloudFormation owns the service',
    why: 'hooks that are attached without it are drift, and its next update may remove them',
    shownBy: ['attach', 'doctor'],
    judge: wholeService(({ owner }) => {
      if (!owner.seen) return { kind: 'unseen', why: owner.why, allow: owner.allow };
      const fix =
        'make each change of hooks in its template too (LifecycleHooks): add --print cloudformation to attach';
      const problem = { found: `${owner.value?.what} owns it`, remedy: { fix } };
      return unless(isOwnedByStack(owner) && problem, 'no stack owns the service');
    }),
  },
  'owned-by-terraform': {
    severity: 'note',
    title: 'Terraform owns the service',
    why: 'hooks that are attached without it are drift, and its next run may remove them',
    shownBy: ['attach', 'doctor'],
    judge: wholeService(({ owner }) => {
      if (!owner.seen || owner.value?.print !== 'terraform') return undefined;
      const fix = 'make each change of hooks in its configuration too: add --print terraform to attach';
      return { kind: 'found', found: `${owner.value.what} owns it`, remedy: { fix } };
    }),
  },
  'cloudformation-33-hours': {
    severity: 'error',
    title: 'bake time and timeouts exceed what CloudFormation accepts',
    why: 'the next update fails with "exceeds the Cloudformation limit of 33 hours"',
    shownBy: ['attach', 'plan', 'doctor'],
    judge: wholeService((service) => {
      const { owner, bakeMinutes } = service;
      if (!owner.seen) return { kind: 'unseen', why: owner.why, allow: owner.allow };
      if (!isOwnedByStack(owner)) return undefined;
      // Whether the bakes between steps count is not documented; without them the sum is what was observed.
      const counted = bakeMinutes + timeoutsOf(service);
      const problem = {
        found: `${counted} min, allowed are ${maxCloudFormationMinutes}: ${formatParts(service)}`,
        remedy: {
          fix: 'set shorter TimeoutInMinutes in LifecycleHooks of its template (a hook without one counts as 1440), or leave the service out of CloudFormation',
        },
      };
      return unless(counted > maxCloudFormationMinutes && problem, `${counted} of ${maxCloudFormationMinutes} min`);
    }),
  },
  'longer-than-terraform-waits': {
    severity: 'note',
    title: 'a deployment may take longer than tools wait by default',
    why: 'Terraform with wait_for_steady_state gives up after 20 minutes, while ECS continues',
    shownBy: ['plan', 'doctor'],
    judge: wholeService((service) => {
      const { owner, bakeMinutes, stepMinutes } = service;
      if (!owner.seen || isOwnedByStack(owner)) return undefined;
      const all = bakeMinutes + stepMinutes + timeoutsOf(service);
      const wait = `set timeouts { create = "${all + 30}m" update = "${all + 30}m" } in aws_ecs_service`;
      const problem = {
        found: `up to ${all} min: ${formatParts(service)}`,
        remedy: { fix: owner.value ? wait : `if Terraform owns the service, ${wait}` },
      };
      return unless(all > maxTerraformWaitMinutes && problem, `at most ${all} min`);
    }),
  },
  'no-gate': {
    severity: 'note',
    title: 'no hook of this Greenlight is attached to the service',
    why: 'deployments are not gated',
    shownBy: ['doctor'],
    judge: wholeService(({ hooks }) => {
      const own = hooks.filter(({ kind }) => kind !== undefined).length;
      const problem = {
        found: hooks.length === 0 ? 'lifecycleHooks is empty' : `none of its ${hooks.length} hooks is one`,
        remedy: { fix: 'attach one, as docs/attach.md says: greenlight attach --help' },
      };
      return unless(own === 0 && problem, `${own} of ${hooks.length} hooks are Greenlight's`);
    }),
  },
  'circuit-breaker-ignored': {
    severity: 'warning',
    title: 'the circuit breaker is on, but has no effect with this strategy',
    why: 'it works in rolling deployments only: here it does not notice tasks that fail to start',
    shownBy: ['doctor'],
    judge: wholeService(({ hasCircuitBreaker, strategy, cluster, service }) => {
      const problem = {
        found: `deploymentCircuitBreaker.enable is true, and the strategy is ${strategy}`,
        remedy: {
          fix: `use alarms and a bake time, and switch it off: aws ecs update-service --cluster ${cluster} --service ${service} --deployment-configuration '{"deploymentCircuitBreaker":{"enable":false,"rollback":false}}'`,
        },
      };
      const said = hasCircuitBreaker ? 'on, in a rolling deployment' : 'off';
      return unless(hasCircuitBreaker && strategy !== 'ROLLING' && problem, said);
    }),
  },
  'never-deployed': {
    severity: 'warning',
    title: 'the service has never finished a deployment',
    why: 'hooks run in the first one too, in an empty environment, and one that fails leaves the service unable to start',
    shownBy: ['attach'],
    judge: wholeService(({ isFirstDeployment }) => {
      const remedy = { fix: 'attach the hooks once it runs' };
      return unless(isFirstDeployment === true && { found: 'ECS lists none that succeeded', remedy }, 'was deployed');
    }),
  },
  'deployment-running': {
    severity: 'note',
    title: 'a deployment of the service is running',
    why: 'AWS does not say how a change of the hooks affects it; the next deployment has the change in any case',
    shownBy: ['attach'],
    judge: wholeService(({ runningDeploymentArn: arn, isFirstDeployment }) => {
      if (isFirstDeployment === true) return undefined;
      const found = `deployment ${arn?.split('/').at(-1)}`;
      return unless(arn !== undefined && { found, remedy: { fix: 'wait until it ends' } }, 'none is running');
    }),
  },
} as const satisfies Record<string, ServiceRule>;

function isOwnedByStack(owner: HookedService['owner']): boolean {
  return owner.seen && owner.value !== undefined && owner.value.print !== 'terraform';
}

function timeoutsOf({ hooks }: HookedService): number {
  return hooks.reduce((sum, { timeoutMinutes }) => sum + timeoutMinutes, 0);
}

function formatParts(service: HookedService): string {
  const { bakeMinutes, stepMinutes, hooks } = service;
  const steps = stepMinutes > 0 ? `, steps ${stepMinutes} min` : '';
  const count = hooks.length === 1 ? '1 hook' : `${hooks.length} hooks`;
  return `bake time ${bakeMinutes} min${steps}, timeouts of ${count} ${timeoutsOf(service)} min`;
}
