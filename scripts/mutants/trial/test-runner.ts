import { join } from 'node:path';
import type { ModuleLoader } from './module-loader.ts';
import { untilStuck } from './stuck.ts';
import { usedCpuMs } from './watchdog.ts';

/** Tests of one file by vitest's ids; without them, all. */
export type TestSelection = { file: string; tests?: readonly string[] };

/** A test that failed. Without `test`, its id, the file itself could not be run. */
export type Failure = { test?: string; name: string; message: string };

/** `error`: why it failed. */
export type RanTest = { id: string; name: string; cpuMs: number; error?: string };

type Vitest = typeof import('vitest');
type RunnableTest = Parameters<Vitest['TestRunner']['getTestFn']>[0];
type Task = {
  id: string;
  name: string;
  mode: string;
  type: string;
  tasks?: Task[];
  result?: { state: string; errors?: { message: string }[] };
};
type StartTests = (specs: { filepath: string; testIds?: readonly string[] }[], runner: object) => Promise<Task[]>;

/**
 * Runs test files of compiled modules in this process, with vitest's own collector and runner. A file is run from its first line each time; what it
 * imports stays loaded.
 */
export class TestRunner {
  readonly #project: string;
  readonly #loader: ModuleLoader;
  readonly #vitest: Vitest;
  readonly #startTests: StartTests;

  private constructor(project: string, loader: ModuleLoader, vitest: Vitest, startTests: StartTests) {
    this.#project = project;
    this.#loader = loader;
    this.#vitest = vitest;
    this.#startTests = startTests;
  }

  static async create(project: string, loader: ModuleLoader): Promise<TestRunner> {
    // Vitest looks here for the worker that it usually runs in.
    const worker = {
      config: configOf(project),
      environment: { name: 'node' },
      ctx: { pool: 'forks' },
      providedContext: {},
    };
    Object.assign(globalThis, { __vitest_worker__: worker });
    const internal = 'vitest/internal/browser';
    const { startTests } = (await import(internal)) as { startTests: StartTests };
    return new TestRunner(project, loader, await import('vitest'), startTests);
  }

  /** Runs tests until one fails. */
  async firstFailure(selection: TestSelection): Promise<Failure | undefined> {
    let failed = false;
    const file = await this.#run(selection, {
      onBeforeRunTask: (test: Task) => {
        if (failed) test.mode = 'skip';
      },
      onAfterRunTask: (test: Task) => {
        failed ||= test.result?.state === 'fail';
      },
    });
    return findFailure(file);
  }

  /**
   * Runs all tests of a file.
   *
   * @param onBegin called with the id of each test before it begins, and with the file before its own code, its hooks, and what else is not in a test
   */
  async runAll(path: string, onBegin: (id: string) => void): Promise<{ tests: RanTest[]; failure?: Failure }> {
    const tests: RanTest[] = [];
    let before = 0;
    const file = await this.#run(
      { file: path },
      {
        onLoaded: () => onBegin(path),
        // It passes, no matter how long it waits for other processes of a busy machine.
        maxTicks: Number.POSITIVE_INFINITY,
        onBeforeRunTask: ({ id }: Task) => {
          before = usedCpuMs();
          onBegin(id);
        },
        onAfterRunTask: (test: Task) => {
          const { id, name, result } = test;
          const error = result?.state === 'fail' && { error: messageOf(test) };
          tests.push({ id, name, cpuMs: usedCpuMs() - before, ...error });
          onBegin(path);
        },
      },
    );
    const failure = findFailure(file);
    return { tests, ...(failure && { failure }) };
  }

  async #run(
    { file, tests }: TestSelection,
    hooks: { onLoaded?: () => void; maxTicks?: number; [hook: string]: unknown },
  ): Promise<Task> {
    const { vi, expect } = this.#vitest;
    let cleanUp = async () => {};
    const runner = {
      config: configOf(this.#project),
      pool: 'forks',
      viteEnvironment: 'ssr',
      importFile: async () => {
        await this.#loader.loadImports(file);
        hooks.onLoaded?.();
        this.#loader.run(file);
      },
      onBeforeTryTask: () => {
        undoStubs(vi);
        expect.setState({ assertionCalls: 0, isExpectingAssertions: false, expectedAssertionsNumber: null });
      },
      extendTaskContext: (context: object) => Object.assign(context, { expect }),
      runTask: (test: RunnableTest) => this.#runTest(test, hooks.maxTicks),
      onTaskUpdate: () => {},
      // Vitest remembers something of every file that it has run, and goes through all of it after each.
      onCleanupWorkerContext: (listener: () => Promise<void>) => {
        cleanUp = listener;
      },
      ...hooks,
    };
    const spec = { filepath: join(this.#project, file), ...(tests && { testIds: tests }) };
    const [ran] = await this.#startTests([spec], runner);
    await cleanUp();
    undoStubs(vi);
    vi.useRealTimers();
    return ran as Task;
  }

  async #runTest(test: RunnableTest, maxTicks?: number): Promise<void> {
    try {
      const body = this.#vitest.TestRunner.getTestFn(test) as () => Promise<void>;
      if (!(await untilStuck(async () => body(), maxTicks))) throw new Error('it never ended');
    } catch (error) {
      // Without the values that were compared: vitest would format a whole page to show what differs.
      throw new Error(error instanceof Error ? error.message : String(error));
    }
  }
}

function configOf(root: string): object {
  return {
    root,
    name: 'mutants',
    // A slow machine is not a failure: a test has as long as it needs, unless it is stuck.
    testTimeout: 0,
    hookTimeout: 300_000,
    maxConcurrency: 1,
    allowOnly: true,
    retry: 0,
    tags: [],
    setupFiles: [],
    sequence: { hooks: 'stack', setupFiles: 'list', seed: 1 },
    expect: { poll: { timeout: 60_000 } },
    fakeTimers: { loopLimit: 10_000, shouldClearNativeTimers: true },
    snapshotOptions: { expand: false },
  };
}

/** The project's tests run with `restoreMocks`, `unstubEnvs` and `unstubGlobals`. */
function undoStubs(vi: Vitest['vi']): void {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
}

function findFailure(task: Task): Failure | undefined {
  for (const inner of task.tasks ?? []) {
    const failure = findFailure(inner);
    if (failure) return failure;
  }
  if (task.result?.state !== 'fail') return undefined;
  return { ...(task.type === 'test' && { test: task.id }), name: task.name, message: messageOf(task) };
}

function messageOf({ result }: Task): string {
  return (result?.errors?.[0]?.message ?? 'no message').slice(0, 300);
}
