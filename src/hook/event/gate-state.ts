import * as v from 'valibot';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { Target } from '../target.ts';

/** The key under which the kit keeps its own state in `hookDetails`. */
export const stateKey = 'greenlight';

/** What `hookDetails` carries from one call of a gate to the next. */
export type GateState = {
  /** The deployment, the stage, and the step if there are steps: {@link placeOf}. */
  at: string;
  /** When the gate was first called, in seconds since 1970. */
  since: number;
  /** Calls so far. */
  polls: number;
  /** Errors in a row so far. */
  errors: number;
  /** The last verdict that was reported, so that an unchanged one is not reported again. */
  last?: string;
  /** The defaults in force since the first call: later changes do not affect an open gate, and a poll need not read them. */
  defaults?: JsonObject;
  /** The check's own state. */
  state?: JsonValue;
};

const stateSchema = v.object({
  v: v.literal(1),
  at: v.string(),
  // The last second that a Date can represent.
  since: v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e12)),
  polls: v.pipe(v.number(), v.integer(), v.minValue(0)),
  errors: v.pipe(v.number(), v.integer(), v.minValue(0)),
  last: v.optional(v.string()),
  defaults: v.optional(v.custom<JsonObject>(isJsonObject)),
  state: v.optional(v.custom<JsonValue>(() => true)),
});

/**
 * Takes the kit's state out of `hookDetails`. State that cannot be read (from another version, or a key of that name that somebody else set)
 * is dropped, and the gate starts over: that forgets counters, never a decision. The state of another deployment, stage or step is dropped
 * too: it may have been saved with a service's configuration, and ECS may pass the details of one step to the next. Even the gate's own state
 * is not trusted for a decision, because anybody who configures `hookDetails` can write it.
 *
 * @param at - the gate's current place
 */
export function readGateState(
  hookDetails: JsonObject,
  at: string,
): { configured: JsonObject; previous: GateState | undefined } {
  const { [stateKey]: raw, ...configured } = hookDetails;
  const parsed = v.safeParse(stateSchema, raw);
  if (!parsed.success || parsed.output.at !== at) return { configured, previous: undefined };
  const { v: _version, ...previous } = parsed.output;
  return { configured, previous: previous as GateState };
}

/** Names the place of a gate: `EZe5RNVLH6PPzHXINuP28/PRODUCTION_TRAFFIC_SHIFT@25`. */
export function placeOf(
  target: (Pick<Target, 'stage' | 'productionWeight'> & { deploymentId?: string | undefined }) | undefined,
): string {
  if (!target) return '';
  const { deploymentId, stage, productionWeight: weight } = target;
  return `${deploymentId === undefined ? '' : `${deploymentId}/`}${stage}${weight === undefined ? '' : `@${weight}`}`;
}

/** Adds the state to the configured keys: ECS may replace what it had, so anything left out is lost. */
export function writeGateState(configured: JsonObject, state: GateState): JsonObject {
  return { ...configured, [stateKey]: { v: 1, ...state } as JsonObject };
}
