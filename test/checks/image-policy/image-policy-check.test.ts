import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/hook/json.ts';
import { gateSince } from '../check-context.ts';
import { digestOf } from './fake-ecr.ts';
import { host, ours, ReleaseOfImages as Release } from './release-of-images.ts';

const fresh = new Date(gateSince.getTime() - 3600_000);
const clean = { completedAt: fresh, counts: {} };

describe('allowed registries', () => {
  test.each([
    [`${ours}:v1`, 'pass'],
    [`123456789012.dkr.ecr-fips.us-west-2.amazonaws.com/shop/ui:v1`, 'pass'],
    [`123456789012.dkr-ecr.us-west-2.on.aws/shop/ui:v1`, 'pass'],
    [`123456789012.dkr-ecr-fips.us-west-2.on.aws/shop/ui:v1`, 'pass'],
    [`${host.toUpperCase()}/shop/ui:v1`, 'pass'],
    [`${host}:443/shop/ui:v1`, 'pass'],
    // Another account, Region, partition or port.
    [`210987654321.dkr.ecr.us-west-2.amazonaws.com/shop/ui:v1`, 'fail'],
    [`123456789012.dkr.ecr.us-east-1.amazonaws.com/shop/ui:v1`, 'fail'],
    [`123456789012.dkr.ecr.us-west-2.amazonaws.com.cn/shop/ui:v1`, 'fail'],
    [`123456789012.dkr.ecr.us-west-2.amazonaws.eu/shop/ui:v1`, 'fail'],
    [`${host}:8443/shop/ui:v1`, 'fail'],
    // Not the whole host.
    [`${host}.evil.example/shop/ui:v1`, 'fail'],
    [`evil.example/${host}/shop/ui:v1`, 'fail'],
    [`evil-${host}/shop/ui:v1`, 'fail'],
    [`0${host}/shop/ui:v1`, 'fail'],
    [`x.${host}/shop/ui:v1`, 'fail'],
    [`123456789012.dkrxecr.us-west-2.amazonaws.com/shop/ui:v1`, 'fail'],
    [`123456789012.dkr-ecr.us-west-2.amazonaws.com/shop/ui:v1`, 'fail'],
    [`${host}@evil.example/shop/ui:v1`, 'fail'],
    [`user:pass@${host}/shop/ui:v1`, 'fail'],
    [`https://${host}/shop/ui:v1`, 'fail'],
    [`${host}./shop/ui:v1`, 'fail'],
    [`${host}/shop/../ui:v1`, 'fail'],
    [`${host}//ui:v1`, 'fail'],
    [` ${ours}:v1`, 'fail'],
    [`${ours}:v1\n`, 'fail'],
    ['nginx', 'fail'],
    ['', 'fail'],
  ])('%j: %s', async (image, kind) => {
    const verdict = await new Release([image]).call({ registries: [host] });

    expect(verdict, verdict.reason).toMatchObject({ kind });
    expect(JSON.stringify(verdict)).not.toContain('user:pass');
  });

  test.each([
    ['public.ecr.aws', 'ecr-public.aws.com/nginx/nginx:1', 'pass'],
    ['public.ecr.aws/docker/library', 'public.ecr.aws/docker/library/node:24', 'pass'],
    ['public.ecr.aws/docker/library', 'public.ecr.aws/docker/library-evil/node:24', 'fail'],
    ['docker.io', 'nginx', 'pass'],
    ['docker.io/library', 'index.docker.io/library/nginx', 'pass'],
    ['docker.io/library', 'someone/nginx', 'fail'],
    ['registry.example.com:5000', 'registry.example.com:5000/ui:1', 'pass'],
    ['registry.example.com:5000', 'registry.example.com/ui:1', 'fail'],
    [
      '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn',
      '123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn/ui:1',
      'pass',
    ],
    [
      '123456789012.dkr.ecr.us-gov-west-1.amazonaws.com',
      '123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/ui:1',
      'pass',
    ],
    [
      '123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu',
      '123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu/ui:1',
      'pass',
    ],
    ['123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov', '123456789012.dkr.ecr.us-isob-east-1.sc2s.sgov.gov/ui:1', 'fail'],
  ])('%s and %s: %s', async (registry, image, kind) => {
    expect(await new Release([image]).call({ registries: [registry] })).toMatchObject({ kind });
  });

  test('hold for every image of the revision, those that only ECS reports included', async () => {
    const sidecar = await new Release([`${ours}:v1`, 'evil.example/agent:1']).call({ registries: [host] });
    const added = await new Release([`${ours}:v1`], [{ containerName: 'agent', image: 'evil.example/agent:1' }]).call({
      registries: [host],
    });

    expect(sidecar).toMatchObject({ kind: 'fail', reason: 'image of c1: registry: evil.example/agent' });
    expect(added).toMatchObject({ kind: 'fail', reason: 'image of agent: registry: evil.example/agent' });
  });

  test('do not include what a pull-through cache holds of another registry', async () => {
    const release = new Release([`${host}/hub/library/nginx:1`]);
    release.ecr.rules.push({ ecrRepositoryPrefix: 'hub', upstreamRegistryUrl: 'registry-1.docker.io' });

    expect(await release.call({ registries: [host] })).toMatchObject({
      kind: 'fail',
      reason: 'image of c0: origin: pulled through from registry-1.docker.io',
    });
    expect(await release.call({ registries: [host], pullThrough: ['registry-1.docker.io'] })).toMatchObject({
      kind: 'pass',
    });
    expect(await release.call({ registries: [host], pullThrough: 'any' })).toMatchObject({ kind: 'pass' });
    expect(await new Release([`${host}/hubble:1`]).call({ registries: [host] })).toMatchObject({ kind: 'pass' });
  });
});

