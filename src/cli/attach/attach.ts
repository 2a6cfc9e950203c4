import { type Command, Option } from 'commander';
import { awsCommand } from '../aws/aws-command.ts';
import { runAction } from '../aws/run-action.ts';
import { addHookFlags } from './hook-flags.ts';
import { printForms } from './print-forms.ts';
import type { AttachCommandFlags } from './run/run-attach.ts';

/** `greenlight attach`: puts hooks before a service, keeping those that it has. */
export function attachCommand(): Command {
  const command = awsCommand('attach', {
    description: 'Attach hooks to an ECS service, and keep its existing ones',
    notes: 'In a terminal, it asks for the hooks if none is named, and for the service, too.',
    exitCodes: '0 ECS has the requested hooks, 1 it does not (declined, or its hooks differ)',
    examples: [
      `greenlight attach prod-cluster/retail-ui --smoke --details '{"requests": ["/health"]}' --alarms --details '{"alarms": ["retail-ui-5xx"]}' --approval --details '{"reviewers": ["ana@example.com"]}'`,
      'greenlight attach prod-cluster/retail-ui',
      'greenlight attach prod-cluster/retail-ui --file hooks.json --dry-run',
      'greenlight attach prod-cluster/retail-ui --pause POST_SCALE_UP=60,ROLLBACK --yes',
      `greenlight attach prod-cluster/retail-ui --approval --via pause --details '{"reviewers": ["ana@example.com"]}'`,
      'greenlight attach prod-cluster/retail-ui --file hooks.yaml --print terraform',
    ],
  })
    .argument('[service]', '<cluster>/<service>, or its ARN; optional with --print, or if no hook is named')
    .option(
      '--file <file>',
      'hooks from a JSON or YAML file of the AWS CLI, ecspresso or CloudFormation, in addition to those of flags',
    );
  const hooks = addHookFlags(command);
  return command
    .option(
      '--allow-fail-open',
      'allow gates that let deployments through: an approval with the timeout action CONTINUE, a hook that ROLLING never calls',
    )
    .option('-y, --yes', 'do not ask for confirmation; required without a terminal')
    .option('--dry-run', 'show the difference and change nothing')
    .addOption(
      new Option('--print <format>', 'print the whole list of hooks in this format, and change nothing').choices(
        printForms,
      ),
    )
    .action((service: string | undefined, flags: AttachCommandFlags) =>
      runAction('attach', flags.output, async () => {
        const { runAttach } = await import('./run/run-attach.ts');
        return runAttach(service, hooks, flags);
      }),
    );
}
