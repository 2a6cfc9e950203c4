import type { StackOutputs } from '../../aws/stack.ts';
import type { Snapshot } from '../../deployment/snapshot/snapshot.ts';
import { explainDeployment } from '../../explain/explain-deployment.ts';
import type { Explanation } from '../../explain/explanation.ts';
import { logGroupOf } from '../../explain/hook-log.ts';
import type { FollowFlags } from '../follow-deployment.ts';
import { nextAfter } from '../format-end.ts';
import type { Watched } from '../watch-deployment.ts';
import { annotate } from './annotate.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { renderSummary } from './render-summary.ts';
import type { SeenStage } from './seen-stages.ts';
import type { Annotation } from './workflow-command.ts';

/** What a step of a workflow leaves behind, in addition to its log and its exit code. */
type StepReport = {
  annotations: readonly Annotation[];
  /** Lines of Markdown. */
  summary: readonly string[];
  outputs: Readonly<Record<string, string>>;
};

type EndParts = { flags: FollowFlags; stack: StackOutputs | undefined; stages: readonly SeenStage[] };

/** The report of a deployment that was watched. */
export async function reportEnd(watched: Watched, { flags, stack, stages }: EndParts): Promise<StepReport> {
  const { snapshot, end } = watched;
  if (snapshot === undefined) return reportFailed(end, 'interrupted; the deployment continues');
  const explanation = await explainWithoutLogs(snapshot, stack);
  const said = endings[end](flags.waitUntil);
  const { causes } = explanation;
  return {
    annotations: annotate(snapshot, { isReached: end === 'reached', end: said, causes, stack }),
    summary: renderSummary(snapshot, { end: said, stages, explanation, stack, next: nextAfter(watched, flags) }),
    outputs: {
      end,
      status: snapshot.deployment.status ?? '',
      deployment: snapshot.ref.deploymentId,
      revision: snapshot.deployment.targetServiceRevision?.arn?.split('/').at(-1) ?? '',
    },
  };
}

const endings: Readonly<Record<Watched['end'], (goal: string) => string>> = {
  reached: (goal) => `It reached ${goal}.`,
  missed: (goal) => `It can no longer reach ${goal}.`,
  'timed-out': (goal) => `It did not reach ${goal} in time.`,
  interrupted: () => 'It is no longer watched; the deployment continues.',
  lost: () => 'ECS could not be asked about it any longer.',
};

/** The report if nothing is known of the deployment, with the error that says why. */
export function reportFailed(end: string, message: string, next?: string): StepReport {
  const said = next === undefined ? message : `${message}; ${next}`;
  return {
    annotations: [{ level: 'error', title: 'greenlight watch', message: said }],
    summary: [`## ❌ greenlight watch`, '', escapeMarkdown(said), ''],
    outputs: { end, status: '', deployment: '', revision: '' },
  };
}

/** The causes that `explain` finds, from ECS and the ledger alone: watching may read no logs, and a summary may be public. */
function explainWithoutLogs(snapshot: Snapshot, stack: StackOutputs | undefined): Promise<Explanation> {
  return explainDeployment(snapshot, {
    readLog: async () => [],
    readActionLog: async () => ({ lines: [], isOff: undefined }),
    service: undefined,
    examine: async () => ({ found: [], unchecked: [] }),
    logGroupOf: (arn) => logGroupOf(arn, stack),
    signal: new AbortController().signal,
  });
}
