import { createHash } from 'node:crypto';
import type { EcsReader } from '../../deployment/ecs.ts';
import { greenTargetGroup } from '../../deployment/green-target-group.ts';
import type { Check, CheckContext } from '../../hook/check.ts';
import { isJsonObject, type JsonValue } from '../../hook/json.ts';
import type { Target } from '../../hook/target.ts';
import type { Finding, Verdict } from '../../hook/verdict.ts';
import { formatDuration } from '../../wording/durations.ts';
import { formatError } from '../../wording/values.ts';
import { endWaiting } from '../end-waiting.ts';
import { type JudgedGroup, judgeTargets } from './judge-targets.ts';
import { stagesWithoutTargets, type TargetHealthConfig, targetHealthConfigSchema } from './target-health-config.ts';
import type { TargetHealthReader } from './target-health-reader.ts';

/**
 * Requires all targets of the new version to be healthy for some time, in every target group that ECS says it uses. A target group that ECS has not
 * resolved, or whose targets have no health checks, is waited for and then inconclusive; it never counts as healthy.
 */
export function targetHealthCheck(targets: TargetHealthReader, ecs: EcsReader): Check<TargetHealthConfig> {
  return {
    name: 'target-health',
    configSchema: targetHealthConfigSchema,
    async run(target, context) {
      if (stagesWithoutTargets.has(target.stage)) {
        const reason = `at ${target.stage} nothing of the new version runs yet: attach the hook at POST_SCALE_UP or later`;
        return { kind: 'fail', reason };
      }
      try {
        const groups = await readGroups(target, context, targets, ecs);
        return 'refused' in groups ? { kind: 'fail', reason: groups.refused } : toVerdict(context, groups);
      } catch (cause) {
        // What nobody could see was not necessarily healthy, so it has to be watched from the beginning.
        return { kind: 'error', reason: `the targets could not be read: ${formatError(cause)}`, state: null, cause };
      }
    },
  };
}

type Groups = {
  judged: readonly JudgedGroup[];
  /** Identifies the targets: others must be watched from the beginning. */
  fingerprint: string;
};

async function readGroups(
  target: Target,
  { config, signal }: CheckContext<TargetHealthConfig>,
  targets: TargetHealthReader,
  ecs: EcsReader,
): Promise<Groups | { refused: string }> {
  const [[revision], wanted] = await Promise.all([
    ecs.describeServiceRevisions([target.revisionArn], signal),
    readRequestedTasks(target, ecs, signal),
  ]);
  if (revision?.loadBalancers === undefined)
    throw new Error(`ECS names no load balancers for revision ${target.revisionId}`);
  if (revision.loadBalancers.length === 0) {
    return { refused: 'the service has no load balancer, and so no targets: remove target-health from this gate' };
  }
  const read = await Promise.all(
    revision.loadBalancers.map(async (attached) => {
      const arn = greenTargetGroup(revision, attached);
      if (arn === undefined) return { ids: [], judged: unresolved(attached.containerName) };
      const found = await targets.read(arn, signal);
      const ids = found.map(({ id }) => `${arn} ${id}`);
      return {
        ids,
        judged: judgeTargets(`target group ${arn.split('/')[1]}`, found, Math.max(config.minTargets, wanted)),
      };
    }),
  );
  const ids = read
    .flatMap((each) => each.ids)
    .toSorted()
    .join('\n');
  return { judged: read.map((each) => each.judged), fingerprint: createHash('sha256').update(ids).digest('base64url') };
}

/** As many targets as tasks: otherwise the one task that is registered would speak for the nine that are not. 0 if ECS does not say. */
async function readRequestedTasks({ deploymentArn }: Target, ecs: EcsReader, signal: AbortSignal): Promise<number> {
  if (deploymentArn === undefined) return 0;
  const deployment = await ecs.describeServiceDeployment(deploymentArn, signal);
  return deployment?.targetServiceRevision?.requestedTaskCount ?? 0;
}

function unresolved(container = 'a container'): JudgedGroup {
  const found = 'ECS has not said which target group the new version uses';
  return {
    outcome: 'unknown',
    finding: { name: `target group of ${container}`, outcome: 'unknown', found, allowed: 'known' },
  };
}

function toVerdict(context: CheckContext<TargetHealthConfig>, groups: Groups): Verdict {
  const { config, clock, gate } = context;
  const deadline = new Date(gate.since.getTime() + config.waitMinutes * 60_000);
  const isLate = clock.now() >= deadline;
  const findings = groups.judged.map(({ finding }) => finding);
  const bad = groups.judged.filter(({ outcome }) => outcome !== 'healthy');
  if (bad.length === 0) return judgeTime(context, groups.fingerprint, { findings, deadline, isLate });
  const reason = bad.map(({ finding: { name, found } }) => `${name}: ${found}`).join('; ');
  // What was healthy before has to be watched from the beginning.
  if (!isLate) return { kind: 'wait', reason, findings, state: null, deadline };
  const isUnknown = bad.every(({ outcome }) => outcome === 'unknown');
  return {
    kind: 'fail',
    reason: `${reason}, after waitMinutes (${config.waitMinutes})`,
    findings: findings.map(endWaiting),
    ...(isUnknown && { inconclusive: true }),
  };
}

/** All are healthy now: whether that is so for long enough. */
function judgeTime(
  { config: { healthySeconds, waitMinutes }, clock, state }: CheckContext<TargetHealthConfig>,
  fingerprint: string,
  { findings, deadline, isLate }: { findings: readonly Finding[]; deadline: Date; isLate: boolean },
): Verdict {
  const now = clock.now();
  const since = readSince(state, fingerprint) ?? now;
  const seconds = Math.max(0, (now.getTime() - since.getTime()) / 1000);
  const reason = `all targets healthy for ${formatDuration(seconds)}, at least ${formatDuration(healthySeconds)} needed`;
  if (seconds >= healthySeconds)
    return { kind: 'pass', reason: findings.map(({ name, found }) => `${name}: ${found}`).join('; '), findings };
  // They are healthy, but not steadily enough to know.
  if (isLate)
    return { kind: 'fail', inconclusive: true, reason: `${reason}, after waitMinutes (${waitMinutes})`, findings };
  return {
    kind: 'wait',
    reason,
    findings,
    state: { targets: fingerprint, since: since.toISOString() },
    deadline,
    retryAfterSeconds: Math.min(maxDelaySeconds, Math.ceil(healthySeconds - seconds)),
  };
}

/** A target that is unhealthy for a shorter time between two calls is not seen. */
const maxDelaySeconds = 15;

/** Since when the same targets have been healthy at each call; undefined if they were not, or are others now. */
function readSince(state: JsonValue | undefined, fingerprint: string): Date | undefined {
  if (!isJsonObject(state) || state['targets'] !== fingerprint) return undefined;
  const since = new Date(String(state['since']));
  return Number.isNaN(since.getTime()) ? undefined : since;
}
