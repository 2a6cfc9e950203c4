import { type Command, InvalidArgumentError } from 'commander';
import { awsCommand } from '../aws/aws-command.ts';
import { runAction } from '../aws/run-action.ts';
import { type DecideFlags, type DecisionChoice, needsReasonAlways } from './decision-choice.ts';

/** `greenlight approve` and the other commands that change a request, which differ in one word. */
export function decisionCommand(
  choice: DecisionChoice,
  { description, examples }: { description: string; examples: string[] },
): Command {
  const command = awsCommand(choice, {
    description,
    exitCodes:
      '0 it is recorded, or already was, 1 it was not recorded: you declined, none was open, it came too late, or the request was decided otherwise',
    examples,
  })
    .argument('[deployment]', 'cluster/service with one open request, or the ARN of a service deployment')
    .option('--request <key>', 'the key of the request, as shown by greenlight open -o json')
    .option('--stage <STAGE>', 'the stage, if several wait')
    .option('--gate <name>', 'the name of the gate in its configuration, if several wait')
    .option(
      '--reason <text>',
      needsReasonAlways(choice) ? 'the reason; asked for on a terminal' : 'the reason, stored with the decision',
    )
    .option('-y, --yes', 'do not ask for confirmation; required without a terminal')
    .action((name: string | undefined, flags: DecideFlags) =>
      runAction(choice, flags.output, async () => {
        const { decideFromTerminal } = await import('./decide-from-terminal.ts');
        return decideFromTerminal(choice, name, flags);
      }),
    );
  if (choice === 'approve') {
    command.option(
      '--confirm-checklist',
      'confirm every item of the checklist of the gate; otherwise asked for one by one on a terminal',
    );
  }
  if (choice === 'extend')
    command.requiredOption('--minutes <n>', 'extend the deadline by this many minutes', readMinutes);
  return command;
}

function readMinutes(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`"${text}" is not a whole number of minutes from 1 to 99999`);
}
