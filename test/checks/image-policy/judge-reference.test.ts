import { describe, expect, test } from 'vitest';
import type { ImagePolicyConfig } from '../../../src/checks/image-policy/image-policy-config.ts';
import { judgeReference } from '../../../src/checks/image-policy/judge-reference.ts';
import { digestOf, referenceTo } from './fake-ecr.ts';

const plain: ImagePolicyConfig = { pullThrough: [], digest: 'any', waitMinutes: 10 };

describe('what is written in the task definition', () => {
  function judge(image: string, config: Partial<ImagePolicyConfig>) {
    return judgeReference('image of ui', referenceTo(image), { ...plain, ...config }).map(({ finding }) => finding);
  }

  test.each<[string, Partial<ImagePolicyConfig>, string, string, string, string]>([
    [
      'ghcr.io/shop/ui:1',
      { registries: ['ghcr.io', 'quay.io'] },
      'registry',
      'passed',
      'ghcr.io/shop/ui',
      'from ghcr.io or quay.io',
    ],
    ['nginx', { registries: ['ghcr.io'] }, 'registry', 'failed', 'docker.io/library/nginx', 'from ghcr.io'],
    ['ui:1', { digest: 'pinned' }, 'digest', 'failed', 'not pinned', 'pinned in the task definition, as …@sha256:…'],
    [
      `ui@${digestOf('v1')}`,
      { digest: 'pinned' },
      'digest',
      'passed',
      'pinned to sha256:763100000000…',
      'pinned in the task definition, as …@sha256:…',
    ],
    [
      'ui:v1',
      { tags: { allowed: ['v*', 'w*'], forbidden: ['v0', 'dev'] } },
      'tag',
      'passed',
      'v1',
      'one of v*, w*; not v0, dev',
    ],
    ['ui:x1', { tags: { allowed: ['v*'] } }, 'tag', 'failed', 'x1', 'one of v*'],
    ['ui', { tags: { forbidden: ['latest'] } }, 'tag', 'failed', 'latest', 'not latest'],
    [`ui@${digestOf('v1')}`, { tags: { allowed: ['v*'] } }, 'tag', 'passed', 'none, pinned by digest', 'one of v*'],
  ])('%s with %j: %s %s', (image, config, rule, outcome, found, allowed) => {
    expect(judge(image, config)).toEqual([{ name: `image of ui: ${rule}`, outcome, found, allowed }]);
  });

  test('is not judged without a rule', () => {
    expect(judge('ui:1', {})).toEqual([]);
  });
});
