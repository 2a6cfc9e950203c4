import { html } from 'hono/html';
import { lifecycleStages } from '../../controller/stages.ts';
import { timeSince } from './running-time.ts';
import type { StageData } from './stage-data.ts';
import type { DeploymentView, StageTurn } from './view-state.ts';
import { sayElapsed, shorten, stageWords } from './words.ts';

type StepState = 'ahead' | 'current' | 'done' | 'failed' | 'interrupted';

/** The stages of the deployment in their order, the way back of a rollback, and what happens now. */
export function rail(data: StageData) {
  const turns = data.view.deployment?.turns.filter(({ isRollback }) => !isRollback) ?? [];
  const steps = lifecycleStages
    .map((stage) => ({ stage, turn: turns.findLast((turn) => turn.stage === stage) }))
    // ECS enters it only where it finds more than one revision at the start.
    .filter(({ stage, turn }) => stage !== 'RECONCILE_SERVICE' || turn !== undefined);
  return html`<h2 class="visually-hidden">Stages</h2>
    <ol class="rail">${steps.map(({ stage, turn }) => step(stage, turn, data.now))}</ol>
    ${wayBack(data)}
    <p class="now">${sayNow(data)}</p>`;
}

function step(stage: string, turn: StageTurn | undefined, now: Date) {
  const state = stateOf(turn);
  return html`<li class="step ${state}" data-key="${stage}" ${state === 'current' ? html`aria-current="step"` : ''}>
    <span class="name">${stage.split('_').map((word, index) => html`${index > 0 ? html`_<wbr>` : ''}${word}`)}</span>
    <span class="took">${took(turn, state, now)}</span>
  </li>`;
}

function stateOf(turn: StageTurn | undefined): StepState {
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

function took(turn: StageTurn | undefined, state: StepState, now: Date) {
  switch (state) {
    case 'ahead':
      return html`<span class="visually-hidden">ahead</span>`;
    case 'current':
      return html`<span class="visually-hidden">now, for </span>${turn && timeSince(turn.since, now)}`;
    case 'done':
      return html`<span class="visually-hidden">done in </span>${turn?.until && sayElapsed(+turn.until - +turn.since)}`;
    case 'failed':
      return 'failed';
    case 'interrupted':
      return 'stopped';
  }
}

function wayBack({ view: { deployment }, now }: StageData) {
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
      html`<ol>${turns.map(
        ({ stage, since, until }) =>
          html`<li><span class="mono">${stage}</span> ${until === undefined ? timeSince(since, now) : sayElapsed(+until - +since)}</li>`,
      )}</ol>`
    }
  </div>`;
}

function isRollingOrRolledBack({ status }: DeploymentView): boolean {
  return ['ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED'].includes(status);
}

function sayNow({ view: { deployment }, primaryRevisionArn, versionOf }: StageData) {
  const serving = primaryRevisionArn === undefined ? 'Nothing' : `Version ${versionOf(primaryRevisionArn)}`;
  switch (deployment?.status) {
    case undefined:
    case 'SUCCESSFUL':
      return `${serving} serves production. Deploy starts the next version beside it.`;
    case 'ROLLBACK_SUCCESSFUL':
      return `${serving} serves production, as before.`;
    case 'STOPPED':
    case 'ROLLBACK_FAILED':
      return `The deployment ended as ${deployment.status}.`;
    case 'STOP_REQUESTED':
    case 'ROLLBACK_REQUESTED':
    case 'ROLLBACK_IN_PROGRESS':
      return `ECS brings all traffic back to ${deployment.sourceRevisionArn === undefined ? 'nothing' : shorten(deployment.sourceRevisionArn)}.`;
    case 'PENDING':
    case 'IN_PROGRESS': {
      const current = deployment.turns.findLast(({ until }) => until === undefined);
      return current === undefined
        ? 'ECS is about to begin.'
        : html`${stageWords[current.stage]} ${waitingHooks(deployment)}`;
    }
  }
}

function waitingHooks({ hooks }: DeploymentView) {
  return hooks
    .filter(({ state, isRollback }) => state === 'waiting' && !isRollback)
    .map(
      ({ functionName, reason }) =>
        html`<br><span class="status waiting">${functionName}</span> ${reason ?? 'asks to be called again'}`,
    );
}
