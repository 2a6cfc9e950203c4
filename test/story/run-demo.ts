import { fileURLToPath } from 'node:url';
import { demoCommand } from '../../src/cli/demo/demo.ts';
import type { DemoFlags } from '../../src/cli/demo/demo-flags.ts';
import { playDemo } from '../../src/cli/demo/play-demo.ts';
import { type Run, runCli, runCliProcess } from '../cli/run-cli.ts';

export type DemoRun = { code: number | null; lines: string[]; stderr: string };

const cwd = fileURLToPath(new URL('../..', import.meta.url));

/** Runs `greenlight demo` to its end, as npm does if `env` says so. */
export async function runDemo(flags: readonly string[], env: Record<string, string> = {}): Promise<DemoRun> {
  return toDemoRun(await runCli(['demo', ...flags], { cwd, env }));
}

/** The same as a program of its own. */
export async function runDemoProcess(flags: readonly string[], env: Record<string, string> = {}): Promise<DemoRun> {
  return toDemoRun(await runCliProcess(['demo', ...flags], { cwd, env }));
}

/**
 * Plays a story in this process, beside others: what it prints goes only to its own lines. Most of the time that a program of its own needs
 * is for its start.
 */
export async function playHere(story: string, ...flags: readonly string[]): Promise<DemoRun> {
  const run: DemoRun = { code: null, lines: [], stderr: '' };
  const advise = (flag: string) => `pass ${flag}`;
  const command = demoCommand({}).action(async ({ play, ...rest }: DemoFlags) => {
    if (play === undefined || play === 'clicks') throw new Error(`${story} is not played unattended`);
    run.code = await playDemo(play, rest, { advise, say: (line) => run.lines.push(line) });
  });
  await command.parseAsync(['--play', story, ...flags], { from: 'user' });
  return run;
}

/** The last output of a run with `--play`. */
export function lastObject({ lines, stderr }: DemoRun): Record<string, unknown> {
  const last = lines.at(-1) ?? '';
  if (!last.startsWith('{')) throw new Error(`the last line is not JSON:\n${lines.join('\n')}\n${stderr}`);
  return JSON.parse(last);
}

function toDemoRun({ code, stdout, stderr }: Run): DemoRun {
  return { code, lines: stdout.trimEnd().split('\n'), stderr };
}
