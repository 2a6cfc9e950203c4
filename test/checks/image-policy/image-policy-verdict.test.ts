import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/hook/json.ts';
import { awsError } from '../../deployment/fake-readers.ts';
import { whatIsWrongWith } from '../check-context.ts';
import { host, ours, ReleaseOfImages as Release } from './release-of-images.ts';

describe('the verdict', () => {
  test('names what passes', async () => {
    expect(await new Release([`${ours}:v1`]).call({ tags: { forbidden: ['latest'] } })).toEqual({
      kind: 'pass',
      reason: 'image of c0: tag: v1; all as the image policy wants',
      findings: [expect.objectContaining({ outcome: 'passed' })],
    });
    expect(new Release([]).check().name).toBe('image-policy');
  });

  test('names three of four that do not, and asks ECR about none of them', async () => {
    const release = new Release(['a:1', 'b:1', 'c:1', 'd:1']);

    expect(await release.call({ registries: [host], scan: {} })).toMatchObject({
      kind: 'fail',
      reason:
        'image of c0: registry: docker.io/library/a; image of c1: registry: docker.io/library/b; image of c2: registry: docker.io/library/c; and 1 more',
      findings: Array(4).fill({ outcome: 'failed' }),
    });
    expect(release.ecr.asked).toEqual([]);
  });

  test('names what is inconclusive', async () => {
    const release = new Release([`${ours}:v1`]);
    release.ecr.add('shop/ui', 'v1');

    expect(await release.call({ scan: {} }, 10)).toMatchObject({
      reason: 'inconclusive: image of c0: scan: not scanned',
    });
  });

  test('shows no name and password of a reference', async () => {
    const release = new Release([`user:pass@${host}/shop/ui:v1`]);

    expect((await release.call({ digest: 'pinned' })).findings).toEqual([
      {
        ...{ name: 'image of c0', outcome: 'failed', found: `…@${host}/shop/ui:v1` },
        allowed: 'a valid image reference',
      },
    ]);
  });
});

test.each([
  [['ACTIVE'], 'pass', 'a signature is present, not verified'],
  [[], 'fail', 'no signature'],
  [['ARCHIVED'], 'fail', 'no signature'],
])('signatures %j: %s', async (signatures, kind, found) => {
  const release = new Release([`${ours}:v1`]);
  release.ecr.add('shop/ui', 'v1', { signatures });

  expect(await release.call({ signature: 'present' })).toMatchObject({
    kind,
    findings: expect.arrayContaining([expect.objectContaining({ name: 'image of c0: signature', found })]),
  });
});

describe('what cannot be read is an error', () => {
  test.each([
    ['ECR', (release: Release) => Object.assign(release.ecr, { broken: awsError('AccessDeniedException', 'no') })],
    [
      'ECS',
      (release: Release) => Object.assign(release.ecs.broken, { revisions: awsError('ThrottlingException', 'slow') }),
    ],
    ['the revision', (release: Release) => release.ecs.revisions.clear()],
    ['the containers', (release: Release) => Object.assign(release.definition, { containerDefinitions: [] })],
  ])('if it is %s', async (_what, prepare) => {
    const release = new Release([`${ours}:v1`]);
    prepare(release);

    expect(await release.call({ registries: [host], scan: {} })).toMatchObject({
      kind: 'error',
      reason: expect.stringMatching(/^the images could not be checked: .+/),
    });
  });
});

test.each([
  [{}, 'expected registries, digest, tags, scan or signature: without one of them, every image passes'],
  [{ registries: ['shop'] }, 'registries[0]: expected the host of a registry'],
  [{ registries: ['https://ghcr.io'] }, 'registries[0]: expected the host of a registry'],
  [{ tags: {} }, 'without one of them, every image passes'],
  [{ scan: { critical: -1 } }, 'scan.critical: expected a whole number of findings, at least 0, not -1'],
  [{ signature: 'verified' }, 'signature: expected "present"'],
] satisfies [JsonObject, string][])('refuses %j', async (hookDetails, message) => {
  expect(await whatIsWrongWith(new Release([]).check(), hookDetails)).toContain(message);
});
