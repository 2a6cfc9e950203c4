import { isFinal } from '../../../controller/ecs/resources.ts';
import { type LifecycleStage, lifecycleStages } from '../../../controller/ecs/stages.ts';
import type { HookRun, SimulationProgress, StageTurn } from '../../../simulate/simulation.ts';
import { formatDuration, formatShortDuration } from '../../../wording/durations.ts';
import { shortArn } from '../../../wording/ids.ts';
import type { NodeState, Tree, TreeNode } from '../../terminal/tree.ts';

/** A simulated deployment as the terminal shows it. */
export function deploymentTree(progress: SimulationProgress): Tree {
  const { serviceArn, status, strategy, virtualSeconds, stages } = progress;
  const [cluster = '', service = ''] = serviceArn.split('/').slice(-2);
  const nodesOf = (turns: readonly StageTurn[]) => turns.flatMap((turn) => stageNode(turn, progress));
  return {
    heading: `${service}  ${cluster}   ${strategy}   ${status} ${formatShortDuration(virtualSeconds)}   ${formatRevisions(progress)}`,
    nodes: [
      ...nodesOf(stages.filter(({ isRollback }) => !isRollback)),
      ...stagesAhead(progress),
      ...rollbackNode(progress, nodesOf(stages.filter(({ isRollback }) => isRollback))),
    ],
  };
}

function formatRevisions({ targetRevisionArn, sourceRevisionArn }: SimulationProgress): string {
  const green = shortArn(targetRevisionArn);
  return sourceRevisionArn === null
    ? `revision ${green}, the first`
    : `revision ${green} ← ${shortArn(sourceRevisionArn)}`;
}

/** Turns without content get no node; each later step begins with one. */
function stageNode(turn: StageTurn, { hooks }: SimulationProgress): TreeNode[] {
  const { stage, step, isRollback, seconds, outcome } = turn;
  const children = hooks
    .filter((run) => run.stage === stage && run.step === step && run.isRollback === isRollback)
    .map(hookNode);
  const isIdle = outcome === 'succeeded' && seconds === 0 && children.length === 0;
  if (stage === 'PRE_PRODUCTION_TRAFFIC_SHIFT' && step > 1 && isIdle) return [];
  const text = formatTurn(turn);
  return [
    {
      state: stageStates[outcome],
      name: step > 1 && !isRollback ? `${stage} (${step})` : stage,
      time: formatShortDuration(seconds),
      word: outcome === 'succeeded' ? 'done' : outcome,
      ...(text !== '' && { text }),
      children,
    },
  ];
}

const stageStates: Readonly<Record<StageTurn['outcome'], NodeState>> = {
  running: 'running',
  succeeded: 'done',
  failed: 'failed',
  interrupted: 'failed',
};

function formatTurn({ test, production, tasks, isRollback }: StageTurn): string {
  const weight = (listener: string, green: number) =>
    green === 0 ? `${listener} back to blue` : `${listener} green ${green} %`;
  return [
    tasks && !isRollback ? `${tasks.running}/${tasks.requested} tasks` : undefined,
    test === undefined ? undefined : weight('test', test),
    production === undefined ? undefined : weight('production', production),
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

function hookNode(run: HookRun): TreeNode {
  const aside = formatCalls(run);
  return {
    state: hookStates[run.status],
    name: run.name,
    time: formatShortDuration(run.seconds),
    word: run.status,
    ...(run.reason !== null && { text: run.reason }),
    ...(aside !== undefined && { aside }),
  };
}

const hookStates: Readonly<Record<HookRun['status'], NodeState>> = {
  IN_PROGRESS: 'running',
  AWAITING_ACTION: 'running',
  SUCCEEDED: 'done',
  FAILED: 'failed',
  TIMED_OUT: 'failed',
  INTERRUPTED: 'failed',
};

function formatCalls({ status, calls, startSeconds, expiresAtSeconds }: HookRun): string | undefined {
  if (status === 'AWAITING_ACTION' && expiresAtSeconds !== undefined) {
    return `for ${formatDuration(expiresAtSeconds - startSeconds)} at most`;
  }
  const last = calls.at(-1);
  if (status === 'IN_PROGRESS' && last) {
    const { attempt, callBackDelaySeconds } = last;
    return callBackDelaySeconds === undefined
      ? `call ${attempt} is running`
      : `asked again in ${formatDuration(callBackDelaySeconds)}`;
  }
  return calls.length > 1 ? `${calls.length} calls` : undefined;
}

/** The stages after the last one entered. A rolling deployment has no stages ahead. */
function stagesAhead({ strategy, stages, status, deploymentConfiguration }: SimulationProgress): TreeNode[] {
  if (strategy === 'ROLLING' || status === 'SUCCESSFUL') return [];
  const forward = stages.filter(({ isRollback }) => !isRollback);
  const last = Math.max(0, ...forward.map(({ stage }) => lifecycleStages.indexOf(stage)));
  const isGoingOn = status === 'PENDING' || status === 'IN_PROGRESS';
  const planned = (stage: LifecycleStage) =>
    stage === 'BAKE_TIME' ? { time: formatShortDuration(deploymentConfiguration.bakeTimeInMinutes * 60) } : {};
  return lifecycleStages.slice(last + 1).map((stage) => ({
    state: 'pending',
    name: stage,
    word: isGoingOn ? 'to come' : 'not reached',
    ...(isGoingOn && planned(stage)),
  }));
}

function rollbackNode({ status }: SimulationProgress, children: readonly TreeNode[]): TreeNode[] {
  if (!status.startsWith('ROLLBACK') && status !== 'STOPPED') return [];
  const state = isFinal(status) ? (status === 'ROLLBACK_SUCCESSFUL' ? 'done' : 'failed') : 'running';
  return [{ state, name: 'rollback', word: status, children }];
}
