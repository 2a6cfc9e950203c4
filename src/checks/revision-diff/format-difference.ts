import type { DefinitionChange } from '../../deployment/changes/diff-definitions.ts';
import type { JsonValue } from '../../hook/json.ts';
import { shorten } from '../../wording/values.ts';

/** What differs: `cpu`, `container ui: image`, `container ui: variable MODE`. */
export function nameOfDifference({ field, container, name }: DefinitionChange): string {
  if (container === undefined) return field;
  const noun = { environment: 'variable', secrets: 'secret' }[field];
  if (name === undefined) return `container ${container}: ${field}`;
  return noun === undefined ? `container ${container}` : `container ${container}: ${noun} ${shorten(name)}`;
}

/** How it differs: `256 → 512`, or `added`, `removed` or `changed` if its value is not shown. */
export function formatDifference({ before, after, kind }: DefinitionChange): string {
  return before === undefined && after === undefined ? kind : `${formatSide(before)} → ${formatSide(after)}`;
}

function formatSide(value: JsonValue | undefined): string {
  if (value === undefined) return 'none';
  return shorten(typeof value === 'string' ? value : JSON.stringify(value), 120);
}
