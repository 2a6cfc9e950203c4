import type { Command } from 'commander';
import { awsCommand } from '../aws/aws-command.ts';
import { runAction } from '../aws/run-action.ts';
import { addSelectionFlags, deploymentArgument } from './choose/selection-flags.ts';
import type { StatusFlags } from './show-status.ts';

/** `greenlight status`: a deployment's stages, hooks and gates at this moment. */
export function statusCommand(): Command {
  const command = awsCommand('status', {
    description: "Show a deployment's stages, hooks and gates as they are now",
    exitCodes:
      '0 it is in progress or has succeeded, 1 it rolled back, failed or was stopped, 3 there is no such deployment',
    examples: [
      'greenlight status prod-cluster/retail-ui',
      'greenlight status arn:aws:ecs:eu-central-1:111122223333:service-deployment/prod-cluster/retail-ui/EZe5RNVLH6PPzHXINuP28',
      'greenlight status prod-cluster/retail-ui --task-definition retail-ui:43',
      'greenlight status prod-cluster/retail-ui -o json | jq .status',
    ],
  });
  return addSelectionFlags(command.argument(...deploymentArgument)).action((deployment: string, flags: StatusFlags) =>
    runAction('status', flags.output, async () => {
      const { showStatus } = await import('./show-status.ts');
      return showStatus(deployment, flags);
    }),
  );
}
