import type { Clock } from './clock.ts';
import type { KitConfiguration } from './configuration.ts';
import { parseEvent } from './event.ts';
import { type GateState, placeOf, readGateState } from './gate-state.ts';
import type { JsonObject } from './json.ts';
import type { Target } from './target.ts';
import type { Verdict } from './verdict.ts';

/** One call of a hook, as far as the event tells. */
export type Invocation = {
  startedAt: Date;
  target: Target | undefined;
  /** What is wrong with the event or its `hookDetails`, if anything. */
  problem: string | undefined;
  configured: JsonObject;
  /** As it was before this call. */
  state: GateState;
};

/** What came of looking, and under which settings. */
export type Examination = {
  verdict: Verdict;
  kit: KitConfiguration;
  defaults: JsonObject | undefined;
  inRollback: boolean;
  /** Why ECS could not be asked whether this is a rollback. */
  rollbackError?: string | undefined;
};

/** Takes an event apart. What is wrong with it becomes `problem`; only a broken clock throws. */
export function readInvocation(event: unknown, clock: Clock): Invocation {
  const startedAt = clock.now();
  const parsed = parseEvent(event);
  const hookDetails = parsed.ok ? parsed.hookDetails : {};
  const at = placeOf(parsed.ok ? parsed.target : undefined);
  const { configured, previous } = readGateState(typeof hookDetails === 'string' ? {} : hookDetails, at);
  const state = previous ?? { at, since: Math.floor(startedAt.getTime() / 1000), polls: 0, errors: 0 };
  if (!parsed.ok) return { startedAt, target: undefined, problem: parsed.reason, configured, state };

  const problem = typeof hookDetails === 'string' ? hookDetails : undefined;
  return { startedAt, target: parsed.target, problem, configured, state };
}
