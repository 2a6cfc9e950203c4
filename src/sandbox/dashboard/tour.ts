import { html } from 'hono/html';
import { lifecycleStages } from '../../controller/ecs/stages.ts';

/** Where the tour says its sentences; the script fills it. */
export function tourBox() {
  return html`<div id="spot" class="spot" hidden></div>
<div id="tour" class="tour" data-stages="${lifecycleStages.join(' ')}" role="dialog" aria-label="Guided tour" aria-describedby="tour-words" hidden>
  <p id="tour-words" data-tour-words aria-live="polite"></p>
  <div><span class="soft small" data-tour-count></span><button type="button" class="button" data-tour-end>End the tour</button>
  <button type="button" class="button" data-tour-next>Next</button></div>
</div>`;
}
