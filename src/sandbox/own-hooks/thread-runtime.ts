import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { exportOf, findHandler, type HandlerModule } from './find-handler.ts';
import { loadErrorOf } from './module-problem.ts';
import { useSimulatedDate } from './simulated-date.ts';
import type { ThreadCall, ThreadReport, ThreadStart } from './thread-messages.ts';

/*
 * Runs a hook's module in a thread: loads it, and calls its handler for each message. The simulation survives what
 * the module does to its thread. Started by hook-thread.ts.
 */

const { file, handler: wanted, nowMs } = workerData as ThreadStart;
const port = parentPort;

/** For what calls have left running; Lambda freezes it. A timer of this thread, so that what is due earlier comes first on any machine. */
const drainMs = 250;

/** Of the last call. */
let simulatedMs = nowMs;

function tell(report: ThreadReport): void {
  port?.postMessage(report);
}

/** Through the port of the answers, because the streams of a thread arrive at another time. */
function captureOutput(stream: NodeJS.WriteStream): void {
  const decoder = new TextDecoder();
  const write = (chunk: Uint8Array | string, ...more: unknown[]): boolean => {
    tell({ kind: 'output', text: typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }) });
    const callback = more.find((argument) => typeof argument === 'function');
    if (callback) queueMicrotask(() => callback());
    return true;
  };
  stream.write = write as typeof stream.write;
}

/** Node's own advice about a module that it reads as CommonJS. It does not help with every file; ours follows and names the suffix. */
function hideAdviceOfNode(): void {
  const printers = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.message.startsWith('Failed to load the ES module')) return;
    for (const print of printers) print.call(process, warning);
  });
}

async function load(): Promise<HandlerModule | undefined> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (cause) {
    tell({ kind: 'not-loaded', error: loadErrorOf(cause) });
    return undefined;
  }
}

async function call(handler: unknown, { event, context, remainingMs, nowMs: now }: ThreadCall): Promise<void> {
  simulatedMs = now;
  const deadline = Date.now() + remainingMs;
  const nothing = () => {};
  const whole = {
    ...context,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    ...{ done: nothing, fail: nothing, succeed: nothing },
  };
  try {
    const answer = await (handler as (event: unknown, context: object) => unknown)(event, whole);
    tell({ kind: 'answered', json: JSON.stringify(answer) });
  } catch (error) {
    const isError = error instanceof Error;
    tell({
      kind: 'threw',
      errorType: isError ? String(error.name) : typeof error,
      errorMessage: String(isError ? error.message : error),
    });
  }
}

/** Loads the module, and calls its handler for each message. */
async function run(): Promise<void> {
  const module = await load();
  if (module === undefined) return;
  const found = findHandler(module, wanted);
  tell({ kind: 'loaded', found });
  const handler = exportOf(module, found.name);
  port?.on('message', (message: ThreadCall | 'end') => {
    if (message === 'end') drain();
    else void call(handler, message);
  });
}

/** Without a port to wait for, the thread ends by itself, unless the module has left something running. */
function drain(): void {
  port?.unref();
  setTimeout(() => tell({ kind: 'drained' }), drainMs).unref();
}

captureOutput(process.stdout);
captureOutput(process.stderr);
hideAdviceOfNode();
process.on('exit', (code) => tell({ kind: 'exiting', code }));
if (nowMs !== undefined) useSimulatedDate({ now: () => new Date(simulatedMs ?? 0) });
// Not awaited: a module that never finishes would have Node warn about this file.
void run();
