import { type Finding, refusal, warning } from '../../service-hooks/finding.ts';
import type { LifecycleHook } from '../../service-hooks/lifecycle-hook.ts';
import { isPause, stagesOf, timeoutOf } from '../../service-hooks/lifecycle-hook.ts';
import { skippedStages } from '../../service-hooks/skipped-stages.ts';
import {
  cloudFormationPlanMinutes,
  cloudFormationWaitMinutes,
  deploymentMinutes,
  longestTimeout,
  plannedTime,
  stageMinutes,
} from '../../service-hooks/time-budget.ts';
import { sayMinutes } from './say-minutes.ts';
import { type StageTime, totalOf } from './time-line.ts';

/** Who waits for the deployment. */
export type Waiter = 'cloudformation' | 'terraform' | undefined;

/** Which limits a deployment may meet; a refusal is one that it would be refused or ended by, or a gate that it passes by. */
export function judgeTime(
  stages: readonly StageTime[],
  hooks: readonly LifecycleHook[],
  { bakeTimeInMinutes, waiter, strategy }: { bakeTimeInMinutes: number; waiter: Waiter; strategy: string },
): Finding[] {
  const { worst, typical } = totalOf(stages);
  return [
    ...hooks.flatMap((hook) => judgeLength(hook)),
    ...judgeSkipped(hooks, strategy),
    ...(worst > deploymentMinutes
      ? [refusal('ECS', `it ends a deployment after 30 days, and this can take ${sayMinutes(worst)}`)]
      : []),
    ...judgeCloudFormation(hooks, bakeTimeInMinutes, worst, waiter),
    ...(waiter === 'terraform' && typical > 20
      ? [
          warning(
            'Terraform',
            'with wait_for_steady_state it waits 20 minutes by default',
            `raise timeouts { update = "${Math.ceil(worst / 60) + 1}h" }`,
          ),
        ]
      : []),
  ];
}

function judgeLength(hook: LifecycleHook): Finding[] {
  const { timeoutInMinutes } = timeoutOf(hook);
  const where = stagesOf(hook).join(', ');
  if (timeoutInMinutes > longestTimeout(hook))
    return [refusal(where, `a timeout of ${timeoutInMinutes} minutes; ECS takes at most ${longestTimeout(hook)}`)];
  if (timeoutInMinutes < stageMinutes) return [];
  const message = `a timeout of ${sayMinutes(timeoutInMinutes)}; ECS ends a stage after 24 hours, and says of pauses only that they may take 14 days`;
  return [warning(where, message, 'stay below 1440 minutes')];
}

/** Hooks at stages that this strategy does not go through. */
function judgeSkipped(hooks: readonly LifecycleHook[], strategy: string): Finding[] {
  const skipped = hooks.flatMap((hook) => skippedStages(strategy, { isPause: isPause(hook), stages: stagesOf(hook) }));
  if (skipped.length === 0) return [];
  const message = `${strategy} never calls a Lambda hook at ${[...new Set(skipped)].join(', ')}: what looks like a gate lets every deployment through`;
  return [refusal('the strategy', message, 'deploy with BLUE_GREEN, LINEAR or CANARY')];
}

function judgeCloudFormation(
  hooks: readonly LifecycleHook[],
  bakeTimeInMinutes: number,
  worst: number,
  waiter: Waiter,
): Finding[] {
  const { totalMinutes, hookMinutes, withoutTimeout, isWithinLimit } = plannedTime({
    bakeTimeInMinutes,
    lifecycleHooks: hooks,
  });
  const level = waiter === 'cloudformation' ? refusal : warning;
  const said = `bake time ${bakeTimeInMinutes} and time-outs ${hookMinutes} come to ${totalMinutes} minutes`;
  const unsaid = withoutTimeout > 0 ? `, ${withoutTimeout} of them not set and counted as 1440` : '';
  if (!isWithinLimit)
    return [
      level(
        'CloudFormation',
        `${said}${unsaid}; it refuses more than ${cloudFormationPlanMinutes} (33 hours)`,
        'shorten the time-outs, or leave the service out of CloudFormation',
      ),
    ];
  if (waiter === 'cloudformation' && worst > cloudFormationWaitMinutes)
    return [
      warning('CloudFormation', `it waits 36 hours, and this can take ${sayMinutes(worst)}`, 'shorten the time-outs'),
    ];
  return [];
}
