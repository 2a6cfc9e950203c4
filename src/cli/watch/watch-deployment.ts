import type { Clock } from '../../hook/clock.ts';
import { formatDuration, formatShortDuration } from '../../wording/durations.ts';
import { explainAwsError } from '../aws/explain-aws-error.ts';
import type { CliError } from '../command/cli-error.ts';
import type { Look } from '../deployment/create-look.ts';
import { type Snapshot, secondsOf } from '../deployment/snapshot/snapshot.ts';
import { snapshotTree } from '../deployment/snapshot/snapshot-tree.ts';
import type { LiveTree } from '../terminal/live-tree.ts';
import { progressOf, type WaitGoal } from './wait-goal.ts';

export type WatchOptions = {
  look: Look;
  goal: WaitGoal;
  tree: LiveTree;
  clock: Clock;
  /** Resolves early if the signal aborts. */
  sleep: (seconds: number, signal: AbortSignal) => Promise<void>;
  /** The pause between two checks. */
  intervalSeconds: number;
  /** Default: it does not end. */
  timeoutSeconds?: number | undefined;
  signal: AbortSignal;
};

export type Watched =
  | { end: 'reached' | 'missed' | 'timed-out' | 'interrupted'; snapshot: Snapshot | undefined }
  /** It could not be checked, at the start or for too long. */
  | { end: 'lost'; snapshot: Snapshot | undefined; error: CliError };

/** Checks repeatedly until the goal is reached or can no longer be. */
export async function watchDeployment(options: WatchOptions): Promise<Watched> {
  const { look, goal, tree, clock, sleep, intervalSeconds, timeoutSeconds, signal } = options;
  const startedAt = clock.now().getTime();
  const elapsed = () => (clock.now().getTime() - startedAt) / 1000;
  let snapshot: Snapshot | undefined;
  let trouble: Trouble | undefined;
  let told: readonly string[] = [];
  for (;;) {
    if (signal.aborted) return { end: 'interrupted', snapshot };
    try {
      snapshot = await look(signal);
      if (trouble) tree.note('  AWS answers again');
      trouble = undefined;
    } catch (thrown) {
      if (signal.aborted) return { end: 'interrupted', snapshot };
      trouble = goOn(thrown, trouble, elapsed());
      if (!trouble.passes || elapsed() - trouble.since >= maxTroubleSeconds) {
        return { end: 'lost', snapshot, error: trouble.error };
      }
    }
    const pause = trouble ? pauseAfter(trouble, intervalSeconds) : intervalSeconds;
    if (snapshot && !trouble) {
      for (const sentence of snapshot.unknown.filter((one) => !told.includes(one))) tree.note(`  note: ${sentence}`);
      told = snapshot.unknown;
      const seen = snapshot;
      tree.update(() => snapshotTree({ ...seen, now: clock.now() }), formatShortDuration(secondsOf(snapshot)));
      tree.settle();
      const progress = progressOf(goal, snapshot);
      if (progress !== 'waiting') return { end: progress, snapshot };
    } else if (trouble) {
      tree.note(`  could not check: ${trouble.error.message}; trying again in ${formatDuration(pause)}`);
    }
    const left = (timeoutSeconds ?? Number.POSITIVE_INFINITY) - elapsed();
    if (left <= 0) return trouble ? { end: 'lost', snapshot, error: trouble.error } : { end: 'timed-out', snapshot };
    await sleep(Math.min(pause, left), signal);
  }
}

/** 0 reached, 1 not reached, 2 unknown. */
export function exitCodeOf({ end }: Watched): 0 | 1 | 2 {
  if (end === 'reached') return 0;
  return end === 'lost' || end === 'interrupted' ? 2 : 1;
}

/** Longer than AWS's own hiccups, and shorter than a laptop's sleep over lunch. */
const maxTroubleSeconds = 600;
const maxPauseSeconds = 60;

type Trouble = { error: CliError; since: number; count: number; passes: boolean };

function goOn(thrown: unknown, before: Trouble | undefined, at: number): Trouble {
  return {
    error: explainAwsError(thrown),
    since: before?.since ?? at,
    count: (before?.count ?? 0) + 1,
    passes: isPassing(thrown),
  };
}

/** Doubles each time, so that a throttled API is called less and less. */
function pauseAfter({ count }: Trouble, intervalSeconds: number): number {
  return Math.min(Math.max(maxPauseSeconds, intervalSeconds), intervalSeconds * 2 ** count);
}

/** Throttling, 5xx and lost connections are temporary; a missing permission or a missing deployment is permanent. */
function isPassing(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { $metadata, $retryable } = thrown as { $metadata?: { httpStatusCode?: number }; $retryable?: object };
  const status = $metadata?.httpStatusCode;
  if ($retryable !== undefined || status === 429 || (status !== undefined && status >= 500)) return true;
  const { code, cause } = thrown as { code?: unknown; cause?: unknown };
  return (
    /Throttl|TooManyRequests|RequestLimitExceeded|ServerException|TimeoutError|ServiceUnavailable/.test(thrown.name) ||
    /^(ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)/.test(String(code)) ||
    (cause !== undefined && isPassing(cause))
  );
}
