import type { DeployedImage } from '../../../approval/request/stale/compare-images.ts';
import type { EcsDeployment, EcsReader } from '../../../deployment/ecs.ts';
import { parseImage, pinnedReference } from '../../../deployment/images.ts';
import type { DeployedTarget } from './deployed-target.ts';

/** What ECS says about a deployment now. */
export type Deployed = {
  /** Undefined if ECS knows no such deployment. */
  deployment: Pick<EcsDeployment, 'status' | 'statusReason' | 'rollback' | 'targetServiceRevision'> | undefined;
  /** Those of the revision that people were asked about; undefined if ECS names none. */
  images: readonly DeployedImage[] | undefined;
};

/** Asks ECS, in two calls at once. Rejects if one of them fails. */
export async function findDeployed(
  { deploymentArn, revisionArn }: DeployedTarget,
  ecs: EcsReader,
  signal: AbortSignal,
): Promise<Deployed> {
  const [deployment, [revision]] = await Promise.all([
    deploymentArn === undefined ? undefined : ecs.describeServiceDeployment(deploymentArn, signal),
    ecs.describeServiceRevisions([revisionArn], signal),
  ]);
  const images = revision?.containerImages?.map(({ containerName = 'unnamed', image = '', imageDigest }) => ({
    container: containerName,
    after: pinnedReference(parseImage(image, imageDigest)),
  }));
  return { deployment, images };
}
