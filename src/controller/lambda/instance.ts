import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { HookEvent } from '../ecs/payload.ts';
import { FunctionError } from './function-error.ts';
import type { HookContext } from './lambda-context.ts';
import { lambdaEnvironment } from './lambda-environment.ts';
import { type RuntimeApi, startRuntimeApi } from './runtime-api.ts';
import type { RuntimeClient } from './runtime-client.ts';

export type InstanceOptions = {
  /** The folder of the bundle. */
  taskRoot: string;
  /** `<file without extension>.<export>`, as `_HANDLER` has it. */
  handler: string;
  /** The function's environment variables. */
  environment: Readonly<Record<string, string>>;
  runtimeClient: RuntimeClient;
  timeoutSeconds: number;
  /** Receives what the function writes to stdout and stderr. */
  onOutput: (text: string) => void;
};

/** "The Init phase is limited to 10 seconds." */
const maxInitSeconds = 10;

/** One execution environment of a function: a process that handles one event at a time, and that is gone once it ended or was late. */
export class Instance {
  readonly #api: RuntimeApi;
  readonly #process: ChildProcessByStdio<null, Readable, Readable>;
  readonly #timeoutSeconds: number;
  /** Rejects when the process has ended, with why. */
  readonly #ended: Promise<never>;
  #isAlive = true;
  /** Why it is being killed. */
  #verdict: FunctionError | undefined;
  #lastWords = '';

  private constructor(api: RuntimeApi, options: InstanceOptions, context: HookContext) {
    this.#api = api;
    this.#timeoutSeconds = options.timeoutSeconds;
    this.#process = spawn(process.execPath, [...options.runtimeClient.arguments], {
      cwd: options.taskRoot,
      env: { ...lambdaEnvironment(options, context), AWS_LAMBDA_RUNTIME_API: api.address },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process.stdout.setEncoding('utf8').on('data', options.onOutput);
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-1000);
      options.onOutput(text);
    });
    this.#ended = this.#waitForEnd();
    this.#ended.catch(() => {});
    this.#holdParent(false);
  }

  static async start(options: InstanceOptions, context: HookContext): Promise<Instance> {
    return new Instance(await startRuntimeApi(), options, context);
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** @throws {FunctionError} what the function threw, or how its process ended */
  async invoke(event: HookEvent, context: HookContext): Promise<unknown> {
    this.#holdParent(true);
    try {
      await this.#within(maxInitSeconds, 'Init', maxInitSeconds, this.#api.isReady());
      const remaining = Math.max(0, context.getRemainingTimeInMillis());
      const answer = this.#api.invoke({
        requestId: context.awsRequestId,
        functionArn: context.invokedFunctionArn,
        // The process uses its own clock, while `Date` in this one may be simulated.
        deadline: Math.round(performance.timeOrigin + performance.now() + remaining),
        event: JSON.stringify(event),
      });
      return JSON.parse(await this.#within(remaining / 1000, 'Task', this.#timeoutSeconds, answer));
    } finally {
      this.#holdParent(false);
    }
  }

  /** Kills the process, as Lambda does with an environment that it no longer needs. */
  async stop(): Promise<void> {
    this.#holdParent(true);
    this.#process.kill('SIGKILL');
    await this.#ended.catch(() => {});
  }

  async #within<T>(seconds: number, what: 'Init' | 'Task', maxSeconds: number, work: Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      this.#verdict = new FunctionError('Sandbox.Timedout', `${what} timed out after ${maxSeconds.toFixed(2)} seconds`);
      void this.stop();
    }, seconds * 1000);
    try {
      return await Promise.race([work, this.#ended]);
    } finally {
      clearTimeout(timer);
    }
  }

  #waitForEnd(): Promise<never> {
    return new Promise((_, reject) => {
      const end = (how: string) => {
        this.#isAlive = false;
        this.#api.stop();
        const message = `Runtime exited with error: ${how}`;
        reject(this.#verdict ?? new FunctionError('Runtime.ExitError', message + this.#lastWord()));
      };
      this.#process.once('error', (error) => end(error.message));
      this.#process.once('close', (code, signal) => end(signal === null ? `exit status ${code}` : `signal: ${signal}`));
    });
  }

  /** The most useful line of stderr: Node ends a crash with a stack and its version. */
  #lastWord(): string {
    const lines = this.#lastWords.split('\n').filter((line) => line.trim() !== '');
    const line = lines.findLast((each) => /^\w*Error\b/.test(each)) ?? lines.at(-1);
    return line === undefined ? '' : `; it wrote: ${line}`;
  }

  /** An idle instance ends with this process, and does not keep it alive. */
  #holdParent(isHeld: boolean): void {
    const pipes = [this.#process.stdout, this.#process.stderr] as unknown as { ref(): void; unref(): void }[];
    for (const handle of [this.#process, ...pipes]) {
      if (isHeld) handle.ref();
      else handle.unref();
    }
  }
}
