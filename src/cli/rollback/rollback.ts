import type { Command } from 'commander';
import { awsCommand } from '../aws/aws-command.ts';
import { runAction } from '../aws/run-action.ts';
import { addSelectionFlags, deploymentArgument } from '../deployment/choose/selection-flags.ts';
import type { RollbackFlags } from './roll-back.ts';

/** `greenlight rollback`: has ECS roll a deployment back, and stores the reason. */
export function rollbackCommand(): Command {
  const command = awsCommand('rollback', {
    description: 'Roll back an ongoing deployment, and store the reason',
    exitCodes:
      '0 it is being rolled back or already was, 1 it ended in another way, you declined, or it is being rolled back but the reason could not be stored, 3 there is no such deployment',
    notes: `ECS is asked first, and the reason is stored afterwards: a rollback is never held up. greenlight explain shows the reason with your IAM identity. Storing it needs the policy of greenlight iam rollback.`,
    examples: [
      'greenlight rollback prod-cluster/retail-ui --reason "checkout answers 500"',
      'greenlight rollback prod-cluster/retail-ui --revision ecs-svc/9313423515462893900 --reason "smoke test of CI failed" --yes',
    ],
  });
  return addSelectionFlags(command.argument(...deploymentArgument))
    .option('--reason <text>', 'the reason; asked for on a terminal')
    .option('-y, --yes', 'do not ask for confirmation; required without a terminal')
    .action((name: string, flags: RollbackFlags) =>
      runAction('rollback', flags.output, async () => {
        const { rollBack } = await import('./roll-back.ts');
        return rollBack(name, flags);
      }),
    );
}
