import * as v from 'valibot';
import { formatIssues } from '../../wording/values.ts';
import { type Announcement, announcementEvents } from '../news/announcement.ts';

const instant = v.pipe(v.string(), v.isoTimestamp());

/**
 * An announcement for systems. There will be new keys; `schemaVersion` changes if an old one does. schemas/announcement.schema.json is made from this
 * by `npm run schemas`.
 */
export const announcementDocumentSchema = v.object({
  schemaVersion: v.literal(1),
  /** The same however often it is delivered: a system that acts on it should remember this. */
  id: v.string(),
  /** What happened. */
  event: v.picklist(announcementEvents),
  /** When it happened, ISO 8601 in UTC. */
  at: instant,
  /** In capitals, for people: APPROVED, REJECTED, ROLLED BACK AS ASKED. */
  label: v.string(),
  /** What happened, on one line, for people. */
  summary: v.string(),
  /** What happens next, for people. Missing if nothing does. */
  next: v.optional(v.string()),
  /** The deployment. */
  deployment: v.object({
    account: v.string(),
    region: v.string(),
    cluster: v.string(),
    service: v.string(),
    deploymentId: v.string(),
    revisionId: v.string(),
    strategy: v.optional(v.string()),
  }),
  /** Of the new version. `before` is missing for a new container and if it is not known. At most 20. No string is longer than 1000 characters. */
  images: v.array(v.object({ container: v.string(), before: v.optional(v.string()), after: v.string() })),
  /** The gate that it is about. Missing for rolled-back and finished, which are about the deployment. */
  gate: v.optional(
    v.object({
      stage: v.string(),
      /** The new version's share of production traffic in percent, at a step of a linear or canary deployment. */
      step: v.optional(v.number()),
      name: v.optional(v.string()),
      /** Until when people can decide, ISO 8601 in UTC. */
      deadline: instant,
    }),
  ),
  /** How the gate was decided. Only in decided, expired and withdrawn. */
  decision: v.optional(
    v.object({
      /** APPROVED, REJECTED, EXPIRED or SUPERSEDED. */
      status: v.string(),
      /** One or several people, separated by commas, or Greenlight. */
      by: v.string(),
      /** desk, sign-in, iam, break-glass, by hand or greenlight. New words may be added. */
      via: v.string(),
      /** As it was written: by a person, so it may contain anything. */
      reason: v.optional(v.string()),
    }),
  ),
  /** Why the deployment was rolled back, for people. Only in rolled-back. */
  cause: v.optional(v.string()),
  /** The deployment's page on the desk, for people who have signed in there. Missing if nobody can sign in. */
  page: v.optional(v.string()),
});

export type AnnouncementDocument = v.InferOutput<typeof announcementDocumentSchema>;

const maxImages = 20;
/** SNS takes 256 KB for all formats together. */
const maxCharacters = 1000;

function cutLong(_key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return value.length > maxCharacters ? `${value.slice(0, maxCharacters - 1)}…`.toWellFormed() : value.toWellFormed();
}

/** @throws Error naming the wrong field; a request that people have edited may contain anything */
export function announcementDocument(announcement: Announcement): AnnouncementDocument {
  const { event, at, label, headline, next, revisionId, strategy, images, gate, decision, cause, page } = announcement;
  const document = {
    ...{ schemaVersion: 1, id: globalId(announcement), event, at, label, summary: headline, next },
    deployment: { ...announcement.deployment, revisionId, strategy },
    images: images.slice(0, maxImages),
    ...{ gate, decision, cause, page },
  };
  const parsed = v.safeParse(announcementDocumentSchema, JSON.parse(JSON.stringify(document, cutLong)));
  if (parsed.success) return parsed.output;
  throw new Error(`an announcement does not match its schema: ${formatIssues(parsed.issues)}`);
}

/** The announcement among those of all deployments: `123456789012/eu-central-1/prod/retail-ui/EZe5…/decided:…`. */
export function globalId({ id, deployment }: Pick<Announcement, 'id' | 'deployment'>): string {
  const { account, region, cluster, service, deploymentId } = deployment;
  return [account, region, cluster, service, deploymentId, id].join('/');
}
