import { createHash } from 'node:crypto';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { JsonObject } from '../../../hook/json.ts';
import { loadOnce } from '../../../hook/load-once.ts';
import { formatError, formatIssues } from '../../../wording/values.ts';
import type { SmokeConfig } from '../config/smoke-config.ts';
import type { SuiteConfig } from './suite-config.ts';
import { SuiteReadError, type SuiteReader } from './suite-reader.ts';
import { formatSuiteSource } from './suite-source.ts';

/** A suite with the keys of `hookDetails` over those of its document, or why there is none. */
type LoadedSuite =
  | {
      ok: true;
      config: SmokeConfig;
      /** Changes with the document's text. */
      version: string;
    }
  /** `isTemporary`: the document could not be read now, which says nothing about it. */
  | { ok: false; reason: string; isTemporary: boolean; cause?: unknown };

type Schema = StandardSchemaV1<unknown, SmokeConfig>;

const loadParser = loadOnce(async () => (await import('./parse-suite.ts')).parseSuite);

/** Reads the document, and validates it together with what `hookDetails` has. Never rejects. */
export async function loadSuite(
  { source, given }: SuiteConfig,
  schema: Schema,
  reader: SuiteReader,
  signal: AbortSignal,
): Promise<LoadedSuite> {
  const name = formatSuiteSource(source);
  try {
    const text = await reader.read(source, signal);
    return await completeSuite(name, text, given, schema);
  } catch (cause) {
    const isTemporary = !(cause instanceof SuiteReadError) || cause.isTemporary;
    const why = cause instanceof SuiteReadError ? cause.message : formatError(cause);
    return { ok: false, reason: `the suite ${name} could not be read: ${why}`, isTemporary, cause };
  }
}

/**
 * The configuration that a document and the keys next to `suite` add up to.
 *
 * @param name what messages call the document
 * @param adapt changes the keys of the document before those of `given` are put over them
 */
export async function completeSuite(
  name: string,
  text: string,
  given: SuiteConfig['given'],
  schema: Schema,
  adapt: (keys: JsonObject) => JsonObject = (keys) => keys,
): Promise<LoadedSuite> {
  const parsed = (await loadParser())(text);
  if (!parsed.ok) return { ok: false, reason: `invalid suite ${name}: ${parsed.reason}`, isTemporary: false };
  const result = await schema['~standard'].validate({ ...adapt(parsed.keys), ...given });
  if (result.issues) return { ok: false, reason: formatFaults(name, result.issues, given), isTemporary: false };
  return { ok: true, config: result.value, version: createHash('sha256').update(text).digest('hex').slice(0, 16) };
}

/** Each fault with the place that it has to be corrected in. */
function formatFaults(name: string, issues: readonly StandardSchemaV1.Issue[], given: SuiteConfig['given']): string {
  const isOfGiven = ({ path }: StandardSchemaV1.Issue) => Object.hasOwn(given, keyOf(path?.[0]));
  const ofGiven = issues.filter(isOfGiven);
  const ofSuite = issues.filter((issue) => !isOfGiven(issue));
  return [
    ...(ofSuite.length > 0 ? [`invalid suite ${name}: ${formatIssues(ofSuite)}`] : []),
    ...(ofGiven.length > 0 ? [`wrong configuration: ${formatIssues(ofGiven, 'hookDetails')}`] : []),
  ].join('; ');
}

/** The key at the top that an issue is about. Its place may be in one piece, such as `requests[2].path`. */
function keyOf(part: PropertyKey | StandardSchemaV1.PathSegment | undefined): string {
  return String(typeof part === 'object' ? part.key : part).replace(/[.[].*/s, '');
}
