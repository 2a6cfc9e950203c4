import { pathToFileURL } from 'node:url';
import type fc from 'fast-check';
import type { Clock } from '../../../src/hook/clock.ts';
import { type Fate, stepsOf } from '../../promises/fates.ts';
import { type RunningFunction, runFunction } from '../deployed.ts';
import { type Carry, type FaultyWire, startFaultyWire, type WireAnswer, type WireRequest } from './faulty-wire.ts';

/** What decides about the steps of an invocation. Undefined: all work at once. */
export type Fortune = { scheduler: fc.Scheduler; fates: Fate[] } | undefined;

/** Instances of one function as Lambda keeps them: each serves one invocation at a time, and a lost one is replaced. */
export type FunctionPool = {
  /** Runs on an instance that is free. If the instance is lost on the way, it rejects. */
  use<T>(fortune: Fortune, clock: Clock, run: (instance: Pick<RunningFunction, 'invoke'>) => Promise<T>): Promise<T>;
  /** Has those that are busy read their clocks again; the others do so with their next invocation. */
  tick(): void;
  output(): string;
  stop(): Promise<void>;
};

export type Steps = ReturnType<typeof stepsOf>;

type Instance = { running: RunningFunction; wire: FaultyWire; fortune: Steps | undefined };

/** Each request of an instance is a step of the story. `end` is called once the instance is lost. */
export function carriedBy(current: () => Steps | undefined, end: () => void): Carry {
  return async ({ operation, url }, carryOut) => {
    const steps = current();
    if (!steps) return carryOut();
    // There is one of them in a story, so the next fault is for it.
    if (operation === 'ContinueServiceDeployment') steps.toNextFault();
    try {
      return await steps.step(`${operation} ${url.slice(0, 60)}`, carryOut);
    } finally {
      if (steps.isLost()) end();
    }
  };
}

/**
 * @param module - the path of the module that exports `handler`
 * @param environment - without the endpoints, which are those of the instance's own wire
 */
export function functionPool(
  { module, environment, size }: { module: string; environment: Record<string, string>; size: number },
  send: (request: WireRequest) => Promise<WireAnswer>,
): FunctionPool {
  const free: Promise<Instance>[] = Array.from({ length: size }, start);
  const waiting: ((instance: Promise<Instance>) => void)[] = [];
  const busy = new Map<Instance, Clock>();
  const ended: string[] = [];

  async function start(): Promise<Instance> {
    const instance: Partial<Instance> = {};
    const isLost = () => void instance.running?.stop();
    const wire = await startFaultyWire(
      carriedBy(() => instance.fortune, isLost),
      send,
    );
    const running = await runFunction(pathToFileURL(module).href, {
      ...environment,
      ...{ AWS_ENDPOINT_URL: wire.endpoint, AWS_ENDPOINT_URL_ECS: wire.endpoint },
    });
    return Object.assign(instance, { wire, running, fortune: undefined });
  }

  function release(next: Promise<Instance>): void {
    const first = waiting.shift();
    if (first) first(next);
    else free.push(next);
  }

  return {
    async use(fortune, clock, run) {
      const instance = await (free.shift() ?? new Promise<Instance>((found) => waiting.push(found)));
      instance.fortune = fortune && stepsOf(fortune.scheduler, fortune.fates);
      instance.running.setClock(clock.now());
      busy.set(instance, clock);
      try {
        return await run(instance.running);
      } finally {
        busy.delete(instance);
        const isLost = instance.fortune?.isLost() ?? false;
        instance.fortune = undefined;
        if (isLost) await close(instance);
        release(isLost ? start() : Promise.resolve(instance));
      }
    },
    tick() {
      for (const [{ running }, clock] of busy) running.setClock(clock.now());
    },
    output: () => ended.join(''),
    async stop() {
      for (const instance of await Promise.all(free.splice(0))) await close(instance);
    },
  };

  async function close({ running, wire }: Instance): Promise<void> {
    await running.stop();
    wire.stop();
    ended.push(running.output());
  }
}
