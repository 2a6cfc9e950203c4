import { defaultTimeout } from '../../../service-hooks/lifecycle-hook.ts';
import { cloudFormationPlanMinutes, longestLambdaTimeout, longestWait } from '../../../service-hooks/time-budget.ts';
import { type Outcome, on } from '../facts/outcome.ts';
import type { HookFacts, ServiceFacts } from '../facts/service-facts.ts';
import { changeHooks, nameOfHook } from './judge-hooks.ts';

/** How long each hook may take, and all of them together. */
export function judgeTime(facts: ServiceFacts): readonly Outcome[] {
  return [...facts.hooks.flatMap((hook) => judgeTimeOut(hook, facts)), ...judgeWhole(facts)];
}

function judgeTimeOut(hook: HookFacts, facts: ServiceFacts): readonly Outcome[] {
  const about = nameOfHook(hook);
  const { where, timeoutMinutes, action, kind, configuration } = hook;
  const field = `${where}.timeoutConfiguration`;
  const deadline =
    kind === 'approval' && configuration?.problem === undefined ? configuration?.config.deadlineMinutes : undefined;
  return [
    ...(deadline === undefined
      ? []
      : [
          on('hooks', 'timeout-before-deadline', about).judge(
            timeoutMinutes <= deadline && {
              found: `${field}.timeoutInMinutes is ${timeoutMinutes}, deadlineMinutes ${deadline}`,
              fix: changeHooks(
                facts,
                `set ${field}.timeoutInMinutes to ${Math.min(longestLambdaTimeout, deadline + 60)}`,
              ),
            },
            `${timeoutMinutes} min for a deadline of ${deadline} min`,
          ),
        ]),
    ...judgeWait(hook, facts),
    on('hooks', 'hook-fails-open', about).judge(
      action === 'CONTINUE' && {
        found: `${field}.action is CONTINUE`,
        fix: changeHooks(facts, `set ${field}.action to "ROLLBACK"`),
      },
      `${action} when its time is up`,
    ),
    on('hooks', 'timeout-of-a-day', about).judge(
      timeoutMinutes === defaultTimeout.timeoutInMinutes && {
        found: `${field}.timeoutInMinutes is 1440, or not set`,
        fix: changeHooks(
          facts,
          `set ${field}.timeoutInMinutes to what the hook needs, such as ${kind === 'approval' ? 300 : 30}`,
        ),
      },
      `${timeoutMinutes} min`,
    ),
  ];
}

/** A check that ECS ends gives no reason, so ECS must wait longer than the check does. */
function judgeWait(hook: HookFacts, facts: ServiceFacts): readonly Outcome[] {
  const { where, timeoutMinutes, kind, configuration } = hook;
  if (kind === undefined || kind === 'approval' || configuration?.problem !== undefined || !configuration) return [];
  const { minutes, because } = longestWait(kind, configuration.config);
  const field = `${where}.timeoutConfiguration.timeoutInMinutes`;
  return [
    on('hooks', 'timeout-before-wait', nameOfHook(hook)).judge(
      timeoutMinutes <= minutes && {
        found: `${field} is ${timeoutMinutes}, ${because}`,
        fix: changeHooks(facts, `set ${field} to ${Math.min(longestLambdaTimeout, minutes + 15)}`),
      },
      `${timeoutMinutes} min for ${because}`,
    ),
  ];
}

const terraformMinutes = 20;

function judgeWhole(facts: ServiceFacts): readonly Outcome[] {
  const { service, owner, hooks, bakeMinutes, stepMinutes } = facts;
  if (!owner.seen) {
    return (['owned-by-cloudformation', 'cloudformation-33-hours'] as const).map((rule) =>
      on('hooks', rule, service).unseen(owner.why, owner.allow),
    );
  }
  const waits = hooks.reduce((sum, { timeoutMinutes }) => sum + timeoutMinutes, 0);
  const all = bakeMinutes + stepMinutes + waits;
  const parts = `bake time ${bakeMinutes} min${stepMinutes > 0 ? `, steps ${stepMinutes} min` : ''}, time-outs of ${hooks.length === 1 ? '1 hook' : `${hooks.length} hooks`} ${waits} min`;
  if (owner.value === undefined) {
    return [
      on('hooks', 'owned-by-cloudformation', service).fine('no stack owns the service'),
      on('hooks', 'longer-than-terraform-waits', service).judge(
        all > terraformMinutes && {
          found: `up to ${all} min: ${parts}`,
          fix: `if Terraform owns the service, set timeouts { create = "${all + 30}m" update = "${all + 30}m" } in aws_ecs_service`,
        },
        `at most ${all} min`,
      ),
    ];
  }
  return [
    on('hooks', 'owned-by-cloudformation', service).found(
      `it belongs to the stack ${owner.value}`,
      `change hooks in the template of ${owner.value} (LifecycleHooks), not with aws ecs update-service`,
    ),
    // Whether the bakes between steps count is not documented; without them the sum is what was observed.
    on('hooks', 'cloudformation-33-hours', service).judge(
      bakeMinutes + waits > cloudFormationPlanMinutes && {
        found: `${bakeMinutes + waits} min, allowed are ${cloudFormationPlanMinutes}: ${parts}`,
        fix: `set shorter TimeoutInMinutes in LifecycleHooks of the template of ${owner.value}; a hook without one counts with 1440`,
      },
      `${bakeMinutes + waits} of ${cloudFormationPlanMinutes} min`,
    ),
  ];
}
