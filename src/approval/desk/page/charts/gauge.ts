import { html } from 'hono/html';

type Html = ReturnType<typeof html>;

/**
 * A small chart of a value against its limit, for a finding that has one number of each in the same unit: a bar, and a mark where the limit is. The
 * words next to it say the same, so nobody needs to see it. Empty for everything else.
 *
 * @example renderGauge('p99 812 ms', 'at most 500 ms') // a bar that ends behind the mark
 */
export function renderGauge(found: string, allowed: string | undefined): Html | '' {
  const limit = /^(?:at most |up to |below |under )?(\d+(?:\.\d+)?)( ?(?:ms|s|%))?$/.exec(allowed ?? '');
  const value = limit ? valueIn(found, limit[2]?.trim()) : undefined;
  if (!limit || value === undefined) return '';
  const width = Math.min(100, (markAt * value) / Math.max(Number(limit[1]), Number.EPSILON));
  return renderBar(width, html`<rect class="mark" x="${markAt}%" width="2" height="6"/>`);
}

/**
 * A bar that is filled so far, in percent of its width.
 *
 * @param mark - what to draw over it. Default: nothing
 */
export function renderBar(percent: number, mark: Html | '' = ''): Html {
  return html`<svg class="gauge" aria-hidden="true"><rect width="${Number(percent.toFixed(1))}%" height="6"/>${mark}</svg>`;
}

/** How far along the bar the limit is, in percent: there is room for what is beyond it. */
const markAt = 75;

/** The only number with this unit; undefined if there is none or several. */
function valueIn(found: string, unit: string | undefined): number | undefined {
  const numbers = [...found.matchAll(/(?<![\w.])(\d+(?:\.\d+)?)(?: ?(ms|s|%))?(?![\w.])/g)];
  const [only, second] = numbers.filter(([, , own]) => own === unit);
  return only && !second ? Number(only[1]) : undefined;
}
