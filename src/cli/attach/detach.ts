import { type Command, Option } from 'commander';
import { awsCommand } from '../aws/aws-command.ts';
import { runAction } from '../aws/run-action.ts';
import { readStagesOnce } from '../simulate/simulate-flags.ts';
import type { DetachCommandFlags } from './run/run-detach.ts';

/** `greenlight detach`: removes hooks from a service, and leaves the others as they are. */
export function detachCommand(): Command {
  return awsCommand('detach', {
    description: "Remove Greenlight's hooks from an ECS service, and keep the others",
    exitCodes: '0 ECS has the requested hooks, 1 it does not (declined, or its hooks differ)',
    notes: 'Without --approval, --smoke, --alarms, --checks, --hook and --pause: every hook of Greenlight.',
    examples: [
      'greenlight detach prod-cluster/retail-ui',
      'greenlight detach prod-cluster/retail-ui --approval --gate release --yes',
      'greenlight detach prod-cluster/retail-ui --hook arn:aws:lambda:eu-central-1:111122223333:function:my-hook',
      'greenlight detach prod-cluster/retail-ui --pause --at POST_SCALE_UP --dry-run',
    ],
  })
    .argument('<service>', '<cluster>/<service>, or its ARN')
    .option('--approval', 'approvals')
    .option('--smoke', 'smoke tests')
    .option('--alarms', 'alarm checks')
    .option('--checks', 'gates with several checks')
    .option(
      '--hook <arn>',
      'hooks that call this function, even if others attached them; repeatable',
      (arn, before: string[] = []) => [...before, arn],
    )
    .addOption(
      new Option('--via <way>', 'with --approval: only those that people are asked for at pauses').choices(['pause']),
    )
    .option('--pause', 'pause hooks, even if others attached them; their parameters are kept')
    .option('--gate <name>', 'only the gate of this name')
    .option('--at <STAGE,...>', 'only from these stages; a hook stays at its other stages', readStagesOnce)
    .option('-y, --yes', 'do not ask for confirmation; required without a terminal')
    .option('--dry-run', 'show the difference and change nothing')
    .action((service: string, flags: DetachCommandFlags) =>
      runAction('detach', flags.output, async () => {
        const { runDetach } = await import('./run/run-detach.ts');
        return runDetach(service, flags);
      }),
    );
}
