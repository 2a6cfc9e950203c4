import { styleText } from 'node:util';
import type { Command, HelpConfiguration } from 'commander';

/** How help looks. commander leaves out colours where there are none. */
export const helpStyle: HelpConfiguration = {
  // The names of some flags are so long that commander would not wrap what they mean.
  minWidthToWrap: 30,
  styleTitle: (text) => styleText('bold', text, { validateStream: false }),
  styleCommandText: (text) => styleText('cyan', text, { validateStream: false }),
  styleSubcommandText: (text) => styleText('cyan', text, { validateStream: false }),
  styleOptionText: (text) => styleText('cyan', text, { validateStream: false }),
};

/** `attach [service]`: that a command has options goes without saying. */
export function termOf(command: Command): string {
  const names = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [command.name(), ...names].join(' ');
}
