import * as v from 'valibot';
import { formatIssues, formatValue, shorten } from '../../wording/values.ts';
import { isJsonObject, type JsonObject, readJson } from '../json.ts';
import type { Target } from '../target.ts';
import { stateKey } from './gate-state.ts';

type ParsedEvent =
  /** `hookDetails` is an explanation if it cannot be read. A rollback does not need it, so this is not an error yet. */
  | { ok: true; target: Target; hookDetails: JsonObject | string }
  /** `reason` says what is wrong with the event and what ECS sends instead. */
  | { ok: false; reason: string };

/** Nobody needs more than this in `hookDetails`, and all of it is returned on every call; ECS's own limit is unknown. */
const maxHookDetailsBytes = 256 * 1024;

/**
 * Reads an event from ECS. Accepts today's nested shape and the flat one that AWS documented in 2025, and tolerates unknown stages and keys.
 * `hookDetails` may be an object, that object as a JSON string (as CloudFormation may send it), null or absent. An emulator may put the stage,
 * the deployment and `hookDetails` into `executionDetails`; they are read there too, and two different values are refused.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
 */
export function parseEvent(input: unknown): ParsedEvent {
  if (!isJsonObject(input))
    return { ok: false, reason: `the event is ${formatValue(input)}, not an object; ${whatEcsSends}` };
  const isNested = 'executionDetails' in input;
  const isFlat = !isNested && 'serviceArn' in input;
  const mistake = isNested || isFlat ? undefined : nameMistake(input);
  if (mistake) {
    return {
      ok: false,
      reason: `the event is ${mistake}; this function is a lifecycle hook: name it in the service's lifecycleHooks`,
    };
  }
  const inner = isJsonObject(input['executionDetails']) ? input['executionDetails'] : {};
  const merged: Record<string, unknown> = { ...input };
  for (const name of ['lifecycleStage', 'resourceArn']) {
    const [outer, other] = [input[name] ?? undefined, inner[name] ?? undefined];
    if (outer !== undefined && other !== undefined && outer !== other) {
      const values = `${formatValue(outer)} and, in executionDetails, ${formatValue(other)}`;
      return { ok: false, reason: `the event names two different values of ${name}: ${values}` };
    }
    merged[name] = outer ?? other;
  }
  const parsed = v.safeParse(isFlat ? flatSchema : nestedSchema, merged);
  if (!parsed.success)
    return { ok: false, reason: `the event is not from ECS: ${formatIssues(parsed.issues)}; ${whatEcsSends}` };

  return readTarget(parsed.output, findHookDetails(input, inner));
}

const unknownStage = 'UNKNOWN';

const whatEcsSends =
  'ECS sends lifecycleStage, resourceArn and executionDetails with serviceArn and targetServiceRevisionArn';

/** Names what else was sent here by mistake; each kind is recognized by one key. */
function nameMistake(input: JsonObject): string | undefined {
  if ('detail-type' in input) return `an EventBridge event (${formatValue(input['detail-type'])})`;
  if ('serviceDeployments' in input) return 'a response of the DescribeServiceDeployments API';
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
  lifecycleStage: v.nullish(
    v.pipe(v.string(), v.regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'expected a stage name')),
    unknownStage,
  ),
  resourceArn: v.nullish(v.string()),
  executionDetails: deploymentSchema,
});

const flatSchema = v.pipe(
  v.object({ ...nestedSchema.entries, ...deploymentSchema.entries, executionDetails: v.optional(v.never()) }),
  v.transform(({ lifecycleStage, resourceArn, ...executionDetails }) => ({
    lifecycleStage,
    resourceArn,
    executionDetails,
  })),
);

/**
 * Shares in percent. If one of them is not a share, the whole map counts as empty: leaving out only green's would make the others look like
 * a rollback.
 */
function readWeights(input: unknown): Record<string, number> {
  if (!isJsonObject(input)) return {};
  const weights = Object.entries(input).map(([arn, weight]) => [arn, readWeight(weight)] as const);
  return weights.every(([, weight]) => !Number.isNaN(weight)) ? Object.fromEntries(weights) : {};
}

