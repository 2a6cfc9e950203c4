import { type Command, InvalidArgumentError, Option } from 'commander';
import { readDirectoryPermissions, readServicePermissions } from '../attach/permissions.ts';
import { renderFindings } from '../attach/render-changes.ts';
import { awsClients } from '../aws/aws-clients.ts';
import { type AwsFlags, awsCommand } from '../aws/aws-command.ts';
import { type ExitCode, printJson, runAction } from '../aws/run-action.ts';
import { readServiceRef } from '../aws/service-ref.ts';
import { CliError } from '../command/cli-error.ts';
import { strategies, wholeNumber } from '../simulate/simulate-flags.ts';
import { addStepFlags } from '../simulate/step-flags.ts';
import { surroundingsPermissions } from '../surroundings/permissions.ts';
import { screenOn } from '../terminal/screen.ts';
import { judgeTime } from './judge-time.ts';
import { pricesAsOf } from './prices.ts';
import { type PlanFlags, type Planned, planFromFile, planFromService } from './read-plan.ts';
import { costOf, renderPlan } from './render-plan.ts';
import { timeLine, totalOf } from './time-line.ts';

export const permissions = [...readDirectoryPermissions, ...readServicePermissions, ...surroundingsPermissions];

type Flags = AwsFlags &
  PlanFlags & { answerAfter: number; scaleUp: number; owner?: 'cloudformation' | 'terraform' | 'none' };

/** `greenlight plan`: how long a deployment can take, stage by stage, and what its gates cost. */
export function planCommand(): Command {
  const command = awsCommand('plan', {
    description: 'Work out how long a deployment can take and what its gates cost',
    exitCodes: '0 it fits every limit that applies and every gate is called, 1 not',
    examples: [
      'greenlight plan prod-cluster/retail-ui',
      'greenlight plan --file hooks.json --strategy linear --step-percent 20 --network nlb',
      'greenlight plan prod-cluster/retail-ui --answer-after 120 -o json',
    ],
  })
    .argument('[service]', '<cluster>/<service>, or its ARN; may be left out with --file')
    .option('--file <file>', 'hooks from a file in place of those of the service')
    .addOption(
      new Option('-s, --strategy <name>', "default: the service's, or blue-green")
        .choices(Object.keys(strategies))
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
      new Option('--owner <kind>', 'whose limits apply beside those of ECS (default: as the tags say)').choices([
        'cloudformation',
        'terraform',
        'none',
      ]),
    )
    .option('--answer-after <minutes>', 'how long people typically take', wholeNumber(0, 20_160), 30)
    .option('--scale-up <minutes>', 'how long tasks typically take to start', wholeNumber(0, 1440), 5)
    .action((service: string | undefined, flags: Flags) => runAction('plan', flags.output, () => plan(service, flags)));
}

async function plan(service: string | undefined, flags: Flags): Promise<ExitCode> {
  if (service === undefined && flags.file === undefined)
    throw new CliError('neither a service nor a file is named', {
      next: 'write greenlight plan <cluster>/<service>, or --file hooks.json --strategy blue-green',
    });
  const planned =
    service === undefined
      ? await planFromFile(flags)
      : await planFromService(await awsClients(flags), readServiceRef(service), flags);
  return tell(planned, flags);
}

function tell({ name, configuration, hooks, directory, network, owner, notes }: Planned, flags: Flags): ExitCode {
  const assumptions = { answerMinutes: flags.answerAfter, scaleUpMinutes: flags.scaleUp };
  const stages = timeLine({ configuration, hooks, directory, network, ...assumptions });
  const waiter = flags.owner === 'none' ? undefined : (flags.owner ?? owner);
  const findings = [...judgeTime(stages, hooks, { ...configuration, waiter }), ...notes];
  const isWithinLimits = !findings.some(({ level }) => level === 'refusal');
  if (flags.output === 'json') {
    const { strategy } = configuration;
    printJson({
      name,
      strategy,
      network,
      minutes: totalOf(stages),
      dollars: costOf(stages),
      pricesAsOf,
      stages,
      findings,
      isWithinLimits,
      assumptions,
    });
    return isWithinLimits ? 0 : 1;
  }
  const { colour, columns } = screenOn(process.stdout, () => {});
  const lines = [
    `${name}   ${configuration.strategy}   ${hooks.length === 1 ? '1 hook' : `${hooks.length} hooks`}`,
    '',
    ...renderPlan(stages, { colour, columns, ...assumptions }),
    ...(findings.length > 0 ? [''] : []),
    ...renderFindings(findings, { colour, columns }),
  ];
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  return isWithinLimits ? 0 : 1;
}

function strategyOf(name: string) {
  const strategy = strategies[name];
  if (strategy) return strategy;
  throw new InvalidArgumentError(`"${name}" is no strategy; write one of ${Object.keys(strategies).join(', ')}`);
}
