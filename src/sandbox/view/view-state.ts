import { type DeploymentStatus, isFinal, type Strategy, type TrafficWeights } from '../../controller/ecs/resources.ts';
import type { LifecycleStage } from '../../controller/ecs/stages.ts';
import type { AlarmState, ControllerEvent, HookFacts, StageOutcome } from '../../controller/events.ts';
import { describeEvent, nameOfFunction } from './describe-event.ts';
import { readOutcome } from './read-outcome.ts';

/** What the dashboard shows of the service: plain data, made from the controller's events and from nothing else. */
export type ServiceView = {
  /** The deployment that runs or ran last since the stage started. */
  deployment?: DeploymentView;
  weights: { production: TrafficWeights; test: TrafficWeights };
  /** By service revision ARN, in the order they appeared; those without a task are gone. */
  tasks: Readonly<Record<string, TaskCounts>>;
  alarms: Readonly<Record<string, AlarmState>>;
  /** The newest first. */
  log: readonly LogLine[];
};

export type DeploymentView = {
  arn: string;
  sourceRevisionArn?: string;
  targetRevisionArn: string;
  strategy: Strategy;
  /** The target's share of production after each step, in per cent: one step with BLUE_GREEN, none with ROLLING. */
  productionSteps: readonly number[];
  /** How long both revisions run on once all of production has moved. */
  bakeMinutes: number;
  /** How long each step but the last stands; undefined where there is but one. */
  stepBakeMinutes?: number;
  status: DeploymentStatus;
  statusReason?: string;
  startedAt: Date;
  finishedAt?: Date;
  /** Every turn of every stage, in the order they began. A rollback's turns come after the others. */
  turns: readonly StageTurn[];
  /** The newest first. */
  hooks: readonly HookView[];
  /** The target revision's share of each listener over time, beginning with the start of the deployment. */
  shifts: readonly Shift[];
};

export type StageTurn = {
  stage: LifecycleStage;
  step: number;
  isRollback: boolean;
  since: Date;
  until?: Date;
  outcome?: StageOutcome;
};

/** One hook at one turn of a stage, however often it was called. */
export type HookView = {
  id: string;
  stage: LifecycleStage;
  /** Which turn of the stage it is. */
  step: number;
  /** `pause` for a pause hook, which waits for ContinueServiceDeployment. */
  functionName: string;
  isPause: boolean;
  isRollback: boolean;
  /** `dropped`: its stage ended before it had an answer. */
  state: 'calling' | 'waiting' | 'passed' | 'failed' | 'dropped';
  /** What ECS made of it so far, in its spelling: `IN_PROGRESS`. */
  answered: string;
  /** In the hook's words where it gave a reason, else in ECS's. */
  reason?: string;
  /** 0 for a pause hook. */
  calls: number;
  since: Date;
  lastCallAt: Date;
  /** While waiting. */
  nextCallAt?: Date;
  lastEvent?: unknown;
  lastAnswer?: unknown;
};

export type TaskCounts = { requested: number; running: number; pending: number };

export type Shift = { at: Date; listener: 'production' | 'test'; targetPercent: number };

export type LogLine = { sequence: number; at: Date; text: string };

/** What an event does not say and the view needs. */
export type DeploymentFacts = Pick<
  DeploymentView,
  'sourceRevisionArn' | 'targetRevisionArn' | 'strategy' | 'productionSteps' | 'bakeMinutes' | 'stepBakeMinutes'
>;

const longestLog = 200;

export const emptyView: ServiceView = { weights: { production: {}, test: {} }, tasks: {}, alarms: {}, log: [] };

/**
 * Adds one event to the view.
 *
 * @param facts asked about a deployment when its first event comes
 */
export function applyEvent(
  view: ServiceView,
  event: ControllerEvent,
  facts: (serviceDeploymentArn: string) => DeploymentFacts,
): ServiceView {
  const known = withDeployment(view, event, facts);
  const next = change(known, event);
  const text = describeEvent(event);
  if (text === undefined) return next;
  return { ...next, log: [{ sequence: event.sequence, at: event.at, text }, ...next.log].slice(0, longestLog) };
}

function withDeployment(
  view: ServiceView,
  { serviceDeploymentArn: arn, at }: ControllerEvent,
  facts: (serviceDeploymentArn: string) => DeploymentFacts,
): ServiceView {
  if (arn === undefined || arn === view.deployment?.arn) return view;
  const known = facts(arn);
  const shifts = (['production', 'test'] as const).map((listener) => ({
    at,
    listener,
    targetPercent: view.weights[listener][known.targetRevisionArn] ?? 0,
  }));
  return {
    ...view,
    deployment: {
      arn,
      ...known,
      status: 'PENDING',
      startedAt: at,
      turns: [],
      hooks: [],
      shifts,
    },
  };
}

