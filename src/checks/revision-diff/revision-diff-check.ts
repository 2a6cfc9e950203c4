import type { DefinitionReader } from '../../deployment/changes/definition-reader.ts';
import { type DefinitionChange, diffDefinitions } from '../../deployment/changes/diff-definitions.ts';
import type { EcsReader, EcsRevision } from '../../deployment/ecs.ts';
import { sourceRevisions } from '../../deployment/first-deployment.ts';
import type { Check } from '../../hook/check.ts';
import type { JsonObject } from '../../hook/json.ts';
import type { Target } from '../../hook/target.ts';
import type { Finding, Verdict } from '../../hook/verdict.ts';
import { formatError, shorten } from '../../wording/values.ts';
import { passFirstDeployment } from '../pass-first-deployment.ts';
import { formatDifference, nameOfDifference } from './format-difference.ts';
import { type RevisionDiffConfig, revisionDiffConfigSchema } from './revision-diff-config.ts';

/**
 * Compares the task definition of the new version with that of the version before: what may change passes, everything else fails or is for people to decide.
 * Values of environment variables and secrets are compared and never shown. What cannot be compared is inconclusive or an error.
 */
export function revisionDiffCheck(ecs: EcsReader & DefinitionReader): Check<RevisionDiffConfig> {
  return {
    name: 'revision-diff',
    configSchema: revisionDiffConfigSchema,
    async run(target, { config, signal }) {
      const first = await passFirstDeployment(config.firstDeployment, target, ecs, signal);
      if (first !== undefined) return first;
      try {
        const changes = await readChanges(target, ecs, signal);
        return changes === undefined
          ? { kind: 'fail', inconclusive: true, reason: 'there is no earlier version to compare with' }
          : toVerdict(changes, config);
      } catch (cause) {
        return { kind: 'error', reason: `the revisions could not be compared: ${formatError(cause)}`, cause };
      }
    },
  };
}

/** All differences from any version before; undefined if there is none. */
async function readChanges(
  target: Target,
  ecs: EcsReader & DefinitionReader,
  signal: AbortSignal,
): Promise<readonly DefinitionChange[] | undefined> {
  if (target.deploymentArn === undefined) throw new Error('the event names no service deployment');
  const deployment = await ecs.describeServiceDeployment(target.deploymentArn, signal);
  const sources = deployment && sourceRevisions(deployment, target);
  if (!sources || deployment.sourceServiceRevisions?.some(({ arn }) => arn === undefined)) {
    throw new Error('ECS does not say which revision ran before');
  }
  if (sources.length === 0) return undefined;
  const [after, ...before] = await readDefinitions(
    [target.revisionArn, ...sources.flatMap(({ arn }) => arn ?? [])],
    ecs,
    signal,
  );
  if (after === undefined) throw new Error('ECS sent no revision');
  const changes = before.flatMap((each) => diffDefinitions(each, after));
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
}

async function readDefinitions(arns: readonly string[], ecs: EcsReader & DefinitionReader, signal: AbortSignal) {
  const revisions = await ecs.describeServiceRevisions(arns, signal);
  return Promise.all(
    arns.map((arn) =>
      readDefinition(
        arn,
        revisions.find(({ serviceRevisionArn }) => serviceRevisionArn === arn),
        ecs,
        signal,
      ),
    ),
  );
}

async function readDefinition(
  revisionArn: string,
  revision: EcsRevision | undefined,
  ecs: DefinitionReader,
  signal: AbortSignal,
): Promise<JsonObject> {
  const arn = revision?.taskDefinition;
  if (arn === undefined) throw new Error(`ECS names no task definition for revision ${revisionArn.split('/').at(-1)}`);
  const definition = await ecs.describeTaskDefinition(arn, signal);
  if (definition === undefined) throw new Error(`ECS knows no task definition ${arn}`);
  return definition as JsonObject;
}

const maxFindings = 50;

function toVerdict(changes: readonly DefinitionChange[], { mayChange, onOther }: RevisionDiffConfig): Verdict {
  const isAllowed = ({ area }: DefinitionChange) => mayChange.some((one) => one === area);
  const others = changes.filter((change) => !isAllowed(change));
  const outcome = onOther === 'ask' ? 'unknown' : 'failed';
  const findings = [...others, ...changes.filter(isAllowed)].slice(0, maxFindings).map(
    (change): Finding => ({
      name: nameOfDifference(change),
      outcome: isAllowed(change) ? 'passed' : outcome,
      found: formatDifference(change),
      allowed: isAllowed(change) ? 'may change' : 'as before',
    }),
  );
  if (others.length === 0) {
    const found = changes.length === 0 ? 'nothing has changed' : `only what may change has: ${formatChanges(changes)}`;
    return { kind: 'pass', reason: found, findings };
  }
  const reason = `more has changed than ${mayChange.join(', ') || 'nothing'}: ${formatChanges(others)}`;
  return { kind: 'fail', reason, findings, ...(onOther === 'ask' && { inconclusive: true }) };
}

function formatChanges(changes: readonly DefinitionChange[]): string {
  const words = changes.slice(0, 4).map((change) => `${nameOfDifference(change)} ${formatDifference(change)}`);
  return shorten(words.join('; ') + (changes.length > 4 ? `; and ${changes.length - 4} more` : ''), 400);
}
