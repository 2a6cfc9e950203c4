import { html } from 'hono/html';
import type { Strategy } from '../../../controller/ecs/resources.ts';
import { type LifecycleStage, lifecycleStages } from '../../../controller/ecs/stages.ts';
import { breakable } from '../../mailbox/breakable.ts';
import { timeBetween, timeSince } from '../../view/running-time.ts';
import type { SandboxData } from '../../view/sandbox-data.ts';
import type { TurnView } from '../../view/service-view.ts';
import { isStepStage } from '../../view/words.ts';

type StepState = 'ahead' | 'current' | 'done' | 'failed' | 'interrupted';

/** The stages of the deployment in their order, and the steps of production traffic. */
export function rail(data: SandboxData) {
  const { deployment } = data.view;
  const strategy = deployment?.strategy ?? data.choice.strategy;
  const turns = deployment?.turns.filter(({ isRollback }) => !isRollback) ?? [];
  const places = stagesOf(strategy)
    .map((stage) => ({ stage, turn: turns.findLast((turn) => turn.stage === stage) }))
    // ECS enters it only if it finds more than one revision at the start.
    .filter(({ stage, turn }) => stage !== 'RECONCILE_SERVICE' || turn !== undefined);
  return html`<h2 class="visually-hidden">Stages</h2>
    <ol class="rail">${places.map(({ stage, turn }) => place(stage, turn, data))}</ol>
    ${steps(data)}`;
}

/** A rolling deployment moves no listener. */
function stagesOf(strategy: Strategy): readonly LifecycleStage[] {
  return strategy === 'ROLLING' ? ['PRE_SCALE_UP', 'SCALE_UP', 'BAKE_TIME', 'CLEAN_UP'] : lifecycleStages;
}

function place(stage: LifecycleStage, turn: TurnView | undefined, { view: { deployment }, now }: SandboxData) {
  const total = deployment?.productionSteps.length ?? 1;
  const isStepped = total > 1 && isStepStage(stage);
  // Between two of its turns a stage is ahead again.
  const isBetween = isStepped && turn?.outcome === 'succeeded' && turn.step < total && !deployment?.finishedAt;
  const state = isBetween ? 'ahead' : stateOf(turn);
  return html`<li class="step ${state}" data-key="${stage}" ${state === 'current' ? html`aria-current="step"` : ''}>
    <span class="name">${breakable(stage)}</span>
    <span class="took">${took(turn, state, now)}${isStepped ? html` <span class="turn">${turn?.step ?? 0} of ${total}</span>` : ''}</span>
  </li>`;
}

/** The turns that the two production stages take one after the other, if there is more than one. */
function steps({ view: { deployment }, now }: SandboxData) {
  if (deployment === undefined || deployment.productionSteps.length < 2) return '';
  const turnOf = (stage: LifecycleStage, step: number) =>
    deployment.turns.find((turn) => turn.stage === stage && turn.step === step && !turn.isRollback);
  return html`<h3 class="visually-hidden">Steps of production traffic</h3>
    <ol class="weights">${deployment.productionSteps.map((percent, index) => {
      const before = turnOf('PRE_PRODUCTION_TRAFFIC_SHIFT', index + 1);
      const move = turnOf('PRODUCTION_TRAFFIC_SHIFT', index + 1);
      // Between its two stages a step is still current.
      const state = move === undefined && before?.outcome === 'succeeded' ? 'current' : stateOf(move ?? before);
      return html`<li class="${state}" data-key="${percent}" ${state === 'current' ? html`aria-current="step"` : ''}>
        <strong>${percent} %</strong> <span class="soft">${renderStep(before, move, now)}</span></li>`;
    })}</ol>`;
}

function renderStep(before: TurnView | undefined, move: TurnView | undefined, now: Date) {
  if (before === undefined) return 'ahead';
  if (move === undefined) return before.until === undefined ? html`asking, ${timeSince(before.since, now)}` : 'asked';
  if (move.until === undefined) return html`baking, ${timeSince(move.since, now)}`;
  return move.outcome === 'succeeded' ? html`done in ${timeBetween(before.since, move.until)}` : 'stopped';
}

function stateOf(turn: TurnView | undefined): StepState {
  if (turn === undefined) return 'ahead';
  switch (turn.outcome) {
    case undefined:
      return 'current';
    case 'succeeded':
      return 'done';
    default:
      return turn.outcome;
  }
}

function took(turn: TurnView | undefined, state: StepState, now: Date) {
  switch (state) {
    case 'ahead':
      return html`<span class="visually-hidden">ahead</span>`;
    case 'current':
      return html`<span class="visually-hidden">now, for </span>${turn && timeSince(turn.since, now)}`;
    case 'done':
      return html`<span class="visually-hidden">done in </span>${turn?.until && timeBetween(turn.since, turn.until)}`;
    case 'failed':
      return 'failed';
    case 'interrupted':
      return 'stopped';
  }
}
