import type { Command } from 'commander';
import { awsCommand } from '../aws/aws-command.ts';
import { runAction } from '../aws/run-action.ts';
import type { DecideFlags } from './decide-from-terminal.ts';

/** `greenlight approve` and `greenlight reject`, which differ in one word. */
export function decisionCommand(
  choice: 'approve' | 'reject',
  { description, examples }: { description: string; examples: string[] },
): Command {
  return awsCommand(choice, {
    description,
    exitCodes:
      '0 the decision is recorded, or was already made, 1 it was not recorded: you declined, it came too late, or the request was decided otherwise',
    examples,
  })
    .argument('[deployment]', 'cluster/service with one open request, or the ARN of a service deployment')
    .option('--request <key>', 'the key of the request, as shown by greenlight open -o json')
    .option('--stage <STAGE>', 'the stage, if several wait')
    .option('--gate <name>', 'the name of the gate in its configuration, if several wait')
    .option(
      '--reason <text>',
      choice === 'approve' ? 'the reason, stored with the decision' : 'the reason; asked for on a terminal',
    )
    .option(
      '--confirm-checklist',
      'confirm every item of the checklist of the gate, for an approval; otherwise asked for one by one',
    )
    .option('-y, --yes', 'do not ask for confirmation; required without a terminal')
    .action((name: string | undefined, flags: DecideFlags) =>
      runAction(choice, flags.output, async () => {
        const { decideFromTerminal } = await import('./decide-from-terminal.ts');
        return decideFromTerminal(choice, name, flags);
      }),
    );
}
