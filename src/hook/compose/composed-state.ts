import * as v from 'valibot';
import type { Check } from '../check.ts';
import { isJsonObject, type JsonValue, weigh } from '../json.ts';
import { maxStateBytes } from '../run-check.ts';
import { type Finding, findingOutcomes } from '../verdict.ts';

/** What a composed check remembers of its parts between calls, by name. */
export type PartStates = Map<string, PartState>;

type PartState = {
  /** When the part was first called, in seconds since 1970. */
  since: number;
  polls: number;
  /** The part's own state. */
  state?: JsonValue;
  /** The verdict that the part passed with, if it need not run again. */
  passed?: { reason: string; findings?: readonly Finding[] };
};

/** State that cannot be read is dropped, and that part starts over. */
export function readPartStates(parts: readonly Check<unknown>[], state: JsonValue | undefined): PartStates {
  const states: PartStates = new Map();
  for (const { name } of parts) {
    const parsed = v.safeParse(partSchema, isJsonObject(state) && Object.hasOwn(state, name) ? state[name] : undefined);
    if (parsed.success) states.set(name, parsed.output as PartState);
  }
  return states;
}

/** Leaves out the findings of passed parts if the whole is too large: that a part has passed matters more than what it found. */
export function writePartStates(states: PartStates): JsonValue {
  const whole = Object.fromEntries(states) as JsonValue;
  if ((weigh(whole) ?? 0) <= maxStateBytes) return whole;
  return Object.fromEntries(
    Array.from(states, ([name, { passed, ...state }]) => [
      name,
      { ...state, ...(passed && { passed: { reason: passed.reason } }) },
    ]),
  ) as JsonValue;
}

const partSchema = v.object({
  since: v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e12)),
  polls: v.pipe(v.number(), v.integer(), v.minValue(0)),
  state: v.optional(v.custom<JsonValue>(() => true)),
  passed: v.optional(
    v.object({
      reason: v.string(),
      findings: v.optional(
        v.array(
          v.object({
            name: v.string(),
            outcome: v.picklist(findingOutcomes),
            found: v.string(),
            allowed: v.optional(v.string()),
          }),
        ),
      ),
    }),
  ),
});
