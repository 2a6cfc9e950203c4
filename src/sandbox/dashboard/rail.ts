import { html } from 'hono/html';
import type { Strategy } from '../../controller/ecs/resources.ts';
import { type LifecycleStage, lifecycleStages } from '../../controller/ecs/stages.ts';
import { shortArn } from '../../wording/ids.ts';
import { timeBetween, timeSince } from '../view/running-time.ts';
import type { SandboxData } from '../view/sandbox-data.ts';
import type { DeploymentView, TurnView } from '../view/service-view.ts';
import { strategies, strategyWords } from '../view/strategies.ts';
import { rollingWords, stageWords, stepWords } from '../view/words.ts';
import { guidance } from './guidance.ts';

type StepState = 'ahead' | 'current' | 'done' | 'failed' | 'interrupted';

/** The stages of the deployment in their order, its steps, the way back of a rollback, and what happens now. */
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
    ${steps(data)}
    ${wayBack(data)}
    ${guide(data)}
    ${explanation(data)}`;
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
    <span class="name">${stage.split('_').map((word, index) => html`${index > 0 ? html`_<wbr>` : ''}${word}`)}</span>
    <span class="took">${took(turn, state, now)}${isStepped ? html` <span class="turn">${turn?.step ?? 0} of ${total}</span>` : ''}</span>
  </li>`;
}

/** The two stages that have a turn for every step of production traffic. */
export function isStepStage(stage: LifecycleStage): boolean {
  return stage === 'PRE_PRODUCTION_TRAFFIC_SHIFT' || stage === 'PRODUCTION_TRAFFIC_SHIFT';
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

/** What happens now, what comes next, and what the reader can do. */
function guide(data: SandboxData) {
  const { next, can } = guidance(data);
  const entry = (term: string, words: unknown) => html`<div data-key="${term}"><dt>${term}</dt><dd>${words}</dd></div>`;
  return html`<dl class="now">${entry('Now', renderNow(data))}${next && entry('Next', next)}${can && entry('You can', can)}</dl>
    ${pauseForms(data)}`;
}

/** Shown while there is a choice, and open until the first one is made. */
function explanation({ view: { deployment } }: SandboxData) {
  if (deployment !== undefined && deployment.finishedAt === undefined) return '';
  return html`<details class="explanation" data-key="explanation" ${deployment === undefined ? html`open` : ''}><summary>What each strategy does</summary>
    <dl>${strategies.map((strategy) => {
      const { name, does } = strategyWords[strategy];
      return html`<div><dt>${name}</dt><dd>${does}</dd></div>`;
    })}</dl></details>`;
}

/** What a pause hook waits for. */
function pauseForms({ view: { deployment } }: SandboxData) {
  const pauses = deployment?.hooks.filter(({ isPause, state }) => isPause && state === 'waiting') ?? [];
  return pauses.map(
    ({ id }) => html`<form method="post" action="/actions/continue" class="pause" data-key="${id}">
      <input type="hidden" name="hookId" value="${id}">
      <button type="submit" class="button primary" name="action" value="CONTINUE">Continue</button>
      <button type="submit" class="button" name="action" value="ROLLBACK">Roll back at the pause</button></form>`,
  );
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

function wayBack({ view: { deployment }, now }: SandboxData) {
  if (deployment === undefined || !isRollingOrRolledBack(deployment)) return '';
  const turns = deployment.turns.filter(({ isRollback }) => isRollback);
  const culprits = deployment.hooks.filter(({ state }) => state === 'failed');
  return html`<div class="note failed way-back">
    <p><strong>${deployment.status === 'ROLLBACK_SUCCESSFUL' ? 'Rolled back.' : 'Rolling back.'}</strong> ${deployment.statusReason}</p>
    ${culprits.map(
      ({ functionName, reason }) =>
        html`<p><span class="status failed">${functionName}</span> ${reason ?? 'gave no reason'}</p>`,
    )}
    ${
      turns.length > 0 &&
      html`<p class="soft">The way back:</p><ol>${turns.map(
        ({ stage, since, until }) =>
          html`<li><span class="mono">${stage}</span> ${until === undefined ? timeSince(since, now) : timeBetween(since, until)}</li>`,
      )}</ol>`
    }
  </div>`;
}

function isRollingOrRolledBack({ status }: DeploymentView): boolean {
  return ['ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED'].includes(status);
}

function renderNow({ view: { deployment }, primaryRevisionArn, versionOf }: SandboxData) {
  const serving = primaryRevisionArn === undefined ? 'Nothing' : `Version ${versionOf(primaryRevisionArn)}`;
  switch (deployment?.status) {
    case undefined:
    case 'SUCCESSFUL':
      return `${serving} serves production. Deploy releases the next version with the strategy chosen next to it.`;
    case 'ROLLBACK_SUCCESSFUL':
      return `${serving} serves production, as before.`;
    case 'STOPPED':
    case 'ROLLBACK_FAILED':
      return `The deployment ended as ${deployment.status}.`;
    case 'STOP_REQUESTED':
    case 'ROLLBACK_REQUESTED':
    case 'ROLLBACK_IN_PROGRESS':
      return `ECS brings all traffic back to ${deployment.sourceRevisionArn === undefined ? 'nothing' : shortArn(deployment.sourceRevisionArn)}.`;
    case 'PENDING':
    case 'IN_PROGRESS': {
      const current = deployment.turns.findLast(({ until }) => until === undefined);
      return current === undefined
        ? 'ECS is about to begin.'
        : html`${formatStage(current.stage, deployment)} ${waitingHooks(deployment)}`;
    }
  }
}

function formatStage(stage: LifecycleStage, { strategy, productionSteps }: DeploymentView): string {
  if (strategy === 'ROLLING') return rollingWords[stage] ?? stageWords[stage];
  return (productionSteps.length > 1 ? stepWords[stage] : undefined) ?? stageWords[stage];
}

function waitingHooks({ hooks }: DeploymentView) {
  return hooks
    .filter(({ state, isRollback }) => state === 'waiting' && !isRollback)
    .map(
      ({ functionName, reason }) =>
        html`<br><span class="status waiting">${functionName}</span> ${reason ?? 'asks to be called again'}`,
    );
}
