import { BatchGetImageCommand, type ECRClient, GetDownloadUrlForLayerCommand } from '@aws-sdk/client-ecr';
import { DescribeServiceRevisionsCommand, type ECSClient } from '@aws-sdk/client-ecs';
import * as v from 'valibot';
import type { Registry } from './check.ts';

const manifestSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    layers: v.array(v.object({ digest: v.string(), annotations: v.optional(v.record(v.string(), v.string()), {}) })),
  }),
);

const manifestTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

/** Requests a file. Rejects unless it is there. */
export type Download = (url: string, signal: AbortSignal) => Promise<Uint8Array>;

type Clients = { ecs: Pick<ECSClient, 'send'>; ecr: Pick<ECRClient, 'send'>; download: Download };

/**
 * Reads images from ECS and signatures from ECR, where cosign stores them as `sha256-<digest>.sig`. cosign 3 needs `--new-bundle-format=false
 * --use-signing-config=false` for that. Needs `ecs:DescribeServiceRevisions`, `ecr:BatchGetImage` and `ecr:GetDownloadUrlForLayer`.
 */
export function registryReader({ ecs, ecr, download }: Clients): Registry {
  return {
    async images(revisionArn, abortSignal) {
      const command = new DescribeServiceRevisionsCommand({ serviceRevisionArns: [revisionArn] });
      const { serviceRevisions: [revision] = [] } = await ecs.send(command, { abortSignal });
      if (revision === undefined) throw new Error(`ECS does not know the revision ${revisionArn}`);
      return (revision.containerImages ?? []).map(({ containerName = 'unnamed', image = '', imageDigest }) => ({
        container: containerName,
        repository: image.replace(/@.*$/, '').replace(/:[^/]*$/, ''),
        digest: /@(sha256:.*)$/.exec(image)?.[1] ?? imageDigest,
      }));
    },
    async signatures(repository, digest, abortSignal) {
      const where = placeOf(repository);
      const tag = `${digest.replace(':', '-')}.sig`;
      const command = new BatchGetImageCommand({
        ...where,
        imageIds: [{ imageTag: tag }],
        acceptedMediaTypes: manifestTypes,
      });
      const { images = [], failures = [] } = await ecr.send(command, { abortSignal });
      const problem = failures.find(({ failureCode }) => failureCode !== 'ImageNotFound');
      if (problem) throw new Error(`ECR cannot read ${tag}: ${problem.failureReason ?? problem.failureCode}`);
      const manifest = images[0]?.imageManifest;
      if (manifest === undefined) return [];
      const { layers } = v.parse(manifestSchema, manifest);
      return Promise.all(
        layers.map(async ({ digest: layerDigest, annotations }) => {
          const layer = new GetDownloadUrlForLayerCommand({ ...where, layerDigest });
          const { downloadUrl = '' } = await ecr.send(layer, { abortSignal });
          const signature = annotations['dev.cosignproject.cosign/signature'] ?? '';
          return { payload: await download(downloadUrl, abortSignal), signature };
        }),
      );
    },
  };
}

function placeOf(repository: string): { registryId: string; repositoryName: string } {
  const [, registryId, name] = /^(\d{12})\.dkr\.ecr\.[\w-]+\.amazonaws\.com(?:\.cn)?\/(.+)$/.exec(repository) ?? [];
  if (registryId === undefined || name === undefined) {
    throw new Error(`${repository} is not a repository of ECR; name its container in "except", or copy the image`);
  }
  return { registryId, repositoryName: name };
}

/** Requests a file over HTTPS. ECR's address of a layer is secret, so an error does not show it. */
export const downloadFile: Download = async (url, signal) => {
  const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]) });
  if (!response.ok) throw new Error(`a layer of the signature cannot be read: status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
};
