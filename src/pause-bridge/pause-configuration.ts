import * as v from 'valibot';
import { type ApprovalConfig, approvalConfigSchema } from '../checks/approval/approval-config.ts';
import { isJsonObject } from '../hook/json.ts';
import type { DeploymentRef } from '../hook/report.ts';
import { formatIssues, formatValue } from '../wording/values.ts';

/**
 * Reads parameters in one call. Names that do not exist are missing from the result; rejects if it could not be read which of them exist.
 */
export type ReadParameters = (names: readonly string[], signal: AbortSignal) => Promise<ReadonlyMap<string, string>>;

export type FoundConfiguration =
  /** `parameter` is undefined if all pauses are asked about and none of the parameters exists. */
  { kind: 'configured'; config: PauseConfig; parameter: string | undefined } | { kind: 'unconfigured' };

/** An approval gate's configuration; a pause without `deadlineMinutes` can be decided until shortly before ECS stops waiting. */
export type PauseConfig = Omit<ApprovalConfig, 'deadlineMinutes'> & { deadlineMinutes: number | undefined };

/**
 * The parameters that may configure a pause, the most specific one first. Only the first one that exists counts; they are not merged.
 *
 * @example parameterNames('/greenlight/pauses', { cluster: 'shop', service: 'ui', stage: 'PRE_SCALE_UP' })
 * // ['/greenlight/pauses/shop/ui/PRE_SCALE_UP', '/greenlight/pauses/shop/ui', '/greenlight/pauses/shop', '/greenlight/pauses']
 */
export function parameterNames(
  prefix: string,
  { cluster, service, stage }: Pick<DeploymentRef, 'cluster' | 'service'> & { stage: string },
): readonly [string, string, string, string] {
  const [ofCluster, ofService] = [`${prefix}/${cluster}`, `${prefix}/${cluster}/${service}`];
  return [`${ofService}/${stage}`, ofService, ofCluster, prefix];
}

/**
 * The configuration of a pause: of its stage, service, cluster or account, whichever exists first.
 *
 * @throws as `read` does, and an Error if the parameter's value is wrong. That is not the same as there being none: the bridge tries again, and
 * never continues such a pause
 */
export async function findConfiguration(
  { read, prefix, asksAlways }: { read: ReadParameters; prefix: string; asksAlways: boolean },
  place: Parameters<typeof parameterNames>[1],
  signal: AbortSignal,
): Promise<FoundConfiguration> {
  const names = parameterNames(prefix, place);
  const values = await read(names, signal);
  const parameter = names.find((name) => values.has(name));
  if (parameter !== undefined) {
    return { kind: 'configured', config: parseConfiguration(parameter, values.get(parameter) ?? ''), parameter };
  }
  if (!asksAlways) return { kind: 'unconfigured' };
  return { kind: 'configured', config: parseConfiguration('the default', '{}'), parameter };
}

const minutes = 'expected a whole number of minutes from 1 to 20160, which are 14 days';
/** A pause may wait for two weeks, unlike a Lambda hook. */
const deadlineSchema = v.optional(
  v.pipe(v.number(minutes), v.integer(minutes), v.minValue(1, minutes), v.maxValue(20_160, minutes)),
);

/** @throws Error naming the parameter, the wrong field and what to write instead */
export function parseConfiguration(name: string, text: string): PauseConfig {
  const value = parseJson(text);
  if (!isJsonObject(value)) {
    throw new Error(
      `the parameter ${name} holds ${formatValue(value)}; write a JSON object such as {"reviewers":["ana@example.com"]}`,
    );
  }
  const { deadlineMinutes, ...rest } = value;
  const deadline = v.safeParse(v.object({ deadlineMinutes: deadlineSchema }), { deadlineMinutes });
  if (!deadline.success) throw new Error(`the parameter ${name} is wrong: ${formatIssues(deadline.issues)}`);
  const parsed = v.safeParse(approvalConfigSchema, rest);
  if (!parsed.success) throw new Error(`the parameter ${name} is wrong: ${formatIssues(parsed.issues)}`);
  return { ...parsed.output, deadlineMinutes: deadline.output.deadlineMinutes };
}

/** The string itself if it is not JSON, for the message about it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