function change(view: ServiceView, event: ControllerEvent): ServiceView {
  switch (event.type) {
    case 'weights-changed': {
      const weights = { ...view.weights, [event.listener]: event.weights };
      return changeDeployment({ ...view, weights }, (deployment) => {
        const targetPercent = event.weights[deployment.targetRevisionArn] ?? 0;
        return { shifts: [...deployment.shifts, { at: event.at, listener: event.listener, targetPercent }] };
      });
    }
    case 'tasks-changed': {
      const { [event.serviceRevisionArn]: _before, ...others } = view.tasks;
      const counts = {
        requested: event.requestedTaskCount,
        running: event.runningTaskCount,
        pending: event.pendingTaskCount,
      };
      const isGone = counts.requested + counts.running + counts.pending === 0;
      if (isGone) return { ...view, tasks: others };
      return { ...view, tasks: { ...view.tasks, [event.serviceRevisionArn]: counts } };
    }
    case 'alarm-changed':
      return { ...view, alarms: { ...view.alarms, [event.alarmName]: event.state } };
    case 'deployment-status':
      return changeDeployment(view, () => ({
        status: event.status,
        ...(event.statusReason !== undefined && { statusReason: event.statusReason }),
        ...(isFinal(event.status) && { finishedAt: event.at }),
      }));
    case 'stage-entered': {
      const { stage, step, isRollback, at: since } = event;
      return changeDeployment(view, ({ turns }) => ({ turns: [...turns, { stage, step, isRollback, since }] }));
    }
    case 'stage-left':
      return changeDeployment(view, ({ turns, hooks }) => ({
        hooks: hooks.map((hook) => (isLeftBy(event, hook) ? drop(hook) : hook)),
        turns: turns.map((turn) =>
          turn.stage === event.stage && turn.step === event.step
            ? { ...turn, until: event.at, outcome: event.outcome }
            : turn,
        ),
      }));
    case 'hook-called':
      return changeDeployment(view, ({ hooks, turns }) => ({
        hooks: [
          callHook(event, hooks.find(isHook(event)), stepOf(event, turns)),
          ...hooks.filter((hook) => !isHook(event)(hook)),
        ],
      }));
    case 'hook-answered':
      return changeHook(view, event, {
        ...readOutcome(event.outcome, event.at),
        ...('answer' in event.outcome && { lastAnswer: event.outcome.answer }),
      });
    case 'hook-finished':
      return changeHook(view, event, {
        state: event.status === 'SUCCEEDED' ? 'passed' : 'failed',
        answered: event.status,
        ...(event.status === 'TIMED_OUT' && event.reason !== undefined && { reason: event.reason }),
      });
    case 'hook-awaiting':
      return changeDeployment(view, ({ hooks, turns }) => ({
        hooks: [awaitAnswer(event, stepOf(event, turns)), ...hooks],
      }));
    case 'fault':
    case 'eventbridge':
      return view;
  }
}

function changeDeployment(
  view: ServiceView,
  with_: (deployment: DeploymentView) => Partial<DeploymentView>,
): ServiceView {
  const { deployment } = view;
  return deployment === undefined ? view : { ...view, deployment: { ...deployment, ...with_(deployment) } };
}

function changeHook(view: ServiceView, facts: HookFacts, next: Partial<HookView>): ServiceView {
  return changeDeployment(view, ({ hooks }) => ({
    hooks: hooks.map((hook) => {
      if (!isHook(facts)(hook)) return hook;
      const { nextCallAt: _over, ...rest } = hook;
      return { ...rest, ...next };
    }),
  }));
}

function isHook({ hookId, isRollback }: HookFacts): (hook: HookView) => boolean {
  return (hook) => hook.id === hookId && hook.isRollback === isRollback;
}

function stepOf({ stage }: HookFacts, turns: readonly StageTurn[]): number {
  return turns.findLast((turn) => turn.stage === stage)?.step ?? 1;
}

function callHook(
  event: Extract<ControllerEvent, { type: 'hook-called' }>,
  before: HookView | undefined,
  step: number,
): HookView {
  const { nextCallAt: _over, ...known } = before ?? {
    id: event.hookId,
    stage: event.stage,
    step,
    functionName: nameOfFunction(event.functionArn),
    isPause: false,
    isRollback: event.isRollback,
    since: event.at,
  };
  return {
    ...known,
    state: before === undefined ? 'calling' : before.state,
    answered: before === undefined ? 'called' : before.answered,
    calls: event.attempt,
    lastCallAt: event.at,
    lastEvent: event.event,
  };
}

function awaitAnswer(event: Extract<ControllerEvent, { type: 'hook-awaiting' }>, step: number): HookView {
  const { hookId: id, stage, isRollback, at, expiresAt } = event;
  return {
    ...{
      id,
      stage,
      step,
      isRollback,
      functionName: 'pause',
      isPause: true,
      state: 'waiting',
      answered: 'AWAITING_ACTION',
    },
    reason: `Waits until ${expiresAt.toISOString().slice(11, 16)} UTC for somebody to continue or to roll back.`,
    calls: 0,
    since: at,
    lastCallAt: at,
  };
}

function isLeftBy(left: Extract<ControllerEvent, { type: 'stage-left' }>, hook: HookView): boolean {
  const isOpen = hook.state === 'waiting' || hook.state === 'calling';
  return isOpen && hook.stage === left.stage && hook.isRollback === left.isRollback;
}

function drop({ nextCallAt: _over, ...hook }: HookView): HookView {
  return { ...hook, state: 'dropped', answered: 'not asked any more' };
}
