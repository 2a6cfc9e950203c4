import { html } from 'hono/html';
import { isFinal } from '../../../controller/ecs/resources.ts';
import { quorums } from '../../mailbox/sandbox-reviewers.ts';
import type { SandboxData } from '../../view/sandbox-data.ts';
import { strategies, strategyWords } from '../../view/strategies.ts';
import { situationOf } from '../hero/situation.ts';
import { armedChips, faultMenu } from './fault-menu.ts';

/** The list offers these, and the speed with which the sandbox was started. */
export const maxSpeed = 10_000;

/** How many times faster than real time the sandbox's clock can run. */
const speeds = [1, 5, 20, 60, 300] as const;

/** Forms that also work without script. An action that is not possible now stays reachable and says so when tried. */
export function controls(data: SandboxData) {
  const { deployment } = data.view;
  const isRunning = deployment !== undefined && !isFinal(deployment.status);
  // Exactly one button of the page is filled: this one, unless the hero has one.
  const isNext = !isRunning && situationOf(data).review === undefined;
  return html`
    <form method="post" action="/actions/deploy" class="deploy"><button type="submit" class="button${isNext ? ' primary' : ''}" ${unavailable(isRunning)}>Deploy ${data.nextVersion}</button>
      ${choices(data)}</form>
    ${armedChips(data)}
    ${faultMenu(data)}
    <form method="post" action="/actions/rollback"><button type="submit" class="button" ${unavailable(!isRunning)}>Roll back</button></form>`;
}

function choices({ choice }: SandboxData) {
  return html`<label for="strategy" class="visually-hidden">Strategy</label>
      <select id="strategy" name="strategy" data-reader="choice">${strategies.map(
        (strategy) =>
          html`<option value="${strategy}" ${selected(strategy === choice.strategy)}>${strategyWords[strategy].name}</option>`,
      )}</select>
      <details class="menu" data-key="options"><summary class="button">Options</summary><div class="sheet">
      <label>Approvals <select id="approvals" name="approvals" data-reader="choice">${quorums.map(
        (count) => html`<option value="${count}" ${selected(count === (choice.approvals ?? 1))}>${count} of 3</option>`,
      )}</select><span class="hint small">How many of Ana, Ben and Chi must approve.</span></label>
      ${ticks.map(([name, words, does]) => html`<label class="tick"><input type="checkbox" name="${name}" value="yes" data-reader="choice"><span>${words}<span class="hint small">${does}</span></span></label>`)}
      <p class="hint">The strategies:</p>
      <dl class="explanation">${strategies.map((strategy) => {
        const { name, does } = strategyWords[strategy];
        return html`<div><dt>${name}</dt><dd>${does}</dd></div>`;
      })}</dl></div></details>`;
}

/** The field, its label, and what it does. */
const ticks = [
  ['pauses', 'With a pause', 'After the tests, a pause hook of ECS waits until you press Continue here.'],
  [
    'asksByPause',
    'Ask at a pause',
    'People are asked as before, but ECS waits at a pause hook instead of polling a function.',
  ],
  ['asksByRules', 'Ask QA and security', 'Ana of QA and Ben of security both have to approve.'],
  ['asksForSignIn', 'Reviewers sign in', 'A link alone is not enough: they sign in with the sandbox’s own provider.'],
  [
    'comparesMetrics',
    'Compare metrics',
    'At each step of linear or canary, the new version must not be slower or fail more.',
  ],
] as const;

/** The sandbox's time and its speed. */
export function clock({ now, speed: factor, pace }: SandboxData) {
  const speed = pace?.chosen ?? factor;
  return html`<p><span class="of-what">sandbox time</span> <span class="number" data-clock>${now.toISOString().slice(11, 16)} UTC</span>${pace?.isHeld ? ' ×1 while asked' : ''}</p>
    <form method="post" action="/actions/speed" class="speed"><label for="factor" class="visually-hidden">Speed</label>
      <select id="factor" name="factor">${[...new Set([...speeds, speed])]
        .sort((one, other) => one - other)
        .map((factor) => html`<option value="${factor}" ${selected(factor === speed)}>×${factor}</option>`)}</select>
      <button type="submit" class="button without-script">Set</button></form>`;
}

function unavailable(isUnavailable: boolean) {
  return isUnavailable ? html`aria-disabled="true"` : '';
}

function selected(isSelected: boolean) {
  return isSelected ? html`selected` : '';
}
