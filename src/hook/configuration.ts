import type { StandardSchemaV1 } from '@standard-schema/spec';
import * as v from 'valibot';
import { formatIssues } from '../wording/values.ts';
import type { JsonObject } from './json.ts';

/** The keys of `hookDetails` that the kit itself reads; every hook has them. */
export type KitConfiguration = { gate: string | undefined; errorBudget: number };

const defaultErrorBudget = 10;

export type ReadConfiguration<Config> =
  | { ok: true; kit: KitConfiguration; config: Config }
  /** `reason` names the wrong field by its path, and what to write instead. */
  | { ok: false; reason: string };

/** Validates the configured keys, merged over the defaults. A key of the service always wins over a default; objects are not merged. */
export async function readConfiguration<Config>(
  configured: JsonObject,
  defaults: JsonObject,
  schema: StandardSchemaV1<unknown, Config> | undefined,
): Promise<ReadConfiguration<Config>> {
  const { gate, errorBudget, ...own } = { ...defaults, ...configured };
  const parsed = v.safeParse(kitSchema, { gate, errorBudget });
  if (!parsed.success) return { ok: false, reason: formatIssues(parsed.issues, 'hookDetails') };
  const kit = { gate: parsed.output.gate, errorBudget: parsed.output.errorBudget };
  if (!schema) return { ok: true, kit, config: own as Config };

  const result = await schema['~standard'].validate(own);
  return result.issues
    ? { ok: false, reason: formatIssues(result.issues, 'hookDetails') }
    : { ok: true, kit, config: result.value };
}

/** The kit's own settings as far as they can be read, for when nothing else can. */
export function readKitConfiguration(configured: JsonObject): KitConfiguration {
  const gate = v.safeParse(kitSchema.entries.gate, configured['gate']);
  const errorBudget = v.safeParse(kitSchema.entries.errorBudget, configured['errorBudget']);
  return {
    gate: gate.success ? gate.output : undefined,
    errorBudget: errorBudget.success ? errorBudget.output : defaultErrorBudget,
  };
}

const gateWanted = 'expected a letter and up to 39 letters, digits, - and _, such as "release"';

/** The keys of `hookDetails` that every hook takes, built-in or custom. */
export const kitSchema = v.object({
  /** A name for this gate. Needed when two hooks of the same kind share a stage. Default: none. */
  gate: v.optional(v.pipe(v.string(gateWanted), v.regex(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/, gateWanted))),
  /** How many times in a row the hook may be unable to check (throttled, no answer) before the gate fails. Default 10. */
  errorBudget: v.optional(
    v.pipe(
      v.number('expected a whole number from 0 to 1000'),
      v.integer('expected a whole number from 0 to 1000'),
      v.minValue(0, 'expected a whole number from 0 to 1000'),
      v.maxValue(1000, 'expected a whole number from 0 to 1000'),
    ),
    defaultErrorBudget,
  ),
});
