import * as v from 'valibot';
import type { JsonObject } from '../../../hook/json.ts';
import type { DeploymentRef } from '../../../hook/report.ts';
import { formatIssues } from '../../../wording/values.ts';

const instant = v.pipe(v.string(), v.isoTimestamp());

const callSchema = v.object({
  /** CloudTrail's id of the event, with which a second delivery is recognized. */
  id: v.string(),
  /** `UpdateService` or `CreateService`; {@link taggedAction} if nobody reported a call. */
  action: v.string(),
  /** The ARN of the identity that called; for a call by an AWS service its type, such as `AWSService`. */
  by: v.string(),
  /** The name that the identity's first session was given, which stays when it assumes further roles. */
  sourceIdentity: v.optional(v.string()),
  at: instant,
  /** When Greenlight learned of it. What was decided before is not judged by it. */
  recordedAt: instant,
});

const recordSchema = v.object({ schemaVersion: v.picklist([1]), calls: v.array(callSchema) });

/** Instead of a call: a tag of the service names the person. */
export const taggedAction = 'tag';

/** A call that started a deployment, as CloudTrail reported it, or what a tag of the service says about it. */
export type StartCall = v.InferOutput<typeof callSchema>;

/** Who started a deployment: one call, or several if it is not certain which of them did. */
export type DeployerRecord = v.InferOutput<typeof recordSchema>;

/** The key of the record of a deployment: `deployers/<account>/<region>/<cluster>/<service>/<deploymentId>.json`. */
export function deployerKey({ account, region, cluster, service, deploymentId }: DeploymentRef): string {
  return `deployers/${account}/${region}/${cluster}/${service}/${deploymentId}.json`;
}

/**
 * Reads the record of a deployment. No function but the deployment watcher can write it.
 *
 * @throws Error naming the wrong field
 */
export function readDeployerRecord(key: string, body: string): DeployerRecord {
  const parsed = v.safeParse(recordSchema, JSON.parse(body));
  if (parsed.success) return parsed.output;
  throw new Error(`${key} is not what Greenlight writes: ${formatIssues(parsed.issues)}`);
}

export function formatDeployerRecord(record: DeployerRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** The record as a part of its request. */
export function attached(calls: readonly StartCall[]): JsonObject {
  return JSON.parse(JSON.stringify({ schemaVersion: 1, calls })) as JsonObject;
}

/** The calls of a record that was read with its request. */
export function callsIn(deployer: unknown): readonly StartCall[] {
  return v.is(recordSchema, deployer) ? deployer.calls : [];
}
