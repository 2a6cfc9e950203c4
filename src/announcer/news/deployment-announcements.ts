import type { ApprovalRequest } from '../../approval/request/request.ts';
import { isEnded } from '../../deployment/progress/deployment-progress.ts';
import { type Announcement, announcementEvents } from './announcement.ts';
import { type DeploymentState, deploymentNews, isEarly } from './deployment-news.ts';
import { requestNews } from './request-news.ts';

export type DeploymentAnnouncements = {
  /** In the order in which they are sent. */
  announcements: readonly Announcement[];
  /** Whether nothing will be added any more. */
  isComplete: boolean;
};

/** Nothing is announced about a deployment this long after everything else about it, if ECS does not know how it ended. */
const forgottenAfterMs = 7 * 24 * 3_600_000;

/**
 * Everything that is to be announced about a deployment, from what is stored about it now: the same every time, no matter who asks or how often.
 * Only what is new is ever added.
 */
export function deploymentAnnouncements(
  requests: readonly ApprovalRequest[],
  facts: DeploymentState,
  now: Date,
): DeploymentAnnouncements {
  const inOrder = requests.toSorted((left, right) => left.createdAt.localeCompare(right.createdAt));
  const announcements = [...inOrder.flatMap(requestNews), ...deploymentNews(inOrder, facts, now)].sort(compare);
  const isDecided = requests.every(({ decision }) => decision !== undefined);
  const hasEnded = isEnded(facts.deployment?.status) && !isEarly(facts, now);
  const isOver = facts.deployment ? hasEnded : isOld(announcements.at(-1), now);
  return { announcements, isComplete: requests.length === 0 || (isDecided && isOver) };
}

function compare(left: Announcement, right: Announcement): number {
  const order = ({ event }: Announcement) => announcementEvents.indexOf(event);
  return left.at.localeCompare(right.at) || order(left) - order(right) || left.id.localeCompare(right.id);
}

function isOld(last: Announcement | undefined, now: Date): boolean {
  return last === undefined || now.getTime() - Date.parse(last.at) >= forgottenAfterMs;
}
