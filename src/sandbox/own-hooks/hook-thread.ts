import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { HookEvent } from '../../controller/ecs/payload.ts';
import { FunctionError } from '../../controller/lambda/function-error.ts';
import type { FunctionInstance } from '../../controller/lambda/instances.ts';
import type { HookContext } from '../../controller/lambda/lambda-context.ts';
import { formatDuration } from '../../wording/durations.ts';
import type { FoundHandler } from './find-handler.ts';
import { lineSplitter } from './line-splitter.ts';
import type { LoadError } from './module-problem.ts';
import { contextData, type ThreadCall, type ThreadReport, type ThreadStart } from './thread-messages.ts';

export type HookThreadOptions = {
  /** The absolute path of the module. */
  file: string;
  /** The export to call; default: `handler`, or else `lambdaHandler`. */
  handler?: string | undefined;
  /** The thread's whole environment. */
  environment: NodeJS.ProcessEnv;
  /** What `Date` says in the thread; default: the real time. */
  now?: (() => Date) | undefined;
  /** Real time after which a call is ended. */
  timeoutSeconds: number;
  /** Receives each line that the module writes. */
  onLine: (line: string) => void;
  /** Called if the thread ends between two calls, because of what an earlier one has left behind. */
  onCrash: (problem: string) => void;
};

/** Why a module cannot be used. */
export type LoadFailure = { found: FoundHandler } | { error: LoadError };

/** "The Init phase is limited to 10 seconds." */
const maxLoadSeconds = 10;

/** For one that is too busy to say that it is drained. */
const maxDrainMs = 5000;

/** This file is .ts in the project and .js in the package. */
const runtime = new URL(`./thread-runtime${extname(import.meta.url)}`, import.meta.url);

/**
 * A hook's module in a thread of this process. `process.exit`, an error that nobody catches and a loop without an end
 * are the end of the hook's thread only, and this process continues.
 */
export class HookThread implements FunctionInstance {
  readonly #worker: Worker;
  readonly #options: HookThreadOptions;
  readonly #lines: ReturnType<typeof lineSplitter>;
  readonly #exited: Promise<void>;
  /** `draining`: it may end by itself. `unwanted`: how it ends is of no interest. */
  #state: 'running' | 'draining' | 'unwanted' | 'ended' = 'running';
  /** What was thrown and not caught. */
  #uncaught: string | undefined;
  readonly #drained = Promise.withResolvers<void>();
  /** With what it ends by itself. Its end itself may come too late to be waited for. */
  #exitCode: number | undefined;
  /** Settles with the report that somebody waits for; undefined as soon as it is there, which is before they continue. */
  #awaited: PromiseWithResolvers<ThreadReport> | undefined;

  private constructor(options: HookThreadOptions) {
    this.#options = options;
    this.#lines = lineSplitter(options.onLine);
    const { file, handler, environment, now } = options;
    const workerData: ThreadStart = { file, handler, nowMs: now?.().getTime() };
    this.#worker = new Worker(runtime, { workerData, env: environment, stdout: true, stderr: true });
    this.#worker.on('message', (report: ThreadReport) => this.#receive(report));
    this.#worker.on('error', (error) => {
      this.#uncaught = `${error.name}: ${error.message}`;
    });
    this.#exited = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        this.#end(code);
        resolve();
      });
    });
  }

  /** Loads the module, in at most 10 seconds. If it has no handler, the thread has ended. */
  static async start(options: HookThreadOptions): Promise<HookThread | LoadFailure> {
    const thread = new HookThread(options);
    const report = await thread.#load();
    if (report.kind === 'loaded' && report.found.kind === 'function') return thread;
    await thread.#kill();
    if (report.kind === 'loaded') return { found: report.found };
    return { error: report.kind === 'not-loaded' ? report.error : { name: 'Error', message: 'it answered nobody' } };
  }

  get isAlive(): boolean {
    return this.#state === 'running';
  }

  async invoke(event: HookEvent, context: HookContext): Promise<unknown> {
    const call: ThreadCall = {
      event,
      context: Object.fromEntries(contextData.map((name) => [name, context[name]])) as ThreadCall['context'],
      remainingMs: context.getRemainingTimeInMillis(),
      nowMs: this.#options.now?.().getTime(),
    };
    if (!this.isAlive) throw new FunctionError('Runtime.ExitError', 'Runtime exited before it was called');
    const { timeoutSeconds } = this.#options;
    const late = `the function did not finish within ${formatDuration(timeoutSeconds)} of real time; raise the limit with --function-timeout`;
    const report = await this.#ask(timeoutSeconds, new FunctionError('TimedOut', late), () =>
      this.#worker.postMessage(call),
    );
    if (report.kind === 'threw') throw new FunctionError(report.errorType, report.errorMessage);
    return report.kind === 'answered' && report.json !== undefined ? JSON.parse(report.json) : null;
  }

  /** Ends the thread. One that is idle may first finish what its calls have left running, for a moment: that may still fail. */
  async stop(): Promise<void> {
    if (this.isAlive && this.#awaited === undefined) {
      this.#state = 'draining';
      this.#worker.postMessage('end');
      const over = new AbortController();
      await Promise.race([this.#exited, this.#drained.promise, passed(maxDrainMs, over.signal)]);
      over.abort();
    }
    await this.#kill();
  }

  async #load(): Promise<ThreadReport> {
    const late = new FunctionError('Error', `it did not finish within ${maxLoadSeconds} seconds`);
    try {
      return await this.#ask(maxLoadSeconds, late, () => {});
    } catch (cause) {
      const { name, message } = cause as FunctionError;
      return { kind: 'not-loaded', error: { name, message } };
    }
  }

  /** @throws FunctionError if the thread ended, or had to be ended, before it reported anything */
  async #ask(seconds: number, late: FunctionError, send: () => void): Promise<ThreadReport> {
    const awaited = Promise.withResolvers<ThreadReport>();
    this.#awaited = awaited;
    const timer = setTimeout(() => {
      this.#take()?.reject(late);
      void this.#kill();
    }, seconds * 1000);
    try {
      send();
      return await awaited.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  #receive(report: ThreadReport): void {
    if (report.kind === 'output') this.#lines.write(report.text);
    else if (report.kind === 'exiting') this.#exitCode = report.code;
    else if (report.kind === 'drained') this.#drained.resolve();
    else this.#take()?.resolve(report);
  }

  #take(): PromiseWithResolvers<ThreadReport> | undefined {
    const awaited = this.#awaited;
    this.#awaited = undefined;
    return awaited;
  }

  #end(reported: number): void {
    const state = this.#state;
    this.#state = 'ended';
    this.#lines.end();
    const code = this.#exitCode ?? reported;
    const hasFailed = this.#uncaught !== undefined || (this.#exitCode ?? 0) !== 0;
    const why = this.#uncaught === undefined ? '' : `; uncaught ${this.#uncaught}`;
    const problem = `Runtime exited with error: exit status ${code}${why}`;
    const awaited = this.#take();
    if (awaited) awaited.reject(new FunctionError('Runtime.ExitError', problem));
    else if (state === 'running' || hasFailed) this.#options.onCrash(problem);
  }

  async #kill(): Promise<void> {
    if (this.#state !== 'ended') this.#state = 'unwanted';
    await this.#worker.terminate();
  }
}

function passed(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => clearTimeout(timer));
  });
}
