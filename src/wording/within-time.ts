import { createContext, Script } from 'node:vm';

/**
 * The same synchronous function, which throws if it does not end in time: the response decides how much work a path, a pattern or a schema is,
 * and no response may hang the hook. A function that was interrupted throws at every later call too, because what it works with may have been
 * left in the middle of a change.
 *
 * @example limitTime((text: string) => /(a+)+$/.test(text))(`${'a'.repeat(40)}b`) // throws "takes longer than 3 s"
 */
export function limitTime<Args extends readonly unknown[], Result>(
  run: (...args: Args) => Result,
  maxMs = 3000,
): (...args: Args) => Result {
  let wasInterrupted = false;
  return (...args) => {
    if (wasInterrupted) throw tooLong(maxMs);
    try {
      return callWithin(() => run(...args), maxMs);
    } catch (error) {
      if ((error as NodeJS.ErrnoException | null)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      wasInterrupted = true;
      throw tooLong(maxMs);
    }
  };
}

function tooLong(maxMs: number): Error {
  return new Error(`takes longer than ${maxMs / 1000} s`);
}

const context = createContext();
const script = new Script('run()');

/** Only what is started by a script of node:vm can be interrupted, including everything that it calls. */
function callWithin<Result>(run: () => Result, timeout: number): Result {
  // Inside another one, whose time includes this.
  if (context['run'] !== undefined) return run();
  const results: Result[] = [];
  context['run'] = () => results.push(run());
  try {
    script.runInContext(context, { timeout });
  } finally {
    context['run'] = undefined;
  }
  return results[0] as Result;
}