/** A share from 0 to 100, rounded to a millionth, or NaN. A sum of doubles may be slightly off: `100.00000000000001` and `-1e-7` are 100 and 0. */
function readWeight(input: unknown): number {
  const weight = typeof input === 'string' && /^\d{1,3}(\.\d{1,20})?$/.test(input) ? Number(input) : input;
  if (typeof weight !== 'number') return Number.NaN;
  const nearest = Math.min(100, Math.max(0, weight));
  return Math.abs(weight - nearest) <= 1e-6 ? Math.round(nearest * 1e6) / 1e6 : Number.NaN;
}

/** The configuration, from either of the two places where it may be, or why it cannot be read. Configuration is never dropped silently. */
function findHookDetails(input: JsonObject, inner: JsonObject): JsonObject | string {
  const given = [inner, input].flatMap(({ hookDetails = null }) =>
    hookDetails === null ? [] : [readHookDetails(hookDetails)],
  );
  const problem = given.find((details) => typeof details === 'string') ?? findStrayDetails(input, inner);
  if (problem !== undefined) return problem;
  const [first = {}, second = first] = given as JsonObject[];
  const differs = Object.keys({ ...first, ...second }).find(
    (key) => key !== stateKey && JSON.stringify(first[key]) !== JSON.stringify(second[key]),
  );
  if (differs === undefined) return { ...first, ...second };
  return `hookDetails and executionDetails.hookDetails differ in ${formatValue(differs)}; send them in one place`;
}

function findStrayDetails(input: JsonObject, inner: JsonObject): string | undefined {
  const elsewhere = { ...input, hookDetails: null, executionDetails: { ...inner, hookDetails: null } };
  try {
    // A quotation mark inside a string is preceded by a backslash.
    const name = /(?<!\\)"(hook_?details)":(?!null)/i.exec(JSON.stringify(elsewhere))?.[1];
    return name && `${name} is in a part of the event that is not read; send hookDetails at the top of the event`;
  } catch {
    return 'the event is nested too deeply to be read';
  }
}

/** The details, or why they cannot be read. */
export function readHookDetails(input: unknown): JsonObject | string {
  if (input === undefined || input === null) return {};
  try {
    const json = JSON.stringify(input) ?? '';
    const bytes = Buffer.byteLength(json);
    if (bytes > maxHookDetailsBytes)
      return `hookDetails takes ${bytes} bytes; at most ${maxHookDetailsBytes} are allowed`;
    if (isJsonObject(input)) return readJson(json) as JsonObject;
  } catch {
    return 'hookDetails is nested too deeply to be returned';
  }
  if (typeof input === 'string') {
    try {
      return readHookDetails(JSON.parse(input));
    } catch {
      // Only a single word is shown: anything longer may contain the values of headers.
      if (!/^[\w.-]{0,40}$/.test(input)) return 'hookDetails is a string that is not valid JSON; write a JSON object';
    }
  }
  return `hookDetails is ${formatValue(input)}; write a JSON object, for example {"gate":"release"}`;
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
  return `${field} is ${formatValue(value)}, not an ARN like arn:aws:ecs:<region>:<account>:${wanted}`;
}

/** The parts go into S3 keys and URLs, so their characters are restricted here. */
const arnPattern = /^arn:(aws[a-z-]*):ecs:([a-z0-9-]{1,32}):(\d{1,12}):([a-z-]{1,32})\/([A-Za-z0-9_/-]{1,600})$/;

type ArnParts = { partition: string; region: string; account: string; path: readonly string[] };

function splitArn(arn: string, resource: string, segments: number): ArnParts | undefined {
  const [, partition = '', region = '', account = '', kind, rest = ''] = arnPattern.exec(arn) ?? [];
  const path = rest.split('/');
  if (kind !== resource || path.length !== segments || path.some((part) => part === '')) return undefined;
  return { partition, region, account, path };
}
