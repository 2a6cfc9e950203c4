import { renderFindings } from '../attach/render-changes.ts';
import { awsClients } from '../aws/aws-clients.ts';
import type { AwsFlags } from '../aws/aws-command.ts';
import { type ExitCode, printJson } from '../aws/run-action.ts';
import { readServiceRef } from '../aws/service-ref.ts';
import { CliError } from '../command/cli-error.ts';
import { screenOn } from '../terminal/screen.ts';
import { compareAsking } from './compare-asking.ts';
import { judgeTime } from './judge-time.ts';
import { pricesAsOf } from './prices.ts';
import { type PlanFlags, type Planned, planFromFile, planFromService } from './read-plan.ts';
import { renderAsking } from './render-asking.ts';
import { costOf, renderPlan } from './render-plan.ts';
import { timeLine, totalOf } from './time-line.ts';

export type PlanCommandFlags = AwsFlags &
  PlanFlags & { answerAfter: number; scaleUp: number; owner?: 'cloudformation' | 'terraform' | 'none' };

/** The action of `greenlight plan`. */
export async function runPlan(service: string | undefined, flags: PlanCommandFlags): Promise<ExitCode> {
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

function tell(
  { name, configuration, service, network, owner, notes, origins }: Planned,
  flags: PlanCommandFlags,
): ExitCode {
  const { hooks } = service;
  const assumptions = { answerMinutes: flags.answerAfter, scaleUpMinutes: flags.scaleUp };
  const stages = timeLine({ configuration, hooks, network, ...assumptions });
  const waiter = flags.owner === 'none' ? undefined : (flags.owner ?? owner);
  const findings = [...judgeTime(stages, service, waiter), ...notes];
  const isWithinLimits = !findings.some(({ level }) => level === 'refusal');
  if (flags.output === 'json') {
    const { strategy } = configuration;
    printJson({
      name,
      strategy,
      network,
      minutes: totalOf(stages),
      dollars: costOf(stages),
      asking: compareAsking(stages, flags.answerAfter),
      pricesAsOf,
      stages,
      findings,
      origins,
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
    ...renderAsking(compareAsking(stages, flags.answerAfter), columns),
    ...(findings.length > 0 ? [''] : []),
    ...renderFindings(findings, { colour, columns }),
    ...(origins.length > 0 ? ['', 'Set by parameters', ...origins.map((line) => `  ${line}`)] : []),
  ];
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  return isWithinLimits ? 0 : 1;
}
