import { setTimeout } from 'node:timers/promises';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { recordTaggedDeployer, type TagRecorderParts } from '../../watcher/record-tagged-deployer.ts';
import { sdkTimeouts } from './sdk.ts';

const ecs = new ECSClient(sdkTimeouts);

/** Records who started a deployment by a tag. Loaded when ECS reports something about a service, if the stack asks for it. */
export function tagRecorder(parts: Omit<TagRecorderParts, 'describe' | 'sleep'>) {
  return recordTaggedDeployer({ ...parts, describe, sleep: (ms, signal) => setTimeout(ms, undefined, { signal }) });
}

/** One answer, so that tags and deployment belong together. */
const describe: TagRecorderParts['describe'] = async (cluster, service, abortSignal) => {
  const command = new DescribeServicesCommand({ cluster, services: [service], include: ['TAGS'] });
  const { services: [found] = [], failures = [] } = await ecs.send(command, { abortSignal });
  // A service that was deleted has no deployment.
  if (!found && failures[0]?.reason === 'MISSING') return { tags: new Map(), deploymentArn: undefined };
  if (!found)
    throw new Error(`ECS did not describe ${cluster}/${service}: ${failures[0]?.reason ?? 'without a reason'}`);
  const tags = new Map((found.tags ?? []).map(({ key = '', value = '' }) => [key, value]));
  return { tags, deploymentArn: found.currentServiceDeployment };
};
