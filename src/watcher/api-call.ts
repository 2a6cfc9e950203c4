import * as v from 'valibot';
import { isJsonObject } from '../hook/json.ts';

/** A call that may have started a deployment, as CloudTrail reported it. */
export type ApiCall = {
  id: string;
  action: string;
  /** The caller's ARN; of a caller without one, such as an AWS service, its type. */
  by: string;
  sourceIdentity?: string;
  /** When the call was completed, to the second. */
  at: Date;
  account: string;
  region: string;
  cluster: string;
  service: string;
};

/**
 * Only what we need; CloudTrail leaves out what does not apply, and both parameters and response if an event is too large.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
const eventSchema = v.object({
  'detail-type': v.literal('AWS API Call via CloudTrail'),
  account: v.string(),
  region: v.string(),
  detail: v.object({
    eventID: v.string(),
    eventName: v.string(),
    eventSource: v.literal('ecs.amazonaws.com'),
    eventTime: v.pipe(
      v.string(),
      v.check((text) => !Number.isNaN(Date.parse(text))),
    ),
    errorCode: v.optional(v.string()),
    userIdentity: v.object({
      type: v.optional(v.string(), 'unknown'),
      arn: v.optional(v.string()),
      sessionContext: v.optional(v.object({ sourceIdentity: v.optional(v.string()) })),
    }),
    requestParameters: v.nullish(v.record(v.string(), v.unknown())),
    responseElements: v.nullish(v.unknown()),
  }),
});

/** Whether CloudTrail sent it, in contrast to ECS. */
export function isApiCall(event: unknown): boolean {
  return isJsonObject(event) && event['detail-type'] === 'AWS API Call via CloudTrail';
}

/** Undefined if the call failed, cannot have started a deployment, or does not say of which service. */
export function readApiCall(event: unknown): ApiCall | undefined {
  const parsed = v.safeParse(eventSchema, event);
  if (!parsed.success) return undefined;
  const { account, region, detail } = parsed.output;
  const { eventID: id, eventName: action, eventTime, errorCode, userIdentity, requestParameters } = detail;
  if (errorCode !== undefined || !mayStart(action, requestParameters ?? undefined)) return undefined;
  const place = placeOf(detail.responseElements, requestParameters ?? {});
  if (!place) return undefined;
  const { arn, type, sessionContext: { sourceIdentity } = {} } = userIdentity;
  return {
    ...{ id, action, by: arn ?? type, at: new Date(eventTime), account, region, ...place },
    ...(sourceIdentity && { sourceIdentity }),
  };
}

/**
 * A call that changes nothing but these starts no deployment. What it starts may be none either: ECS is asked afterwards.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html, "doesn't trigger a new service deployment"
 */
const startsNothing: ReadonlySet<string> = new Set([
  ...['cluster', 'service', 'desiredCount', 'deploymentConfiguration', 'availabilityZoneRebalancing'],
  ...['placementConstraints', 'placementStrategy', 'healthCheckGracePeriodSeconds', 'enableExecuteCommand'],
  ...['enableECSManagedTags', 'propagateTags'],
]);

function mayStart(action: string, parameters: Readonly<Record<string, unknown>> | undefined): boolean {
  if (action === 'CreateService') return true;
  if (action !== 'UpdateService') return false;
  const changed = Object.entries(parameters ?? { unknown: true }).filter(([name, value]) => {
    return !startsNothing.has(name) && !(name === 'forceNewDeployment' && value === false);
  });
  return changed.length > 0;
}

/** By the response, which has ARNs; without it by the request, which may have names. */
function placeOf(
  response: unknown,
  { cluster = 'default', service, serviceName }: Readonly<Record<string, unknown>>,
): Pick<ApiCall, 'cluster' | 'service'> | undefined {
  const answered = isJsonObject(response) && isJsonObject(response['service']) ? response['service'] : {};
  const names = {
    cluster: lastPart(answered['clusterArn'] ?? cluster),
    service: lastPart(answered['serviceArn'] ?? service ?? serviceName),
  };
  return names.cluster && names.service ? { cluster: names.cluster, service: names.service } : undefined;
}

function lastPart(name: unknown): string | undefined {
  return typeof name === 'string' ? /^[\w-]{1,255}$/.exec(name.split('/').at(-1) ?? '')?.[0] : undefined;
}
