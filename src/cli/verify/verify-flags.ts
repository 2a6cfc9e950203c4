import * as v from 'valibot';
import { mailAddressSchema } from '../../checks/approval/plain-config.ts';
import { formatValue } from '../../wording/values.ts';
import type { AwsFlags } from '../aws/aws-command.ts';
import { CliError } from '../command/cli-error.ts';

export type VerifyFlags = AwsFlags & {
  /** Send a test mail to this address, and to no other. Default: no mail is sent. */
  mail?: string;
  /** What has to happen to a decision that the caller signs. Default: either, as the caller's permissions have it. */
  signed?: 'accepted' | 'refused';
};

/**
 * The address of `--mail`, in lower case as filters have it.
 *
 * @throws {CliError} if it is not an address
 */
export function readMailFlag({ mail }: Pick<VerifyFlags, 'mail'>): string | undefined {
  if (mail === undefined) return undefined;
  const read = v.safeParse(mailAddressSchema, mail);
  if (read.success) return read.output;
  throw new CliError(`--mail ${formatValue(mail)} is not a mail address`, {
    next: 'write your own address: greenlight verify --mail ana@example.com',
  });
}
