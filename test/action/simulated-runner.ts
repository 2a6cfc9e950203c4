import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { parse } from 'yaml';

type Step = {
  id?: string;
  uses?: string;
  shell?: string;
  run?: string;
  env?: Record<string, string>;
  with?: Record<string, string>;
  'working-directory'?: string;
};

type ActionFile = {
  name: string;
  description: string;
  inputs: Record<string, { description?: string; required?: boolean; default?: string }>;
  outputs: Record<string, { description?: string; value: string }>;
  runs: { using: string; steps: Step[] };
};

const root = fileURLToPath(new URL('../..', import.meta.url));

export async function readAction(): Promise<ActionFile> {
  return parse(await readFile(join(root, 'action.yml'), 'utf8'));
}

type WorkflowCommand = { name: string; properties: Record<string, string>; message: string };

type StepRun = {
  code: number | null;
  /** What the log shows: both streams, without the commands. */
  log: string;
  commands: readonly WorkflowCommand[];
  outputs: Readonly<Record<string, string>>;
  summary: string;
  /** The folder in which the step ran. */
  folder: string;
  /** What npx was asked to run. */
  npx: readonly string[];
};

type RunOptions = { env: Readonly<Record<string, string>>; onOutput?: () => void };

/**
 * Runs the step of action.yml that has a script, as a runner does: expressions in `env` get the inputs, the script is run by bash with its files in a
 * temporary folder, commands are read from both streams, and outputs from their file. `npx` runs this repository.
 */
export async function runAction(inputs: Readonly<Record<string, string>>, options: RunOptions): Promise<StepRun> {
  const action = await readAction();
  const step = action.runs.steps.find(({ run }) => run !== undefined);
  const folder = await newFolder();
  const given = Object.fromEntries(
    Object.entries(action.inputs).map(([name, { default: usual = '' }]) => [name, inputs[name] ?? String(usual)]),
  );
  const evaluate = (text: string) =>
    text.replace(/\$\{\{ *(?:inputs\.([\w-]+)|runner\.temp) *\}\}/g, (_, name?: string) =>
      name === undefined ? folder : (given[name] ?? ''),
    );
  const files = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary.md') };
  const script = join(folder, 'step.sh');
  await Promise.all([...Object.values(files), join(folder, 'npx-words')].map((path) => writeFile(path, '')));
  // As the runner does, it evaluates the script as well.
  await writeFile(script, evaluate(step?.run ?? ''));
  const { code, log } = await runBash(script, {
    cwd: evaluate(step?.['working-directory'] ?? folder),
    env: {
      ...options.env,
      ...files,
      GITHUB_ACTIONS: 'true',
      PATH: [await fakeNpx(folder), process.env['PATH']].join(delimiter),
      ...Object.fromEntries(Object.entries(step?.env ?? {}).map(([name, value]) => [name, evaluate(value)])),
    },
    onOutput: options.onOutput,
  });
  const lines = log.split(/\r\n|\r|\n/);
  return {
    code,
    log: lines.filter((line) => readCommand(line) === undefined).join('\n'),
    commands: lines.flatMap((line) => readCommand(line) ?? []),
    outputs: readOutputs(await readFile(files.GITHUB_OUTPUT, 'utf8')),
    summary: await readFile(files.GITHUB_STEP_SUMMARY, 'utf8'),
    folder,
    npx: (await readFile(join(folder, 'npx-words'), 'utf8')).split('\n').slice(0, -1),
  };
}

/** Runs lines of a script as a runner of GitLab does, in one shell and in a folder that has this program. `npx` runs this repository. */
export async function runLines(
  lines: readonly string[],
  { env, onOutput }: RunOptions,
  [name, program]: [string, string],
) {
  const folder = await newFolder();
  const script = join(folder, 'job.sh');
  await writeFile(script, lines.join('\n'));
  await writeFile(join(folder, name), program, { mode: 0o755 });
  const PATH = [await fakeNpx(folder), process.env['PATH']].join(delimiter);
  return { folder, ...(await runBash(script, { cwd: folder, env: { ...env, PATH }, onOutput })) };
}

/** A folder of this test only. */
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-runner-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the repository instead of the package that it is asked for. */
async function fakeNpx(folder: string): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const lines = [
    '#!/bin/bash',
    `printf '%s\\n' "$@" > '${join(folder, 'npx-words')}'`,
    `exec '${process.execPath}' '${join(root, 'bin/greenlight.js')}' "\${@:3}"`,
  ];
  await writeFile(join(bin, 'npx'), `${lines.join('\n')}\n`);
  await chmod(join(bin, 'npx'), 0o755);
  return bin;
}

type BashOptions = { cwd: string; env: Record<string, string>; onOutput: (() => void) | undefined };

/** With the flags that GitHub documents for `shell: bash`. */
function runBash(script: string, { onOutput, ...options }: BashOptions): Promise<{ code: number | null; log: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number | null; log: string }>();
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], options);
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      onOutput?.();
    });
  child.on('error', reject).on('close', (code) => resolve({ code, log }));
  return promise;
}

/**
 * A command in a line of the log, in the new form and in the old.
 *
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function readCommand(line: string): WorkflowCommand | undefined {
  const [, name, list = '', message = ''] =
    /^\s*::([\w-]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/.exec(line) ??
    /##\[([\w-]+)(?: ([^\]]*))?\](.*)$/.exec(line) ??
    [];
  if (name === undefined) return undefined;
  const properties = list.split(',').flatMap((pair) => {
    const [key, value] = pair.split(/=(.*)/s);
    return key && value !== undefined ? [[key.trim(), withoutEscapes(value)] as const] : [];
  });
  return { name, properties: Object.fromEntries(properties), message: withoutEscapes(message) };
}

function withoutEscapes(text: string): string {
  return text.replace(/%(0D|0A|3A|2C|25)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** `name=value`, or a name and its lines between two delimiters. */
export function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const [, name, delimiterLine] = /^(\w+)<<(.+)$/.exec(line) ?? [];
    if (name !== undefined) {
      const end = lines.indexOf(delimiterLine ?? '');
      outputs[name] = lines
        .splice(0, end + 1)
        .slice(0, -1)
        .join('\n');
    } else if (line.includes('=')) {
      const [key = '', value = ''] = line.split(/=(.*)/s);
      outputs[key] = value;
    }
  }
  return outputs;
}
