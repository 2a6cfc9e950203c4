import { html } from 'hono/html';
import { isFinal } from '../../controller/ecs/resources.ts';
import { quorums } from '../mailbox/reviewers.ts';
import type { SandboxData } from '../view/sandbox-data.ts';
import { strategies, strategyWords } from '../view/strategies.ts';

/** How many times faster than real time the sandbox's clock can run. */
export const speeds = [1, 5, 20, 60, 300] as const;

/** Forms that also work without script. An action that is not possible now stays reachable and says so when tried. */
export function controls({ view: { deployment }, choice, speed }: SandboxData) {
  const isRunning = deployment !== undefined && !isFinal(deployment.status);
  return html`
    <form method="post" action="/actions/deploy" class="deploy"><button type="submit" class="button primary" ${unavailable(isRunning)}>Deploy</button>
      <label for="strategy" class="visually-hidden">Strategy</label>
      <select id="strategy" name="strategy" data-reader="choice">${strategies.map(
        (strategy) =>
          html`<option value="${strategy}" ${selected(strategy === choice.strategy)}>${strategyWords[strategy].choice}</option>`,
      )}</select>
      <label for="approvals">Approvals</label>
      <select id="approvals" name="approvals" data-reader="choice">${quorums.map(
        (count) => html`<option value="${count}" ${selected(count === (choice.approvals ?? 1))}>${count} of 3</option>`,
      )}</select>
      <label class="tick"><input type="checkbox" name="pauses" value="yes" data-reader="choice"> with a pause</label>
      <label class="tick"><input type="checkbox" name="asksByPause" value="yes" data-reader="choice"> ask at a pause</label>
      <label class="tick"><input type="checkbox" name="asksByRules" value="yes" data-reader="choice"> QA and security</label>
      <label class="tick"><input type="checkbox" name="asksForSignIn" value="yes" data-reader="choice"> reviewers sign in</label>
      <label class="tick"><input type="checkbox" name="comparesMetrics" value="yes" data-reader="choice"> compare metrics</label></form>
    <form method="post" action="/actions/rollback"><button type="submit" class="button" ${unavailable(!isRunning)}>Roll back</button></form>
    <form method="post" action="/actions/speed" class="speed"><label for="factor">Speed</label>
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
