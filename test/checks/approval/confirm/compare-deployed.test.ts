import { describe, expect, test } from 'vitest';
import { compareDeployed, type DeployedComparison } from '../../../../src/checks/approval/confirm/compare-deployed.ts';
import type { Deployed } from '../../../../src/checks/approval/confirm/find-deployed.ts';

const revisionArn = 'arn:aws:ecs:us-west-2:123456789012:service-revision/my-cluster/my-service';
const images = [{ container: 'ui', after: 'shop/ui:1.42' }];
const inProgress = { status: 'IN_PROGRESS', targetServiceRevision: { arn: `${revisionArn}/41` } };

describe('what ECS deploys, compared with revision 41 and its image shop/ui:1.42', () => {
  test.each<[string, Deployed['deployment'], Deployed['images'], DeployedComparison]>([
    ['both as people were asked', inProgress, images, { kind: 'same' }],
    ['no revision named', { status: 'IN_PROGRESS' }, images, { kind: 'same' }],
    ['a revision without an ARN', { ...inProgress, targetServiceRevision: {} }, images, { kind: 'same' }],
    [
      'no such deployment',
      undefined,
      images,
      { kind: 'unknown', reason: 'ECS knows no such service deployment', isMissing: true },
    ],
    [
      'another revision',
      { ...inProgress, targetServiceRevision: { arn: `${revisionArn}/42` } },
      images,
      { kind: 'changed', reason: 'ECS deploys revision 42 now, and people were asked about 41' },
    ],
    [
      'another image',
      inProgress,
      [{ container: 'ui', after: 'shop/ui:1.43' }],
      { kind: 'changed', reason: 'the image of ui is shop/ui:1.43 now, and people were asked about shop/ui:1.42' },
    ],
    ['no images', inProgress, undefined, { kind: 'unknown', reason: 'ECS no longer names the images of the revision' }],
    [
      'a deployment that is over',
      { ...inProgress, status: 'STOPPED' },
      images,
      { kind: 'over', reason: 'ECS stopped the deployment', isRollingBack: false },
    ],
    [
      'a rollback',
      { ...inProgress, status: 'ROLLBACK_IN_PROGRESS' },
      images,
      { kind: 'over', reason: 'ECS began to roll the deployment back', isRollingBack: true },
    ],
  ])('is compared with what people were asked about: %s', (_what, deployment, now, comparison) => {
    expect(compareDeployed({ revisionId: '41', images }, { deployment, images: now })).toEqual(comparison);
  });
});
