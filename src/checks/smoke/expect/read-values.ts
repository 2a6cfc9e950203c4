import type { EcsReader, EcsRevision } from '../../../deployment/ecs.ts';
import { sourceRevisions } from '../../../deployment/first-deployment.ts';
import { parseImage } from '../../../deployment/images.ts';
import type { JsonValue } from '../../../hook/json.ts';
import type { Target } from '../../../hook/target.ts';
import { formatError } from '../../../wording/values.ts';
import type { DeploymentValue } from './deployment-value.ts';
import { type Reading, readImage, readVariable } from './read-value.ts';
import type { TaskDefinition, TaskDefinitionReader } from './task-definition.ts';

/** Reads what is being deployed, for the values that `expect` names. */
export type ValueReader = Pick<EcsReader, 'describeServiceDeployment' | 'describeServiceRevisions'> &
  TaskDefinitionReader;

/** A value of the deployment, in the forms that a response may contain. */
export type KnownValue = {
  /** Equivalent forms: a task definition has two names. Never empty, and none is an empty string. */
  forms: readonly JsonValue[];
  /** Must not be shown to anybody: an environment variable may be a secret. */
  isSecret: boolean;
  /** Whether a response with this value cannot come from the version before. */
  provesGreen: Proof;
  /** Its forms in the revisions before, if it proves green because they are all different; undefined if they were not compared. */
  formsBefore?: readonly string[] | undefined;
};

/** `isUnread`: the deciding fact could not be read now, so the result may differ later. */
export type Proof = true | { because: string; isUnread: boolean };

/** Values by the way they are written, such as `$imageTag:app`; or why there is none. `isUnread` as in {@link Proof}. */
type ReadValues =
  | { ok: true; values: ReadonlyMap<string, KnownValue> }
  | { ok: false; reason: string; isUnread: boolean; cause?: unknown };

/**
 * Reads the values that `expect` names: nothing for `$revisionId`, else the service's revisions before and after, and their task definitions
 * for `$taskDefinition`'s environment alone. Never rejects.
 */
export async function readValues(
  wanted: readonly { value: DeploymentValue; text: string }[],
  target: Target,
  loadReader: (() => Promise<ValueReader>) | undefined,
  signal: AbortSignal,
): Promise<ReadValues> {
  try {
    const { green, before } = await readRevisions(wanted, target, loadReader, signal);
    const values = new Map<string, KnownValue>();
    for (const { value, text } of wanted) {
      const reading = readFrom(value, target, green);
      if (!reading.ok) return { ok: false, reason: `${text}: ${reading.reason}`, isUnread: reading.isUnread };
      values.set(text, {
        forms: reading.forms,
        isSecret: value.of === 'env',
        ...(value.of === 'revisionId' ? { provesGreen: true } : compareWithBefore(value, text, reading.forms, before)),
      });
    }
    return { ok: true, values };
  } catch (cause) {
    return {
      ok: false,
      reason: `what is being deployed could not be read: ${formatError(cause)}`,
      isUnread: true,
      cause,
    };
  }
}

type Before = readonly Revision[] | { because: string; isUnread: boolean };

async function readRevisions(
  wanted: readonly { value: DeploymentValue }[],
  target: Target,
  loadReader: (() => Promise<ValueReader>) | undefined,
  signal: AbortSignal,
): Promise<{ green?: Revision; before?: Before }> {
  if (wanted.every(({ value }) => value.of === 'revisionId')) return {};
  if (loadReader === undefined) throw new Error('nothing here reads it');
  const reader = await loadReader();
  const needsVariables = wanted.some(({ value }) => value.of === 'env');
  const green = readGreen(target, reader, needsVariables, signal);
  const before = readBefore(target, reader, needsVariables, signal);
  return { green: await green, before: await before };
}

type Revision = { revision: EcsRevision; taskDefinition: TaskDefinition | undefined };

async function readGreen(
  target: Target,
  reader: ValueReader,
  needsVariables: boolean,
  signal: AbortSignal,
): Promise<Revision> {
  const [revision] = await reader.describeServiceRevisions([target.revisionArn], signal);
  if (revision === undefined) throw new Error(`ECS knows no service revision ${target.revisionId}`);
  return { revision, taskDefinition: needsVariables ? await readTaskDefinition(revision, reader, signal) : undefined };
}

