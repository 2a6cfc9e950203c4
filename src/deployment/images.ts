import type { EcsContainerImage } from './ecs.ts';

/** A parsed container image. */
export type Image = {
  /** As written in the task definition. */
  reference: string;
  tag: string | undefined;
  /** `sha256:…` as ECS resolved it, or as the task definition pins it. */
  digest: string | undefined;
};

/** The reference in the task definition, and the digest to which ECS resolved it: a tag can move, a digest cannot. */
export function pinnedReference({ reference, digest }: Image): string {
  return digest && !reference.includes('@') ? `${reference}@${digest}` : reference;
}

/** One container's image before and after. `null`: there is no such container in that revision; `undefined`: not known. */
export type ImageChange = {
  container: string;
  before: Image | null | undefined;
  after: Image | null | undefined;
};

/** One row per container, green's in their order and then those that only blue has. `undefined` images are not known. */
export function imageChanges(
  before: readonly EcsContainerImage[] | undefined,
  after: readonly EcsContainerImage[] | undefined,
): readonly ImageChange[] {
  const earlier = byContainer(before);
  const later = byContainer(after);
  const containers = new Set([...(later?.keys() ?? []), ...(earlier?.keys() ?? [])]);
  return [...containers].map((container) => ({
    container,
    before: earlier && (earlier.get(container) ?? null),
    after: later && (later.get(container) ?? null),
  }));
}

/**
 * Parses `registry:5000/shop/ui:1.42@sha256:…`. The digest that ECS resolved wins over the one in the reference.
 *
 * @see https://github.com/distribution/reference
 */
export function parseImage(reference: string, resolvedDigest?: string): Image {
  const [named = '', pinnedDigest] = reference.split('@', 2);
  const colon = named.lastIndexOf(':');
  // A colon before the last slash belongs to the registry's port.
  const tagged = colon > named.lastIndexOf('/');
  return {
    reference,
    tag: tagged ? named.slice(colon + 1) : undefined,
    digest: resolvedDigest ?? pinnedDigest,
  };
}

function byContainer(images: readonly EcsContainerImage[] | undefined): ReadonlyMap<string, Image> | undefined {
  return (
    images &&
    new Map(
      images.map(({ containerName = 'unnamed', image = '', imageDigest }) => [
        containerName,
        parseImage(image, imageDigest),
      ]),
    )
  );
}
