import { describe, expect, test } from 'vitest';
import type { EcrReader, PullThroughRule } from '../../../src/checks/image-policy/ecr-reader.ts';
import type { ImagePolicyConfig } from '../../../src/checks/image-policy/image-policy-config.ts';
import { judgeStored } from '../../../src/checks/image-policy/judge-stored.ts';
import { digestOf, referenceTo } from './fake-ecr.ts';

const host = '123456789012.dkr.ecr.us-west-2.amazonaws.com';
const now = new Date('2026-11-22T14:00:00Z');
const { signal } = new AbortController();
const plain: ImagePolicyConfig = { pullThrough: [], digest: 'any', waitMinutes: 10 };
const scan = { critical: 0, high: 0, unrated: 0, maxAgeHours: 168 };

describe('what ECR has', () => {
  const ecr: EcrReader = {
    describeImage: async (_at, id) => ({ digest: 'digest' in id ? id.digest : digestOf(id.tag), isIndex: false }),
    readIndex: async () => undefined,
    readScan: async () => ({ status: 'COMPLETE', completedAt: now, counts: {}, listsFindings: false }),
    countSignatures: async () => 1,
    readPullThroughRules: async () => [],
  };

  async function judge(
    image: string,
    config: Partial<ImagePolicyConfig>,
    change: Partial<EcrReader> = {},
    isArm = true,
  ) {
    const examined = {
      ...{ name: 'image of ui', reference: referenceTo(image), config: { ...plain, ...config }, now },
      image: { container: 'ui', reference: image, resolvedDigest: undefined },
      platform: isArm ? { os: 'linux', architecture: 'arm64' } : undefined,
    };
    return (await judgeStored(examined, { ...ecr, ...change }, signal)).map(({ finding }) => finding);
  }

  const byTag = {
    name: 'image of ui: image',
    outcome: 'passed',
    found: 'sha256:763100000000… as of now, by its tag',
    allowed: 'there',
  };

  test.each<[Partial<ImagePolicyConfig>, object[]]>([
    [{ scan }, [{ name: 'image of ui: scan', allowed: 'a scan of Amazon ECR' }]],
    [{ signature: 'present' }, [{ name: 'image of ui: signature', allowed: 'present in Amazon ECR' }]],
    [{}, []],
  ])('is not known of an image elsewhere: %j', async (config, expected) => {
    const found = 'not readable: ghcr.io is not a private registry of Amazon ECR';

    expect(await judge('ghcr.io/ui:1', config)).toEqual(expected.map((one) => ({ ...one, outcome: 'unknown', found })));
  });

  const [hub, quay] = ['registry-1.docker.io', 'quay.io'];
  const fromHub = `pulled through from ${hub}`;

  test.each<[string, readonly PullThroughRule[], readonly string[], string, string, string]>([
    ['shop/ui', [], [], 'passed', 'not pulled through', 'not pulled through'],
    ['shop/ui', [{ prefix: 'sho', upstream: hub }], [], 'passed', 'not pulled through', 'not pulled through'],
    ['shop/ui', [{ prefix: 'shop', upstream: hub }], [], 'failed', fromHub, 'not pulled through'],
    ['shop', [{ prefix: 'shop', upstream: hub }], [], 'failed', fromHub, 'not pulled through'],
    ['shop/ui', [{ prefix: 'ROOT', upstream: hub }], [], 'failed', fromHub, 'not pulled through'],
    [
      'shop/ui',
      [{ prefix: 'shop', upstream: '' }],
      [],
      'failed',
      'pulled through from an unnamed registry',
      'not pulled through',
    ],
    [
      'shop/ui',
      [{ prefix: 'shop', upstream: hub }],
      [quay, hub],
      'passed',
      fromHub,
      `not pulled through, except from ${quay}, ${hub}`,
    ],
    // The longest prefix decides, in any order of the rules.
    [
      'sh/ui',
      [
        { prefix: 'ROOT', upstream: quay },
        { prefix: 'sh', upstream: hub },
      ],
      [],
      'failed',
      fromHub,
      'not pulled through',
    ],
    [
      'sh/ui',
      [
        { prefix: 'sh', upstream: hub },
        { prefix: 'ROOT', upstream: quay },
      ],
      [],
      'failed',
      fromHub,
      'not pulled through',
    ],
    [
      'sh/a/ui',
      [
        { prefix: 'sh', upstream: quay },
        { prefix: 'sh/a', upstream: hub },
      ],
      [],
      'failed',
      fromHub,
      'not pulled through',
    ],
    [
      'sh/a/ui',
      [
        { prefix: 'sh/a', upstream: hub },
        { prefix: 'sh', upstream: quay },
      ],
      [],
      'failed',
      fromHub,
      'not pulled through',
    ],
  ])(
    'says where %s comes from with the rules %j, of which %j may be',
    async (repository, rules, pullThrough, outcome, found, allowed) => {
      const config = { registries: [host], pullThrough: [...pullThrough] };

      expect(await judge(`${host}/${repository}:v1`, config, { readPullThroughRules: async () => rules })).toEqual([
        { name: 'image of ui: origin', outcome, found, allowed },
      ]);
    },
  );

  test.each([
    [0, 'failed', 'no signature'],
    [1, 'passed', 'a signature is present, not verified'],
    [2, 'passed', '2 signatures are present, not verified'],
  ])('with %i signatures: %s', async (count, outcome, found) => {
    const signatures = { countSignatures: async () => count };

    expect(await judge(`${host}/ui:v1`, { signature: 'present' }, signatures)).toEqual([
      byTag,
      { name: 'image of ui: signature', outcome, found, allowed: 'present' },
    ]);
    expect(await judge(`${host}/ui@${digestOf('v1')}`, { signature: 'present' }, signatures)).toHaveLength(1);
  });

  test('is a failure if it does not have the image', async () => {
    const digest = digestOf('v1');
    const none = { describeImage: async () => undefined };
    const finding = { name: 'image of ui: image', outcome: 'failed', allowed: 'there' };

    expect(await judge(`${host}/ui:v1`, { scan }, none)).toEqual([{ ...finding, found: 'ECR has no v1 in ui' }]);
    expect(await judge(`${host}/ui@${digest}`, { scan }, none)).toEqual([
      { ...finding, found: `ECR has no ${digest} in ui` },
    ]);
  });

  test.each([
    [true, 'an image for linux/arm64', 'the index has no image for linux/arm64'],
    [false, 'an image for a platform', 'the index has no image for a platform'],
  ])('is a failure if the index has nothing that could run (platform known: %s)', async (isArm, allowed, found) => {
    const index = { describeImage: async () => ({ digest: digestOf('v1'), isIndex: true }) };

    expect(await judge(`${host}/ui:v1`, { scan }, index, isArm)).toEqual([
      byTag,
      { name: 'image of ui: scan', outcome: 'failed', found, allowed },
    ]);
  });
});
