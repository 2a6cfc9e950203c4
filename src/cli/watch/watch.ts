import { type Command, Option } from 'commander';
import { awsCommand } from '../aws/aws-command.ts';
import { runAction } from '../aws/run-action.ts';
import { addSelectionFlags, deploymentArgument } from '../deployment/choose/selection-flags.ts';
import { number } from '../simulate/simulate-flags.ts';
import type { FollowFlags } from './follow-deployment.ts';

type WatchFlags = Omit<FollowFlags, 'output'> & { output: FollowFlags['output'] | 'github' };

/** `greenlight watch`: a deployment's stages, hooks and gates while they change. */
export function watchCommand(): Command {
  const command = awsCommand('watch', {
    description: "Watch a deployment's stages, hooks and gates until it finishes or a condition is met",
    exitCodes:
      '0 the condition is met, 1 it rolled back, failed, ended in another way or took too long, 3 nothing is being deployed, or the deployment that was named did not appear',
    notes: `ECS lists a new deployment a moment after aws ecs update-service has started it. Name yours, so that an earlier one is not mistaken for it: --revision with the deployment id of that command, or --task-definition and --after. If you name none, a deployment that has already ended is never the answer. watch reads no logs: if the deployment ends in any other way than the one it waited for, it prints the greenlight explain command that reads the hooks' logs and ECS's Action Logs of this deployment.`,
    examples: [
      'greenlight watch prod-cluster/retail-ui',
      'greenlight watch prod-cluster/retail-ui --revision ecs-svc/9313423515462893900',
      'greenlight watch prod-cluster/retail-ui --task-definition retail-ui:43 --after 2026-11-26T09:30:00Z',
      'greenlight watch prod-cluster/retail-ui --wait-until awaiting-approval --timeout 30',
      'greenlight watch prod-cluster/retail-ui --wait-until BAKE_TIME -o json',
      'greenlight watch prod-cluster/retail-ui --revision ecs-svc/9313423515462893900 -o github',
    ],
    output: new Option(
      '-o, --output <format>',
      'json: one object on stdout, and nothing else; github: also annotations, a job summary and outputs of a GitHub Actions step',
    )
      .choices(['text', 'json', 'github'])
      .default('text'),
  });
  return addSelectionFlags(command.argument(...deploymentArgument))
    .option('--wait-until <what>', 'a status, a stage, awaiting-approval, paused, or done (it has succeeded)', 'done')
    .option('--timeout <minutes>', 'give up after this many minutes (default: never)', number(0, 43_200))
    .addOption(
      new Option('--start-timeout <seconds>', 'how long the deployment may take to appear')
        .argParser(number(0, 86_400))
        .default(60),
    )
    .addOption(
      new Option('--interval <seconds>', 'seconds between two checks; longer while AWS throttles')
        .argParser(number(1, 3600))
        .default(5),
    )
    .action((deployment: string, { output, ...flags }: WatchFlags) =>
      output === 'github'
        ? runAction('watch', 'text', async () => {
            const { watchOnGithub } = await import('./github/watch-on-github.ts');
            return watchOnGithub(deployment, { ...flags, output: 'text' });
          })
        : runAction('watch', output, async () => {
            const { runWatch } = await import('./run-watch.ts');
            return runWatch(deployment, { ...flags, output });
          }),
    );
}
