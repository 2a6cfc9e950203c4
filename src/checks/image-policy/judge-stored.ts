import { type EcrRegistry, parseEcrHost } from './ecr-host.ts';
import type { EcrImage, EcrReader, EcrRepository, PullThroughRule } from './ecr-reader.ts';
import type { ImageOfRevision, ImagesOfRevision } from './find-images.ts';
import type { ImagePolicyConfig } from './image-policy-config.ts';
import type { ImageReference } from './image-reference.ts';
import { judgeScan } from './judge-scan.ts';
import { type JudgedImage, judgedImage } from './judged-image.ts';

type Examined = {
  name: string;
  image: ImageOfRevision;
  reference: ImageReference;
  config: ImagePolicyConfig;
  platform: ImagesOfRevision['platform'];
  now: Date;
};

/** What ECR has to be asked for: whether the image comes from elsewhere, its scan, and its signature. */
export async function judgeStored(
  examined: Examined,
  ecr: EcrReader,
  signal: AbortSignal,
): Promise<readonly JudgedImage[]> {
  const { name, reference, config } = examined;
  const { scan, signature, registries, pullThrough } = config;
  const registry = parseEcrHost(reference.registry);
  if (!registry) {
    const found = `not readable: ${reference.registry} is not a private registry of Amazon ECR`;
    return [
      ...(scan ? [judgedImage('inconclusive', `${name}: scan`, found, 'a scan of Amazon ECR')] : []),
      ...(signature ? [judgedImage('inconclusive', `${name}: signature`, found, 'present in Amazon ECR')] : []),
    ];
  }
  const origin =
    registries && pullThrough !== 'any' ? [await judgeOrigin(examined, registry, pullThrough, ecr, signal)] : [];
  if (!scan && !signature) return origin;
  return [...origin, ...(await judgeContent(examined, { ...registry, repository: reference.repository }, ecr, signal))];
}

async function judgeOrigin(
  { name, reference: { repository } }: Examined,
  registry: EcrRegistry,
  allowed: readonly string[],
  ecr: EcrReader,
  signal: AbortSignal,
): Promise<JudgedImage> {
  const rule = ruleFor(repository, await ecr.readPullThroughRules(registry, signal));
  const wanted = allowed.length > 0 ? `not pulled through, except from ${allowed.join(', ')}` : 'not pulled through';
  if (!rule) return judgedImage('pass', `${name}: origin`, 'not pulled through', wanted);
  const outcome = allowed.includes(rule.upstream) ? 'pass' : 'fail';
  return judgedImage(
    outcome,
    `${name}: origin`,
    `pulled through from ${rule.upstream || 'an unnamed registry'}`,
    wanted,
  );
}

/** The longest prefix decides. */
function ruleFor(repository: string, rules: readonly PullThroughRule[]): PullThroughRule | undefined {
  return rules
    .filter(({ prefix }) => prefix === 'ROOT' || repository === prefix || repository.startsWith(`${prefix}/`))
    .toSorted((one, other) => lengthOf(other) - lengthOf(one))[0];
}

function lengthOf({ prefix }: PullThroughRule): number {
  return prefix === 'ROOT' ? 0 : prefix.length;
}

async function judgeContent(
  examined: Examined,
  at: EcrRepository,
  ecr: EcrReader,
  signal: AbortSignal,
): Promise<readonly JudgedImage[]> {
  const { name, image, reference, config } = examined;
  const digest = image.resolvedDigest ?? reference.digest;
  const id = digest === undefined ? { tag: reference.tag ?? 'latest' } : { digest };
  const stored = await ecr.describeImage(at, id, signal);
  if (!stored) {
    return [judgedImage('fail', `${name}: image`, `ECR has no ${Object.values(id)[0]} in ${at.repository}`, 'there')];
  }
  return [
    // Another image can get the tag until the first task starts.
    ...(digest === undefined
      ? [judgedImage('pass', `${name}: image`, `${stored.digest.slice(0, 19)}… as of now, by its tag`, 'there')]
      : []),
    ...(config.signature ? [await judgeSignature(name, at, stored, ecr, signal)] : []),
    ...(await judgeScans(examined, at, stored, ecr, signal)),
  ];
}

async function judgeSignature(
  name: string,
  at: EcrRepository,
  { digest }: EcrImage,
  ecr: EcrReader,
  signal: AbortSignal,
): Promise<JudgedImage> {
  const count = await ecr.countSignatures(at, digest, signal);
  const found =
    count === 0
      ? 'no signature'
      : `${count === 1 ? 'a signature is' : `${count} signatures are`} present, not verified`;
  return judgedImage(count === 0 ? 'fail' : 'pass', `${name}: signature`, found, 'present');
}

/** ECR scans no index, only the images in it: the one that ECS runs, or all if that is not known. */
async function judgeScans(
  { name, config, platform, now }: Examined,
  at: EcrRepository,
  stored: EcrImage,
  ecr: EcrReader,
  signal: AbortSignal,
): Promise<readonly JudgedImage[]> {
  const { scan: policy } = config;
  if (!policy) return [];
  if (!stored.isIndex) return [judgeScan(name, await ecr.readScan(at, stored.digest, signal), policy, now)];
  const entries = await ecr.readIndex(at, stored.digest, signal);
  const used = (entries ?? []).filter(
    ({ os, architecture }) => !platform || (os === platform.os && architecture === platform.architecture),
  );
  if (used.length === 0) {
    const wanted = platform ? `an image for ${platform.os}/${platform.architecture}` : 'an image for a platform';
    return [judgedImage('fail', `${name}: scan`, `the index has ${wanted.replace('an image', 'no image')}`, wanted)];
  }
  return Promise.all(
    used.map(async ({ digest, os, architecture }) =>
      judgeScan(`${name} (${os}/${architecture})`, await ecr.readScan(at, digest, signal), policy, now),
    ),
  );
}
