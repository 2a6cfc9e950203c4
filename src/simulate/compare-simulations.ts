import { type LifecycleStage, lifecycleStages } from '../controller/ecs/stages.ts';
import type { Simulation, StageTurn } from './simulation.ts';

/** What is compared of a simulated deployment. Times are in simulated seconds since it started. */
export type ComparedSimulation = {
  strategy: Simulation['strategy'];
  status: Simulation['status'];
  statusReason: string | null;
  /** The hook because of which it rolled back: how it ended, and what it said. Null if no hook did. */
  failedHook: { name: string; stage: string; status: string; reason: string | null } | null;
  virtualSeconds: number;
  /** When production first sent something to green, and when everything; null: never. */
  firstGreenSeconds: number | null;
  allGreenSeconds: number | null;
  /** The largest share of production that green ever had. */
  maxGreenPercent: number;
  /** Calls of hooks. */
  calls: number;
  /** How long each stage took, all its steps together, without those that took no time. */
  stages: readonly { stage: LifecycleStage | 'rollback'; seconds: number }[];
};

/** Two deployments of the same seed. */
export type SimulationComparison = {
  own: ComparedSimulation;
  other: ComparedSimulation;
  /** Which of them did not end as SUCCESSFUL. */
  rollsBack: 'neither' | 'own' | 'other' | 'both';
  /** How much longer the other one takes; negative: how much less. */
  otherTakesLongerBySeconds: number;
};

/**
 * Compares two deployments: which one rolls back, and how much longer it takes.
 *
 * @example compareSimulations(blueGreen, canary).rollsBack // 'own': the canary goes through
 */
export function compareSimulations(one: Simulation, two: Simulation): SimulationComparison {
  const [own, other] = [comparedOf(one), comparedOf(two)];
  const back = [own, other].map(({ status }) => status !== 'SUCCESSFUL');
  return {
    ...{ own, other },
    rollsBack: back[0] ? (back[1] ? 'both' : 'own') : back[1] ? 'other' : 'neither',
    otherTakesLongerBySeconds: other.virtualSeconds - own.virtualSeconds,
  };
}

function comparedOf(simulation: Simulation): ComparedSimulation {
  const { strategy, status, statusReason, virtualSeconds, weights, hooks, stages } = simulation;
  const production = weights.filter(({ listener }) => listener === 'production');
  return {
    ...{ strategy, status, statusReason, virtualSeconds },
    failedHook: status === 'SUCCESSFUL' ? null : failedHookOf(simulation),
    firstGreenSeconds: production.find(({ green }) => green > 0)?.atSeconds ?? null,
    allGreenSeconds: production.find(({ green, blue }) => green > 0 && blue === 0)?.atSeconds ?? null,
    maxGreenPercent: Math.max(0, ...production.map(({ green }) => green)),
    calls: hooks.reduce((sum, { calls }) => sum + calls.length, 0),
    stages: stagesOf(stages),
  };
}

/** The last one that went wrong: its rollback ends the deployment. A hook of which ECS says nothing did not cause it. */
function failedHookOf({ hooks, statusReason }: Simulation): ComparedSimulation['failedHook'] {
  const isCause = ({ status, stage, isRollback }: Simulation['hooks'][number]) =>
    !isRollback && (status === 'FAILED' || status === 'TIMED_OUT') && (statusReason ?? '').includes(stage);
  const found = hooks.findLast(isCause);
  if (!found) return null;
  const { name, stage, status, reason } = found;
  return { name, stage, status, reason };
}

function stagesOf(turns: readonly StageTurn[]): ComparedSimulation['stages'] {
  const names = [...lifecycleStages, 'rollback'] as const;
  const nameOf = ({ stage, isRollback }: StageTurn) => (isRollback ? 'rollback' : stage);
  return names
    .map((stage) => ({
      stage,
      seconds: turns.filter((turn) => nameOf(turn) === stage).reduce((sum, { seconds }) => sum + seconds, 0),
    }))
    .filter(({ seconds }) => seconds > 0);
}
