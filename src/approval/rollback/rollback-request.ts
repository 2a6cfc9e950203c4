import * as v from 'valibot';
import type { DeploymentRef } from '../../hook/report.ts';
import { rollbackPrefix } from '../../storage/keys.ts';
import type { ObjectStore } from '../../storage/store.ts';
import { oneLine } from '../../wording/lines.ts';
import { formatTime } from '../../wording/times.ts';
import { formatPeople } from '../request/people.ts';

/** Longer reasons are cut. */
export const maxReasonCharacters = 1000;

const schema = v.object({
  schemaVersion: v.literal(1),
  serviceDeploymentArn: v.string(),
  reason: v.pipe(v.string(), v.minLength(1), v.maxLength(maxReasonCharacters)),
  by: v.optional(v.string()),
  at: v.pipe(v.string(), v.isoTimestamp()),
});

/**
 * Why somebody rolled a deployment back; StopServiceDeployment takes no reason. `by` is the IAM identity that STS reported to the command line:
 * a record for people, not proof. CloudTrail has the proof.
 */
export type RollbackRequest = v.InferOutput<typeof schema>;

/** One object for each request to roll back: `rollbacks/<deployment>/<time>-<id>.json`. */
export function rollbackKey(deployment: DeploymentRef, at: Date, id: string): string {
  return `${rollbackPrefix(deployment)}${at.toISOString().replace(/[-:.]/g, '')}-${id}.json`;
}

/** The reason as stored: one line of at most {@link maxReasonCharacters}, without characters that hide or reorder text. */
export function cleanReason(text: string): string {
  const line = oneLine(text.toWellFormed())
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > maxReasonCharacters ? `${line.slice(0, maxReasonCharacters - 1)}…`.toWellFormed() : line;
}

export function formatRollback(request: RollbackRequest): string {
  return `${JSON.stringify(request, null, 2)}\n`;
}

/** More than anybody sends; the first ones count. */
const maxRequests = 20;

/** Everybody's reasons for rolling a deployment back, earliest first. An object about another deployment is left out. */
export async function readRollbacks(
  { read, list }: Pick<ObjectStore, 'read' | 'list'>,
  deployment: DeploymentRef,
  signal: AbortSignal,
): Promise<readonly RollbackRequest[]> {
  const keys = await list(rollbackPrefix(deployment), signal);
  const objects = await Promise.all(keys.slice(0, maxRequests).map((key) => read(key, signal)));
  return objects
    .flatMap((object) => (object && parse(object.body)) ?? [])
    .filter(({ serviceDeploymentArn }) => serviceDeploymentArn.endsWith(`/${deployment.deploymentId}`));
}

/**
 * `approver/eve (IAM) asked for the rollback at 14:30 UTC: checkout is broken`, without its full stop.
 *
 * @param now - leaves out the date of the time if it is the same day; default: with the date
 */
export function formatRollbackReason({ by, at, reason }: RollbackRequest, now?: Date): string {
  const who = by === undefined ? 'Somebody whose identity is not known' : oneLine(formatPeople(by));
  return `${who} ${askedFor} at ${formatTime(new Date(at), now)}: ${oneLine(reason)}`;
}

const askedFor = 'asked for the rollback';

/** Whether the cause of a rollback names somebody who asked for it, in the words of {@link formatRollbackReason}. */
export function isAskedFor(cause: string | undefined): boolean {
  return cause?.includes(` ${askedFor} at `) === true;
}

function parse(body: string): RollbackRequest | undefined {
  try {
    const parsed = v.safeParse(schema, JSON.parse(body));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
