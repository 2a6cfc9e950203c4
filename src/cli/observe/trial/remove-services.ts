import type { ECSClient } from '@aws-sdk/client-ecs';
import { firstServiceMark } from './first-service.ts';

/** Deletes a service with its tasks, and waits until they are gone: the next one uses the same target groups. */
export async function removeObservedService(
  ecs: ECSClient,
  cluster: string,
  service: string,
  wait: (seconds: number) => Promise<void>,
): Promise<void> {
  const { DeleteServiceCommand, DescribeServicesCommand } = await import('@aws-sdk/client-ecs');
  const read = async () => {
    const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
    return services[0]?.status ?? 'INACTIVE';
  };
  if ((await read()) === 'ACTIVE') await ecs.send(new DeleteServiceCommand({ cluster, service, force: true }));
  while ((await read()) !== 'INACTIVE') await wait(5);
}

/** Deletes every service that trials have left. */
export async function removeObservedServices(
  ecs: ECSClient,
  cluster: string,
  wait: (seconds: number) => Promise<void>,
): Promise<void> {
  const sdk = await import('@aws-sdk/client-ecs');
  for await (const { serviceArns = [] } of sdk.paginateListServices({ client: ecs }, { cluster })) {
    for (const name of serviceArns.map((arn) => arn.split('/').at(-1) ?? ''))
      if (name.includes(firstServiceMark)) await removeObservedService(ecs, cluster, name, wait);
  }
}

export async function removeTaskDefinition(ecs: ECSClient, taskDefinition: string): Promise<void> {
  const { DeregisterTaskDefinitionCommand } = await import('@aws-sdk/client-ecs');
  await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
}
