import type { ECRClient } from '@aws-sdk/client-ecr';
import { type ImageReference, parseReference } from '../../../src/checks/image-policy/image-reference.ts';
import { awsError } from '../../deployment/fake-readers.ts';

type StoredImage = {
  digest: string;
  tags: string[];
  /** Of an index: its entries as they are in the manifest. */
  manifests?: { digest: string; platform?: { os: string; architecture: string } }[];
  scan?: { status?: string; completedAt?: Date; counts?: Record<string, number>; findings?: number };
  signatures: string[];
};

type Input = {
  registryId?: string;
  repositoryName?: string;
  imageIds?: { imageDigest?: string; imageTag?: string }[];
  imageId?: { imageDigest?: string };
  subjectId?: { imageDigest?: string };
};

export const digestOf = (name: string) => `sha256:${Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64)}`;

/** Amazon ECR in memory, as its API reference describes it. What was not added does not exist. */
export class FakeEcr {
  readonly repositories = new Map<string, StoredImage[]>();
  readonly rules: { ecrRepositoryPrefix: string; upstreamRegistryUrl: string }[] = [];
  readonly asked: string[] = [];
  broken: Error | undefined;

  add(repository: string, name: string, more: Partial<StoredImage> = {}): this {
    const image = { digest: digestOf(name), tags: [name], signatures: [], ...more };
    this.repositories.set(repository, [...(this.repositories.get(repository) ?? []), image]);
    return this;
  }

  client(region: string): Pick<ECRClient, 'send'> {
    const send = async (command: { constructor: { name: string }; input: Input }) => {
      this.asked.push(`${command.constructor.name} ${region} ${command.input.registryId}`);
      if (this.broken) throw this.broken;
      return this.#answer(command.constructor.name, command.input);
    };
    return { send } as unknown as Pick<ECRClient, 'send'>;
  }

  #answer(command: string, input: Input): object {
    switch (command) {
      case 'DescribeImagesCommand': {
        const image = this.#find(input, input.imageIds?.[0] ?? {});
        const imageManifestMediaType = image.manifests
          ? 'application/vnd.oci.image.index.v1+json'
          : 'application/vnd.oci.image.manifest.v1+json';
        return { imageDetails: [{ imageDigest: image.digest, imageTags: image.tags, imageManifestMediaType }] };
      }
      case 'BatchGetImageCommand': {
        const { manifests } = this.#find(input, input.imageIds?.[0] ?? {});
        return { images: [{ imageManifest: JSON.stringify({ schemaVersion: 2, manifests }) }], failures: [] };
      }
      case 'DescribeImageScanFindingsCommand':
        return scanOf(this.#find(input, input.imageId ?? {}));
      case 'ListImageReferrersCommand': {
        const { signatures } = this.#find(input, input.subjectId ?? {});
        const artifactType = 'application/vnd.cncf.notary.signature';
        return { referrers: signatures.map((artifactStatus) => ({ artifactType, artifactStatus })) };
      }
      case 'DescribePullThroughCacheRulesCommand':
        return { pullThroughCacheRules: this.rules };
      default:
        throw awsError('UnknownOperationException', command);
    }
  }

  #find(
    { repositoryName = '' }: Input,
    { imageDigest, imageTag = '' }: { imageDigest?: string; imageTag?: string },
  ): StoredImage {
    const images = this.repositories.get(repositoryName);
    if (!images) throw awsError('RepositoryNotFoundException', `no repository ${repositoryName}`);
    const image = images.find(({ digest, tags }) => (imageDigest ? digest === imageDigest : tags.includes(imageTag)));
    if (!image) throw awsError('ImageNotFoundException', `no image ${imageDigest ?? imageTag}`);
    return image;
  }
}

/** An index has no scan, and neither has an image that was never scanned. */
function scanOf({ scan, manifests }: StoredImage): object {
  if (!scan || manifests) throw awsError('ScanNotFoundException', 'Image scan does not exist');
  return {
    imageScanStatus: { status: scan.status ?? 'COMPLETE' },
    imageScanFindings: {
      ...(scan.completedAt && { imageScanCompletedAt: scan.completedAt }),
      ...(scan.counts && { findingSeverityCounts: scan.counts }),
      findings: Array.from({ length: scan.findings ?? 0 }, () => ({})),
    },
  };
}

export function referenceTo(image: string): ImageReference {
  const reference = parseReference(image);
  if (!reference) throw new Error(`${image} is not a reference`);
  return reference;
}
