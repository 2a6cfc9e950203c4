import { deploymentPath } from '../../approval/desk/home/home-paths.ts';
import type { ApprovalRequest } from '../../approval/request/request.ts';
import { readRollbacks } from '../../approval/rollback/rollback-request.ts';
import type { EcsDeployment } from '../../deployment/ecs.ts';
import { isEnded } from '../../deployment/progress/deployment-progress.ts';
import { nameDeployment } from '../../hook/log/name-deployment.ts';
import type { DeploymentRef } from '../../hook/report.ts';
import { requestsPrefix } from '../../storage/keys.ts';
import { nameRequest } from '../../storage/name-request.ts';
import { formatError } from '../../wording/values.ts';
import { type DeploymentAnnouncements, deploymentAnnouncements } from './deployment-announcements.ts';
import { hasRolledBack } from './deployment-news.ts';
import type { NewsParts } from './news-parts.ts';
import { requestNews } from './request-news.ts';

/** Reads everything that is stored about a deployment, and what ECS says about it. Changes nothing. Rejects if the ledger cannot be read. */
export async function readNews(
  parts: NewsParts,
  deployment: DeploymentRef,
  signal: AbortSignal,
): Promise<DeploymentAnnouncements> {
  const requests = await readRequests(parts, deployment, signal);
  if (requests.length === 0) return { announcements: [], isComplete: true };
  const ecs = await askEcs(parts, deployment, signal);
  const facts = { deployment: ecs, ...(await readCauses(parts, deployment, ecs, signal)) };
  // What people did before ECS rolled back or ended it may have been stored since, and is announced before that.
  const isSettled = ecs !== undefined && (hasRolledBack(ecs) || isEnded(ecs.status));
  const latest = isSettled ? await readRequests(parts, deployment, signal) : requests;
  const { announcements, isComplete } = deploymentAnnouncements(latest, facts, parts.clock.now());
  const page = parts.deskUrl === undefined ? {} : { page: `${parts.deskUrl}${deploymentPath(deployment)}` };
  return { announcements: announcements.map((one) => ({ ...one, ...page })), isComplete };
}

async function readRequests(parts: NewsParts, deployment: DeploymentRef, signal: AbortSignal) {
  const requests: ApprovalRequest[] = [];
  for (const key of await parts.store.list(requestsPrefix(deployment), signal)) {
    requests.push(...(await readRequest(parts, key, signal)));
  }
  return requests;
}

/** One that was damaged by hand does not keep the others from being announced. */
async function readRequest(
  { ledger, logger }: NewsParts,
  key: string,
  signal: AbortSignal,
): Promise<ApprovalRequest[]> {
  try {
    const stored = await ledger.read(key, signal);
    if (!stored) return [];
    requestNews(stored.request);
    return [stored.request];
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'UNREADABLE_REQUEST') throw error;
    logger.warn('a request cannot be announced', { ...nameRequest(key), error: formatError(error) });
    return [];
  }
}

/** What is known of the requests is announced in any case. */
async function askEcs(
  { ecs, partition, logger }: NewsParts,
  ref: DeploymentRef,
  signal: AbortSignal,
): Promise<EcsDeployment | undefined> {
  const { account, region, cluster, service, deploymentId } = ref;
  const arn = `arn:${partition}:ecs:${region}:${account}:service-deployment/${cluster}/${service}/${deploymentId}`;
  try {
    return await (await ecs()).describeServiceDeployment(arn, signal);
  } catch (error) {
    const about = { ...nameDeployment(ref), error: formatError(error) };
    logger.warn('ECS could not be asked how a deployment is going', about);
    return undefined;
  }
}

/** Only a rollback has causes. Without them, ECS's own reason is announced. */
async function readCauses(
  { store, reports, logger }: NewsParts,
  ref: DeploymentRef,
  deployment: EcsDeployment | undefined,
  signal: AbortSignal,
) {
  if (!deployment || !hasRolledBack(deployment)) return { rollbacks: [], reports: [] };
  try {
    return { rollbacks: await readRollbacks(store, ref, signal), reports: await reports.read(ref, signal) };
  } catch (error) {
    logger.warn('the cause of a rollback could not be read', { ...nameDeployment(ref), error: formatError(error) });
    return { rollbacks: [], reports: [] };
  }
}
