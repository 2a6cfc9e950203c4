import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { hookContext } from '../../controller/lambda/lambda-context.ts';
import { lambdaEnvironment } from '../../controller/lambda/lambda-environment.ts';
import { remedyFor, whyNoHandler } from './module-problem.ts';
import { plainRuntime } from './own-runtime.ts';
import type { CheckedModule } from './plain-runtime.ts';

export type ModuleCheck =
  | { ok: true }
  /** `problem` continues the file's name; `next` is what to do, unless the problem says it; `output` is what Node wrote, with the line. */
  | { ok: false; problem: string; next?: string; output: string };

type Surroundings = {
  functionArn: string;
  /** The module's environment variables. */
  environment: Readonly<Record<string, string>>;
  /** The export to find; default: the usual ones. */
  handler?: string | undefined;
};

type CheckOutcome = {
  check: ModuleCheck;
  files: readonly string[];
  /** The export that would be called; undefined if there is none. */
  handler: string | undefined;
};

/** As for a function's start in Lambda. */
const maxMs = 10_000;

/**
 * Loads a hook's module in a process of its own, to find out whether the next call would find a handler, and which files the module consists
 * of, itself included. If it cannot be loaded, some of them may be missing.
 *
 * @param signal ends the check; its result is then meaningless
 */
export async function checkModule(
  file: string,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<CheckOutcome> {
  if (!existsSync(file)) {
    const check = { ok: false, problem: 'no longer exists', next: 'build it again', output: '' } as const;
    return { check, files: [file], handler: undefined };
  }
  const run = await load(file, surroundings, signal);
  const files = [...new Set([file, ...(run.checked?.files ?? [])])];
  const check = judge(file, run);
  const found = run.checked !== undefined && 'found' in run.checked ? run.checked.found : undefined;
  return { check, files, handler: check.ok ? found?.name : undefined };
}

type Run = { checked?: CheckedModule; output: string; isLate: boolean };

function judge(file: string, { checked, output, isLate }: Run): ModuleCheck {
  if (checked !== undefined && 'found' in checked) {
    const problem = whyNoHandler(checked.found);
    return problem === undefined ? { ok: true } : { ok: false, problem, output };
  }
  const why = isLate ? 'it did not finish within 10 seconds' : formatCause(file, output);
  const otherwise = 'fix it and save it';
  const next = checked === undefined ? otherwise : remedyFor(checked.error, file, otherwise);
  return { ok: false, problem: `cannot be loaded: ${why}`, next, output };
}

function load(file: string, { functionArn, environment, handler }: Surroundings, signal: AbortSignal): Promise<Run> {
  // Nothing is called, so no time runs out.
  const context = hookContext(functionArn, '', {
    remainingMs: () => 0,
    expired: Promise.resolve(),
    cancel() {},
  });
  const { promise, resolve } = Promise.withResolvers<Run>();
  const child = fork(plainRuntime, ['--check', file, ...(handler === undefined ? [] : [handler])], {
    cwd: dirname(file),
    env: lambdaEnvironment({ taskRoot: dirname(file), handler: 'index.handler', environment }, context),
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  let checked: CheckedModule | undefined;
  let isLate = false;
  const kill = () => child.kill('SIGKILL');
  const timer = setTimeout(() => {
    isLate = true;
    kill();
  }, maxMs);
  signal.addEventListener('abort', kill);
  if (signal.aborted) kill();
  child.stdout?.resume();
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.on('message', (message) => {
    checked = message as CheckedModule;
  });
  const end = () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
    resolve({ ...(checked && { checked }), output: withoutInsides(output), isLate });
  };
  child.on('error', end).on('close', end);
  return promise;
}

/** Without Node's and our own stack frames, which say nothing about the module. */
function withoutInsides(output: string): string {
  return output.replace(/^ {4}at .*\b(?:node:|plain-runtime\.).*\n|^Node\.js v.*\n/gm, '').trim();
}

/** The line with the error's name is the most useful one. */
function formatCause(file: string, output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const [place] = lines.filter((line) => /^(file:\/\/)?\/.*:\d+$/.test(line));
  const cause = lines.find((line) => /^(Uncaught )?\w*Error\b/.test(line)) ?? lines.at(-1) ?? 'its process ended';
  if (place === undefined) return cause;
  const [, path = '', line] = /^(?:file:\/\/)?(.*):(\d+)$/.exec(place) ?? [];
  return `${cause} (${path === file ? '' : `${basename(path)} `}line ${line})`;
}
