import type { Command } from 'commander';
import { awsCommand } from '../aws/aws-command.ts';
import { runAction } from '../aws/run-action.ts';
import type { DecideFlags } from './decide-from-terminal.ts';

/** `greenlight approve` and `greenlight reject`, which differ in a word. */
export function decisionCommand(
  choice: 'approve' | 'reject',
  { description, examples }: { description: string; examples: string[] },
): Command {
  return awsCommand(choice, {
    description,
    exitCodes: '0 it is recorded, or was decided so already, 1 it is not: declined, too late, or decided otherwise',
    examples,
  })
    .argument('[deployment]', 'cluster/service with one open request, or the ARN of a service deployment')
    .option('--request <key>', 'the request by its key, as greenlight open -o json shows it')
    .option('--stage <STAGE>', 'the stage that waits, where several do')
    .option('--gate <name>', 'the gate by the name in its configuration, where several wait')
    .option('--reason <text>', choice === 'approve' ? 'why, kept with the decision' : 'why; asked for on a terminal')
    .option('-y, --yes', 'do not ask; needed where there is no terminal')
    .action((name: string | undefined, flags: DecideFlags) =>
      runAction(choice, flags.output, async () => {
        const { decideFromTerminal } = await import('./decide-from-terminal.ts');
        return decideFromTerminal(choice, name, flags);
      }),
    );
}
