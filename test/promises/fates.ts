import fc from 'fast-check';
import { unavailable } from '../helpers/memory-store.ts';

/**
 * What becomes of one step that leaves the process: it works; it fails without effect; it takes effect and its answer is lost; it takes effect,
 * its answer is lost, and the SDK's own retry finds the condition broken by that very write; or the function is lost with it, before or after.
 */
export type Fate = 'works' | 'fails' | 'loses the answer' | 'races itself' | 'dies before' | 'dies after';

/** @param faultWeight - how often a step does not work, against 8 times that it does */
export function fates(faultWeight: number): fc.Arbitrary<Fate[]> {
  const bad = fc.constantFrom<Fate>('fails', 'loses the answer', 'races itself', 'dies before', 'dies after');
  const fate = fc.oneof({ weight: 8, arbitrary: fc.constant<Fate>('works') }, { weight: faultWeight, arbitrary: bad });
  return fc.array(fate, { maxLength: 80, size: 'max' });
}

/**
 * The steps of one function instance, each with the next fate: once it is lost nothing more comes from it, and it is hurt from the first step that
 * did not simply work.
 */
export function stepsOf(scheduler: fc.Scheduler, remaining: Fate[], failure?: string) {
  let lost = false;
  let hurt = false;
  const step = async <T>(name: string, run: () => Promise<T>): Promise<T> => {
    await scheduler.schedule(Promise.resolve(), name);
    if (lost) throw new Error('this function is lost');
    const fate = remaining.shift() ?? 'works';
    hurt ||= fate !== 'works';
    if (fate === 'dies before' || fate === 'dies after') lost = true;
    if (fate === 'fails' || fate === 'dies before') throw unavailable(failure);
    const result = await run();
    if (fate === 'loses the answer' || fate === 'dies after') throw unavailable('the connection was reset');
    if (fate === 'races itself' && /^(create|replace) /.test(name)) return undefined as T;
    return result;
  };
  /** Drops the steps that would have worked before the next that does not. */
  const toNextFault = (): void => {
    const next = remaining.findIndex((fate) => fate !== 'works');
    if (next > 0) remaining.splice(0, next);
  };
  return { step, toNextFault, isLost: () => lost, isHurt: () => hurt };
}