describe('digests and tags', () => {
  const pinned = `${ours}@${digestOf('v1')}`;

  test.each([
    [pinned, { digest: 'pinned' }, 'pass'],
    [`${ours}:v1@${digestOf('v1')}`, { digest: 'pinned' }, 'pass'],
    [`${ours}:v1`, { digest: 'pinned' }, 'fail'],
    [`${ours}@sha256:abc`, { digest: 'pinned' }, 'fail'],
    [`${ours}:v1`, { tags: { forbidden: ['latest'] } }, 'pass'],
    [ours, { tags: { forbidden: ['latest'] } }, 'fail'],
    [`${ours}:latest`, { tags: { forbidden: ['lat*'] } }, 'fail'],
    [pinned, { tags: { allowed: ['v*'] } }, 'pass'],
    [`${ours}:v1.2`, { tags: { allowed: ['v*'] } }, 'pass'],
    [`${ours}:dev-v1`, { tags: { allowed: ['v*', 'release-*-final'] } }, 'fail'],
    [`${ours}:release-final`, { tags: { allowed: ['release-*-final'] } }, 'fail'],
    [`${ours}:v1`, { tags: { allowed: ['*'], forbidden: ['v1'] } }, 'fail'],
  ] satisfies [string, JsonObject, string][])('%s with %j: %s', async (image, hookDetails, kind) => {
    expect(await new Release([image]).call(hookDetails)).toMatchObject({ kind });
  });
});

