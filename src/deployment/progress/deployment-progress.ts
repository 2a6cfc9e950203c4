import * as v from 'valibot';
import type { EcsDeployment } from '../ecs.ts';

const sightingSchema = v.object({
  /** When it was first seen so. It may have been so before. */
  at: v.pipe(v.string(), v.isoTimestamp()),
  /** Of the deployment, as ECS says it. */
  status: v.string(),
  /** Missing in a rolling deployment. */
  stage: v.optional(v.string()),
  /** Green's share of production traffic. */
  percent: v.optional(v.number()),
});

const progressSchema = v.object({
  schemaVersion: v.literal(1),
  /** Oldest first; at most 200, the latest ones. */
  seen: v.array(sightingSchema),
  bakeMinutes: v.optional(v.number()),
  /** Why it did not succeed, in a sentence. */
  cause: v.optional(v.string()),
  /** When ECS says that it ended. */
  endedAt: v.optional(v.string()),
});

/** What was seen of a deployment in ECS after people had decided about it. Nothing is in it that ECS did not say. */
export type DeploymentProgress = v.InferOutput<typeof progressSchema>;

/** Undefined if it is not one. */
export function readProgress(body: string | undefined): DeploymentProgress | undefined {
  try {
    const parsed = v.safeParse(progressSchema, JSON.parse(body ?? ''));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

export function formatDeploymentProgress(progress: DeploymentProgress): string {
  return `${JSON.stringify(progress, null, 2)}\n`;
}

/** A linear deployment of 33 steps with all of its stages. */
const maxSeen = 200;

/**
 * Adds what ECS says now. Undefined if that is what was seen last, or if it was seen earlier than that.
 *
 * @param cause - why the deployment does not succeed, if that is so
 */
export function withSighting(
  known: DeploymentProgress | undefined,
  deployment: EcsDeployment,
  { at, cause }: { at: Date; cause?: string | undefined },
): DeploymentProgress | undefined {
  const { status, lifecycleStage: stage, targetServiceRevision, deploymentConfiguration, finishedAt } = deployment;
  if (status === undefined) return undefined;
  const percent = targetServiceRevision?.requestedProductionTrafficWeight;
  const last = known?.seen.at(-1);
  const isSame = last?.status === status && last.stage === stage && last.percent === percent;
  // The reason of a rollback may come after it.
  if (known && isSame && cause !== undefined && cause !== known.cause) return { ...known, cause };
  if (last && (isSame || at.toISOString() < last.at)) return undefined;
  const bakeMinutes = deploymentConfiguration?.bakeTimeInMinutes;
  const sighting = {
    ...{ at: at.toISOString(), status },
    ...(stage !== undefined && { stage }),
    ...(percent !== undefined && { percent }),
  };
  return {
    schemaVersion: 1,
    seen: [...(known?.seen ?? []), sighting].slice(-maxSeen),
    ...(bakeMinutes !== undefined && { bakeMinutes }),
    ...(cause !== undefined && { cause }),
    ...(finishedAt !== undefined && { endedAt: finishedAt.toISOString() }),
  };
}

const finalStatuses: ReadonlySet<string> = new Set(['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED']);

/** Whether ECS will do nothing more. */
export function isEnded(status: string | undefined): boolean {
  return status !== undefined && finalStatuses.has(status);
}
