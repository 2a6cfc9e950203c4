import * as v from 'valibot';
import { alarmsConfigSchema } from '../../checks/alarms/alarms-config.ts';
import { approvalConfigSchema } from '../../checks/approval/approval-config.ts';
import { browserConfigSchema } from '../../checks/browser/browser-config.ts';
import { smokeConfigSchema } from '../../checks/smoke/config/smoke-config.ts';
import { suiteKeySchema } from '../../checks/smoke/suite/suite-config.ts';
import { termsEntries } from '../../checks/terms/apply-terms.ts';
import { kitSchema } from '../../hook/configuration.ts';
import { type HookKind, hookKinds } from '../hook-kinds.ts';

/** What valibot keeps in a schema, as far as keys can be found by it. */
type Part = {
  kind?: string;
  pipe?: readonly Part[];
  wrapped?: Part;
  entries?: Readonly<Record<string, Part>>;
  item?: Part;
  value?: Part;
  options?: readonly unknown[];
  getter?(input: unknown): Part;
};

type Path = readonly unknown[];

/** The keys that `hookDetails` of a hook may have at the top. */
export function detailsKeys(kind: HookKind): readonly string[] {
  return knownKeys(kind, []);
}

/**
 * The keys that an object of the configuration may have; none if that is not known.
 *
 * @param path from the top of `hookDetails` to the object: `['requests', 0]`
 */
export function knownKeys(kind: HookKind, path: Path): readonly string[] {
  const keys = keysOfSchema(structures[kind], path);
  if (path.length === 0) return [...keys, ...Object.keys(kitSchema.entries)];
  if (keys.length > 0) return keys;
  // The configuration of one check may be inside that of another.
  const at = path.findLastIndex((key) => (hookKinds as readonly unknown[]).includes(key));
  return at === -1 ? [] : keysOfSchema(structures[path[at] as HookKind], path.slice(at + 1));
}

/** The same for any schema of valibot; no keys if it is a function. */
export function keysOfSchema(schema: unknown, path: Path): readonly string[] {
  let parts = alternatives(schema as Part);
  for (const key of path) parts = parts.flatMap((part) => memberOf(part, key)).flatMap((part) => alternatives(part));
  return [...new Set(parts.flatMap(({ entries = {} }) => Object.keys(entries)))];
}

const [smokeKeys] = smokeConfigSchema.pipe;
const [browserKeys] = browserConfigSchema.pipe;
const [alarmsKeys] = alarmsConfigSchema.pipe;

/** As the hooks validate, with the keys that a wrapper of a schema adds. The checks of a gate are found by their names in the path. */
const structures: Readonly<Record<HookKind, v.GenericSchema>> = {
  approval: approvalConfigSchema,
  smoke: v.strictObject({ ...suiteKeySchema.entries, ...smokeKeys.entries, ...termsEntries }),
  alarms: v.strictObject({ ...alarmsKeys.entries, ...termsEntries }),
  browser: v.strictObject({ ...browserKeys.entries, ...termsEntries }),
  gate: v.object({ checks: v.unknown(), ask: approvalConfigSchema }),
};

/** The schema itself, and all that a value has to match or may match. */
function alternatives(part: Part, depth = 0): readonly Part[] {
  if (depth > 10) return [];
  const inner = [
    ...(part.pipe ?? []).filter((each) => each.pipe !== part.pipe && each.kind === 'schema'),
    ...(part.wrapped ? [part.wrapped] : []),
    ...(part.options ?? []).filter((option): option is Part => typeof option === 'object' && option !== null),
    ...[{}, []].flatMap((sample) => part.getter?.(sample) ?? []),
  ];
  return [part, ...inner.flatMap((each) => alternatives(each, depth + 1))];
}

function memberOf({ entries, item, value }: Part, key: unknown): readonly Part[] {
  const own = entries && Object.hasOwn(entries, String(key)) ? entries[String(key)] : undefined;
  return [own, typeof key === 'number' ? item : value].filter((part) => part !== undefined);
}
