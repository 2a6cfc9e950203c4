import { type Command, Option } from 'commander';
import { awsCommand } from '../aws/aws-command.ts';
import { runAction } from '../aws/run-action.ts';
import type { VerifyFlags } from './verify-flags.ts';

/** `greenlight verify`: the deployed app proves itself without a deployment. */
export function verifyCommand(): Command {
  return awsCommand('verify', {
    description: 'Try out the deployed app without a deployment, and leave nothing behind',
    exitCodes:
      '0 everything that was tried is as expected, 1 something is not, could not be tried, or is left in the bucket',
    notes: `Invokes the hooks and the other functions with events about services that do not exist. Sends the desk forged links, and decisions that are unsigned, wrongly signed, and signed by you. Attempts the writes that the ledger must refuse. Everything it writes is removed at the end, even after Ctrl-C.

No mail is sent unless --mail names your own address. Then it is sent only if the filters of all subscriptions keep it from everybody else.

greenlight doctor checks how everything is configured; verify checks what it does.`,
    examples: [
      'greenlight verify',
      'greenlight verify --stack greenlight --region eu-central-1 --mail ana@example.com',
      'greenlight verify --signed refused -o json',
    ],
  })
    .option('--mail <address>', 'send a test mail to this address of yours (default: none is sent)')
    .addOption(
      new Option(
        '--signed <result>',
        'the expected result of a decision that you sign (default: either, depending on your permissions)',
      ).choices(['accepted', 'refused'] satisfies VerifyFlags['signed'][]),
    )
    .action((flags: VerifyFlags) =>
      runAction('verify', flags.output, async () => {
        const { runVerify } = await import('./run-verify.ts');
        return runVerify(flags);
      }),
    );
}
