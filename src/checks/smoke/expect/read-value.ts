import type { Image } from '../../../deployment/images.ts';
import type { DeploymentValue } from './deployment-value.ts';
import type { ContainerDefinition } from './task-definition.ts';

/** One value of one revision. `isUnread`: it may be known later. `isAbsent`: that revision certainly has no such value. */
export type Reading =
  | { ok: true; forms: readonly string[] }
  | { ok: false; reason: string; isUnread: boolean; isAbsent?: boolean };

/** Digest or tag of the selected container. */
export function readImage(
  { of, container }: Extract<DeploymentValue, { container: unknown; of: 'imageDigest' | 'imageTag' }>,
  images: readonly (Image & { container: string })[] | undefined,
): Reading {
  if (images === undefined || images.length === 0) {
    return { ok: false, reason: 'ECS names no images for the service revision', isUnread: true };
  }
  const names = images.map((image) => image.container);
  const image = container === undefined ? images[0] : images.find((each) => each.container === container);
  if (container === undefined && images.length > 1) return ambiguous(`$${of}`, names);
  if (image === undefined) return noContainer(container, names);
  if (of === 'imageDigest') {
    return image.digest
      ? { ok: true, forms: [image.digest] }
      : {
          ok: false,
          reason: `ECS has not resolved the digest of ${image.container}: it does so with the first task, and never with versionConsistency disabled`,
          isUnread: true,
        };
  }
  return image.tag
    ? { ok: true, forms: [image.tag] }
    : {
        ok: false,
        reason: `the image of ${image.container} is named without a tag: use $imageDigest`,
        isUnread: false,
      };
}

/** An environment variable, from the selected container or from all that have it with the same value. */
export function readVariable(
  { variable, container }: Extract<DeploymentValue, { of: 'env' }>,
  definitions: readonly ContainerDefinition[] | undefined,
): Reading {
  if (definitions === undefined) return { ok: false, reason: 'the task definition is not known', isUnread: true };
  const names = definitions.map(({ name = '' }) => name);
  const meant = container === undefined ? definitions : definitions.filter(({ name }) => name === container);
  if (meant.length === 0) return noContainer(container, names);
  if (meant.some(({ secrets = [] }) => secrets.some(({ name }) => name === variable))) {
    return { ok: false, reason: 'it comes from a secret, and secrets are not read', isUnread: false };
  }
  const values = new Set(
    meant.flatMap(({ environment = [] }) =>
      environment.flatMap(({ name, value }) => (name === variable ? (value ?? '') : [])),
    ),
  );
  const [value] = values;
  if (value === undefined) {
    return {
      ok: false,
      reason: `no ${container ?? 'container'} of the task definition has this variable in its environment`,
      isUnread: false,
      isAbsent: true,
    };
  }
  if (values.size > 1) return ambiguous(`$env.${variable}`, names);
  return value === ''
    ? { ok: false, reason: 'it is empty, and an empty value proves nothing', isUnread: false }
    : { ok: true, forms: [value] };
}

function ambiguous(text: string, names: readonly string[]): Reading {
  return {
    ok: false,
    reason: `the task has several containers; write ${names.map((name) => `"${text}:${name}"`).join(' or ')}`,
    isUnread: false,
  };
}

function noContainer(container: string | undefined, names: readonly string[]): Reading {
  return {
    ok: false,
    reason: `there is no container ${container ?? ''}, only ${names.join(', ')}`,
    isUnread: false,
    isAbsent: true,
  };
}
