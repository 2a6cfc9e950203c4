import { html } from 'hono/html';
import { isFinal } from '../../controller/resources.ts';
import type { StageData } from './stage-data.ts';

/** How many times faster than the wall's the stage's clock can run. */
export const speeds = [1, 5, 20, 60, 300] as const;

/** Forms that work without script too. What cannot be done now stays reachable and says so when tried. */
export function controls({ view: { deployment }, alarm, isBroken, speed }: StageData) {
  const isRunning = deployment !== undefined && !isFinal(deployment.status);
  return html`
    <form method="post" action="/actions/deploy"><button type="submit" class="button primary" ${unavailable(isRunning)}>Deploy</button></form>
    <form method="post" action="/actions/rollback"><button type="submit" class="button" ${unavailable(!isRunning)}>Roll back</button></form>
    <form method="post" action="/actions/alarm"><button type="submit" class="button" name="state" value="${alarm.isRaised ? 'OK' : 'ALARM'}">${alarm.isRaised ? 'Clear alarm' : 'Raise alarm'}</button></form>
    <form method="post" action="/actions/break"><button type="submit" class="button" name="broken" value="${isBroken ? 'no' : 'yes'}">${isBroken ? 'Mend new version' : 'Break new version'}</button></form>
    <form method="post" action="/actions/speed" class="speed"><label for="factor">Speed</label>
      <select id="factor" name="factor">${[...new Set([...speeds, speed])]
        .sort((one, other) => one - other)
        .map(
          (factor) => html`<option value="${factor}" ${factor === speed ? html`selected` : ''}>×${factor}</option>`,
        )}</select>
      <button type="submit" class="button without-script">Set</button></form>`;
}

function unavailable(isUnavailable: boolean) {
  return isUnavailable ? html`aria-disabled="true"` : '';
}
