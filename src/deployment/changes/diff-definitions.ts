import { isJsonObject, type JsonObject, type JsonValue } from '../../hook/json.ts';

/** What parts of a task definition are called in the configuration. `other` is every field without a name here, also one that AWS adds. */
export const areas = [
  'image',
  'environment',
  'secrets',
  'roles',
  'network',
  'ports',
  'size',
  'command',
  'volumes',
  'logging',
  'healthCheck',
  'platform',
  'containers',
] as const;

type Area = (typeof areas)[number] | 'other';

/** One difference. It has values only if they cannot be secrets. */
export type DefinitionChange = {
  area: Area;
  /** The field that differs, in ECS's name. A difference with a `name` is about one container, or one entry of `environment` or `secrets`. */
  field: string;
  /** The container; missing for a field of the task definition itself. */
  container?: string;
  name?: string;
  kind: 'added' | 'removed' | 'changed';
  /** Only of fields that cannot hold a secret; missing on the side that has no such field. */
  before?: JsonValue;
  after?: JsonValue;
};

/** Fields that differ between any two task definitions, or follow from the others. */
const identity = new Set([
  ...['taskDefinitionArn', 'revision', 'status', 'registeredAt', 'registeredBy', 'deregisteredAt', 'deleteRequestedAt'],
  ...['requiresAttributes', 'compatibilities'],
]);

const taskAreas: Readonly<Record<string, Area>> = {
  ...{ taskRoleArn: 'roles', executionRoleArn: 'roles', networkMode: 'network', runtimePlatform: 'platform' },
  ...{ cpu: 'size', memory: 'size', ephemeralStorage: 'size', volumes: 'volumes' },
};

const containerAreas: Readonly<Record<string, Area>> = {
  ...{ image: 'image', portMappings: 'ports', environmentFiles: 'environment' },
  ...{ cpu: 'size', memory: 'size', memoryReservation: 'size', command: 'command' },
  ...{ entryPoint: 'command', workingDirectory: 'command', mountPoints: 'volumes', volumesFrom: 'volumes' },
  ...{ logConfiguration: 'logging', firelensConfiguration: 'logging', healthCheck: 'healthCheck' },
};

/** Of all other fields only the name is shown: a command, a label or an option of a log driver may be a secret. */
const shown = new Set([
  'image',
  'taskRoleArn',
  'executionRoleArn',
  'networkMode',
  'cpu',
  'memory',
  'memoryReservation',
  'portMappings',
  'runtimePlatform',
]);

/** What the second task definition has that the first has not, and the other way round. The order of containers, variables and ports does not count. */
export function diffDefinitions(before: JsonObject, after: JsonObject): readonly DefinitionChange[] {
  const task = changedFields(before, after, [...identity, 'containerDefinitions']).map((field) =>
    changeOf(taskAreas[field] ?? 'other', field, before, after),
  );
  const [earlier, later] = [byName(before['containerDefinitions']), byName(after['containerDefinitions'])];
  const containers = [...new Set([...later.keys(), ...earlier.keys()])].flatMap((name) =>
    diffContainer(name, earlier.get(name), later.get(name)),
  );
  return [...task, ...containers];
}

function diffContainer(
  container: string,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): readonly DefinitionChange[] {
  if (!before || !after) {
    const kind = before ? 'removed' : 'added';
    return [{ area: 'containers', field: 'containerDefinitions', container, name: container, kind }];
  }
  return changedFields(before, after, ['environment', 'secrets'])
    .map((field) => changeOf(containerAreas[field] ?? 'other', field, before, after))
    .concat(diffNamed('environment', before, after), diffNamed('secrets', before, after))
    .map((change) => ({ ...change, container }));
}

/** By name, and never with a value. */
function diffNamed(field: 'environment' | 'secrets', before: JsonObject, after: JsonObject): DefinitionChange[] {
  const [earlier, later] = [entriesOf(before[field]), entriesOf(after[field])];
  return [...new Set([...later.keys(), ...earlier.keys()])].flatMap((name) => {
    const [one, other] = [earlier.get(name), later.get(name)];
    if (one && other && inOrder(one) === inOrder(other)) return [];
    const kind = one === undefined ? 'added' : other === undefined ? 'removed' : 'changed';
    return [{ area: field, field, name, kind }];
  });
}

function changedFields(before: JsonObject, after: JsonObject, without: readonly string[]): string[] {
  return [...new Set([...Object.keys(after), ...Object.keys(before)])].filter((field) => {
    // ECS reads them one after the other, so of a variable that is in several, their order decides.
    const write = (value: JsonValue | undefined) =>
      field === 'environmentFiles' ? inOrder(value) : canonical({ [field]: value ?? null });
    return !without.includes(field) && write(before[field]) !== write(after[field]);
  });
}

function changeOf(area: Area, field: string, before: JsonObject, after: JsonObject): DefinitionChange {
  if (!shown.has(field)) return { area, field, kind: 'changed' };
  return { area, field, kind: 'changed', ...sideOf('before', before[field]), ...sideOf('after', after[field]) };
}

function sideOf(side: 'before' | 'after', value: JsonValue | undefined) {
  return value === undefined || canonical(value) === '' ? {} : { [side]: value };
}

/** That one of these is off means what it means to leave it out, and ECS returns it as it was registered. */
const offByDefault = new Set([
  ...['readonlyRootFilesystem', 'privileged', 'interactive', 'pseudoTerminal', 'disableNetworking'],
  ...['initProcessEnabled', 'readOnly', 'enableFaultInjection'],
]);

/** The same text for values that mean the same: ECS writes an empty list for a missing one, and keeps the order of registration. */
function canonical(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) {
    const items = value.map(canonical);
    // Only lists of objects, such as ports: the order of words in a command counts.
    return items.length === 0 ? '' : `[${(value.every(isJsonObject) ? items.toSorted() : items).join(',')}]`;
  }
  if (!isJsonObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value)
    .map(([key, inner]): [string, string] => [key, canonical(inner)])
    .filter(([key, inner]) => inner !== '' && !(inner === 'false' && offByDefault.has(key)))
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return entries.length === 0 ? '' : `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${inner}`).join(',')}}`;
}

/** The same, for a list of which the order counts. */
function inOrder(list: JsonValue | undefined): string {
  return Array.isArray(list) ? list.map(canonical).join() : canonical(list);
}

function byName(list: JsonValue | undefined): ReadonlyMap<string, JsonObject> {
  return new Map([...entriesOf(list)].flatMap(([name, those]) => those.map((one) => [name, one])));
}

/** By name: nothing keeps a variable from being there several times. */
function entriesOf(list: JsonValue | undefined): ReadonlyMap<string, JsonObject[]> {
  return Map.groupBy((Array.isArray(list) ? list : []).filter(isJsonObject), (one) => String(one['name']));
}
