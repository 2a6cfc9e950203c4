import type { Command } from 'commander';
import { type AwsFlags, awsCommand } from '../aws/aws-command.ts';
import { runAction } from '../aws/run-action.ts';

/** `greenlight verify`: the deployed app proves itself without a deployment. */
export function verifyCommand(): Command {
  return awsCommand('verify', {
    description: 'Try out the deployed app without a deployment, and store nothing',
    exitCodes: '0 everything is proved, 1 something is not',
    notes: `Invokes every hook as ECS does, for a service of an account that is not yours, for which a hook reads and writes nothing. Asks the desk for a forged link and for an unsigned decision, and the ledger for a write that its policy has to deny. greenlight doctor checks how everything is configured; verify checks what it does.`,
    examples: ['greenlight verify', 'greenlight verify --stack greenlight --region eu-central-1 -o json'],
  }).action((flags: AwsFlags) =>
    runAction('verify', flags.output, async () => {
      const { runVerify } = await import('./run-verify.ts');
      return runVerify(flags);
    }),
  );
}
