import { isJsonObject, type JsonObject, type JsonValue } from '../../hook/json.ts';
import { oneLine } from '../../wording/lines.ts';
import { shorten } from '../../wording/values.ts';
import { type DefinitionChange, diffDefinitions } from './diff-definitions.ts';

/** A difference between two task definitions, for people. Values of variables, secrets and everything else that may be a secret are never in it. */
export type FormattedChange = {
  /** `image`, `cpu`, `memory`, `environment`, `secret`, `task role`, `ports` and so on, or `more` for those that are left out. */
  what: string;
  /** Missing for a setting of the whole task. */
  container?: string;
  /** With its unit; of a variable, a secret or a container, its name. Missing if there was none, and if it is not shown. */
  before?: string;
  after?: string;
  /** What else there is to say about it, such as that the value is not shown. */
  note?: string;
};

const maxChanges = 40;
const maxCharacters = 160;

/**
 * What changes from one task definition to the next, at most 40 differences; the last one then says how many are left out.
 *
 * @example
 * formatDefinitionChanges({ memory: '512' }, { memory: '1024' }); // [{ what: 'memory', before: '512 MiB', after: '1024 MiB' }]
 */
export function formatDefinitionChanges(before: JsonObject, after: JsonObject): readonly FormattedChange[] {
  const changes = diffDefinitions(before, after);
  if (changes.length <= maxChanges) return changes.map(formatDefinitionChange);
  const left = changes.length - maxChanges + 1;
  return [
    ...changes.slice(0, maxChanges - 1).map(formatDefinitionChange),
    { what: 'more', note: `${left} more changes` },
  ];
}

function formatDefinitionChange({ field, container, name, kind, before, after }: DefinitionChange): FormattedChange {
  const place = { what: whatIs(field), ...(container !== undefined && { container: cut(container) }) };
  if (name !== undefined) return { ...place, ...namedSides(name, kind), ...noteOf(field, kind) };
  if (before === undefined && after === undefined) return { ...place, note: 'changed, value not shown' };
  return {
    ...place,
    ...(before !== undefined && { before: formatSetting(field, before) }),
    ...(after !== undefined && { after: formatSetting(field, after) }),
  };
}

function namedSides(name: string, kind: DefinitionChange['kind']) {
  return { ...(kind !== 'added' && { before: cut(name) }), ...(kind !== 'removed' && { after: cut(name) }) };
}

function noteOf(field: string, kind: DefinitionChange['kind']): { note?: string } {
  if (field === 'containerDefinitions') return {};
  return { note: kind === 'changed' ? 'value changed, not shown' : 'value not shown' };
}

const plainNames: Readonly<Record<string, string>> = {
  ...{ containerDefinitions: 'container', secrets: 'secret', portMappings: 'ports', logConfiguration: 'logging' },
  ...{ taskRoleArn: 'task role', executionRoleArn: 'execution role', runtimePlatform: 'platform' },
};

/** `healthCheck` → `health check` */
function whatIs(field: string): string {
  return plainNames[field] ?? cut(field.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase());
}

function formatSetting(field: string, value: JsonValue): string {
  if (field === 'memory' || field === 'memoryReservation') return cut(`${formatPlain(value)} MiB`);
  if (field === 'cpu') return cut(formatCpu(value));
  if (field === 'portMappings' && Array.isArray(value)) return cut(value.map(formatPort).join(', '));
  if (field === 'runtimePlatform' && isJsonObject(value)) return cut(Object.values(value).map(formatPlain).join(' '));
  return cut(formatPlain(value));
}

/** ECS counts in units, 1024 of which are one vCPU. */
function formatCpu(value: JsonValue): string {
  const units = Number(value);
  return Number.isFinite(units) ? `${Number((units / 1024).toFixed(3))} vCPU` : formatPlain(value);
}

function formatPort(mapping: JsonValue): string {
  if (!isJsonObject(mapping)) return formatPlain(mapping);
  const { containerPort, hostPort, protocol = 'tcp' } = mapping;
  const port = formatPlain(containerPort ?? mapping['containerPortRange'] ?? 'unknown');
  const host =
    hostPort === undefined || hostPort === 0 || hostPort === containerPort ? '' : ` on host port ${hostPort}`;
  return `${port}/${formatPlain(protocol)}${host}`;
}

function formatPlain(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function cut(text: string): string {
  return shorten(oneLine(text), maxCharacters);
}
