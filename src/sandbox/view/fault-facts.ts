import { type LifecycleStage, lifecycleStages } from '../../controller/ecs/stages.ts';
import type { SandboxData } from './sandbox-data.ts';
import { type SandboxFault, sandboxFaults } from './sandbox-faults.ts';
import { isStepStage } from './words.ts';

/** Each fault: those around ECS, an alarm that hooks or ECS watch, and what is wrong with the version itself. */
export type FaultKey = SandboxFault | 'hook-alarm' | 'ecs-alarm' | 'broken' | 'slow';

/** The stage after which a fault can no longer strike a deployment; the others can until its end. */
const lastStages: Readonly<Partial<Record<FaultKey, LifecycleStage>>> = {
  'unhealthy-target': 'SCALE_UP',
  'hook-alarm': 'POST_TEST_TRAFFIC_SHIFT',
  throttled: 'PRE_PRODUCTION_TRAFFIC_SHIFT',
  crashed: 'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'listener-lag': 'PRODUCTION_TRAFFIC_SHIFT',
};

const lastStagesOfRolling: typeof lastStages = {
  'unhealthy-target': 'SCALE_UP',
  'hook-alarm': 'PRE_SCALE_UP',
  throttled: 'PRE_SCALE_UP',
  crashed: 'PRE_SCALE_UP',
  'listener-lag': 'SCALE_UP',
};

/** Which deployment a fault strikes if it is on now: the one that runs, or the next one because none runs or it is past the place. */
export function strikes(fault: FaultKey, { view: { deployment } }: Pick<SandboxData, 'view'>): 'this' | 'next' {
  if (deployment?.status !== 'IN_PROGRESS' && deployment?.status !== 'PENDING') return 'next';
  const last = (deployment.strategy === 'ROLLING' ? lastStagesOfRolling : lastStages)[fault];
  const turn = deployment.turns.at(-1);
  if (last === undefined || turn === undefined) return 'this';
  // Both stages come once more before the next step of production.
  const comesAgain = turn.stage === 'PRODUCTION_TRAFFIC_SHIFT' && turn.step < deployment.productionSteps.length;
  const isBefore = lifecycleStages.indexOf(turn.stage) <= lifecycleStages.indexOf(last);
  return isBefore || (comesAgain && isStepStage(last)) ? 'this' : 'next';
}

/** Whether something that can go wrong is on, no matter which deployment it strikes. */
export function isAnyFaultOn({ alarms, isBroken, isSlow, faults }: Armed): boolean {
  return isBroken || isSlow || faults.length > 0 || alarms.some(({ isRaised }) => isRaised);
}

type Armed = Pick<SandboxData, 'alarms' | 'isBroken' | 'isSlow' | 'faults'>;

/** A command that shows the same without the sandbox's page; undefined if there is none. */
export function commandOfFault(fault: FaultKey): string | undefined {
  switch (fault) {
    case 'hook-alarm':
      return 'greenlight demo --play alarm-fires';
    case 'broken':
      return 'greenlight demo --play smoke-fails';
    case 'slow':
      return 'greenlight demo --play metrics-fail';
    case 'ecs-alarm':
      return undefined;
    default:
      return ['greenlight simulate', ...(needsHook.has(fault) ? [`--hook ${aHook}`] : []), ...flagsOf(fault)].join(' ');
  }
}

/** Only a hook that is called can be throttled or crash. */
const needsHook: ReadonlySet<FaultKey> = new Set(['throttled', 'crashed']);
const aHook = './my-hook.mjs@POST_TEST_TRAFFIC_SHIFT';

function flagsOf(fault: SandboxFault): string[] {
  return Object.entries(sandboxFaults[fault].faults).map(([name, chance]: [string, number | readonly number[]]) =>
    typeof chance === 'number' ? `--fault ${name}=${chance}` : `--fault ${name}#${chance.join(',')}`,
  );
}
