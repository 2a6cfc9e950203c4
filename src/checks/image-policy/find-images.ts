import type { EcsReader } from '../../deployment/ecs.ts';
import type { Target } from '../../hook/target.ts';
import type { TaskDefinition, TaskDefinitionReader } from '../smoke/expect/task-definition.ts';

/** An image of the new version. */
export type ImageOfRevision = {
  container: string;
  reference: string;
  /** As ECS has resolved it; undefined before the first task, or if the service does not want it to. */
  resolvedDigest: string | undefined;
};

export type ImagesOfRevision = {
  images: readonly ImageOfRevision[];
  /** What ECS runs of an image for several platforms; undefined if the task definition does not say. */
  platform: { os: string; architecture: string } | undefined;
};

/** All images of the target revision: those of its task definition, and those that ECS reports in addition. Rejects if they are not known. */
export async function findImages(
  target: Target,
  ecs: EcsReader & TaskDefinitionReader,
  signal: AbortSignal,
): Promise<ImagesOfRevision> {
  const [revision] = await ecs.describeServiceRevisions([target.revisionArn], signal);
  if (revision?.taskDefinition === undefined) {
    throw new Error(`ECS names no task definition for revision ${target.revisionId}`);
  }
  const { taskDefinition: arn, containerImages: resolved = [] } = revision;
  const definition = await ecs.describeTaskDefinition(arn, signal);
  const defined = definition?.containerDefinitions;
  if (!defined || defined.length === 0) throw new Error(`ECS describes no containers of ${arn}`);
  const images = defined.map(({ name = 'unnamed', image = '' }) => ({
    container: name,
    reference: image,
    resolvedDigest: resolved.find((one) => one.containerName === name && one.image === image)?.imageDigest,
  }));
  const added = resolved.flatMap(({ containerName = 'unnamed', image = '', imageDigest }) =>
    images.some(({ container, reference }) => container === containerName && reference === image)
      ? []
      : [{ container: containerName, reference: image, resolvedDigest: imageDigest }],
  );
  return { images: [...images, ...added], platform: platformOf(definition) };
}

const architectures: Readonly<Record<string, string>> = { X86_64: 'amd64', ARM64: 'arm64' };

function platformOf({ runtimePlatform }: TaskDefinition) {
  const architecture = architectures[runtimePlatform?.cpuArchitecture ?? ''];
  const { operatingSystemFamily = 'LINUX' } = runtimePlatform ?? {};
  if (architecture === undefined) return undefined;
  return { os: operatingSystemFamily === 'LINUX' ? 'linux' : 'windows', architecture };
}
