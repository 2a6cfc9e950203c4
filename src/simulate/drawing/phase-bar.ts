import { html } from 'hono/html';
import { type DeploymentStatus, isFinal, type Strategy } from '../../controller/ecs/resources.ts';
import { type LifecycleStage, lifecycleStages } from '../../controller/ecs/stages.ts';
import { type Phase, type PhaseState, phaseOf, phases, phasesAt } from '../../wording/phases.ts';

type InPhases = {
  strategy: Strategy;
  status: DeploymentStatus;
  /** In the order they began. */
  turns: readonly { stage: LifecycleStage; isRollback: boolean }[];
};

type BarState = PhaseState | 'failed' | 'over' | 'skipped';

/**
 * The five phases of a deployment.
 *
 * @param isAsking - whether the deployment waits for a person, or ended while it did
 * @param isAsked - whether somebody asked for the rollback, which is then not a failure
 */
export function phaseStates(
  deployment: InPhases | undefined,
  { isAsking, isAsked }: { isAsking: boolean; isAsked: boolean },
): Readonly<Record<Phase, BarState>> {
  const turn = deployment?.turns.findLast(({ isRollback }) => !isRollback);
  const states: Record<Phase, BarState> =
    deployment === undefined || turn === undefined
      ? { start: 'next', test: 'next', approve: 'next', shift: 'next', bake: 'next' }
      : { ...phasesAt(stageFor(deployment, turn.stage), isAsking) };
  if (deployment?.strategy === 'ROLLING') states.test = 'skipped';
  if (deployment?.status === 'SUCCESSFUL') return withNow(states, 'done', 'next');
  const isOver = deployment !== undefined && (isFinal(deployment.status) || deployment.status.startsWith('ROLLBACK'));
  return isOver ? withNow(states, isAsked ? 'over' : 'failed') : states;
}

/** In a rolling deployment production moves with the tasks. */
function stageFor({ strategy }: Pick<InPhases, 'strategy'>, stage: LifecycleStage): string {
  return strategy === 'ROLLING' && stage === 'SCALE_UP' ? 'PRODUCTION_TRAFFIC_SHIFT' : stage;
}

function withNow(states: Record<Phase, BarState>, ...replaced: [BarState, BarState?]): Record<Phase, BarState> {
  const [now, next] = replaced;
  const all = next === undefined ? ['now'] : ['now', next];
  return Object.fromEntries(
    Object.entries(states).map(([phase, state]) => [phase, all.includes(state) ? now : state]),
  ) as Record<Phase, BarState>;
}

const names: Readonly<Record<Phase, string>> = {
  start: 'Start',
  test: 'Test',
  approve: 'Approve',
  shift: 'Shift',
  bake: 'Bake',
};

const stateWords: Readonly<Record<BarState, string>> = {
  done: 'done',
  now: 'now',
  next: 'ahead',
  failed: 'stopped here',
  over: 'stopped here',
  skipped: 'left out',
};

export function phaseBar(states: Readonly<Record<Phase, BarState>>) {
  return html`<ol class="phases" aria-label="Phases">${phases.map(
    (
      phase,
    ) => html`<li class="${states[phase]}" data-key="${phase}" ${states[phase] === 'now' ? html`aria-current="step"` : ''}>
      <span>${names[phase]}</span><span class="visually-hidden">, ${stateWords[states[phase]]}</span><small aria-hidden="true">${stagesOf(phase)}</small></li>`,
  )}</ol>`;
}

function stagesOf(phase: Phase): string {
  return lifecycleStages.filter((stage) => stage !== 'RECONCILE_SERVICE' && phaseOf(stage) === phase).join(' · ');
}
