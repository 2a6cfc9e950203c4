import type { JsonValue } from '../../hook/json.ts';
import { isJsonObject } from '../../hook/json.ts';
import { type AnsweredEvent, answerEvent } from '../../simulate/answer-event.ts';
import { formatFileError, formatJsonError } from '../../wording/file-error.ts';
import { MisuseError } from '../command/misuse-error.ts';
import { readEdited } from '../command/read-edited.ts';
import { reportCrash } from './hook-findings.ts';
import { type OpenedHook, openHook } from './open-hook.ts';
import { openOptionsOf } from './play-configuration.ts';
import type { SimulateFlags } from './simulate-options.ts';

/**
 * `--event`: one invocation, as `sam local invoke` does it. The answer goes to stdout, everything else to stderr.
 *
 * @returns the exit code
 * @throws {MisuseError}
 */
export async function answerOneEvent(flags: SimulateFlags, file: string): Promise<0 | 1> {
  const { hooks, output } = flags;
  const [hook, ...others] = hooks;
  if (!hook || !('file' in hook) || others.length > 0) {
    throw new MisuseError('--event needs exactly one hook; write one --hook ./my-hook.mjs');
  }
  refuseUnused(flags);
  const given = readEventFile(file);
  const event = hook.hookDetails && isJsonObject(given) ? { ...given, hookDetails: hook.hookDetails } : given;
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const crashes: string[] = [];
  let opened: OpenedHook | undefined;
  try {
    opened = await openHook(
      hook,
      openOptionsOf(flags, { onLine: say, onNotice: say, onCrash: (problem) => crashes.push(problem) }),
    );
    const answered = await answerEvent(opened.handler, event, opened.name);
    // The hook's own output comes before its answer.
    await opened.stop();
    process.stdout.write(output === 'json' ? `${JSON.stringify(answered)}\n` : formatAnswer(answered));
    say(formatVerdict(answered));
    for (const problem of crashes) reportCrash({ name: opened.name, problem });
    const isFine = answered.verdict === 'succeeded' || answered.verdict === 'in-progress';
    return isFine && crashes.length === 0 ? 0 : 1;
  } finally {
    await opened?.stop();
  }
}

/** Nothing is deployed, so there is nothing to report or record, and nothing that a fault could hit. */
function refuseUnused(flags: SimulateFlags): void {
  const [unused] = Object.entries(flags).find(([name, value]) => value !== undefined && !used.test(name)) ?? [];
  if (unused === undefined) return;
  const flag = `--${unused.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new MisuseError(`${flag} has no effect on a single call`, { next: `leave out --event or ${flag}` });
}

/** `strategy` has a default. */
const used = /^(hook.*|arguments|event|output|env|functionTimeout|ownProcess|strategy)$/;

function readEventFile(file: string): JsonValue {
  let text = '';
  try {
    text = readEdited(file);
    return JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof SyntaxError ? formatJsonError(text, cause) : formatFileError(cause);
    throw new MisuseError(`--event ${file}: ${why}; write the path of a JSON file, such as those in events/`, {
      cause,
    });
  }
}

function formatAnswer({ answer }: AnsweredEvent): string {
  return answer === undefined ? '' : `${JSON.stringify(answer, undefined, 2)}\n`;
}

function formatVerdict(answered: AnsweredEvent): string {
  switch (answered.verdict) {
    case 'succeeded':
      return 'SUCCEEDED: ECS would continue.';
    case 'in-progress':
      return 'IN_PROGRESS: ECS would call again.';
    case 'failed':
      return 'FAILED: ECS would roll back.';
    case 'unusable':
      return `ECS would roll back: ${answered.problem}`;
  }
}
