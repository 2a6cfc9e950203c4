import { shellQuote } from '../../deployment/access/curl-command.ts';
import { type AwsFlags, defaultStackName } from './aws-command.ts';

/** Where a command looks, by its flags. */
export type CommandPlace = Pick<AwsFlags, 'region' | 'profile' | 'stack'>;

/** A command to print that can be run as it is, with the account, the Region and the stack of the one that prints it. */
export function inSamePlace(command: string, { region, profile, stack }: CommandPlace): string {
  const elsewhere = { region, profile, stack: stack === defaultStackName ? undefined : stack };
  const flags = Object.entries(elsewhere).flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}`, value]));
  return [command, ...flags.map(shellQuote)].join(' ');
}
