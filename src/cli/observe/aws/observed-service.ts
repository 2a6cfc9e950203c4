import type { DeploymentConfiguration, Service } from '@aws-sdk/client-ecs';
import { parseListenerRef } from '../../../deployment/listener-arn.ts';
import type { AwsClients } from '../../aws/aws-clients.ts';
import { CliError } from '../../command/cli-error.ts';

/** What the experiments need to know of the demo service, and what is put back at the end. */
export type ObservedService = {
  cluster: string;
  clusterArn: string;
  service: string;
  taskDefinition: string;
  desiredCount: number;
  deploymentConfiguration: DeploymentConfiguration;
  /** For a new service in the same place. */
  network: Pick<Service, 'launchType' | 'networkConfiguration'>;
  container: { containerName: string; containerPort: number; loadBalancerRoleArn: string };
  rules: { production: string; test: string };
  listeners: { production: string; test: string };
  targetGroup: { vpcId: string; port: number; healthPath: string };
};

/**
 * Finds the service of `examples/demo-service` by its stack. Nothing else is ever deployed to.
 *
 * @throws {CliError} if there is no such stack, or its service is not as the example has it
 */
export async function readObservedService(clients: AwsClients, stackName: string): Promise<ObservedService> {
  const { cluster, service } = await readDemoStack(clients, stackName);
  const { DescribeServicesCommand } = await import('@aws-sdk/client-ecs');
  const { services = [] } = await (await clients.ecs()).send(
    new DescribeServicesCommand({ cluster, services: [service] }),
  );
  const [found] = services;
  const [loadBalancer] = found?.loadBalancers ?? [];
  const advanced = loadBalancer?.advancedConfiguration;
  const rules = { production: advanced?.productionListenerRule ?? '', test: advanced?.testListenerRule ?? '' };
  const listeners = { production: listenerOf(rules.production), test: listenerOf(rules.test) };
  if (!found || !loadBalancer || !advanced?.roleArn || !listeners.production || !listeners.test) {
    throw new CliError(`the service ${cluster}/${service} has no load balancer with a production and a test rule`, {
      next: 'deploy examples/demo-service as it is, and name its stack: --stack <name>',
    });
  }
  return {
    ...{ cluster, service, rules, clusterArn: found.clusterArn ?? '' },
    taskDefinition: found.taskDefinition ?? '',
    desiredCount: found.desiredCount ?? 1,
    deploymentConfiguration: found.deploymentConfiguration ?? {},
    network: {
      ...(found.launchType && { launchType: found.launchType }),
      ...(found.networkConfiguration && { networkConfiguration: found.networkConfiguration }),
    },
    container: {
      containerName: loadBalancer.containerName ?? '',
      containerPort: loadBalancer.containerPort ?? 0,
      loadBalancerRoleArn: advanced.roleArn,
    },
    listeners: { production: listeners.production, test: listeners.test },
    targetGroup: await readTargetGroup(clients, loadBalancer.targetGroupArn ?? ''),
  };
}

async function readDemoStack(clients: AwsClients, stackName: string): Promise<{ cluster: string; service: string }> {
  const { DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const client = await clients.cloudformation();
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName })).catch((cause) => {
    // CloudFormation has no dedicated error for a stack that does not exist.
    if (cause instanceof Error && cause.name === 'ValidationError') return { Stacks: [] };
    throw cause;
  });
  const output = (name: string) => Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
  const [cluster, service] = [output('ClusterName'), output('ServiceName')];
  if (cluster !== undefined && service !== undefined) return { cluster, service };
  throw new CliError(`there is no stack "${stackName}" of examples/demo-service in ${clients.region}`, {
    next: 'deploy it as docs/guides/observe.md says, pass --stack <name>, or try greenlight observe --local',
  });
}

function listenerOf(rule: string): string | undefined {
  const ref = parseListenerRef(rule);
  return ref?.kind === 'rule' ? ref.listenerArn : undefined;
}

async function readTargetGroup(clients: AwsClients, arn: string): Promise<ObservedService['targetGroup']> {
  const { DescribeTargetGroupsCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const { TargetGroups = [] } = await (await clients.elb()).send(
    new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] }),
  );
  const { VpcId = '', Port = 0, HealthCheckPath = '/' } = TargetGroups[0] ?? {};
  return { vpcId: VpcId, port: Port, healthPath: HealthCheckPath };
}
