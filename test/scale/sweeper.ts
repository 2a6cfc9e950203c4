import { createLedger } from '../../src/approval/request/ledger.ts';
import type { ObjectStore } from '../../src/storage/store.ts';
import { closeOpenRequests } from '../../src/watcher/close-open-requests.ts';
import { countedIds } from '../helpers/approval.ts';
import { recordingLogger, SteppableClock } from '../helpers/hook.ts';

const here = { account: '123456789012', region: 'us-west-2' };

/** The deployments `E0`, `E10`, `E20` … are over. */
export const isOver = (deploymentId: string, every = 10) => Number(deploymentId.slice(1)) % every === 0;

/** Sweeps as the watcher does, one every five minutes, each with a minute and a half, in a time of its own. */
export function sweeper(
  store: ObjectStore,
  { ecsThrottles = () => false, every = 10 }: { ecsThrottles?: () => boolean; every?: number } = {},
) {
  const visits = new Map<string, number>();
  const questions: number[] = [];
  const clock = new SteppableClock();
  const newId = countedIds();
  let nowMs = 0;
  const sweep = (from: string | undefined) => {
    const time = new AbortController();
    const endsMs = nowMs + 90_000;
    const parts = {
      ...{ ledger: createLedger(store), clock, newId, logger: recordingLogger() },
      whyOver: async ({ deploymentId }: { deploymentId: string }) => {
        questions.push(nowMs);
        if (ecsThrottles()) throw new Error('ThrottlingException: Rate exceeded');
        visits.set(deploymentId, (visits.get(deploymentId) ?? 0) + 1);
        return isOver(deploymentId, every) ? 'ECS rolled the deployment back' : undefined;
      },
      pause: async (milliseconds: number, signal: AbortSignal) => {
        nowMs += milliseconds;
        if (nowMs >= endsMs) time.abort(new Error('the time of this sweep is over'));
        signal.throwIfAborted();
      },
    };
    return closeOpenRequests(parts, here, time.signal, from).finally(() => (nowMs = endsMs + 210_000));
  };
  return { sweep, visits, questions };
}

/** The most of these instants that lie within a span. */
export function mostWithin(spanMs: number, instants: readonly number[]): number {
  let [first, most] = [0, 0];
  for (const [last, instant] of instants.entries()) {
    while (instant - (instants[first] ?? 0) >= spanMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
