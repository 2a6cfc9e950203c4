import type { ToldTraffic } from '../ecs/payload.ts';
import type { DeploymentConfiguration } from '../ecs/resources.ts';
import type { LifecycleStage } from '../ecs/stages.ts';
import type { Switches } from '../switches.ts';

/** One turn of a stage. A strategy is a list of these. */
export type Step = {
  stage: LifecycleStage;
  /** The weights for hooks, if the stage has any. */
  test?: ToldTraffic;
  production?: ToldTraffic;
  /** Done one after the other. */
  parts: readonly Part[];
};

export type Part =
  /** Calls the hooks of the stage until all have finished. */
  | { do: 'call-hooks' }
  /** Sends all traffic to blue and ends every revision that is neither blue nor green. */
  | { do: 'reconcile' }
  | { do: 'scale-up' }
  /** `green` in percent. */
  | { do: 'shift'; listener: ListenerRole; green: number }
  /** Does not count towards the stage's limits, and comes last in it. */
  | { do: 'bake'; minutes: number }
  /** Green's tasks take the place of all others, batch by batch; only until this share of them is healthy, if it is given. */
  | { do: 'replace-tasks'; healthyPercent?: number }
  /** All traffic of a rolling deployment goes to green, and the tasks of every other revision end. */
  | { do: 'end-sources' }
  /** A rolling deployment has no test listener: the revision behind it has ended. */
  | { do: 'leave-test-listener' }
  | { do: 'terminate-blue' };

export type ListenerRole = 'test' | 'production';

/**
 * What the plan depends on in addition to the configuration: whether a revision other than blue is active, whether there is no blue, and
 * whether there is a test listener.
 */
type PlanFacts = { isUnsettled: boolean; isFirstDeployment: boolean; hasTestRule: boolean };

/** A deployment from its start to its clean-up. */
export function planDeployment(
  configuration: DeploymentConfiguration,
  switches: Switches,
  facts: PlanFacts,
): readonly Step[] {
  return configuration.strategy === 'ROLLING'
    ? planRolling(configuration, switches)
    : planShifting(configuration, switches, facts);
}

/** Tasks replace tasks, and no listener moves. */
function planRolling(
  { bakeTimeInMinutes, earlySuccessCriteria: early }: DeploymentConfiguration,
  { rollingHooks }: Switches,
): readonly Step[] {
  const endsFirst = early?.enable && early.sourceServiceRevisionCleanup === 'BLOCKING';
  const endSources: readonly Part[] = [{ do: 'end-sources' }];
  const postScaleUp: Step = { stage: 'POST_SCALE_UP', parts: [{ do: 'call-hooks' }] };
  return [
    { stage: 'PRE_SCALE_UP', parts: [{ do: 'call-hooks' }] },
    {
      stage: 'SCALE_UP',
      parts: [{ do: 'replace-tasks', ...(early?.enable && { healthyPercent: early.healthyPercent ?? 100 }) }],
    },
    ...(rollingHooks === 'around-scale-up' ? [postScaleUp] : []),
    { stage: 'BAKE_TIME', parts: [{ do: 'bake', minutes: bakeTimeInMinutes }] },
    { stage: 'CLEAN_UP', parts: [...(endsFirst ? endSources : []), { do: 'leave-test-listener' }] },
  ];
}

/** Green is started next to blue, and traffic moves over: at once, in two steps or in many. */
function planShifting(configuration: DeploymentConfiguration, switches: Switches, facts: PlanFacts): readonly Step[] {
  const reconcile: Step = {
    stage: 'RECONCILE_SERVICE',
    test: 100,
    production: 100,
    parts: [{ do: 'reconcile' }, { do: 'call-hooks' }],
  };
  return [
    ...(facts.isUnsettled ? [reconcile] : []),
    { stage: 'PRE_SCALE_UP', parts: [{ do: 'call-hooks' }] },
    { stage: 'SCALE_UP', parts: [{ do: 'scale-up' }] },
    { stage: 'POST_SCALE_UP', parts: [{ do: 'call-hooks' }] },
    ...planTest(switches, facts),
    ...planProduction(configuration, switches, facts),
    { stage: 'POST_PRODUCTION_TRAFFIC_SHIFT', parts: [{ do: 'call-hooks' }] },
    { stage: 'BAKE_TIME', parts: [{ do: 'bake', minutes: configuration.bakeTimeInMinutes }] },
    { stage: 'CLEAN_UP', parts: [{ do: 'terminate-blue' }] },
  ];
}

