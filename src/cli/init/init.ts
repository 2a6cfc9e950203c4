import type { Command } from 'commander';
import { awsCommand } from '../aws/aws-command.ts';
import { runAction } from '../aws/run-action.ts';
import { wholeNumber } from '../simulate/simulate-flags.ts';
import { initCheckCommand } from './check/init-check.ts';
import type { InitFlags } from './run-init.ts';

/** `greenlight init`: asks for a service, its checks and reviewers, and writes a file of hooks for `attach`. */
export function initCommand(): Command {
  return (
    awsCommand('init', {
      description: 'Choose checks and reviewers for a service, and write them to hooks.yaml',
      exitCodes: '0 the file was written, 1 it was not (declined or cancelled)',
      notes:
        "It asks for what is not passed as a flag, suggests what AWS knows (clusters, services, the path of the load balancer's health check, alarms by the beginning of their names), and shows the difference, the plan and what doctor finds. It changes nothing in AWS. Without a terminal, pass --yes and the service.",
      examples: [
        'greenlight init',
        'greenlight init prod-cluster/retail-ui --file deploy/hooks.yaml',
        'greenlight init prod-cluster/retail-ui --yes --reviewer ana@example.com --reviewer ben@example.com --approvals 2',
        'greenlight init prod-cluster/retail-ui --yes --health-path /health --no-alarms --no-approval',
        'greenlight init check shop-health --template http',
      ],
    })
      .argument('[service]', '<cluster>/<service>, or its ARN')
      .option('--file <file>', 'the file to write', 'hooks.yaml')
      .option('--health-path <path>', "the page that the smoke test requests (default: the health check's)")
      .option('--no-smoke', 'no smoke test')
      .option('--alarm-prefix <prefix>', "the beginning of the alarms' names (default: the service's name)")
      .option('--no-alarms', 'no alarms')
      .option('--reviewer <mail>', 'somebody who approves; repeatable', (mail, before: string[] = []) => [
        ...before,
        mail,
      ])
      .option('--approvals <n>', 'how many of them must approve (default: 1)', wholeNumber(1, 50))
      .option('--no-approval', 'no approval by people')
      .option('-y, --yes', 'ask nothing; required without a terminal')
      .option('--overwrite', 'replace the file if it exists')
      .helpCommand(false)
      // Otherwise `init` would read the flags after `check` as its own.
      .enablePositionalOptions()
      .addCommand(initCheckCommand())
      .action((service: string | undefined, flags: InitFlags) =>
        runAction('init', flags.output, async () => {
          const { runInit } = await import('./run-init.ts');
          return runInit(service, flags);
        }),
      )
  );
}
