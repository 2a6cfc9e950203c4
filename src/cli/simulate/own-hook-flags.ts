import { type Command, InvalidArgumentError, Option } from 'commander';
import { readEnvFlag } from './sandbox-flags.ts';
import {
  type HookFlag,
  type ModuleFlag,
  number,
  readAction,
  readHook,
  readObject,
  wholeNumber,
} from './simulate-flags.ts';

/** The values of the flags that apply to every hook. */
export type FunctionFlags = { env: Readonly<Record<string, string>>; functionTimeout: number };

/**
 * The hook flags of every command that calls hooks. A flag that begins with `--hook-` applies to the preceding hook.
 *
 * @param hooks receives the hooks in order; the command may add others, such as pause hooks
 * @param hook the flag that names a hook, and its description
 */
export function addOwnHookFlags(
  command: Command,
  hooks: (HookFlag | ModuleFlag)[],
  hook: [flag: string, about: string],
) {
  const last = (): HookFlag => {
    const found = hooks.at(-1);
    if (found) return found;
    throw new InvalidArgumentError('it comes before the first --hook; write it after the hook that it applies to');
  };
  return command
    .option(...hook, (text) => void hooks.push(readHook(text)))
    .option('--hook-details <json>', 'hookDetails of the preceding hook: an object, or a file with one', (text) => {
      const about = last();
      if ('pause' in about) throw new InvalidArgumentError('a pause hook has no hookDetails; write it after a --hook');
      about.hookDetails = readObject(text);
    })
    .option('--hook-timeout <minutes>', 'timeoutInMinutes of the preceding hook (default: 1440)', (text) => {
      const about = last();
      about.timeoutMinutes = wholeNumber(1, 'pause' in about ? 20_160 : 1440)(text);
    })
    .option(
      '--hook-timeout-action <action>',
      'what happens when it times out: rollback or continue (default: rollback)',
      (text) => {
        last().timeoutAction = readAction(text);
      },
    )
    .addOption(
      new Option(
        '--env <KEY=VALUE>',
        'an environment variable for every hook; KEY alone takes its value from your shell; repeatable',
      )
        .argParser((text, before: FunctionFlags['env']) => readEnvFlag(text, before, process.env))
        .default({}, 'none'),
    )
    .option('--function-timeout <seconds>', "a call's limit in real time", number(0.1, 900), 60);
}
