import { ACMClient } from '@aws-sdk/client-acm';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { expect, test, vi } from 'vitest';
import { topicPublisher } from '../../../src/functions/lazy/announcer/topic-publisher.ts';
import { awsReaders } from '../../../src/functions/lazy/aws-readers.ts';
import { readCheckSwitch } from '../../../src/functions/lazy/parameters/read-switch.ts';
import { bridgeEcs } from '../../../src/functions/lazy/pause/bridge-ecs.ts';
import { deploymentFinder, readTags } from '../../../src/functions/lazy/pause/deployment-finder.ts';
import { readParameters } from '../../../src/functions/lazy/pause/read-parameters.ts';
import { sendKick } from '../../../src/functions/lazy/pause/send-kick.ts';
import { readAuthority } from '../../../src/functions/lazy/read-authority.ts';
import { readParameter } from '../../../src/functions/lazy/read-parameter.ts';
import { readS3Object } from '../../../src/functions/lazy/read-s3-object.ts';

const { signal } = new AbortController();
const place = { cluster: 'my-cluster', service: 'my-service' };
const message = { subject: 'a', message: 'b', attributes: {} };
const arn = 'arn:aws:ecs:us-west-2:123456789012:service-deployment/my-cluster/my-service/a';

test.each<[string, { prototype: { send: unknown } }, () => Promise<unknown>]>([
  ['readAuthority of a parameter', SSMClient, () => readAuthority('ssm:/shop/ca', signal)],
  ['readParameter', SSMClient, () => readParameter('/a', signal)],
  ['readParameters', SSMClient, () => readParameters(['/a'], signal)],
  ['readCheckSwitch', SSMClient, () => readCheckSwitch('/off', 'smoke', place, signal)],
  ['listParameters', SSMClient, () => deploymentFinder.listParameters('/a', undefined, signal)],
  ['listClusters', ECSClient, () => deploymentFinder.listClusters(undefined, signal)],
  ['listServices', ECSClient, () => deploymentFinder.listServices('a', undefined, signal)],
  ['runningDeployments', ECSClient, () => deploymentFinder.runningDeployments('a', ['b'], signal)],
  ['readTags', ECSClient, () => readTags(place, signal)],
  ['describeServiceDeployment', ECSClient, () => bridgeEcs().describeServiceDeployment(arn, signal)],
  [
    'continueServiceDeployment',
    ECSClient,
    () => bridgeEcs().continueServiceDeployment({ serviceDeploymentArn: arn, hookId: 'a', action: 'CONTINUE' }, signal),
  ],
  ['sendKick', SQSClient, () => sendKick('https://sqs/a', 'approvals/a.json', signal)],
  ['topicPublisher', SNSClient, () => topicPublisher('arn:topic')(message, signal)],
  ['readS3Object', S3Client, () => readS3Object(undefined, { bucket: 'a', key: 'b' }, signal)],
  ['a certificate', ACMClient, async () => awsReaders().certificates?.describeNames('arn:certificate', signal)],
  ['a deployment', ECSClient, () => awsReaders().ecs.describeServiceDeployment(arn, signal)],
  ['a listener', ElasticLoadBalancingV2Client, () => awsReaders().loadBalancers.describeListener('arn:a', signal)],
])('%s ends with the time of the call', async (_name, client, call) => {
  const send = vi.spyOn(client.prototype as SSMClient, 'send').mockRejectedValue(new Error('aborted') as never);

  await expect(call()).rejects.toThrow('aborted');

  expect(send).toHaveBeenCalledWith(expect.anything(), { abortSignal: signal });
});
