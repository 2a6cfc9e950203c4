import { ECSClient } from '@aws-sdk/client-ecs';
import { deploymentLister } from '../../deployment/deployment-lister.ts';
import { loadOnce } from '../../hook/load-once.ts';
import { type RecorderParts, recordDeployer } from '../../watcher/record-deployer.ts';
import { sdkTimeouts } from './sdk.ts';

/** Records who started a deployment. Loaded when CloudTrail reports a call, which it does only if the stack asks for it. */
export function deployerRecorder(parts: Omit<RecorderParts, 'ecs'>) {
  return recordDeployer({ ...parts, ecs: loadOnce(async () => deploymentLister(new ECSClient(sdkTimeouts))) });
}
