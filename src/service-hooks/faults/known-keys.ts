import * as v from 'valibot';
import { alarmsConfigSchema } from '../../checks/alarms/alarms-config.ts';
import { approvalConfigSchema } from '../../checks/approval/approval-config.ts';
import { browserConfigSchema } from '../../checks/browser/browser-config.ts';
import { changeWindowConfigSchema } from '../../checks/change-window/change-window-config.ts';
import { httpGateConfigSchema } from '../../checks/http-gate/http-gate-config.ts';
import { imagePolicyConfigSchema } from '../../checks/image-policy/image-policy-config.ts';
import { loadConfigSchema } from '../../checks/load/load-config.ts';
import { metricsConfigSchema } from '../../checks/metrics/config/metrics-config.ts';
import { revisionDiffConfigSchema } from '../../checks/revision-diff/revision-diff-config.ts';
import { smokeConfigSchema } from '../../checks/smoke/config/smoke-config.ts';
import { suiteKeySchema } from '../../checks/smoke/suite/suite-config.ts';
import { targetHealthConfigSchema } from '../../checks/target-health/target-health-config.ts';
import { termsEntries } from '../../checks/terms/apply-terms.ts';
import { kitSchema } from '../../hook/configuration.ts';
import type { HookKind } from '../hook-kinds.ts';

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
  // Below the name of a check; further down, the same word is one of its keys.
  const at = path.findIndex((key) => typeof key === 'string' && Object.hasOwn(structures, key));
  return at === -1 ? [] : keysOfSchema(structures[String(path[at])], path.slice(at + 1));
}

/** The same for any schema of valibot; no keys if it is a function. */
export function keysOfSchema(schema: unknown, path: Path): readonly string[] {
  let parts = alternatives(schema as Part);
  for (const key of path) parts = parts.flatMap((part) => memberOf(part, key)).flatMap((part) => alternatives(part));
  return [...new Set(parts.flatMap(({ entries = {} }) => Object.keys(entries)))];
}

/** As the hooks and the checks of a gate validate, with the keys that a wrapper of a schema adds. The checks are found by their names in the path. */
const structures: Readonly<Record<string, unknown>> = {
  approval: approvalConfigSchema,
  smoke: automated(v.union([suiteKeySchema, smokeConfigSchema])),
  alarms: automated(alarmsConfigSchema),
  browser: automated(browserConfigSchema),
  gate: v.object({ checks: v.unknown(), ask: approvalConfigSchema }),
  'change-window': automated(changeWindowConfigSchema),
  'http-gate': automated(httpGateConfigSchema),
  'image-policy': automated(imagePolicyConfigSchema),
  load: automated(loadConfigSchema),
  metrics: automated(metricsConfigSchema),
  'revision-diff': automated(revisionDiffConfigSchema),
  'target-health': automated(targetHealthConfigSchema),
};

function automated(schema: v.GenericSchema): unknown {
  return v.union([schema, v.object(termsEntries)]);
}

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
