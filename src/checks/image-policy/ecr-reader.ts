import type { EcrRegistry } from './ecr-host.ts';

/** A repository of a private registry. */
export type EcrRepository = EcrRegistry & { repository: string };

/** Reads ECR. Each resolves to undefined if ECR says that there is no such thing, and rejects if that is not known. */
export interface EcrReader {
  /** What a tag or a digest stands for now. */
  describeImage(at: EcrRepository, id: EcrImageId, signal: AbortSignal): Promise<EcrImage | undefined>;
  /** The images in an index, without attestations. */
  readIndex(at: EcrRepository, digest: string, signal: AbortSignal): Promise<readonly IndexEntry[] | undefined>;
  readScan(at: EcrRepository, digest: string, signal: AbortSignal): Promise<Scan | undefined>;
  /** The number of active signatures in the format of Notary. */
  countSignatures(at: EcrRepository, digest: string, signal: AbortSignal): Promise<number>;
  readPullThroughRules(at: EcrRegistry, signal: AbortSignal): Promise<readonly PullThroughRule[]>;
}

export type EcrImageId = { digest: string } | { tag: string };

export type EcrImage = { digest: string; isIndex: boolean };

/** One platform of an image: `linux`, `arm64`. */
export type IndexEntry = { digest: string; os: string; architecture: string };

export type Scan = {
  /** COMPLETE of a basic scan, ACTIVE of an enhanced one, or one of many others that say nothing about the image. */
  status: string | undefined;
  completedAt: Date | undefined;
  /** By severity; undefined if ECR sent none, which does not mean that there are no findings. */
  counts: Readonly<Record<string, number>> | undefined;
  /** Whether ECR listed a finding. */
  listsFindings: boolean;
};

/** Repositories that begin with the prefix hold what was pulled from the upstream. `ROOT` is every repository. */
export type PullThroughRule = { prefix: string; upstream: string };
