import * as v from 'valibot';
import { describeIssues, describeValue, shorten } from './describe.ts';
import { isJsonObject, type JsonObject, weigh } from './json.ts';
import type { Target } from './target.ts';

export type ParsedEvent =
  /** `hookDetails` is a sentence where they can't be read: that matters only to who needs them, and a rollback does not. */
  | { ok: true; target: Target; hookDetails: JsonObject | string }
  /** `reason` says what is wrong with the event and what ECS sends instead. */
  | { ok: false; reason: string };

/** More than this in `hookDetails` is no configuration, and it would be given back at every call; ECS's own limit is unknown. */
const maxHookDetailsBytes = 256 * 1024;

/**
 * Reads what ECS sent. Takes the nested shape of today and the flat one that AWS documented in 2025, and tolerates unknown stages and
 * unknown keys. `hookDetails` may be an object, that object as a JSON string (CloudFormation may hand it on so), null or absent.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
 */
export function parseEvent(input: unknown): ParsedEvent {
  if (!isJsonObject(input))
    return { ok: false, reason: `the event is ${describeValue(input)}, not an object; ${whatEcsSends}` };
  const isNested = 'executionDetails' in input;
  const isFlat = !isNested && 'serviceArn' in input;
  const mistake = isNested || isFlat ? undefined : nameMistake(input);
  if (mistake) {
    return {
      ok: false,
      reason: `the event is ${mistake}; this function is a lifecycle hook: name it in the service's lifecycleHooks`,
    };
  }
  const parsed = v.safeParse(isFlat ? flatSchema : nestedSchema, input);
  if (!parsed.success)
    return { ok: false, reason: `the event is not ECS's: ${describeIssues(parsed.issues)}; ${whatEcsSends}` };

  return readTarget(parsed.output, readHookDetails(input['hookDetails']));
}

const unknownStage = 'UNKNOWN';

const whatEcsSends =
  'ECS sends lifecycleStage, resourceArn and executionDetails with serviceArn and targetServiceRevisionArn';

/** What is sent here by mistake, each told by a key of its own. */
function nameMistake(input: JsonObject): string | undefined {
  if ('detail-type' in input) return `an EventBridge event (${describeValue(input['detail-type'])})`;
  if ('serviceDeployments' in input) return 'an answer of the API DescribeServiceDeployments';
  if ('LifecycleEventHookExecutionId' in input) return 'a CodeDeploy lifecycle event';
  if ('requestContext' in input) return 'an HTTP request';
  if ('Records' in input) return 'a batch of records from an event source';
  return undefined;
}

const weightsSchema = v.pipe(v.unknown(), v.transform(readWeights));

const deploymentSchema = v.object({
  serviceArn: v.string(),
  targetServiceRevisionArn: v.string(),
  testTrafficWeights: v.optional(weightsSchema),
  productionTrafficWeights: v.optional(weightsSchema),
});

const nestedSchema = v.object({
  lifecycleStage: v.nullish(v.pipe(v.string(), v.regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'is no stage name')), unknownStage),
  resourceArn: v.nullish(v.string()),
  executionDetails: deploymentSchema,
});

const flatSchema = v.pipe(
  deploymentSchema,
  v.transform((executionDetails) => ({ lifecycleStage: unknownStage, resourceArn: undefined, executionDetails })),
);

/**
 * Shares in per cent. Where one of them is none, the whole map tells nothing and is taken as empty: leaving out only green's would make the
 * others look like a rollback.
 */
function readWeights(input: unknown): Record<string, number> {
  if (!isJsonObject(input)) return {};
  const weights = Object.entries(input).map(([arn, weight]) => [arn, readWeight(weight)] as const);
  return weights.every(([, weight]) => weight >= 0 && weight <= 100) ? Object.fromEntries(weights) : {};
}

function readWeight(input: unknown): number {
  if (typeof input === 'string' && /^\d{1,3}(\.\d{1,20})?$/.test(input)) return Number(input);
  return typeof input === 'number' ? input : Number.NaN;
}

