import { maxGateMinutes } from '../checks/approval/plain-config.ts';
import { combinators } from '../checks/gate/gate-node.ts';
import { isJsonObject } from '../hook/json.ts';
import type { HookKind } from './hook-kinds.ts';

/** The longest that a hook waits by its own settings, and the settings that say so, with their values. */
type LongestWait = { minutes: number; because: string };

/**
 * How long a hook of Greenlight may answer IN_PROGRESS before it gives its own answer; ECS must not end it earlier. An approval waits for its
 * deadline, with business hours up to the limit of a polling gate; an alarm check for `waitMinutes` or `watchMinutes`, and a smoke test for its test rule and then for the listener to settle.
 *
 * @param details - the hook's keys over its defaults; a key that is missing or not a number has the schema's default
 * @example longestWait('smoke', { waitMinutes: 60 }) // { minutes: 61, because: 'waitMinutes (60) plus settleSeconds (60)' }
 */
export function longestWait(kind: HookKind, details: WaitSettings): LongestWait {
  if (kind === 'gate') return waitOfGate(details.lists ?? details.checks, details.ask);
  const read = (name: keyof typeof waitDefaults, fallback: number = waitDefaults[name]) => {
    const value = details[name];
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : fallback;
  };
  if (kind === 'approval') {
    if (details.businessHours) return saidBy('with businessHours up to', maxGateMinutes);
    return saidBy('deadlineMinutes', read('deadlineMinutes'));
  }
  if (kind === 'alarms') {
    const [wait, watch] = [read('waitMinutes', alarmWaitMinutes), read('watchMinutes')];
    return watch > wait ? saidBy('watchMinutes', watch) : saidBy('waitMinutes', wait);
  }
  const [wait, settle] = [read('waitMinutes'), read('settleSeconds')];
  const because = `waitMinutes (${wait}) plus settleSeconds (${settle})`;
  return { minutes: wait + Math.ceil(settle / 60), because };
}

/** A sequence waits for one check after the other, the others for the slowest. What cannot be read waits for nothing. */
function waitOfGate(lists: unknown, ask: unknown): LongestWait {
  const parts = [...waitsOfList(lists, 'sequence'), ...(isJsonObject(ask) ? [longestWait('approval', ask)] : [])];
  const minutes = parts.reduce((sum, part) => sum + part.minutes, 0);
  return { minutes, because: parts.map(({ because }) => because).join(', then ') || 'no check waits' };
}

function waitsOfList(list: unknown, how: string): LongestWait[] {
  const waits = (Array.isArray(list) ? list : []).flatMap((entry) => {
    const [key = '', value] = isJsonObject(entry) ? (Object.entries(entry)[0] ?? []) : [];
    if (combinators.some((name) => name === key)) return waitsOfList(value, key);
    return isJsonObject(value)
      ? [longestWait(kindOfCheck(key), value)].map((wait) => ({ ...wait, because: `${key}: ${wait.because}` }))
      : [];
  });
  if (how === 'sequence') return waits;
  const longest = waits.toSorted((one, other) => other.minutes - one.minutes)[0];
  return longest ? [longest] : [];
}

/** Every other check waits as an alarm check does. */
function kindOfCheck(name: string): HookKind {
  return name === 'approval' || name === 'smoke' ? name : 'alarms';
}

function saidBy(name: string, minutes: number): LongestWait {
  return { minutes, because: `${name} (${minutes})` };
}

/** Polls are up to two minutes apart, and the gate closes a little after the desk: a timeout needs this much more than the longest wait. */
export const minMarginMinutes = 3;

type WaitSettings = Readonly<
  Partial<Record<keyof typeof waitDefaults | 'businessHours' | 'checks' | 'lists' | 'ask', unknown>>
>;

/** As in the schemas of the checks; of `waitMinutes` the smoke test's. */
const waitDefaults = { deadlineMinutes: 240, waitMinutes: 15, settleSeconds: 60, watchMinutes: 0 } as const;
const alarmWaitMinutes = 10;