async function readTaskDefinition(
  { taskDefinition: arn }: EcsRevision,
  reader: ValueReader,
  signal: AbortSignal,
): Promise<TaskDefinition> {
  if (arn === undefined) throw new Error('ECS names no task definition for the service revision');
  const taskDefinition = await reader.describeTaskDefinition(arn, signal);
  if (taskDefinition === undefined) throw new Error(`ECS knows no task definition ${arn}`);
  return taskDefinition;
}

/** The revisions that ran before, or why they are not known. A value can be compared without them, but then proves nothing. */
async function readBefore(
  target: Target,
  reader: ValueReader,
  needsVariables: boolean,
  signal: AbortSignal,
): Promise<Before> {
  const { deploymentArn } = target;
  if (deploymentArn === undefined) return { because: 'the event names no service deployment', isUnread: false };
  try {
    const deployment = await reader.describeServiceDeployment(deploymentArn, signal);
    const sources = deployment && sourceRevisions(deployment, target);
    const isUnnamed = deployment?.sourceServiceRevisions?.some(({ arn }) => arn === undefined);
    if (sources === undefined || isUnnamed)
      return { because: 'ECS does not say which revision ran before', isUnread: true };
    const arns = sources.flatMap(({ arn }) => arn ?? []);
    const revisions = arns.length === 0 ? [] : await reader.describeServiceRevisions(arns, signal);
    if (revisions.length < arns.length)
      return { because: 'ECS does not know the revision that ran before', isUnread: false };
    return await Promise.all(
      revisions.map(async (revision) => ({
        revision,
        taskDefinition: needsVariables ? await readTaskDefinition(revision, reader, signal) : undefined,
      })),
    );
  } catch (error) {
    return { because: `what ran before could not be read: ${formatError(error)}`, isUnread: true };
  }
}

function readFrom(
  value: DeploymentValue,
  { revisionId }: Pick<Target, 'revisionId'>,
  green: Revision | undefined,
): Reading {
  if (value.of === 'revisionId') return { ok: true, forms: [revisionId] };
  if (green === undefined) return { ok: false, reason: 'the service revision is not known', isUnread: true };
  return readFromRevision(value, green);
}

function readFromRevision(
  value: Exclude<DeploymentValue, { of: 'revisionId' }>,
  { revision, taskDefinition }: Revision,
): Reading {
  switch (value.of) {
    case 'taskDefinition':
      return readTaskDefinitionName(revision.taskDefinition);
    case 'env':
      return readVariable(value, taskDefinition?.containerDefinitions);
    default:
      return readImage(
        value,
        revision.containerImages?.map(({ containerName = '', image = '', imageDigest }) => ({
          container: containerName,
          ...parseImage(image, imageDigest),
        })),
      );
  }
}

function readTaskDefinitionName(arn: string | undefined): Reading {
  const name = arn?.split('/').at(-1);
  return arn && name
    ? { ok: true, forms: [arn, name] }
    : { ok: false, reason: 'ECS names no task definition for the service revision', isUnread: true };
}

/** A value proves which version responded only if the version before would have returned another one. */
function compareWithBefore(
  value: Exclude<DeploymentValue, { of: 'revisionId' }>,
  text: string,
  forms: readonly string[],
  before: Before | undefined,
): Pick<KnownValue, 'provesGreen' | 'formsBefore'> {
  if (before === undefined) return { provesGreen: { because: 'what ran before was not read', isUnread: true } };
  if ('because' in before) return { provesGreen: before };
  const formsBefore: string[] = [];
  for (const revision of before) {
    const reading = readFromRevision(value, revision);
    if (reading.ok && reading.forms.some((form) => forms.includes(form))) {
      return unproved(`${text} is the same in the revision that ran before`);
    }
    if (!reading.ok && !reading.isAbsent) {
      return unproved(`${text} of the revision that ran before is not known: ${reading.reason}`);
    }
    if (reading.ok) formsBefore.push(...reading.forms);
  }
  return { provesGreen: true, formsBefore };
}

function unproved(because: string): Pick<KnownValue, 'provesGreen'> {
  return { provesGreen: { because, isUnread: false } };
}
