import { idOf } from '../../controller/arns.ts';
import type { AlarmState, ControllerEvent, HookFacts, HookOutcome, StageOutcome } from '../../controller/events.ts';
import { type DeploymentStatus, isFinal, type TrafficWeights } from '../../controller/resources.ts';
import type { LifecycleStage } from '../../controller/stages.ts';
import { isJsonObject } from '../../hook/json.ts';

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
  functionName: string;
  isRollback: boolean;
  state: 'calling' | 'waiting' | 'passed' | 'failed';
  /** What ECS made of it so far, in its spelling: `IN_PROGRESS`. */
  answered: string;
  /** In the hook's words where it gave a reason, else in ECS's. */
  reason?: string;
  calls: number;
  since: Date;
  lastCallAt: Date;
  /** While waiting. */
  nextCallAt?: Date;
  lastEvent: unknown;
  lastAnswer?: unknown;
};

export type TaskCounts = { requested: number; running: number; pending: number };

export type Shift = { at: Date; listener: 'production' | 'test'; targetPercent: number };

export type LogLine = { sequence: number; at: Date; text: string };

/** What an event does not say and the view needs. */
export type DeploymentFacts = { sourceRevisionArn?: string; targetRevisionArn: string };

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
  const text = describe(event);
  if (text === undefined) return next;
  return { ...next, log: [{ sequence: event.sequence, at: event.at, text }, ...next.log].slice(0, longestLog) };
}

function withDeployment(
  view: ServiceView,
  { serviceDeploymentArn: arn, at }: ControllerEvent,
  facts: (serviceDeploymentArn: string) => DeploymentFacts,
): ServiceView {
  if (arn === undefined || arn === view.deployment?.arn) return view;
  const { sourceRevisionArn, targetRevisionArn } = facts(arn);
  const shifts = (['production', 'test'] as const).map((listener) => ({
    at,
    listener,
    targetPercent: view.weights[listener][targetRevisionArn] ?? 0,
  }));
  return {
    ...view,
    deployment: {
      arn,
      ...(sourceRevisionArn !== undefined && { sourceRevisionArn }),
      targetRevisionArn,
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
      return changeDeployment(view, ({ turns }) => ({
        turns: turns.map((turn) =>
          turn.stage === event.stage && turn.step === event.step
            ? { ...turn, until: event.at, outcome: event.outcome }
            : turn,
        ),
      }));
    case 'hook-called':
      return changeDeployment(view, ({ hooks }) => ({
        hooks: [callHook(event, hooks.find(isHook(event))), ...hooks.filter((hook) => !isHook(event)(hook))],
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

function callHook(event: Extract<ControllerEvent, { type: 'hook-called' }>, before: HookView | undefined): HookView {
  const { nextCallAt: _over, ...known } = before ?? {
    id: event.hookId,
    stage: event.stage,
    functionName: nameOfFunction(event.functionArn),
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

function readOutcome(outcome: HookOutcome, at: Date): Pick<HookView, 'state' | 'answered'> & Partial<HookView> {
  switch (outcome.kind) {
    case 'succeeded':
      return { state: 'passed', answered: 'SUCCEEDED', ...reasonIn(outcome.answer) };
    case 'failed':
      return { state: 'failed', answered: 'FAILED', ...reasonIn(outcome.answer) };
    case 'in-progress':
      return {
        state: 'waiting',
        answered: 'IN_PROGRESS',
        ...reasonIn(outcome.answer),
        nextCallAt: new Date(at.getTime() + outcome.callBackDelaySeconds * 1000),
      };
    case 'unreadable':
      return { state: 'failed', answered: 'unreadable answer', reason: outcome.problem };
    case 'function-error':
      return { state: 'failed', answered: 'function error', reason: outcome.problem };
    case 'not-invoked':
      return { state: 'failed', answered: 'not invoked', reason: outcome.problem };
  }
}

/** Our hooks say why beside what ECS reads. */
function reasonIn(answer: unknown): { reason?: string } {
  const reason = isJsonObject(answer) ? answer['reason'] : undefined;
  return typeof reason === 'string' ? { reason } : {};
}

/** `arn:aws:lambda:eu-central-1:111122223333:function:smoke-hook` → `smoke-hook` */
function nameOfFunction(arn: string): string {
  return arn.split(':')[6] ?? arn;
}

function describe(event: ControllerEvent): string | undefined {
  switch (event.type) {
    case 'deployment-status':
      return `deployment is ${event.status}${event.statusReason === undefined ? '' : `: ${event.statusReason}`}`;
    case 'stage-entered':
      return `${event.stage} began${event.isRollback ? ' in the rollback' : ''}`;
    case 'hook-finished':
      return `${event.functionArn === undefined ? 'pause' : nameOfFunction(event.functionArn)} ${event.status} at ${event.stage}${event.isRollback ? ' in the rollback' : ''}`;
    case 'weights-changed':
      return `${event.listener} listener sends ${describeWeights(event.weights)}`;
    case 'alarm-changed':
      return `alarm ${event.alarmName} is ${event.state}`;
    case 'eventbridge':
      return `EventBridge got ${event.event.detail.eventName}`;
    default:
      return undefined;
  }
}

function describeWeights(weights: TrafficWeights): string {
  const shares = Object.entries(weights).filter(([, weight]) => weight > 0);
  if (shares.length === 0) return 'nothing anywhere';
  return shares.map(([arn, weight]) => `${weight} % to …${idOf(arn).slice(-4)}`).join(', ');
}
