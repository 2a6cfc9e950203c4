import { type Command, InvalidArgumentError, Option } from 'commander';
import { awsCommand } from '../aws/aws-command.ts';
import { runAction } from '../aws/run-action.ts';
import { readSwitch } from '../simulate/simulate-flags.ts';
import type { ObserveFlags } from './observe-flags.ts';

/** `greenlight observe`: experiments that find out what AWS's documentation leaves open. */
export function observeCommand(): Command {
  return awsCommand('observe', {
    description: 'Find out by experiments how ECS behaves where its documentation says nothing',
    exitCodes:
      '0 the report is written, 1 an experiment failed, or the run was interrupted or declined; all is cleaned up',
    notes: `Deploys a service again and again with hooks that only record, and writes report.md, report.json and profile.json. simulate, demo and dev take the profile with --profile.

The service is that of examples/demo-service. All of it takes about five hours; --only and --resume split it up. With --local, Greenlight's own controller plays the service on this computer, in seconds and without an account.`,
    stack: new Option('--stack <name>', 'the CloudFormation stack of examples/demo-service').default('greenlight-demo'),
    examples: [
      'greenlight observe --local',
      'greenlight observe --stack greenlight-demo --region eu-central-1',
      'greenlight observe --local --only pause --only rolling',
      'greenlight simulate --profile greenlight-observed/profile.json --hook ./my-hook.mjs@PRODUCTION_TRAFFIC_SHIFT',
    ],
  })
    .option('-y, --yes', 'do not ask for confirmation; required without a terminal')
    .option('--clean-up', 'restore what a killed run left behind')
    .option('--local', "observe Greenlight's own controller instead of AWS")
    .option('--only <experiment>', 'run only this experiment; repeatable', collect)
    .option('--folder <folder>', 'where the report is written', 'greenlight-observed')
    .option('--resume', "keep the results in the folder's report, and run the remaining experiments")
    .addOption(
      new Option('--switch <name=reading>', 'with --local, how the controller behaves; repeatable').argParser(
        readSwitch,
      ),
    )
    .action((flags: ObserveFlags) =>
      runAction('observe', flags.output, async () => {
        const { runObserve } = await import('./run-observe.ts');
        return runObserve(flags);
      }),
    );
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  if (text === '') throw new InvalidArgumentError('write the name of an experiment');
  return [...before, text];
}