/** The details, or why they can't be read. */
export function readHookDetails(input: unknown): JsonObject | string {
  if (input === undefined || input === null) return {};
  const bytes = weigh(input);
  if (bytes === undefined) return 'hookDetails is nested too deeply to be given back';
  if (bytes > maxHookDetailsBytes) return `hookDetails weighs ${bytes} bytes, ${maxHookDetailsBytes} are allowed`;
  if (isJsonObject(input)) return input;
  if (typeof input === 'string') {
    try {
      return readHookDetails(JSON.parse(input));
    } catch {
      // Falls through to the reason below, which shows the string.
    }
  }
  return `hookDetails is ${describeValue(input)}; write a JSON object, for example {"gate":"release"}`;
}

function readTarget(event: v.InferOutput<typeof nestedSchema>, hookDetails: JsonObject | string): ParsedEvent {
  const { serviceArn, targetServiceRevisionArn } = event.executionDetails;
  const service = splitArn(serviceArn, 'service', 2);
  if (!service) return { ok: false, reason: notAnArn('serviceArn', serviceArn, 'service/<cluster>/<service>') };
  const revision = splitArn(targetServiceRevisionArn, 'service-revision', 3);
  if (!revision) {
    const wanted = 'service-revision/<cluster>/<service>/<id>';
    return { ok: false, reason: notAnArn('targetServiceRevisionArn', targetServiceRevisionArn, wanted) };
  }
  const deploymentArn = event.resourceArn ?? undefined;
  const deployment = deploymentArn === undefined ? undefined : splitArn(deploymentArn, 'service-deployment', 3);
  if (deploymentArn !== undefined && !deployment) {
    return { ok: false, reason: notAnArn('resourceArn', deploymentArn, 'service-deployment/<cluster>/<service>/<id>') };
  }
  for (const other of [revision, deployment]) {
    if (other && nameService(other) !== nameService(service)) {
      const names = `${shorten(nameService(service), 150)} and ${shorten(nameService(other), 150)}`;
      return { ok: false, reason: `the event's ARNs name different services: ${names}` };
    }
  }

  const productionTrafficWeights = event.executionDetails.productionTrafficWeights ?? {};
  return {
    ok: true,
    hookDetails,
    target: {
      partition: service.partition,
      region: service.region,
      account: service.account,
      cluster: service.path[0] ?? '',
      service: service.path[1] ?? '',
      serviceArn,
      deploymentArn,
      deploymentId: deployment?.path[2],
      revisionArn: targetServiceRevisionArn,
      revisionId: revision.path[2] ?? '',
      stage: event.lifecycleStage,
      productionWeight: productionTrafficWeights[targetServiceRevisionArn],
      testTrafficWeights: event.executionDetails.testTrafficWeights ?? {},
      productionTrafficWeights,
    },
  };
}

function nameService({ partition, region, account, path: [cluster, service] }: ArnParts): string {
  return `${partition}:${region}:${account}:${cluster}/${service}`;
}

function notAnArn(field: string, value: string, wanted: string): string {
  return `${field} is ${describeValue(value)}, not an ARN like arn:aws:ecs:<region>:<account>:${wanted}`;
}

/** The parts go into S3 keys and URLs, so their characters are pinned down here. */
const arnPattern = /^arn:(aws[a-z-]*):ecs:([a-z0-9-]{1,32}):(\d{1,12}):([a-z-]{1,32})\/([A-Za-z0-9_/-]{1,600})$/;

type ArnParts = { partition: string; region: string; account: string; path: readonly string[] };

function splitArn(arn: string, resource: string, segments: number): ArnParts | undefined {
  const [, partition = '', region = '', account = '', kind, rest = ''] = arnPattern.exec(arn) ?? [];
  const path = rest.split('/');
  if (kind !== resource || path.length !== segments || path.some((part) => part === '')) return undefined;
  return { partition, region, account, path };
}
