import { type Command, InvalidArgumentError, Option } from 'commander';
import { awsCommand } from '../aws/aws-command.ts';
import { runAction } from '../aws/run-action.ts';
import { simulatedStrategies, wholeNumber } from '../simulate/simulate-flags.ts';
import { addStepFlags } from '../simulate/step-flags.ts';
import type { PlanCommandFlags } from './run-plan.ts';

/** `greenlight plan`: how long a deployment can take, stage by stage, and what its gates cost. */
export function planCommand(): Command {
  const command = awsCommand('plan', {
    description: 'Calculate how long a deployment can take and what its gates cost',
    exitCodes: '0 the deployment fits every limit and every gate is called, 1 it does not',
    examples: [
      'greenlight plan prod-cluster/retail-ui',
      'greenlight plan --file hooks.json --strategy linear --step-percent 20 --network nlb',
      'greenlight plan prod-cluster/retail-ui --answer-after 120 -o json',
    ],
  })
    .argument('[service]', '<cluster>/<service>, or its ARN; may be left out with --file')
    .option('--file <file>', 'hooks from a file instead of those of the service')
    .addOption(
      new Option('-s, --strategy <name>', "default: the service's, or blue-green")
        .choices(Object.keys(simulatedStrategies))
        .argParser(strategyOf),
    )
    .option('--bake-minutes <n>', "bake time (default: the service's, or 0)", wholeNumber(0, 1440));
  return addStepFlags(command)
    .addOption(
      new Option('--network <kind>', "what moves the traffic (default: the service's, or alb)").choices([
        'alb',
        'nlb',
        'lattice',
        'none',
      ]),
    )
    .addOption(
      new Option('--owner <kind>', 'whose limits apply in addition to those of ECS (default: from the tags)').choices([
        'cloudformation',
        'terraform',
        'none',
      ]),
    )
    .option('--answer-after <minutes>', 'how long people typically take', wholeNumber(0, 20_160), 30)
    .option('--scale-up <minutes>', 'how long tasks typically take to start', wholeNumber(0, 1440), 5)
    .action((service: string | undefined, flags: PlanCommandFlags) =>
      runAction('plan', flags.output, async () => {
        const { runPlan } = await import('./run-plan.ts');
        return runPlan(service, flags);
      }),
    );
}

function strategyOf(name: string) {
  const strategy = simulatedStrategies[name];
  if (strategy) return strategy;
  throw new InvalidArgumentError(
    `"${name}" is not a strategy; write one of ${Object.keys(simulatedStrategies).join(', ')}`,
  );
}
