import type { ApprovalRequest } from '../../approval/request/request.ts';
import type { DeploymentRef } from '../../hook/report.ts';
import { versionsOf } from '../../wording/versions.ts';

/** What may be announced. Subscriptions to the topic can filter by these words, so they do not change. */
export const announcementEvents = [
  'asked',
  'reminded',
  'escalated',
  'decided',
  'expired',
  'withdrawn',
  'rolled-back',
  'finished',
] as const;

type AnnouncementEvent = (typeof announcementEvents)[number];

/** One thing that happened to a deployment or to one of its requests, in words for every channel. It contains no link of a reviewer. */
export type Announcement = {
  /** Identifies it within its deployment, and never changes: what has been sent is remembered by it. */
  id: string;
  event: AnnouncementEvent;
  /** ISO 8601 in UTC. */
  at: string;
  /** One word or two in capitals: `APPROVED`, `ROLLED BACK`. */
  label: string;
  /** `waits`: for people. `good` and `bad`: how it went. `rest`: neither. */
  tone: 'waits' | 'good' | 'bad' | 'rest';
  /** What happened: one line, a sentence without its full stop. */
  headline: string;
  /** What happens next, in the same form; undefined if nothing does. */
  next?: string | undefined;
  deployment: DeploymentRef;
  /** What is being released: `retail-ui 1.42`, or its revision if the images have no one tag. */
  release: string;
  revisionId: string;
  strategy?: string | undefined;
  images: ApprovalRequest['subject']['images'];
  /** The gate that it is about; undefined for the end of a deployment. */
  gate?: { stage: string; step?: number | undefined; name?: string | undefined; deadline: string } | undefined;
  /** The decision of that gate, once there is one. */
  decision?: { status: string; by: string; via: string; reason?: string | undefined } | undefined;
  /** Why a deployment was rolled back. */
  cause?: string | undefined;
  /** The address of the deployment's page on the desk, for people who have signed in. It lets nobody vote. Missing if nobody can sign in. */
  page?: string | undefined;
  /** The addresses of the people who had been asked, among them perhaps `everybody`. */
  asked: readonly string[];
};

/** The parts that every announcement about a request has. */
export function aboutRequest({ subject, deadline, notifications }: ApprovalRequest) {
  const { stage, step, gate: name } = subject;
  return {
    ...aboutDeployment(subject),
    gate: { stage, step, name, deadline },
    asked: [...new Set(notifications.map(({ to }) => to))],
  };
}

export function aboutDeployment(subject: ApprovalRequest['subject']) {
  const { account, region, cluster, service, deploymentId, revisionId, strategy, images } = subject;
  const deployment = { account, region, cluster, service, deploymentId };
  return { deployment, release: formatRelease(subject), revisionId, strategy, images };
}

/** What a gate is called within its deployment: the end of its request's key. */
export function gateId({ stage, step, gate }: Pick<ApprovalRequest['subject'], 'stage' | 'step' | 'gate'>): string {
  return `${stage}${step === undefined ? '' : `@${step}`}${gate === undefined ? '' : `.${gate}`}`;
}

/** What is released: `retail-ui 1.42`, or `retail-ui revision …3900` if its images do not say. */
function formatRelease(subject: ApprovalRequest['subject']): string {
  const { after } = versionsOf(subject);
  return `${subject.service} ${after.startsWith('…') ? 'revision ' : ''}${after}`;
}