describe('findings of a scan', () => {
  const scanned = (scan: object, hookDetails: JsonObject = {}, minutes = 0) => {
    const release = new Release([`${ours}:v1`]);
    release.ecr.add('shop/ui', 'v1', { scan });
    return release.call({ scan: hookDetails }, minutes);
  };

  test('pass up to their limits, with the numbers', async () => {
    expect(await scanned({ completedAt: fresh, counts: { HIGH: 2, LOW: 40 } }, { high: 2 })).toMatchObject({
      kind: 'pass',
      findings: [
        {
          name: 'image of c0: image',
          outcome: 'passed',
          found: expect.stringMatching(/^sha256:.* as of now, by its tag$/),
        },
        {
          name: 'image of c0: scan',
          outcome: 'passed',
          found: '2 high, 40 low, scanned 1 h ago',
          allowed: 'at most 0 critical, 2 high, 0 unrated, scanned within 168 h',
        },
      ],
    });
  });

  test.each([
    ['too many', { completedAt: fresh, counts: { CRITICAL: 1 } }, 'fail', undefined],
    ['too many of an old scan', { completedAt: new Date(0), counts: { HIGH: 1 } }, 'fail', undefined],
    ['unrated ones', { completedAt: fresh, counts: { UNTRIAGED: 1 } }, 'fail', undefined],
    ['ones of a severity that is new', { completedAt: fresh, counts: { SEVERE: 1 } }, 'fail', undefined],
    ['an enhanced scan without any', { ...clean, status: 'ACTIVE' }, 'pass', undefined],
    ['an old scan', { completedAt: new Date(gateSince.getTime() - 169 * 3600_000), counts: {} }, 'fail', true],
    ['a scan of an unknown time', { counts: {} }, 'fail', true],
    ['no numbers', { completedAt: fresh, status: 'ACTIVE' }, 'fail', true],
    ['a list without numbers', { ...clean, findings: 1 }, 'fail', true],
    ...[
      'FAILED',
      'FINDINGS_UNAVAILABLE',
      'IMAGE_ARCHIVED',
      'LIMIT_EXCEEDED',
      'SCAN_ELIGIBILITY_EXPIRED',
      'UNSUPPORTED_IMAGE',
      'SOMETHING_NEW',
      '',
    ].map((status) => [`the status "${status}"`, { ...clean, status }, 'fail', true] as const),
  ] as const)('with %s', async (_what, scan, kind, inconclusive) => {
    const verdict = await scanned(scan);

    expect(verdict).toMatchObject({ kind });
    expect((verdict as { inconclusive?: boolean }).inconclusive).toBe(inconclusive);
  });

  test.each(['IN_PROGRESS', 'PENDING'])('are waited for while the scan is %s', async (status) => {
    expect(await scanned({ status })).toMatchObject({
      kind: 'wait',
      deadline: new Date(gateSince.getTime() + 600_000),
    });
    expect(await scanned({ status }, {}, 10)).toMatchObject({ kind: 'fail', inconclusive: true });
  });

  test('are unknown if the image was never scanned, or is not in ECR', async () => {
    const unscanned = new Release([`${ours}:v1`]);
    unscanned.ecr.add('shop/ui', 'v1');

    expect((await unscanned.call({ scan: {} })).kind).toBe('wait');
    expect(await unscanned.call({ scan: {} }, 10)).toMatchObject({ kind: 'fail', inconclusive: true });
    expect(await new Release(['ghcr.io/shop/ui:v1']).call({ scan: {} })).toMatchObject({
      kind: 'fail',
      inconclusive: true,
    });
    expect(await new Release([`${ours}:v9`]).call({ scan: {} })).toMatchObject({
      kind: 'fail',
      reason: 'image of c0: image: ECR has no v9 in shop/ui',
    });
  });

  test('of an index are those of the platform that ECS runs', async () => {
    const index = (release: Release) => {
      release.ecr
        .add('shop/ui', 'arm', { scan: clean })
        .add('shop/ui', 'amd', { scan: { completedAt: fresh, counts: { CRITICAL: 3 } } })
        .add('shop/ui', 'v1', {
          manifests: [
            { digest: digestOf('amd'), platform: { os: 'linux', architecture: 'amd64' } },
            { digest: digestOf('arm'), platform: { os: 'linux', architecture: 'arm64' } },
            { digest: digestOf('attestation'), platform: { os: 'unknown', architecture: 'unknown' } },
          ],
        });
      return release.call({ scan: {} });
    };

    expect(await index(new Release([`${ours}:v1`]))).toMatchObject({ kind: 'pass' });
    expect(
      await index(new Release([`${ours}:v1`], undefined, { runtimePlatform: { cpuArchitecture: 'X86_64' } })),
    ).toMatchObject({ kind: 'fail' });
    // Which one ECS runs is not known: all of them count.
    expect(await index(new Release([`${ours}:v1`], undefined, { runtimePlatform: undefined }))).toMatchObject({
      kind: 'fail',
      reason: 'image of c0 (linux/amd64): scan: 3 critical',
    });
    expect(
      await index(
        new Release([`${ours}:v1`], undefined, {
          runtimePlatform: { cpuArchitecture: 'X86_64', operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' },
        }),
      ),
    ).toMatchObject({ kind: 'fail', reason: 'image of c0: scan: the index has no image for windows/amd64' });
  });

  test('are those of the digest that ECS has resolved, not of what has the tag now', async () => {
    const release = new Release(
      [`${ours}:v1`],
      [{ containerName: 'c0', image: `${ours}:v1`, imageDigest: digestOf('old') }],
    );
    release.ecr
      .add('shop/ui', 'old', { scan: { completedAt: fresh, counts: { CRITICAL: 1 } } })
      .add('shop/ui', 'v1', { scan: clean });

    expect(await release.call({ scan: {} })).toMatchObject({ kind: 'fail' });
  });

  test("are read in the image's own account and Region", async () => {
    const release = new Release(['210987654321.dkr.ecr.eu-central-1.amazonaws.com/shop/ui:v1']);
    release.ecr.add('shop/ui', 'v1', { scan: clean });
    await release.call({ scan: {} });

    expect(release.ecr.asked).toEqual([
      'DescribeImagesCommand eu-central-1 210987654321',
      'DescribeImageScanFindingsCommand eu-central-1 210987654321',
    ]);
  });
});
