import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import { judgeActionLogs, readActionLogs } from '../../../../src/cli/doctor/judge/action-logs.ts';

const clusterArn = 'arn:aws:ecs:eu-central-1:111122223333:cluster/prod-cluster';
const source = (name: string, more: object) => ({ name, logType: 'ACTION_LOGS', resourceArns: [clusterArn], ...more });

/** CloudWatch Logs, with one element on each page. Moto does not accept ECS as a delivery source. */
function logs(held: { deliverySources: readonly object[]; deliveries: readonly object[] }) {
  const send = async (command: { constructor: { name: string }; input: { nextToken?: string } }) => {
    const member = command.constructor.name === 'DescribeDeliveriesCommand' ? 'deliveries' : 'deliverySources';
    const at = Number(command.input.nextToken ?? 0);
    const nextToken = at + 1 < held[member].length ? `${at + 1}` : undefined;
    return { [member]: held[member].slice(at, at + 1), nextToken };
  };
  return { send } as unknown as CloudWatchLogsClient;
}

test('finds the deliveries of this cluster on all pages', async () => {
  const client = logs({
    deliverySources: [
      source('other-cluster', { resourceArns: [`${clusterArn}-2`] }),
      source('other-log', { logType: 'EVENT_LOGS' }),
      source('ours', {}),
    ],
    deliveries: [
      { deliverySourceName: 'other-cluster', deliveryDestinationArn: 'arn:other' },
      { deliverySourceName: 'ours', deliveryDestinationArn: 'arn:ours' },
    ],
  });

  expect(await readActionLogs(client, clusterArn)).toEqual({ seen: true, value: ['arn:ours'] });
});

test('a source that is not delivered anywhere has no log', async () => {
  const client = logs({ deliverySources: [source('ours', {})], deliveries: [] });

  const [outcome] = judgeActionLogs(clusterArn, await readActionLogs(client, clusterArn));

  expect(outcome).toMatchObject({ rule: 'action-logs-off', kind: 'found', about: 'prod-cluster' });
  expect(outcome?.kind === 'found' && outcome.fix.split(' && ')).toEqual([
    'turn them on: aws logs create-log-group --log-group-name /aws/vendedlogs/ecs/action-logs/prod-cluster',
    `aws logs put-delivery-source --name ecs-action-logs-prod-cluster --resource-arn ${clusterArn} --log-type ACTION_LOGS`,
    'aws logs put-delivery-destination --name ecs-action-logs-prod-cluster --delivery-destination-configuration destinationResourceArn=arn:aws:logs:eu-central-1:111122223333:log-group:/aws/vendedlogs/ecs/action-logs/prod-cluster',
    'aws logs create-delivery --delivery-source-name ecs-action-logs-prod-cluster --delivery-destination-arn arn:aws:logs:eu-central-1:111122223333:delivery-destination:ecs-action-logs-prod-cluster',
  ]);
});
