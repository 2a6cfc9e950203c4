import { html } from 'hono/html';
import type { Series } from '../../../../hook/verdict.ts';
import type { Words } from '../../language/en.ts';

type Html = ReturnType<typeof html>;

const height = 24;

/**
 * A small chart of a series from zero up, with its limit as a line across, and the same in words below. Empty for fewer than three values.
 *
 * @example renderSparkline(en, { name: 'response times', values: [82, 90, 212], unit: 'ms', max: 500 }) // …response times: 82 to 212 ms, limit 500 ms
 */
export function renderSparkline(words: Words, { name, values, unit = '', max, min }: Series): Html | '' {
  if (values.length < 3) return '';
  const limit = max ?? min;
  const all = limit === undefined ? values : [...values, limit];
  const [bottom, top] = [Math.min(0, ...all), Math.max(...all)];
  const yOf = (value: number) => Math.round(height - 1 - ((height - 2) * (value - bottom)) / (top - bottom || 1));
  const points = values.map((value, x) => `${x} ${yOf(value)}`).join(',');
  const end = values.length - 1;
  const line = limit === undefined ? '' : html`<path d="M0 ${yOf(limit)}H${end}"/>`;
  const ofUnit = (value: number) => `${formatValue(value)}${unit === '' ? '' : ` ${unit}`}`;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const said = low === high ? ofUnit(high) : words.checks.series(formatValue(low), ofUnit(high));
  const allowed = limit === undefined ? '' : `, ${words.checks.limit(ofUnit(limit), max === undefined)}`;
  return html`<svg class="spark" viewBox="0 0 ${end} ${height}" preserveAspectRatio="none" aria-hidden="true">${line}<polyline points="${points}"/></svg><small class="soft">${name}: ${said}${allowed}</small>`;
}

/** Three digits, and all of a large whole number. */
function formatValue(value: number): string {
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
