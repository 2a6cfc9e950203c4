/** The five phases that stand for ECS's stages wherever a person looks. */
export const phases = ['start', 'test', 'approve', 'shift', 'bake'] as const;

export type Phase = (typeof phases)[number];

/** Where a phase is: behind, where the deployment is now, or still ahead. */
export type PhaseState = 'done' | 'now' | 'next';

const phaseOfStage: Readonly<Record<string, Phase>> = {
  RECONCILE_SERVICE: 'start',
  PRE_SCALE_UP: 'start',
  SCALE_UP: 'start',
  POST_SCALE_UP: 'start',
  TEST_TRAFFIC_SHIFT: 'test',
  POST_TEST_TRAFFIC_SHIFT: 'test',
  PRE_PRODUCTION_TRAFFIC_SHIFT: 'approve',
  PRODUCTION_TRAFFIC_SHIFT: 'shift',
  POST_PRODUCTION_TRAFFIC_SHIFT: 'shift',
  BAKE_TIME: 'bake',
  CLEAN_UP: 'bake',
};

/**
 * The phase of a lifecycle stage of ECS.
 *
 * @returns undefined for a stage that ECS has introduced since
 * @example phaseOf('POST_TEST_TRAFFIC_SHIFT') // 'test'
 */
export function phaseOf(stage: string): Phase | undefined {
  return phaseOfStage[stage];
}

/**
 * All five phases of a deployment that is at a stage. While it waits there for a person, `approve` is the current phase, no matter at which
 * stage that is: the earlier ones are done, and so is the phase of a stage that comes after its traffic has been shifted.
 *
 * @example phasesAt('POST_TEST_TRAFFIC_SHIFT', true).test // 'done'
 */
export function phasesAt(stage: string, isWaitingForPeople: boolean): Readonly<Record<Phase, PhaseState>> {
  const own = phaseOf(stage);
  const at = own === undefined ? 0 : phases.indexOf(own);
  const passed = stage.startsWith('POST_') ? at + 1 : at;
  const state = (index: number) => (index < passed ? 'done' : 'next');
  const states = Object.fromEntries(phases.map((phase, index) => [phase, state(index)])) as Record<Phase, PhaseState>;
  const current = isWaitingForPeople ? 'approve' : own;
  return current === undefined ? states : { ...states, [current]: 'now' };
}

/** Whether all of production is on the new version while it waits for a person at this stage. */
export function isShifted(stage: string): boolean {
  return phasesAt(stage, true).shift === 'done';
}
