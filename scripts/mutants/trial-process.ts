import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { MeasuredFile, TrialJob } from './trial/main.ts';
import type { Trial, Verdict } from './trial/try-mutant.ts';

/** The process ended before it answered. */
export type Ended = { ended: true };

/** One process after the other in which jobs are done: a new one is started if there is none, or after the last one has ended. */
export class TrialProcess {
  readonly #planFile: string;
  #child: ChildProcess | undefined;

  constructor(planFile: string) {
    this.#planFile = planFile;
  }

  measure(file: string): Promise<MeasuredFile | Ended> {
    return this.#ask({ measure: file });
  }

  attempt(trial: Trial): Promise<Verdict | Ended> {
    return this.#ask({ trial });
  }

  /** Ends the process; the next job gets a new one, which nothing has spoilt. */
  end(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  async #ask<T extends object>(job: TrialJob): Promise<T | Ended> {
    this.#child ??= await start(this.#planFile);
    const child = this.#child;
    const answer = answerOf<T>(child);
    child.send(job);
    const result = await answer;
    if (isEnded(result)) this.#child = undefined;
    return result;
  }
}

export function isEnded(result: object): result is Ended {
  return 'ended' in result;
}

async function start(planFile: string): Promise<ChildProcess> {
  const main = fileURLToPath(new URL('trial/main.ts', import.meta.url));
  const child = fork(main, [planFile], {
    // What tests and changes print is of no interest.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    // A property that is tried with each change gets a fiftieth of its cases: that takes a second and notices nearly as much.
    env: { ...process.env, NODE_ENV: 'test', VITEST: 'true', RANDOM_CASES: '0.02' },
  });
  const first = await answerOf<'ready'>(child);
  if (first !== 'ready') throw new Error('a process for trying changes could not be started');
  return child;
}

function answerOf<T>(child: ChildProcess): Promise<T | Ended> {
  return new Promise((resolve) => {
    const onExit = () => {
      child.off('message', onMessage);
      resolve({ ended: true });
    };
    const onMessage = (message: unknown) => {
      child.off('exit', onExit);
      resolve(message as T);
    };
    child.once('message', onMessage);
    child.once('exit', onExit);
  });
}
