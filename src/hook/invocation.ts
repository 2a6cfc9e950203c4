import type { Clock } from './clock.ts';
import type { KitConfiguration } from './configuration.ts';
import { parseEvent } from './event/event.ts';
import { type GateState, placeOf, readGateState } from './event/gate-state.ts';
import type { JsonObject } from './json.ts';
import type { Target } from './target.ts';
import type { Verdict } from './verdict.ts';

/** One call of a hook, as read from the event. */
export type Invocation = {
  startedAt: Date;
  target: Target | undefined;
  /** What is wrong with the event or its `hookDetails`, if anything. */
  problem: string | undefined;
  /** Whether the event is from another account, Region or partition than this function's. Nothing is read or written for it, and `problem` names both. */
  isElsewhere: boolean;
  configured: JsonObject;
  /** As it was before this call. */
  state: GateState;
};

/** The result of the check, and the settings it ran with. */
export type Examination = {
  verdict: Verdict;
  kit: KitConfiguration;
  defaults: JsonObject | undefined;
  inRollback: boolean;
  /** Why ECS could not be asked whether this is a rollback. */
  rollbackError?: string | undefined;
};

/**
 * Reads an event. Anything wrong with it becomes `problem`; only a broken clock throws.
 *
 * @param functionArn - the context's `invokedFunctionArn`; an event from another account or Region is a problem. Not compared if it is not the
 * ARN of a function, as under some emulators.
 */
export function readInvocation(event: unknown, clock: Clock, functionArn: unknown): Invocation {
  const startedAt = clock.now();
  const parsed = parseEvent(event);
  const { target, hookDetails } = parsed.ok ? parsed : { target: undefined, hookDetails: parsed.reason };
  const [own, unreadable] = typeof hookDetails === 'string' ? [{}, hookDetails] : [hookDetails, undefined];
  const at = placeOf(target);
  const { configured, previous } = readGateState(own, at);
  const state = previous ?? { at, since: Math.floor(startedAt.getTime() / 1000), polls: 0, errors: 0 };
  const elsewhere = target && whyElsewhere(target, functionArn);
  return {
    startedAt,
    target,
    problem: elsewhere ?? unreadable,
    isElsewhere: elsewhere !== undefined,
    configured,
    state,
  };
}

/**
 * Why a function must not act for a service: what it would read and write belongs to another account or Region, where none of its watchers
 * would ever close its requests.
 */
function whyElsewhere({ partition, region, account }: Target, functionArn: unknown): string | undefined {
  const own = /^arn:([\w-]+):lambda:([\w-]+):(\d{12}):function:/.exec(String(functionArn));
  if (!own) return undefined;
  const [, ownPartition, ownRegion, ownAccount] = own;
  if (partition === ownPartition && region === ownRegion && account === ownAccount) return undefined;
  const places = `account ${account} in ${partition}:${region}, and this function is in account ${ownAccount} in ${ownPartition}:${ownRegion}`;
  return `the event is from ${places}; attach the hook that is deployed in the service's own account and Region`;
}
