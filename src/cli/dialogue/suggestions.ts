import type { AlarmType } from '@aws-sdk/client-cloudwatch';
import type { AwsClients } from '../aws/aws-clients.ts';
import { describeService } from '../aws/describe-service.ts';
import type { ServiceRef } from '../aws/service-ref.ts';

/** What AWS has that can be chosen. */
export interface Suggestions {
  /** By name. */
  clusters(): Promise<readonly string[]>;
  services(cluster: string): Promise<readonly string[]>;
  /** The path that the load balancer requests of a healthy task; undefined if there is none, or it cannot be read. */
  healthPath(service: ServiceRef): Promise<string | undefined>;
  /** The names of at most 100 alarms that begin with this. */
  alarms(prefix: string): Promise<readonly string[]>;
}

export function suggestionsFrom(clients: AwsClients): Suggestions {
  return {
    async clusters() {
      const { ListClustersCommand } = await import('@aws-sdk/client-ecs');
      const client = await clients.ecs();
      return namesOf(
        await allPages(async (nextToken) => {
          const { clusterArns, nextToken: next } = await client.send(new ListClustersCommand({ nextToken }));
          return { arns: clusterArns, next };
        }),
      );
    },
    async services(cluster) {
      const { ListServicesCommand } = await import('@aws-sdk/client-ecs');
      const client = await clients.ecs();
      return namesOf(
        await allPages(async (nextToken) => {
          const input = { cluster, maxResults: 100, nextToken };
          const { serviceArns, nextToken: next } = await client.send(new ListServicesCommand(input));
          return { arns: serviceArns, next };
        }),
      );
    },
    async healthPath(ref) {
      try {
        return await readHealthPath(clients, ref);
      } catch {
        return undefined; // Only a suggestion is missing then.
      }
    },
    async alarms(prefix) {
      const { DescribeAlarmsCommand } = await import('@aws-sdk/client-cloudwatch');
      const client = await clients.cloudwatch();
      // Without the types, CloudWatch leaves out composite alarms.
      const AlarmTypes: AlarmType[] = ['MetricAlarm', 'CompositeAlarm'];
      const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
        new DescribeAlarmsCommand({ AlarmNamePrefix: prefix, AlarmTypes, MaxRecords: 100 }),
      );
      return [...MetricAlarms, ...CompositeAlarms].flatMap(({ AlarmName }) => AlarmName ?? []).toSorted();
    },
  };
}

async function readHealthPath(clients: AwsClients, ref: ServiceRef): Promise<string | undefined> {
  const { loadBalancers = [] } = await describeService(await clients.ecs(), ref, clients.region);
  const arns = loadBalancers.flatMap(({ targetGroupArn }) => targetGroupArn ?? []);
  if (arns.length === 0) return undefined;
  const { DescribeTargetGroupsCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const client = await clients.elb();
  const { TargetGroups = [] } = await client.send(new DescribeTargetGroupsCommand({ TargetGroupArns: arns }));
  return TargetGroups.find(({ HealthCheckPath }) => HealthCheckPath !== undefined)?.HealthCheckPath;
}

type Page = { arns: readonly string[] | undefined; next: string | undefined };

async function allPages(read: (nextToken: string | undefined) => Promise<Page>): Promise<readonly string[]> {
  const all: string[] = [];
  let nextToken: string | undefined;
  do {
    const { arns = [], next } = await read(nextToken);
    all.push(...arns);
    nextToken = next;
  } while (nextToken !== undefined);
  return all;
}

function namesOf(arns: readonly string[]): readonly string[] {
  return [...new Set(arns.map((arn) => arn.slice(arn.lastIndexOf('/') + 1)))].toSorted();
}
