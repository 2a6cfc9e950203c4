import { embedMetrics } from '../../hook/log/metrics.ts';
import { nameDeployment } from '../../hook/log/name-deployment.ts';
import type { DeploymentRef } from '../../hook/report.ts';
import { formatError } from '../../wording/values.ts';
import type { AnnouncerParts } from './announcer-parts.ts';
import type { SendAttempt } from './lane-progress.ts';
import type { LaneRecord } from './outbox-record.ts';

type Attempted = { deployment: DeploymentRef; name: string; one: SendAttempt; lane: LaneRecord };

/** One line for each attempt; the metrics of those that failed are what the alarm reads. */
export function logAttempt(
  { logger, clock }: Pick<AnnouncerParts, 'logger' | 'clock'>,
  { deployment, name, one: { id, error }, lane }: Attempted,
): void {
  const about = { ...nameDeployment(deployment), announcement: id, lane: name };
  if (error === undefined) {
    logger.info('sent an announcement', about);
    return;
  }
  const isGivenUp = Object.hasOwn(lane.givenUp ?? {}, id);
  const metrics = embedMetrics(clock.now(), {}, { announcementsFailed: { value: 1, unit: 'Count' } });
  const reason = formatError(error);
  if (isGivenUp)
    logger.error('gave up on an announcement: nobody will get it', { ...about, error: reason, ...metrics });
  else
    logger.warn('an announcement could not be sent and will be tried again', {
      ...about,
      error: reason,
      notBefore: lane.failing?.notBefore,
      ...metrics,
    });
}
