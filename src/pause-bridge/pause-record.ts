import * as v from 'valibot';
import { isJsonObject, type JsonObject } from '../hook/json.ts';
import { parseJson } from '../hook/parse-json.ts';
import { formatIssues } from '../wording/values.ts';

const instant = v.pipe(v.string(), v.isoTimestamp());
const action = v.picklist(['CONTINUE', 'ROLLBACK']);

/** The two answers that ECS takes, always sent explicitly: without one, ECS continues. */
export type PauseAction = v.InferOutput<typeof action>;

/** Where a pause is: with these ECS is asked and answered. */
const placeEntries = {
  schemaVersion: v.literal(1),
  hookId: v.string(),
  serviceDeploymentArn: v.string(),
  stage: v.string(),
};

/** A pause that the bridge knows of and has not finished with: an entry of the sweep's list. */
const sightingSchema = v.object({
  ...placeEntries,
  /** When ECS sent the event about it. */
  sentAt: instant,
});

/**
 * What the bridge asked people, written once when it asks. Everything that it later does for this pause follows from here, and from the votes in
 * the request: nobody but the bridge can write this object, whereas the desk can write the request.
 */
const pauseSchema = v.object({
  ...placeEntries,
  /** The request's key. */
  request: v.string(),
  revisionId: v.string(),
  /** Green's share of production traffic in percent, at a step of a linear or canary deployment. */
  step: v.optional(v.number()),
  /** When ECS stops waiting, and what it does then. */
  expiresAt: instant,
  timeoutAction: action,
  /** When people stop being able to decide. */
  deadline: instant,
  /** The rules, as in a gate's `hookDetails`. */
  config: v.custom<JsonObject>(isJsonObject),
  /** The parameter that they are from; missing if there was none and the bridge asks about all pauses. */
  parameter: v.optional(v.string()),
  askedAt: instant,
});

/** What the bridge answers to ECS, and how far it is. */
const deliverySchema = v.object({
  ...placeEntries,
  /**
   * `planned`: this is the answer, and ECS may not have it yet. `answered`: ECS took the answer, but may still roll back because of another hook.
   * `finished`: nothing is left to do.
   */
  state: v.picklist(['planned', 'answered', 'finished']),
  /** Missing if ECS needed no answer any more. */
  action: v.optional(action),
  /** When people decided; missing if the answer has another reason. */
  decidedAt: v.optional(instant),
  /** A clause for people: why this answer, or what happened instead. */
  reason: v.string(),
  at: instant,
});

export type Sighting = v.InferOutput<typeof sightingSchema>;
export type Pause = v.InferOutput<typeof pauseSchema>;
export type Delivery = v.InferOutput<typeof deliverySchema>;

export const readSighting = reader(sightingSchema);
export const readPause = reader(pauseSchema);
export const readDelivery = reader(deliverySchema);

export function formatRecord(record: Sighting | Pause | Delivery): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** One of the bridge's own objects was changed by hand. Trying again does not help; restoring its earlier version does. */
export class DamagedRecordError extends Error {
  override readonly name = 'DamagedRecordError';
}

/** @returns a reader that throws a DamagedRecordError naming the wrong field */
function reader<Schema extends v.GenericSchema>(schema: Schema) {
  return (key: string, body: string): v.InferOutput<Schema> => {
    const parsed = v.safeParse(schema, parseJson(body));
    if (parsed.success) return parsed.output;
    throw new DamagedRecordError(`${key} is not what the bridge writes: ${formatIssues(parsed.issues)}`);
  };
}
