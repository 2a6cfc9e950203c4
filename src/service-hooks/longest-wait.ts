import { maxGateMinutes } from '../checks/approval/plain-config.ts';
import { combineChecks } from '../checks/gate/combine-checks.ts';
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
    const delay = read('initialDelayMinutes');
    if (
      details.consecutive !== undefined ||
      details.failureLimit !== undefined ||
      details.inconclusiveLimit !== undefined
    ) {
      const because = `initialDelayMinutes (${delay}) plus watchMinutes (${watch}) plus waitMinutes (${wait})`;
      return { minutes: delay + watch + wait + 2, because };
    }
    if (delay > 0) {
      const [name, longest] = watch > wait ? ['watchMinutes', watch] : ['waitMinutes', wait];
      return { minutes: delay + Number(longest), because: `initialDelayMinutes (${delay}) plus ${name} (${longest})` };
    }
    return watch > wait ? saidBy('watchMinutes', watch) : saidBy('waitMinutes', wait);
  }
  // An error is repeated for as long as the budget of the gate lasts, which is not a wait.
  if (kind === 'browser') return saidBy('waitMinutes', read('waitMinutes'));
  const [wait, settle] = [read('waitMinutes'), read('settleSeconds')];
  const because = `waitMinutes (${wait}) plus settleSeconds (${settle})`;
  return { minutes: wait + Math.ceil(settle / 60), because };
}

/** A sequence waits for one check after the other, the others for the slowest. What cannot be read waits for nothing. */
function waitOfGate(lists: unknown, ask: unknown): LongestWait {
  const waits = combineChecks(lists, {
    sequence: inTurn,
    all: longest,
    any: longest,
    check: (name, details) => {
      const { minutes, because } = waitOfCheck(name, details);
      return { minutes, because: `${name}: ${because}` };
    },
  });
  return inTurn([...waits, ...(isJsonObject(ask) ? [longestWait('approval', ask)] : [])]);
}

function longest(waits: readonly LongestWait[]): LongestWait {
  return waits.reduce((one, other) => (other.minutes > one.minutes ? other : one));
}

function inTurn(waits: readonly LongestWait[]): LongestWait {
  const minutes = waits.reduce((sum, wait) => sum + wait.minutes, 0);
  return { minutes, because: waits.map(({ because }) => because).join(', then ') || 'no check waits' };
}

/** A check that is not known here waits as an alarm check does. */
function waitOfCheck(name: string, details: WaitSettings): LongestWait {
  if (name === 'metrics') return waitOfMetrics(details);
  if (name === 'change-window') return waitOfWindow(details);
  if (name === 'revision-diff') return { minutes: 0, because: 'revision-diff never waits' };
  if (name === 'target-health')
    return saidBy('waitMinutes', Number(details.waitMinutes ?? waitDefaults.waitMinutes) || 0);
  if (name === 'http-gate') return saidBy('waitMinutes', Number(details.waitMinutes ?? httpGateWaitMinutes) || 0);
  if (name === 'load') return waitOfLoad(details);
  return longestWait(name === 'approval' || name === 'smoke' ? name : 'alarms', details);
}

function waitOfWindow({ waitMinutes = windowWaitMinutes, onClosed }: WaitSettings): LongestWait {
  return saidBy('waitMinutes', onClosed === 'fail' || typeof waitMinutes !== 'number' ? 0 : waitMinutes);
}

function waitOfLoad({ waitMinutes = waitDefaults.waitMinutes, seconds }: WaitSettings): LongestWait {
  const [wait, sending] = [Number(waitMinutes) || 0, Number(seconds) || 0];
  const because = `waitMinutes (${wait}) plus 1.5 times seconds (${sending})`;
  return { minutes: wait + Math.ceil(sending / 40) + 1, because };
}

function waitOfMetrics(details: WaitSettings): LongestWait {
  const { initialDelayMinutes: delay, watchMinutes: watch, waitMinutes: wait } = { ...metricWaits, ...details };
  const minutes = [delay, watch, wait].reduce<number>((sum, each) => sum + (typeof each === 'number' ? each : 0), 0);
  return { minutes, because: `initialDelayMinutes (${delay}) plus watchMinutes (${watch}) plus waitMinutes (${wait})` };
}

function saidBy(name: string, minutes: number): LongestWait {
  return { minutes, because: `${name} (${minutes})` };
}

/** Polls are up to two minutes apart, and the gate closes a little after the desk: a timeout needs this much more than the longest wait. */
export const minMarginMinutes = 3;

type WaitSettings = Readonly<
  Partial<
    Record<
      | keyof typeof waitDefaults
      | 'businessHours'
      | 'consecutive'
      | 'failureLimit'
      | 'inconclusiveLimit'
      | 'initialDelayMinutes'
      | 'onClosed'
      | 'seconds'
      | 'checks'
      | 'lists'
      | 'ask',
      unknown
    >
  >
>;

/** As in the schemas of the checks; of `waitMinutes` the smoke test's. */
const waitDefaults = {
  deadlineMinutes: 240,
  waitMinutes: 15,
  settleSeconds: 60,
  watchMinutes: 0,
  initialDelayMinutes: 0,
} as const;
const alarmWaitMinutes = 10;
const windowWaitMinutes = 720;
const httpGateWaitMinutes = 60;
const metricWaits = { initialDelayMinutes: 1, watchMinutes: 10, waitMinutes: 10 } as const;
