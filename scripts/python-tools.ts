import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CodedError } from '../src/wording/coded-error.ts';

/** The tools that come from PyPI; each is a folder of `tools/python/` with its pinned requirements. */
export const toolNames = ['moto', 'aws-sam-cli', 'awscli', 'hcl', 'ministack'] as const;

export type ToolName = (typeof toolNames)[number];

export interface PythonTool {
  /** Absolute path of a command of this tool, such as `sam` or `python`. */
  bin(command: string): string;
}

/**
 * - `PYTHON_MISSING`: there is no `python3` on the PATH
 * - `PYTHON_TOO_OLD`: it is older than 3.10
 * - `VENV_MISSING`: it cannot make virtual environments, as on Debian without `python3-venv`
 * - `INSTALL_FAILED`: pip could not fetch or install the packages; its last words are in the message
 */
export type PythonToolErrorCode = 'PYTHON_MISSING' | 'PYTHON_TOO_OLD' | 'VENV_MISSING' | 'INSTALL_FAILED';

/** The tool is not available on this machine. */
export class PythonToolError extends CodedError<PythonToolErrorCode> {
  override readonly name = 'PythonToolError';
}

export interface EnsureOptions {
  /** Where the environments are. Default: `.cache/python` of this project. */
  cacheFolder?: string;
  /** Where `<tool>/requirements.txt` is. Default: `tools/python` of this project. */
  toolsFolder?: string;
  /** The interpreter to make environments with. Default: `python3` from the PATH. */
  python?: string;
  /** Receives the one line that announces an install of more than a second. Default: stderr. */
  say?: (line: string) => void;
}

const project = fileURLToPath(new URL('..', import.meta.url));
const quietMillis = 1_000;

/**
 * Makes the tool's virtual environment if it does not exist yet, and returns where its commands are.
 *
 * The first call downloads packages from the package index that pip is configured for, and takes some seconds; one
 * line on stderr says so. Later calls read one small file. Any number of processes may ask at once: one
 * installs, the others wait for it. The next call restarts an interrupted install.
 *
 * @throws {PythonToolError} if the tool is not available here; the message names what to install
 */
export async function ensureTool(name: ToolName, options: EnsureOptions = {}): Promise<PythonTool> {
  const toolsFolder = options.toolsFolder ?? join(project, 'tools/python');
  const requirements = join(toolsFolder, name, 'requirements.txt');
  const version = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = resolve(options.cacheFolder ?? join(project, '.cache/python'), `${name}-${version}`);

  if (!isReady(folder)) {
    const say = options.say ?? ((line) => process.stderr.write(`${line}\n`));
    const notice = setTimeout(() => say(`setting up ${name} in ${folder} (once, needs the network) …`), quietMillis);
    try {
      await install(name, options.python ?? 'python3', folder, requirements);
    } finally {
      clearTimeout(notice);
    }
  }
  return { bin: (command) => join(folder, 'bin', command) };
}

/**
 * Whether `tools/python/install.py` has finished there and its result is still valid: scripts of an environment name its
 * absolute path and its interpreter, so a moved project or a replaced python needs a new one.
 */
function isReady(folder: string): boolean {
  const marker = join(folder, 'greenlight.json');
  const python = join(folder, 'bin/python');
  if (!existsSync(marker) || !existsSync(python)) return false;
  const made: unknown = JSON.parse(readFileSync(marker, 'utf8'));
  return JSON.stringify(made) === JSON.stringify({ folder, python: realpathSync(python) });
}

async function install(name: ToolName, python: string, folder: string, requirements: string): Promise<void> {
  const { code, words } = await run(python, [join(project, 'tools/python/install.py'), folder, requirements]);
  if (code !== 0) throw failure(name, python, code, words);
}

interface Ended {
  code: number | 'not found';
  words: string;
}

function run(command: string, args: string[]): Promise<Ended> {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let words = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-8_000);
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') done({ code: 'not found', words: '' });
      else failed(error);
    });
    child.on('close', (code, signal) =>
      done({ code: code ?? 1, words: signal === null ? words : `ended by ${signal}` }),
    );
  });
}

/** The exit codes are those of `tools/python/install.py`. */
function failure(name: ToolName, python: string, code: Ended['code'], words: string): PythonToolError {
  const said = words.trim();
  switch (code) {
    case 'not found':
      return new PythonToolError(
        'PYTHON_MISSING',
        `${name} needs python 3.10 or newer and "${python}" was not found: install it (Debian and Ubuntu: apt-get install python3 python3-venv)`,
      );
    case 3:
      return new PythonToolError(
        'PYTHON_TOO_OLD',
        `${name} needs python 3.10 or newer and "${python}" is ${said}: install a newer one and put it first on the PATH`,
      );
    case 4:
      return new PythonToolError(
        'VENV_MISSING',
        `${name} needs a virtual environment and "${python}" (${said}) cannot make one: install python3-venv (Debian and Ubuntu: apt-get install python3-venv)`,
      );
    default:
      return new PythonToolError('INSTALL_FAILED', `${name} could not be installed with "${python}": ${essence(said)}`);
  }
}

/** The lines of pip's output that say what went wrong, without its warnings. */
function essence(words: string): string {
  const lines = words.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('WARNING:'));
  return lines.slice(-6).join('\n') || 'it said nothing';
}

function isToolName(name: string): name is ToolName {
  return (toolNames as readonly string[]).includes(name);
}

if (import.meta.main) {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !isToolName(name));
  if (unknown.length > 0) {
    process.stderr.write(`no tool is called "${unknown.join('", "')}": choose from ${toolNames.join(', ')}\n`);
    process.exitCode = 2;
  } else {
    try {
      // One after the other: pip already keeps a core busy.
      for (const name of asked.length > 0 ? asked.filter(isToolName) : toolNames) {
        const tool = await ensureTool(name);
        process.stdout.write(`${name} ${tool.bin('')}\n`);
      }
    } catch (error) {
      if (!(error instanceof PythonToolError)) throw error;
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 1;
    }
  }
}
