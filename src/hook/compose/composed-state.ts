import * as v from 'valibot';
import type { Check } from '../check.ts';
import { isJsonObject, type JsonValue, weigh } from '../json.ts';
import { maxStateBytes } from '../run-check.ts';
import { type Finding, findingOutcomes, type Verdict, type Waiver, waivers } from '../verdict.ts';
import { isUndecided } from './join-verdicts.ts';

/** What a composed check remembers of its parts between calls, by name. */
export type PartStates = Map<string, PartState>;

type PartState = {
  /** When the part was first called, in seconds since 1970. */
  since: number;
  polls: number;
  /** The part's own state. */
  state?: JsonValue;
  /** The verdict that the part passed with, if it need not run again. */
  passed?: Settled & { waived?: Waiver };
  /** The verdict with which the part could not tell and asked people; it does not run again either. */
  undecided?: Settled;
};

type Settled = { reason: string; findings?: readonly Finding[] };

/** The verdict of a part that need not run again; undefined if it has to run. */
export function settledVerdict({ passed, undecided }: Partial<PartState> = {}): Verdict | undefined {
  if (passed) return { kind: 'pass', ...passed };
  return undecided && { kind: 'fail', ...undecided, inconclusive: true, ask: true };
}

/** Remembers a verdict with which a sequence continues. */
export function keepSettled(states: PartStates, name: string, verdict: Verdict): void {
  const state = states.get(name);
  if (!state) return;
  const { reason, findings } = verdict;
  const settled = { reason, ...(findings && { findings }) };
  if (isUndecided(verdict)) states.set(name, { ...state, undecided: settled });
  else if (verdict.kind === 'pass')
    states.set(name, { ...state, passed: { ...settled, ...(verdict.waived && { waived: verdict.waived }) } });
}

/** State that cannot be read is dropped, and that part starts over. */
export function readPartStates(parts: readonly Check<unknown>[], state: JsonValue | undefined): PartStates {
  const states: PartStates = new Map();
  for (const { name } of parts) {
    const parsed = v.safeParse(partSchema, isJsonObject(state) && Object.hasOwn(state, name) ? state[name] : undefined);
    if (parsed.success) states.set(name, parsed.output as PartState);
  }
  return states;
}

/** Leaves out the findings of parts that need not run again if the whole is too large: that a part has passed matters more than what it found. */
export function writePartStates(states: PartStates): JsonValue {
  const whole = Object.fromEntries(states) as JsonValue;
  if ((weigh(whole) ?? 0) <= maxStateBytes) return whole;
  return Object.fromEntries(
    Array.from(states, ([name, { passed, undecided, ...state }]) => [
      name,
      {
        ...state,
        ...(passed && { passed: withoutFindings(passed) }),
        ...(undecided && { undecided: withoutFindings(undecided) }),
      },
    ]),
  ) as JsonValue;
}

function withoutFindings({ findings: _left, ...settled }: Settled): Settled {
  return settled;
}

const settledEntries = {
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
};

const partSchema = v.object({
  since: v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e12)),
  polls: v.pipe(v.number(), v.integer(), v.minValue(0)),
  state: v.optional(v.custom<JsonValue>(() => true)),
  passed: v.optional(v.object({ ...settledEntries, waived: v.optional(v.picklist(waivers)) })),
  undecided: v.optional(v.object(settledEntries)),
});
