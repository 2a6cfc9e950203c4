import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { type Looked, look, whenSeen } from '../facts/look.ts';
import { type Outcome, on } from '../facts/outcome.ts';

type Client = Pick<CloudWatchLogsClient, 'send'>;

/** The destinations of a cluster's Action Logs; none if they are off. */
export type ActionLogs = Looked<readonly string[]>;

/**
 * Reads where ECS delivers the Action Logs of a cluster.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/action-logs-getting-started.html
 */
export async function readActionLogs(client: Client, clusterArn: string): Promise<ActionLogs> {
  const names = await look('logs:DescribeDeliverySources', () => sourcesOf(client, clusterArn));
  if (!names.seen || names.value.length === 0) return names;
  return look('logs:DescribeDeliveries', () => destinationsOf(client, names.value));
}

async function destinationsOf(client: Client, sources: readonly string[]): Promise<readonly string[]> {
  const { DescribeDeliveriesCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const deliveries = await allPages(async (page) => {
    const { deliveries: items, nextToken } = await client.send(new DescribeDeliveriesCommand(page));
    return { items, nextToken };
  });
  return deliveries.flatMap(({ deliverySourceName = '', deliveryDestinationArn }) =>
    sources.includes(deliverySourceName) ? (deliveryDestinationArn ?? []) : [],
  );
}

async function sourcesOf(client: Client, clusterArn: string): Promise<readonly string[]> {
  const { DescribeDeliverySourcesCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const sources = await allPages(async (page) => {
    const { deliverySources: items, nextToken } = await client.send(new DescribeDeliverySourcesCommand(page));
    return { items, nextToken };
  });
  return sources.flatMap(({ logType, resourceArns = [], name }) =>
    logType === 'ACTION_LOGS' && resourceArns.includes(clusterArn) ? (name ?? []) : [],
  );
}

type Page<Item> = { items: readonly Item[] | undefined; nextToken: string | undefined };

async function allPages<Item>(read: (page: { nextToken?: string }) => Promise<Page<Item>>): Promise<Item[]> {
  const found: Item[] = [];
  let nextToken: string | undefined;
  do {
    const page = await read(nextToken === undefined ? {} : { nextToken });
    found.push(...(page.items ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

/** Good to have, and off unless somebody turned them on. */
export function judgeActionLogs(clusterArn: string, logs: ActionLogs): readonly Outcome[] {
  const cluster = clusterArn.slice(clusterArn.lastIndexOf('/') + 1);
  const [, partition, , region, account] = clusterArn.split(':');
  const group = `/aws/vendedlogs/ecs/action-logs/${cluster}`;
  const groupArn = `arn:${partition}:logs:${region}:${account}:log-group:${group}`;
  const name = `ecs-action-logs-${cluster}`;
  const fix = [
    `aws logs create-log-group --log-group-name ${group}`,
    `aws logs put-delivery-source --name ${name} --resource-arn ${clusterArn} --log-type ACTION_LOGS`,
    `aws logs put-delivery-destination --name ${name} --delivery-destination-configuration destinationResourceArn=${groupArn}`,
    `aws logs create-delivery --delivery-source-name ${name} --delivery-destination-arn arn:${partition}:logs:${region}:${account}:delivery-destination:${name}`,
  ].join(' && ');
  return whenSeen(logs, { group: 'hooks', rules: ['action-logs-off'], about: cluster }, (destinations) => [
    on('hooks', 'action-logs-off', cluster).judge(
      destinations.length === 0 && {
        found: `no delivery of ACTION_LOGS of ${clusterArn}`,
        fix: `turn them on: ${fix}`,
      },
      `delivered to ${destinations.join(', ')}`,
    ),
  ]);
}
