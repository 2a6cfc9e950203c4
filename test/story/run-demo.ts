import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../bin/greenlight.js', import.meta.url));

export type DemoRun = { code: number; lines: string[]; stderr: string };

/** Runs `greenlight demo` to its end, as npm does if `env` says so. */
export function runDemo(flags: readonly string[], env: Record<string, string> = {}): Promise<DemoRun> {
  const { npm_lifecycle_event: _ours, ...outer } = process.env;
  return new Promise((resolve) => {
    const options = { encoding: 'utf8', env: { ...outer, ...env } } as const;
    execFile(process.execPath, [main, 'demo', ...flags], options, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, lines: stdout.trimEnd().split('\n'), stderr });
    });
  });
}

/** The last output of a run with `--play`. */
export function lastObject({ lines, stderr }: DemoRun): Record<string, unknown> {
  const last = lines.at(-1) ?? '';
  if (!last.startsWith('{')) throw new Error(`the last line is not JSON:\n${lines.join('\n')}\n${stderr}`);
  return JSON.parse(last);
}
