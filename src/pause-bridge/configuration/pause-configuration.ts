import * as v from 'valibot';
import { type ApprovalConfig, untimedConfigSchema } from '../../checks/approval/approval-config.ts';
import { whyTooLate } from '../../checks/approval/deputies-config.ts';
import { placeNames } from '../../deployment/place-names.ts';
import { isJsonObject, type JsonObject } from '../../hook/json.ts';
import type { DeploymentRef } from '../../hook/report.ts';
import { formatIssues, formatValue } from '../../wording/values.ts';
import { readPauseTags } from './pause-tags.ts';

/**
 * Reads parameters in one call. Names that do not exist are missing from the result; rejects if it could not be read which of them exist.
 */
export type ReadParameters = (names: readonly string[], signal: AbortSignal) => Promise<ReadonlyMap<string, string>>;

/** Reads the tags of a service; rejects if they could not be read. */
export type ReadTags = (
  service: Pick<DeploymentRef, 'cluster' | 'service'>,
  signal: AbortSignal,
) => Promise<ReadonlyMap<string, string>>;

export type FoundConfiguration =
  /** `parameter` is undefined if tags say everything, or if all pauses are asked about and nothing configures this one. */
  { kind: 'configured'; config: PauseConfig; parameter: string | undefined } | { kind: 'unconfigured' };

/** An approval gate's configuration; a pause without `deadlineMinutes` can be decided until shortly before ECS stops waiting. */
export type PauseConfig = Omit<ApprovalConfig, 'deadlineMinutes'> & { deadlineMinutes: number | undefined };

/** Whose pause it is, and at which stage. */
export type PausePlace = Pick<DeploymentRef, 'cluster' | 'service'> & { stage: string };

/**
 * The parameters that may configure a pause, the most specific one first. Only the first one that exists counts; they are not merged.
 *
 * @example parameterNames('/greenlight/pauses', { cluster: 'shop', service: 'ui', stage: 'PRE_SCALE_UP' })
 * // ['/greenlight/pauses/shop/ui/PRE_SCALE_UP', '/greenlight/pauses/shop/ui', '/greenlight/pauses/shop', '/greenlight/pauses']
 */
export function parameterNames(
  prefix: string,
  { cluster, service, stage }: PausePlace,
): readonly [string, string, string, string] {
  const [ofAccount, ofCluster, ofService] = placeNames(prefix, { cluster, service });
  return [`${ofService}/${stage}`, ofService, ofCluster, ofAccount];
}

/** Where configurations come from. */
type ConfigurationSource = {
  read: ReadParameters;
  /** Undefined if tags do not count. */
  readTags?: ReadTags | undefined;
  /** The beginning of the parameters' names. */
  prefix: string;
  asksAlways: boolean;
};

/**
 * The configuration of a pause: of its stage, service, cluster or account, whichever parameter exists first; without any, what the service's tags
 * say. They come last, because people who deploy can often change them.
 *
 * @throws as `read` and `readTags` do, and an Error if what they say is wrong. That is not the same as there being nothing: the bridge tries again,
 * and never continues such a pause
 */
export async function findConfiguration(
  { read, readTags, prefix, asksAlways }: ConfigurationSource,
  place: PausePlace,
  signal: AbortSignal,
): Promise<FoundConfiguration> {
  const found = configurationAmong(parameterNames(prefix, place), await read(parameterNames(prefix, place), signal));
  if (found) return found;
  const tagged = readTags && readPauseTags(await readTags(place, signal));
  if (tagged && 'details' in tagged) return configuredByTags(place, tagged.details);
  if (tagged) {
    const parameter = profileName(prefix, tagged.profile);
    const profile = configurationAmong([parameter], await read([parameter], signal));
    if (profile) return profile;
    throw new Error(
      `the tags of ${place.cluster}/${place.service} name the parameter ${parameter}, which does not exist`,
    );
  }
  if (!asksAlways) return { kind: 'unconfigured' };
  return { kind: 'configured', config: parseConfiguration('the default', '{}'), parameter: undefined };
}

/** A cluster's name has no full stop, so no cluster's parameter is mistaken for a profile. */
export function profileName(prefix: string, profile: string): string {
  return `${prefix}/profile.${profile}`;
}

/** The first of these parameters that exists. */
export function configurationAmong(
  names: readonly string[],
  values: ReadonlyMap<string, string>,
): Extract<FoundConfiguration, { kind: 'configured' }> | undefined {
  const parameter = names.find((name) => values.has(name));
  if (parameter === undefined) return undefined;
  return { kind: 'configured', config: parseConfiguration(parameter, values.get(parameter) ?? ''), parameter };
}

export function configuredByTags(
  { cluster, service }: Pick<PausePlace, 'cluster' | 'service'>,
  details: JsonObject,
): Extract<FoundConfiguration, { kind: 'configured' }> {
  const config = checkConfiguration(`the configuration in the tags of ${cluster}/${service}`, details);
  return { kind: 'configured', config, parameter: undefined };
}

const maxPauseMinutes = 20_160;
const minutes = 'expected a whole number of minutes from 1 to 20160 (14 days)';
/** A pause may wait for two weeks, unlike a Lambda hook. */
const deadlineSchema = v.optional(
  v.pipe(v.number(minutes), v.integer(minutes), v.minValue(1, minutes), v.maxValue(maxPauseMinutes, minutes)),
);

/** What a configuration is read with. */
export const pauseSchemas = { deadline: v.object({ deadlineMinutes: deadlineSchema }), others: untimedConfigSchema };

/** @throws Error naming the parameter, the wrong field and what to write instead */
export function parseConfiguration(name: string, text: string): PauseConfig {
  const value = parseJson(text);
  if (!isJsonObject(value)) {
    throw new Error(
      `the parameter ${name} holds ${formatValue(value)}; write a JSON object such as {"reviewers":["ana@example.com"]}`,
    );
  }
  return checkConfiguration(`the parameter ${name}`, value);
}

function checkConfiguration(what: string, { deadlineMinutes, ...rest }: JsonObject): PauseConfig {
  const deadline = v.safeParse(pauseSchemas.deadline, { deadlineMinutes });
  if (!deadline.success) throw new Error(`${what} is wrong: ${formatIssues(deadline.issues)}`);
  const parsed = v.safeParse(pauseSchemas.others, rest);
  if (!parsed.success) throw new Error(`${what} is wrong: ${formatIssues(parsed.issues)}`);
  const config = { ...parsed.output, deadlineMinutes: deadline.output.deadlineMinutes };
  const late = whyTooLate({ ...config, deadlineMinutes: config.deadlineMinutes ?? maxPauseMinutes });
  if (late !== undefined) throw new Error(`${what} is wrong: deadlineMinutes: ${late}`);
  return config;
}

/** The string itself if it is not JSON, for the message about it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