function planTest(switches: Switches, { hasTestRule }: PlanFacts): readonly Step[] {
  const parts: readonly Part[] = [{ do: 'call-hooks' }];
  if (hasTestRule) {
    return [
      { stage: 'TEST_TRAFFIC_SHIFT', test: 100, parts: shift('test', 100, switches.testTrafficMoves) },
      { stage: 'POST_TEST_TRAFFIC_SHIFT', parts },
    ];
  }
  const called = switches.testHooksWithoutRule === 'called' ? parts : [];
  return [
    { stage: 'TEST_TRAFFIC_SHIFT', parts: called },
    { stage: 'POST_TEST_TRAFFIC_SHIFT', parts: called },
  ];
}

/** Two stages for every step; between the steps, and not after the last, traffic bakes. */
function planProduction(
  configuration: DeploymentConfiguration,
  switches: Switches,
  { isFirstDeployment }: PlanFacts,
): readonly Step[] {
  const { linearConfiguration, canaryConfiguration } = configuration;
  const minutes = linearConfiguration?.stepBakeTimeInMinutes ?? canaryConfiguration?.canaryBakeTimeInMinutes ?? 0;
  const steps = isFirstDeployment && switches.firstDeploymentSteps === 'one' ? [100] : stepsOf(configuration, switches);
  return steps.flatMap((green, index): Step[] => {
    const before = steps[index - 1] ?? 0;
    const bake: Part = { do: 'bake', minutes };
    return [
      {
        stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT',
        production: configuration.strategy === 'BLUE_GREEN' || switches.stepWeights === 'before' ? before : green,
        parts: [{ do: 'call-hooks' }],
      },
      {
        stage: 'PRODUCTION_TRAFFIC_SHIFT',
        production: green,
        parts: [...shift('production', green, switches.productionTrafficMoves), ...(green < 100 ? [bake] : [])],
      },
    ];
  });
}

/** Green's share of production in percent after each step; the last is 100. */
export function stepsOf(
  { linearConfiguration, canaryConfiguration }: DeploymentConfiguration,
  { lastLinearStep }: Pick<Switches, 'lastLinearStep'>,
): readonly number[] {
  if (canaryConfiguration) {
    const { canaryPercent } = canaryConfiguration;
    return canaryPercent < 100 ? [canaryPercent, 100] : [100];
  }
  if (!linearConfiguration) return [100];
  // In tenths of a percent, so that three times 33.3 is 99.9.
  const tenths = Math.round(linearConfiguration.stepPercent * 10);
  const whole = Math.floor(1000 / tenths);
  const steps = Array.from({ length: whole }, (_, index) => ((index + 1) * tenths) / 10);
  if (steps.at(-1) === 100) return steps;
  return lastLinearStep === 'remainder' ? [...steps, 100] : [...steps.slice(0, -1), 100];
}

/**
 * A rollback: production first, then the test listener. A stage is part of it if its hooks are called or its listener has
 * to move.
 *
 * @param isAway whether each listener's traffic is not with blue
 */
export function planRollback(
  switches: Switches,
  { isAway, hasTestRule }: { isAway: Readonly<Record<ListenerRole, boolean>>; hasTestRule: boolean },
): readonly Step[] {
  const { rollbackProductionHooks, rollbackTestWeights, rollbackTrafficMoves } = switches;
  const rollbackTestHooks =
    hasTestRule || switches.testHooksWithoutRule === 'called' ? switches.rollbackTestHooks : 'never';
  const parts = (listener: ListenerRole, hooks: 'always' | 'if-shifted' | 'never'): readonly Part[] => {
    const both = shift(listener, 0, rollbackTrafficMoves);
    const callsHooks = hooks === 'always' || (hooks === 'if-shifted' && isAway[listener]);
    return both.filter((part) => (part.do === 'call-hooks' ? callsHooks : isAway[listener]));
  };
  const production: Step = {
    stage: 'PRODUCTION_TRAFFIC_SHIFT',
    production: 0,
    parts: parts('production', rollbackProductionHooks),
  };
  const test: Step = {
    stage: 'TEST_TRAFFIC_SHIFT',
    test: rollbackTestWeights === 'shown' && hasTestRule ? 0 : undefined,
    parts: parts('test', rollbackTestHooks),
  };
  return [production, test].filter((step) => step.parts.length > 0);
}

function shift(listener: ListenerRole, green: number, moves: 'before-hooks' | 'after-hooks'): readonly Part[] {
  const move: Part = { do: 'shift', listener, green };
  return moves === 'before-hooks' ? [move, { do: 'call-hooks' }] : [{ do: 'call-hooks' }, move];
}
