import type { Command } from 'commander';
import { awsCommand } from '../aws/aws-command.ts';
import { runAction } from '../aws/run-action.ts';
import { addHookFlags } from './hook-flags.ts';
import type { DiffFlags } from './run/run-diff.ts';

/** `greenlight diff`: what `attach` would change, for a look before and for drift checks in CI. */
export function diffCommand(): Command {
  const command = awsCommand('diff', {
    description: 'Show what attach would change in a service, without changing it',
    exitCodes: '0 no difference, 1 a difference',
    examples: [
      'greenlight diff prod-cluster/retail-ui --file hooks.json',
      'greenlight diff prod-cluster/retail-ui --file hooks.json --exact -o json',
    ],
  })
    .argument('<service>', '<cluster>/<service>, or its ARN')
    .option('--file <file>', 'hooks from a JSON or YAML file, as in attach');
  const hooks = addHookFlags(command);
  return command
    .option('--exact', 'hooks that are attached but not named also count as a difference')
    .option('--allow-fail-open', 'as in attach')
    .action((service: string, flags: DiffFlags) =>
      runAction('diff', flags.output, async () => {
        const { runDiff } = await import('./run/run-diff.ts');
        return runDiff(service, hooks, flags);
      }),
    );
}
