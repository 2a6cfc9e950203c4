import type { AwsClients } from '../../aws/aws-clients.ts';
import { endDeployment } from '../trial/end-deployment.ts';
import { removeObservedServices } from '../trial/remove-services.ts';
import { deleteStack, describeRunStack, observeStackName } from './observe-stack.ts';
import type { ObserveMetadata } from './observe-template.ts';
import { serviceStackName } from './service-stack.ts';

/**
 * Puts everything back: ends what is being deployed, restores the configuration of the service, and removes what the run has created. It can be
 * called again if it fails.
 */
export async function cleanUpRun(
  clients: AwsClients,
  { cluster, service, taskDefinition, desiredCount, deploymentConfiguration }: ObserveMetadata,
  wait: (seconds: number) => Promise<void>,
): Promise<void> {
  const { UpdateServiceCommand } = await import('@aws-sdk/client-ecs');
  const ecs = await clients.ecs();
  await endDeployment({ ecs, cluster, service }, wait);
  if (await describeRunStack(clients, serviceStackName)) await deleteStack(clients, serviceStackName, wait);
  await removeObservedServices(ecs, cluster, wait);
  // Starts no deployment, unless a trial has deployed another task definition. A list that was empty has to be sent as one, or the hooks of the last trial would stay.
  const { lifecycleHooks = [], ...rest } = deploymentConfiguration;
  const alarms = rest.alarms ?? { alarmNames: [], enable: false, rollback: false };
  await ecs.send(
    new UpdateServiceCommand({
      ...{ cluster, service, taskDefinition },
      // A run of an older version has not stored it, and has not changed it.
      ...(desiredCount !== undefined && { desiredCount }),
      deploymentConfiguration: { ...rest, alarms, lifecycleHooks },
    }),
  );
  // Last: what has to be put back is stored in it.
  await deleteStack(clients, observeStackName, wait);
}
