import { shorten } from '../../../wording/values.ts';

/** Shows the type, because "42" and 42 differ but look alike. */
export function formatJson(value: unknown, unit?: string): string {
  if (typeof value === 'string') return value === '' ? 'an empty string' : `"${shorten(value)}"`;
  if (typeof value === 'number') return unit === undefined ? `the number ${value}` : `${value}${unit}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return value === null || typeof value !== 'object' ? String(value) : 'an object';
}
