import { shorten } from '../../wording/values.ts';
import { fitsGlob, type ImagePolicyConfig, isAllowedRegistry } from './image-policy-config.ts';
import type { ImageReference } from './image-reference.ts';
import { type JudgedImage, judgedImage } from './judged-image.ts';

/** What can be judged without reading anything: registry, digest and tag. */
export function judgeReference(name: string, image: ImageReference, config: ImagePolicyConfig): readonly JudgedImage[] {
  return [...judgeRegistry(name, image, config), ...judgeDigest(name, image, config), ...judgeTag(name, image, config)];
}

function judgeRegistry(name: string, { registry, repository }: ImageReference, { registries }: ImagePolicyConfig) {
  if (registries === undefined) return [];
  const isAllowed = isAllowedRegistry(registries, registry, repository);
  const allowed = shorten(`from ${registries.join(' or ')}`, 200);
  return [
    judgedImage(isAllowed ? 'pass' : 'fail', `${name}: registry`, shorten(`${registry}/${repository}`, 200), allowed),
  ];
}

function judgeDigest(name: string, { digest }: ImageReference, config: ImagePolicyConfig) {
  if (config.digest === 'any') return [];
  const found = digest === undefined ? 'not pinned' : `pinned to ${digest.slice(0, 19)}…`;
  return [
    judgedImage(
      digest === undefined ? 'fail' : 'pass',
      `${name}: digest`,
      found,
      'pinned in the task definition, as …@sha256:…',
    ),
  ];
}

function judgeTag(name: string, { tag }: ImageReference, { tags }: ImagePolicyConfig) {
  if (tags === undefined) return [];
  const { allowed, forbidden = [] } = tags;
  const rules = [
    ...(allowed ? [`one of ${allowed.join(', ')}`] : []),
    ...(forbidden.length > 0 ? [`not ${forbidden.join(', ')}`] : []),
  ];
  // What is pinned by digest alone cannot move, and has no tag to judge.
  const isFine =
    tag === undefined ||
    ((allowed === undefined || allowed.some((one) => fitsGlob(one, tag))) &&
      !forbidden.some((one) => fitsGlob(one, tag)));
  return [
    judgedImage(
      isFine ? 'pass' : 'fail',
      `${name}: tag`,
      tag ?? 'none, pinned by digest',
      shorten(rules.join('; '), 200),
    ),
  ];
}
