import type {
  DeploymentConfigurationInput,
  LifecycleHookInput,
} from '../../controller/ecs/deployment-configuration.ts';
import type { Strategy } from '../../controller/ecs/resources.ts';
import type { Quorum } from '../mailbox/sandbox-reviewers.ts';
import { retailAlarms } from '../retail-service.ts';
import type { InstalledHooks } from '../surroundings.ts';
import { RefusedError } from './refused-error.ts';

/** What is chosen for each deployment. */
export type DeployChoice = {
  strategy: Strategy;
  /** Whether a pause hook waits for somebody to continue. */
  pauses: boolean;
  /** Whether people are asked at a pause hook instead of by the approval hook. Not in a rolling deployment. Default false. */
  asksByPause?: boolean;
  /** How many of the three reviewers have to approve, unless QA and security are asked. Default 1. */
  approvals?: Quorum;
  /** Whether one of QA and one of security have to approve. Default false. */
  asksByRules?: boolean;
  /** Whether only people who have signed in can decide. Default false. */
  asksForSignIn?: boolean;
  /** Whether the metrics of both versions are compared at every step of production. Only linear and canary have steps. Default false. */
  comparesMetrics?: boolean;
};

export const strategies = ['BLUE_GREEN', 'LINEAR', 'CANARY', 'ROLLING'] as const satisfies readonly Strategy[];

/** Each strategy in the dashboard's words: its name, and what it does. */
export const strategyWords: Readonly<Record<Strategy, { name: string; does: string }>> = {
  BLUE_GREEN: {
    name: 'blue/green',
    does: 'A complete second set of tasks is started, checked on the test listener, and gets all traffic at once.',
  },
  LINEAR: {
    name: 'linear',
    does: 'As blue/green, but production moves in four equal steps, with two minutes between them.',
  },
  CANARY: {
    name: 'canary',
    does: 'As blue/green, but a tenth of production tries the new version for three minutes first.',
  },
  ROLLING: {
    name: 'rolling',
    does: 'Tasks replace tasks in one target group. There is no test listener, and hooks run only before it starts.',
  },
};

/** Step sizes and times short enough to watch each strategy. */
const steps: Readonly<Record<Strategy, DeploymentConfigurationInput>> = {
  BLUE_GREEN: {},
  LINEAR: { linearConfiguration: { stepPercent: 25, stepBakeTimeInMinutes: 2 } },
  CANARY: { canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 3 } },
  // Of three tasks, one at a time: four at most, three healthy at least.
  ROLLING: { minimumHealthyPercent: 100, maximumPercent: 134 },
};

/** Four hours, like an approval's: long enough to do something else in between. */
const pauseMinutes = 240;

type HowHooksAreAttached = Pick<
  InstalledHooks,
  'deploymentConfiguration' | 'forQuorum' | 'forRolling' | 'forRules' | 'forSignIn' | 'comparing'
> & {
  bakeTimeInMinutes: number;
};

/** A pause at the place of a hook that asks people right before production moves. */
function toPause(hook: LifecycleHookInput): LifecycleHookInput {
  const { lifecycleStages, timeoutConfiguration } = hook;
  const asks = lifecycleStages.length === 1 && lifecycleStages[0] === 'PRE_PRODUCTION_TRAFFIC_SHIFT';
  return asks ? { targetType: 'PAUSE', lifecycleStages, ...(timeoutConfiguration && { timeoutConfiguration }) } : hook;
}

/** @throws {RefusedError} if nobody can sign in */
function asking(
  { approvals = 1, asksByPause = false, asksByRules = false, asksForSignIn = false }: DeployChoice,
  { deploymentConfiguration, forQuorum = (hook) => hook, forSignIn, forRules }: HowHooksAreAttached,
): readonly LifecycleHookInput[] {
  const { lifecycleHooks = [] } = deploymentConfiguration;
  if (asksForSignIn && asksByPause)
    throw new RefusedError('people are asked to sign in by the approval hook, not at a pause');
  if (asksByRules && (asksByPause || asksForSignIn || !forRules))
    throw new RefusedError(
      'QA and security are asked by the approval hook alone, neither at a pause nor after a sign-in',
    );
  if (asksForSignIn && !forSignIn) {
    throw new RefusedError(
      'nobody can sign in here: the sandbox’s provider is the package oidc-provider, which comes with the repository; run npm install oidc-provider',
    );
  }
  if (asksByRules && forRules) return lifecycleHooks.map(forRules);
  const counted = lifecycleHooks.map((hook) => forQuorum(hook, approvals));
  const asked = asksForSignIn && forSignIn ? counted.map(forSignIn) : counted;
  return asksByPause ? asked.map(toPause) : asked;
}

/** @throws {RefusedError} if there are no steps, or nothing that compares */
function withComparison(
  hooks: readonly LifecycleHookInput[],
  { comparesMetrics = false, strategy }: DeployChoice,
  { comparing }: HowHooksAreAttached,
): readonly LifecycleHookInput[] {
  if (!comparesMetrics) return hooks;
  if (strategy !== 'LINEAR' && strategy !== 'CANARY') {
    throw new RefusedError('metrics are compared at the steps of a linear or canary deployment; choose one of these');
  }
  if (!comparing) throw new RefusedError('no hook compares metrics here');
  return [...hooks, comparing];
}

/** The UpdateService input for a deployment of this kind. */
export function configurationFor(choice: DeployChoice, attachment: HowHooksAreAttached): DeploymentConfigurationInput {
  const { strategy, pauses } = choice;
  const { bakeTimeInMinutes, deploymentConfiguration, forRolling = (hook) => hook } = attachment;
  const attached = withComparison(asking(choice, attachment), choice, attachment);
  const hooks =
    strategy === 'ROLLING'
      ? attached.map(forRolling).filter(({ lifecycleStages }) => lifecycleStages.includes('PRE_SCALE_UP'))
      : attached;
  const pause: LifecycleHookInput = {
    targetType: 'PAUSE',
    lifecycleStages: [strategy === 'ROLLING' ? 'PRE_SCALE_UP' : 'POST_TEST_TRAFFIC_SHIFT'],
    timeoutConfiguration: { timeoutInMinutes: pauseMinutes, action: 'ROLLBACK' },
  };
  return {
    strategy,
    bakeTimeInMinutes,
    alarms: { alarmNames: [retailAlarms.ecs], enable: true, rollback: true },
    ...deploymentConfiguration,
    lifecycleHooks: pauses ? [...hooks, pause] : hooks,
    ...steps[strategy],
  };
}
