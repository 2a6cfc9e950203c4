import type { JsonObject } from '../../hook/json.ts';
import { untilAborted } from '../../hook/time-budget.ts';
import { formatError } from '../../wording/values.ts';
import type { EcsRevision } from '../ecs.ts';
import type { DefinitionReader } from './definition-reader.ts';
import { type FormattedChange, formatDefinitionChanges } from './format-definition-changes.ts';

/** What changes; without `changes` that is not known, and `unknown` says why unless something else has. */
type FoundChanges = { changes?: readonly FormattedChange[]; unknown: readonly string[] };

/** People are asked without it rather than later. */
const maxReadMs = 5000;

/**
 * Compares the task definitions of two revisions with at most two calls to ECS, in at most five seconds. Never rejects.
 *
 * @param source - undefined if there is none, or if it is not known
 */
export async function findChanges(
  source: EcsRevision | undefined,
  target: EcsRevision | undefined,
  reader: DefinitionReader,
  signal: AbortSignal,
): Promise<FoundChanges> {
  if (!source || !target) return { unknown: [] };
  const [before, after] = [source.taskDefinition, target.taskDefinition];
  if (before === undefined || after === undefined) return { unknown: ['ECS does not name both task definitions'] };
  if (before === after) return { changes: [], unknown: [] };
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(maxReadMs)]);
  try {
    const read = Promise.all([before, after].map((arn) => readDefinition(arn, reader, inTime)));
    const [earlier = {}, later = {}] = await untilAborted(read, inTime);
    return { changes: formatDefinitionChanges(earlier, later), unknown: [] };
  } catch (error) {
    return { unknown: [`what changes in the task definition could not be read: ${formatError(error)}`] };
  }
}

async function readDefinition(arn: string, reader: DefinitionReader, signal: AbortSignal): Promise<JsonObject> {
  const definition = await reader.describeTaskDefinition(arn, signal);
  if (definition === undefined) throw new Error(`ECS knows no task definition ${arn.slice(arn.lastIndexOf('/') + 1)}`);
  return definition as JsonObject;
}
