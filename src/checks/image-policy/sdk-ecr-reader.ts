import {
  BatchGetImageCommand,
  DescribeImageScanFindingsCommand,
  DescribeImagesCommand,
  DescribePullThroughCacheRulesCommand,
  type ECRClient,
  ListImageReferrersCommand,
} from '@aws-sdk/client-ecr';
import { isJsonObject } from '../../hook/json.ts';
import { parseJson } from '../../hook/parse-json.ts';
import type { EcrImageId, EcrReader, EcrRepository, IndexEntry } from './ecr-reader.ts';

const indexTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
const signatureType = 'application/vnd.cncf.notary.signature';

/** Reads ECR through the SDK, each registry in its own Region. */
export function sdkEcrReader(clientFor: (region: string) => Pick<ECRClient, 'send'>): EcrReader {
  return {
    describeImage: (at, id, abortSignal) =>
      unlessNotFound(async () => {
        const command = new DescribeImagesCommand({ ...placeOf(at), imageIds: [imageId(id)] });
        const { imageDetails } = await clientFor(at.region).send(command, { abortSignal });
        const { imageDigest, imageManifestMediaType = '' } = imageDetails?.[0] ?? {};
        if (imageDigest === undefined) throw new Error('ECR described the image without its digest');
        return { digest: imageDigest, isIndex: indexTypes.includes(imageManifestMediaType) };
      }),

    readIndex: (at, digest, abortSignal) =>
      unlessNotFound(async () => {
        const command = new BatchGetImageCommand({
          ...placeOf(at),
          imageIds: [{ imageDigest: digest }],
          acceptedMediaTypes: indexTypes,
        });
        const { images, failures = [] } = await clientFor(at.region).send(command, { abortSignal });
        if (failures.length > 0) throw new Error(`ECR could not send the index: ${failures[0]?.failureCode}`);
        return entriesOf(images?.[0]?.imageManifest);
      }),

    readScan: (at, digest, abortSignal) =>
      unlessNotFound(async () => {
        const command = new DescribeImageScanFindingsCommand({
          ...placeOf(at),
          imageId: { imageDigest: digest },
          maxResults: 1,
        });
        const { imageScanStatus, imageScanFindings: found } = await clientFor(at.region).send(command, { abortSignal });
        return {
          status: imageScanStatus?.status,
          completedAt: found?.imageScanCompletedAt,
          counts: found?.findingSeverityCounts as Readonly<Record<string, number>> | undefined,
          listsFindings: (found?.findings ?? []).length + (found?.enhancedFindings ?? []).length > 0,
        };
      }),

    async countSignatures(at, digest, abortSignal) {
      let count = 0;
      let nextToken: string | undefined;
      do {
        const command = new ListImageReferrersCommand({
          ...placeOf(at),
          subjectId: { imageDigest: digest },
          filter: { artifactTypes: [signatureType] },
          ...(nextToken !== undefined && { nextToken }),
        });
        const page = await clientFor(at.region).send(command, { abortSignal });
        count += (page.referrers ?? []).filter(
          ({ artifactType, artifactStatus }) => artifactType === signatureType && artifactStatus === 'ACTIVE',
        ).length;
        nextToken = page.nextToken || undefined;
      } while (nextToken !== undefined);
      return count;
    },

    async readPullThroughRules({ account, region }, abortSignal) {
      const rules = [];
      let nextToken: string | undefined;
      do {
        const command = new DescribePullThroughCacheRulesCommand({
          registryId: account,
          ...(nextToken !== undefined && { nextToken }),
        });
        const page = await clientFor(region).send(command, { abortSignal });
        rules.push(...(page.pullThroughCacheRules ?? []));
        nextToken = page.nextToken || undefined;
      } while (nextToken !== undefined);
      return rules.map(({ ecrRepositoryPrefix = '', upstreamRegistryUrl = '' }) => ({
        prefix: ecrRepositoryPrefix,
        upstream: upstreamRegistryUrl.toLowerCase(),
      }));
    },
  };
}

function placeOf({ account, repository }: EcrRepository) {
  return { registryId: account, repositoryName: repository };
}

function imageId(id: EcrImageId) {
  return 'digest' in id ? { imageDigest: id.digest } : { imageTag: id.tag };
}

const notFound = new Set(['ImageNotFoundException', 'RepositoryNotFoundException', 'ScanNotFoundException']);

async function unlessNotFound<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && notFound.has(error.name)) return undefined;
    throw error;
  }
}

/** Attestations are entries too, with the platform `unknown/unknown`. */
function entriesOf(manifest: string | undefined): readonly IndexEntry[] {
  const index = parseJson(manifest);
  const manifests = isJsonObject(index) && Array.isArray(index['manifests']) ? index['manifests'] : undefined;
  if (manifests === undefined) throw new Error('ECR sent an index that has no list of manifests');
  return manifests.flatMap((entry) => {
    const platform = isJsonObject(entry) && isJsonObject(entry['platform']) ? entry['platform'] : {};
    const { os = 'unnamed', architecture = 'unnamed' } = platform;
    if (!isJsonObject(entry) || os === 'unknown') return [];
    return [{ digest: String(entry['digest']), os: String(os), architecture: String(architecture) }];
  });
}
