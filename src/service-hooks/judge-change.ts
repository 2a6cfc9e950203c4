import { type Finding, refusal, warning } from './finding.ts';
import { kindOf } from './hook-directory.ts';
import type { HookKind } from './hook-kinds.ts';
import { type JudgeOptions, judgeHook } from './judge-hook.ts';
import { gateOf, isPause, type LifecycleHook, stagesOf } from './lifecycle-hook.ts';
import { type HookChanges, hooksAfter, isChange } from './merge-hooks.ts';
import { nameOfHook } from './name-hook.ts';
import type { ServiceFacts } from './service-facts.ts';
import { cloudFormationPlanMinutes, plannedTime } from './time-budget.ts';

/** "Maximum 10 Lambda hooks per service", and as many pause hooks. */
export const mostHooks = 10;

/**
 * What speaks against a change of a service's hooks. What others attached earlier is not judged, only what is to be sent anew and what the
 * whole list then is.
 */
export async function judgeChange(
  changes: HookChanges,
  service: ServiceFacts,
  options: Omit<JudgeOptions, 'strategy' | 'region'>,
): Promise<Finding[]> {
  const { strategy, region } = service;
  const after = hooksAfter(changes);
  const sent = changes.filter((change) => isChange(change) && change.after).flatMap(({ after: hook }) => hook ?? []);
  const isShrinking = !changes.some(({ change }) => change === 'added');
  const judged = await Promise.all(sent.map((hook) => judgeHook(hook, { ...options, strategy, region })));
  return [
    ...judged.flat(),
    ...judgeNeighbours(sent, after, options),
    ...(isShrinking ? [] : judgeCount(after)),
    ...judgeRepeats(sent, strategy, options),
    ...judgeService(changes, service),
  ];
}

function judgeCount(after: readonly LifecycleHook[]): Finding[] {
  const pauses = after.filter(isPause).length;
  const counts = [
    ['pause', pauses],
    ['Lambda', after.length - pauses],
  ] as const;
  return counts
    .filter(([, count]) => count > mostHooks)
    .map(([what, count]) =>
      refusal(
        'the service',
        `it would have ${count} ${what} hooks; ECS takes at most ${mostHooks}`,
        'detach some first',
      ),
    );
}

/** Two gates of one kind at one stage would be one gate to the ledger; people must not be asked beside checks. */
function judgeNeighbours(
  sent: readonly LifecycleHook[],
  after: readonly LifecycleHook[],
  { directory }: Pick<JudgeOptions, 'directory'>,
) {
  const kindOfHook = (hook: LifecycleHook) => kindOf(hook, directory);
  const findings = new Map<string, Finding>();
  for (const hook of sent) {
    const kind = kindOfHook(hook);
    if (kind === undefined) continue;
    for (const other of after.filter((each) => each !== hook)) {
      const shared = stagesOf(hook).filter((stage) => stagesOf(other).includes(stage));
      const otherKind = kindOfHook(other);
      if (shared.length === 0 || otherKind === undefined) continue;
      if (kind === otherKind && gateOf(hook) === gateOf(other)) {
        const message = `two ${kind} gates ${gateOf(hook) === undefined ? 'without a name' : `named "${gateOf(hook)}"`} would stand at ${shared.join(' and ')}`;
        findings.set(
          message,
          refusal(nameOfHook(hook, directory), message, 'give each a name of its own with --gate, or detach one'),
        );
      }
      if (isMixed(kind, otherKind)) {
        const message = `at ${shared.join(' and ')} it stands beside checks: one that fails rolls back only after people have decided, because a stage ends with its last hook`;
        const about = kind === 'approval' ? hook : other;
        findings.set(
          message,
          warning(nameOfHook(about, directory), message, 'ask people at a later stage: PRE_PRODUCTION_TRAFFIC_SHIFT'),
        );
      }
    }
  }
  return [...findings.values()];
}

function isMixed(one: HookKind, other: HookKind): boolean {
  return (one === 'approval') !== (other === 'approval');
}

/** Stages that come again at each step. */
function judgeRepeats(
  sent: readonly LifecycleHook[],
  strategy: string,
  { directory }: Pick<JudgeOptions, 'directory'>,
): Finding[] {
  if (strategy !== 'LINEAR' && strategy !== 'CANARY') return [];
  return sent
    .filter((hook) => isPause(hook) || kindOf(hook, directory) === 'approval')
    .filter((hook) => stagesOf(hook).some((stage) => /^(PRE_)?PRODUCTION_TRAFFIC_SHIFT$/.test(stage)))
    .map((hook) =>
      warning(
        nameOfHook(hook, directory),
        `in a ${strategy} deployment that stage comes again at each step, and people are asked each time`,
        'to ask once, put it at POST_TEST_TRAFFIC_SHIFT',
      ),
    );
}

/** What is to be known about a service whose hooks change, whatever the hooks are. */
export function judgeService(changes: HookChanges, service: ServiceFacts): Finding[] {
  if (!changes.some(isChange)) return [];
  const findings: Finding[] = [];
  if (service.controllerType !== 'ECS') {
    const message = `its deployments are made by ${service.controllerType}, not by ECS, which alone calls lifecycle hooks`;
    findings.push(refusal('the service', message, 'change its deploymentController to ECS first'));
  }
  if (service.isFirstDeployment) {
    const message =
      'it has never finished a deployment. Hooks run in the first one too, on an empty environment, and one that fails leaves the service unable to start';
    findings.push(warning('the service', message, 'attach the hooks once it runs'));
  } else if (service.runningDeploymentArn !== undefined) {
    const id = service.runningDeploymentArn.split('/').at(-1);
    const message = `deployment ${id} is running; AWS does not say what a change of its hooks does to it`;
    findings.push(warning('the service', message, 'wait for its end; the next deployment has the change in any case'));
  }
  const { owner } = service;
  if (owner) {
    const message = `${owner.what} owns it, and its next run may undo this`;
    findings.push(warning('the service', message, `make the same change there: add --print ${owner.print}`));
  }
  const { totalMinutes, isWithinLimit } = plannedTime({ ...service, lifecycleHooks: hooksAfter(changes) });
  if (owner?.print === 'cloudformation' && !isWithinLimit) {
    const message = `bake time and time-outs come to ${totalMinutes} minutes; CloudFormation refuses more than ${cloudFormationPlanMinutes} (33 hours)`;
    findings.push(warning('the service', message, 'shorten time-outs; greenlight plan shows them'));
  }
  return findings;
}
