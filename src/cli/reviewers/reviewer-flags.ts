import * as v from 'valibot';
import { mailAddressSchema } from '../../checks/approval/plain-config.ts';
import { formatValue } from '../../wording/values.ts';
import type { AwsFlags } from '../aws/aws-command.ts';
import { CliError } from '../command/cli-error.ts';

/** What `greenlight reviewers` can do. */
export type ReviewerAction = 'add' | 'list' | 'remove' | 'check' | 'confirm';

export type ReviewerFlags = AwsFlags & {
  shared?: true;
  resend?: true;
  service?: string;
  send?: true;
  strict?: true;
};

const flagsOf: Readonly<Record<ReviewerAction, readonly (keyof ReviewerFlags)[]>> = {
  add: ['shared', 'resend'],
  list: [],
  remove: [],
  check: ['service', 'send', 'strict'],
  confirm: [],
};

/** @throws {CliError} if a flag is of another action, which would do less than was asked for */
export function refuseOtherFlags(what: ReviewerAction, flags: ReviewerFlags): void {
  for (const [action, names] of Object.entries(flagsOf)) {
    const wrong = names.find((name) => flags[name] !== undefined && !flagsOf[what].includes(name));
    if (wrong === undefined) continue;
    throw new CliError(`--${wrong} does nothing with ${what}`, {
      next: `write greenlight reviewers ${action} --${wrong}, or leave it out`,
    });
  }
}

/**
 * Reads addresses as the hooks do: in lower case, each once.
 *
 * @throws {CliError} naming the wrong value and what to write instead
 */
export function readAddresses(what: ReviewerAction, words: readonly string[]): readonly string[] {
  if (what === 'list' && words.length > 0)
    throw new CliError('list takes no addresses', { next: `write greenlight reviewers check ${words.join(' ')}` });
  if (words.length === 0 && (what === 'add' || what === 'remove'))
    throw new CliError(`${what} needs at least one mail address`, {
      next: `write greenlight reviewers ${what} ana@example.com`,
    });
  return [...new Set(words.map(readAddress))];
}

function readAddress(word: string): string {
  const read = v.safeParse(mailAddressSchema, word);
  if (read.success) return read.output;
  throw new CliError(`${formatValue(word)} is not a mail address`, {
    next: 'write addresses with spaces between them: ana@example.com ben@example.com',
  });
}
