import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { BatchGetImageCommand, type ECRClient, GetDownloadUrlForLayerCommand } from '@aws-sdk/client-ecr';
import { DescribeServiceRevisionsCommand, type ECSClient } from '@aws-sdk/client-ecs';
import type { Clock } from 'ecs-greenlight';
import type { Registry } from './check.ts';
import { registryReader } from './read-registry.ts';

const repository = '123456789012.dkr.ecr.us-west-2.amazonaws.com/shop';
export const imageDigest = `sha256:${'0b'.repeat(32)}`;

/** Makes a signature in base64. */
export type Signer = (payload: Uint8Array) => string;

/** A pair of keys as `cosign generate-key-pair` makes it. */
export function newKeys(): { publicKey: string; signer: Signer } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    signer: (payload) => sign('sha256', payload, privateKey).toString('base64'),
  };
}

export type FakeSignature = {
  signer: Signer;
  /** What is signed. Default: the image that runs. */
  digest?: string;
  /** When it is pushed, after the first call. Default: it is there. */
  afterMinutes?: number;
};

/** ECS with a container `app`, and ECR with its image and signatures, as `cosign sign --key` stores them. */
export function fakeRegistry(
  clock: Clock,
  signatures: readonly FakeSignature[],
  image = `${repository}:1.42`,
): Registry {
  let start: number | undefined;
  const layers = new Map<string, Uint8Array>();

  const manifestNow = () => {
    start ??= clock.now().getTime();
    const minutes = (clock.now().getTime() - start) / 60_000;
    const pushed = signatures.filter(({ afterMinutes = 0 }) => afterMinutes <= minutes);
    if (pushed.length === 0) return undefined;
    return JSON.stringify({ layers: pushed.map(layerOf) });
  };

  const layerOf = ({ signer, digest = imageDigest }: FakeSignature) => {
    const critical = {
      identity: { 'docker-reference': repository },
      image: { 'docker-manifest-digest': digest },
      type: 'cosign container image signature',
    };
    const payload = Buffer.from(JSON.stringify({ critical, optional: null }));
    const layerDigest = `sha256:${createHash('sha256').update(payload).digest('hex')}`;
    layers.set(layerDigest, payload);
    return { digest: layerDigest, annotations: { 'dev.cosignproject.cosign/signature': signer(payload) } };
  };

  const send = async (command: unknown) => {
    if (command instanceof DescribeServiceRevisionsCommand) {
      return { serviceRevisions: [{ containerImages: [{ containerName: 'app', image, imageDigest }] }] };
    }
    if (command instanceof GetDownloadUrlForLayerCommand) return { downloadUrl: command.input.layerDigest };
    if (!(command instanceof BatchGetImageCommand)) throw new Error('the fake does not know this command');
    const isOurs = command.input.imageIds?.[0]?.imageTag === `${imageDigest.replace(':', '-')}.sig`;
    const imageManifest = isOurs ? manifestNow() : undefined;
    return imageManifest === undefined
      ? { failures: [{ failureCode: 'ImageNotFound' }] }
      : { images: [{ imageManifest }] };
  };
  return registryReader({
    ecs: { send: send as ECSClient['send'] },
    ecr: { send: send as ECRClient['send'] },
    download: async (url) => layers.get(url) ?? new Uint8Array(),
  });
}
