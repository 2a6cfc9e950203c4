import { formatDuration } from '../../wording/durations.ts';
import { type CommandPlace, inSamePlace } from '../aws/in-same-place.ts';
import { renderFailure } from '../command/failure.ts';
import type { Watched } from './watch-deployment.ts';

type EndFlags = CommandPlace & {
  waitUntil: string;
  /** In minutes. */
  timeout?: number;
};

/** The last output of `greenlight watch`, with the command that finds the reason if the condition was not met. */
export function formatEnd(watched: Watched, flags: EndFlags): string {
  const { waitUntil, timeout = 0 } = flags;
  const status = `the status is ${watched.snapshot?.deployment.status ?? 'unknown'}`;
  const next = nextAfter(watched, flags);
  switch (watched.end) {
    case 'reached':
      return waitUntil === 'done' ? '' : `greenlight watch: reached ${waitUntil}\n`;
    case 'missed':
      return renderFailure('greenlight watch', { message: `${waitUntil} can no longer be reached, ${status}`, next });
    case 'timed-out':
      return renderFailure('greenlight watch', {
        message: `did not reach ${waitUntil} within ${formatDuration(timeout * 60)}, ${status}`,
        next,
      });
    default:
      return 'greenlight watch: interrupted; the deployment continues\n';
  }
}

/**
 * The command that explains exactly this deployment, in this account and Region, because a newer one may have begun when somebody runs it.
 * It reads logs, which watching does not. Undefined if there is nothing to explain.
 *
 * @example 'greenlight explain prod/shop --deployment EZe5RNVLH6PPzHXINuP28 --region eu-central-1'
 */
export function nextAfter({ end, snapshot }: Watched, flags: EndFlags): string | undefined {
  if (snapshot === undefined || (end !== 'missed' && end !== 'timed-out')) return undefined;
  const { cluster, service, deploymentId } = snapshot.ref;
  return inSamePlace(`greenlight explain ${cluster}/${service} --deployment ${deploymentId}`, flags);
}
