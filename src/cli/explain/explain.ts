import type { Service } from '@aws-sdk/client-ecs';
import type { Command } from 'commander';
import type { AwsClients } from '../aws/aws-clients.ts';
import { type AwsFlags, awsCommand } from '../aws/aws-command.ts';
import { describeService } from '../aws/describe-service.ts';
import type { CommandPermissions } from '../aws/permissions.ts';
import { type ExitCode, printJson, runAction } from '../aws/run-action.ts';
import type { SelectionFlags } from '../deployment/choose/selection.ts';
import { addSelectionFlags, deploymentArgument } from '../deployment/choose/selection-flags.ts';
import { openDeployment } from '../deployment/open-deployment.ts';
import { readDeploymentPermissions } from '../deployment/permissions.ts';
import { outcomeOf, type Snapshot } from '../deployment/snapshot/snapshot.ts';
import { withProgress } from '../terminal/progress.ts';
import { actionLogReader } from './action-log.ts';
import { explainDeployment } from './explain-deployment.ts';
import { logGroupOf, logReader } from './hook-log.ts';
import { sayExplanation } from './say-explanation.ts';

export const permissions: CommandPermissions = [
  ...readDeploymentPermissions,
  {
    action: 'logs:FilterLogEvents',
    on: ['log-group'],
    for: "the logs of Greenlight's hooks; those of your own functions are shown if they may be read",
  },
  { action: 'logs:DescribeLogGroups', on: ['any-log-group'], for: "ECS's Action Logs, if the cluster has them" },
  { action: 'logs:FilterLogEvents', on: ['action-log-group'], for: "ECS's Action Logs, if the cluster has them" },
  { action: 'ecs:DescribeServices', on: ['service'], for: 'whether ECS manages the service itself' },
];

/** `greenlight explain`: why a deployment waits, or why it rolled back. */
export function explainCommand(): Command {
  const command = awsCommand('explain', {
    description: 'Say why a deployment waits, or why it rolled back',
    exitCodes: '0 it is going on or has succeeded, 1 it rolled back, failed or was stopped',
    examples: [
      'greenlight explain prod-cluster/retail-ui',
      'greenlight explain prod-cluster/retail-ui --revision 9313423515462893900',
      'greenlight explain prod-cluster/retail-ui -o json | jq .causes',
    ],
  });
  return addSelectionFlags(command.argument(...deploymentArgument)).action(
    (deployment: string, flags: AwsFlags & SelectionFlags) =>
      runAction('explain', flags.output, () => explain(deployment, flags)),
  );
}

async function explain(name: string, flags: AwsFlags & SelectionFlags): Promise<ExitCode> {
  const { signal } = new AbortController();
  const { look, clients, stack } = await openDeployment(name, flags, signal);
  const snapshot = await look(signal);
  const [logs, service] = await Promise.all([clients.logs(), readService(clients, snapshot)]);
  const readLog = logReader(logs);
  const readActionLog = actionLogReader(logs, readLog);
  const explanation = await withProgress(
    'reading the logs of the hooks',
    explainDeployment(snapshot, {
      readLog,
      readActionLog,
      service,
      logGroupOf: (arn) => logGroupOf(arn, stack),
      signal,
    }),
  );
  if (flags.output === 'json')
    printJson({ serviceDeploymentArn: snapshot.arn, status: snapshot.deployment.status, ...explanation });
  else process.stdout.write(sayExplanation(explanation, Math.min(process.stdout.columns ?? 100, 120), snapshot.now));
  return outcomeOf(snapshot.deployment.status) === 'failed' ? 1 : 0;
}

/** It only adds a note: that it cannot be read is no reason not to explain. */
async function readService(clients: AwsClients, { ref }: Snapshot): Promise<Service | undefined> {
  return await describeService(await clients.ecs(), ref, ref.region).catch(() => undefined);
}
