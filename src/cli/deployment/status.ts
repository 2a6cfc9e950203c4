import type { Command } from 'commander';
import { type AwsFlags, awsCommand } from '../aws/aws-command.ts';
import { type ExitCode, printJson, runAction } from '../aws/run-action.ts';
import { withProgress } from '../terminal/progress.ts';
import { screenOn } from '../terminal/screen.ts';
import { renderTree } from '../terminal/tree.ts';
import type { SelectionFlags } from './choose/selection.ts';
import { addSelectionFlags, deploymentArgument } from './choose/selection-flags.ts';
import { openDeployment } from './open-deployment.ts';
import { outcomeOf } from './snapshot/snapshot.ts';
import { snapshotJson } from './snapshot/snapshot-json.ts';
import { snapshotTree } from './snapshot/snapshot-tree.ts';

export { readDeploymentPermissions as permissions } from './permissions.ts';

/** `greenlight status`: a deployment's stages, hooks and gates at this moment. */
export function statusCommand(): Command {
  const command = awsCommand('status', {
    description: "Show a deployment's stages, hooks and gates as they are now",
    exitCodes: '0 it is going on or has succeeded, 1 it rolled back, failed or was stopped',
    examples: [
      'greenlight status prod-cluster/retail-ui',
      'greenlight status arn:aws:ecs:eu-central-1:111122223333:service-deployment/prod-cluster/retail-ui/EZe5RNVLH6PPzHXINuP28',
      'greenlight status prod-cluster/retail-ui --task-definition retail-ui:43',
      'greenlight status prod-cluster/retail-ui -o json | jq .status',
    ],
  });
  return addSelectionFlags(command.argument(...deploymentArgument)).action(
    (deployment: string, flags: AwsFlags & SelectionFlags) =>
      runAction('status', flags.output, () => showStatus(deployment, flags)),
  );
}

async function showStatus(name: string, flags: AwsFlags & SelectionFlags): Promise<ExitCode> {
  const { signal } = new AbortController();
  const { look } = await openDeployment(name, flags, signal);
  const snapshot = await withProgress('reading ECS and the ledger', look(signal));
  if (flags.output === 'json') {
    printJson(snapshotJson(snapshot));
  } else {
    const { colour, isTerminal, columns } = screenOn(process.stdout, () => {});
    const lines = renderTree(snapshotTree(snapshot), { colour, ...(isTerminal && { columns }) });
    process.stdout.write(`${lines.join('\n')}\n`);
    for (const sentence of snapshot.unknown) process.stderr.write(`note: ${sentence}\n`);
  }
  return outcomeOf(snapshot.deployment.status) === 'failed' ? 1 : 0;
}
