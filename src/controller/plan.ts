import type { ToldTraffic } from './payload.ts';
import type { DeploymentConfiguration } from './resources.ts';
import type { LifecycleStage } from './stages.ts';
import type { Switches } from './switches.ts';

/** One turn of a stage. A strategy is a list of these. */
export type Step = {
  stage: LifecycleStage;
  /** What hooks are told, where the stage has any. */
  test?: ToldTraffic;
  production?: ToldTraffic;
  /** Done one after the other. */
  parts: readonly Part[];
};

export type Part =
  /** Calls the hooks of the stage until all are through. */
  | { do: 'call-hooks' }
  /** Sends all traffic to blue and ends every revision that is neither blue nor green. */
  | { do: 'reconcile' }
  | { do: 'scale-up' }
  /** `green` in per cent. */
  | { do: 'shift'; listener: Listener; green: number }
  | { do: 'bake'; minutes: number }
  | { do: 'terminate-blue' };

export type Listener = 'test' | 'production';

/** A blue/green deployment from its start to its clean-up. */
export function planBlueGreen(
  configuration: DeploymentConfiguration,
  switches: Switches,
  facts: { hasSeveralActiveRevisions: boolean },
): readonly Step[] {
  const reconcile: Step = {
    stage: 'RECONCILE_SERVICE',
    test: 100,
    production: 100,
    parts: [{ do: 'reconcile' }, { do: 'call-hooks' }],
  };
  return [
    ...(facts.hasSeveralActiveRevisions ? [reconcile] : []),
    { stage: 'PRE_SCALE_UP', parts: [{ do: 'call-hooks' }] },
    { stage: 'SCALE_UP', parts: [{ do: 'scale-up' }] },
    { stage: 'POST_SCALE_UP', parts: [{ do: 'call-hooks' }] },
    { stage: 'TEST_TRAFFIC_SHIFT', test: 100, parts: shift('test', 100, switches.testTrafficMoves) },
    { stage: 'POST_TEST_TRAFFIC_SHIFT', parts: [{ do: 'call-hooks' }] },
    { stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT', production: 0, parts: [{ do: 'call-hooks' }] },
    {
      stage: 'PRODUCTION_TRAFFIC_SHIFT',
      production: 100,
      parts: shift('production', 100, switches.productionTrafficMoves),
    },
    { stage: 'POST_PRODUCTION_TRAFFIC_SHIFT', parts: [{ do: 'call-hooks' }] },
    { stage: 'BAKE_TIME', parts: [{ do: 'bake', minutes: configuration.bakeTimeInMinutes }] },
    { stage: 'CLEAN_UP', parts: [{ do: 'terminate-blue' }] },
  ];
}

/**
 * A rollback: production first, then the test listener. A stage has a turn in it where its hooks are called or its listener has
 * to move.
 *
 * @param isAway tells for each listener whether its traffic is elsewhere than with blue
 */
export function planRollback(switches: Switches, isAway: Readonly<Record<Listener, boolean>>): readonly Step[] {
  const { rollbackProductionHooks, rollbackTestHooks, rollbackTestWeights, rollbackTrafficMoves } = switches;
  const parts = (listener: Listener, hooks: 'always' | 'if-shifted' | 'never'): readonly Part[] => {
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
    test: rollbackTestWeights === 'shown' ? 0 : undefined,
    parts: parts('test', rollbackTestHooks),
  };
  return [production, test].filter((step) => step.parts.length > 0);
}

function shift(listener: Listener, green: number, moves: 'before-hooks' | 'after-hooks'): readonly Part[] {
  const move: Part = { do: 'shift', listener, green };
  return moves === 'before-hooks' ? [move, { do: 'call-hooks' }] : [{ do: 'call-hooks' }, move];
}
