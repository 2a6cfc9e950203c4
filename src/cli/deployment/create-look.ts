import type { ServiceDeployment } from '@aws-sdk/client-ecs';
import { type Image, imageChanges, pinnedReference } from '../../deployment/images.ts';
import type { Clock } from '../../hook/clock.ts';
import { formatError } from '../../wording/values.ts';
import type { CommandPlace } from '../aws/in-same-place.ts';
import { CliError } from '../command/cli-error.ts';
import { parseDeploymentArn } from './deployment-name.ts';
import type { EcsDeployments } from './ecs-deployments.ts';
import { type LedgerParts, readGates } from './read-gates.ts';
import type { ImageLine, Snapshot } from './snapshot/snapshot.ts';

export type LookParts = {
  ecs: EcsDeployments;
  /** Or why the ledger cannot be read; ECS's side is worth showing without it. */
  ledger: Omit<LedgerParts, 'listObjects'> | { missing: string };
  clock: Clock;
  place?: CommandPlace;
};

/** Reads one deployment, each time it is called. What never changes is read once. */
export type Look = (signal: AbortSignal) => Promise<Snapshot>;

/** @throws {CliError} when called, if ECS has no such deployment; SDK errors if ECS cannot be reached */
export function createLook({ ecs, ledger, clock, place }: LookParts, arn: string): Look {
  const ref = parseDeploymentArn(arn);
  if (!ref) throw new CliError(`"${arn}" is not the ARN of a service deployment`);
  let images: readonly ImageLine[] | undefined;
  return async (signal) => {
    const [deployment, gates] = await Promise.all([
      ecs.describe(arn, signal),
      'missing' in ledger
        ? { requests: [], reports: [], rollbacks: [], unknown: [ledger.missing] }
        : readGates(ledger, ref, signal),
    ]);
    if (!deployment) {
      throw new CliError(`there is no service deployment ${arn}`, {
        next: `ECS keeps them for 90 days; greenlight status ${ref.cluster}/${ref.service} shows the newest`,
      });
    }
    const unknown = [...gates.unknown];
    images ??= await readImages(ecs, deployment, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      unknown.push(`the images cannot be read: ${formatError(error)}`);
      return undefined;
    });
    return { now: clock.now(), arn, ref, deployment, images: images ?? [], ...gates, unknown, ...(place && { place }) };
  };
}

async function readImages(
  ecs: EcsDeployments,
  { sourceServiceRevisions = [], targetServiceRevision }: ServiceDeployment,
  signal: AbortSignal,
): Promise<readonly ImageLine[]> {
  const target = targetServiceRevision?.arn;
  if (target === undefined) return [];
  const source = sourceServiceRevisions.find(({ arn }) => arn !== undefined && arn !== target)?.arn;
  const revisions = await ecs.revisions(source === undefined ? [target] : [target, source], signal);
  const imagesOf = (arn: string | undefined) =>
    revisions.find(({ serviceRevisionArn }) => serviceRevisionArn === arn)?.containerImages;
  return imageChanges(source === undefined ? [] : imagesOf(source), imagesOf(target)).map(
    ({ container, before, after }) => ({ container, before: formatImage(before), after: formatImage(after) }),
  );
}

function formatImage(image: Image | null | undefined): string | undefined {
  return image ? pinnedReference(image) : undefined;
}
