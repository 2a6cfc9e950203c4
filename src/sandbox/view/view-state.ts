import { isFinal } from '../../controller/ecs/resources.ts';
import type { ControllerEvent, HookCallFacts } from '../../controller/events.ts';
import { formatTime } from '../../wording/times.ts';
import { formatEvent, functionNameOf } from './format-event.ts';
import { readOutcome } from './read-outcome.ts';
import type { DeploymentView, HookView, ServiceView, TurnView, ViewFacts } from './service-view.ts';

const maxLog = 200;

export const emptyView: ServiceView = { weights: { production: {}, test: {} }, tasks: {}, alarms: {}, log: [] };

/**
 * Adds one event to the view.
 *
 * @param facts read for each deployment when its first event arrives
 */
export function applyEvent(
  view: ServiceView,
  event: ControllerEvent,
  facts: (serviceDeploymentArn: string) => ViewFacts,
): ServiceView {
  const known = withDeployment(view, event, facts);
  const next = change(known, event);
  const text = formatEvent(event);
  if (text === undefined) return next;
  return { ...next, log: [{ sequence: event.sequence, at: event.at, text }, ...next.log].slice(0, maxLog) };
}

function withDeployment(
  view: ServiceView,
  { serviceDeploymentArn: arn, at }: ControllerEvent,
  facts: (serviceDeploymentArn: string) => ViewFacts,
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

function changeHook(view: ServiceView, facts: HookCallFacts, next: Partial<HookView>): ServiceView {
  return changeDeployment(view, ({ hooks }) => ({
    hooks: hooks.map((hook) => {
      if (!isHook(facts)(hook)) return hook;
      const { nextCallAt: _over, ...rest } = hook;
      return { ...rest, ...next };
    }),
  }));
}

function isHook({ hookId, isRollback }: HookCallFacts): (hook: HookView) => boolean {
  return (hook) => hook.id === hookId && hook.isRollback === isRollback;
}

function stepOf({ stage }: HookCallFacts, turns: readonly TurnView[]): number {
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
    functionName: functionNameOf(event.functionArn),
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
    reason: `Waits until ${formatTime(expiresAt, at)} for somebody to continue or roll back.`,
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
  return { ...hook, state: 'dropped', answered: 'no longer asked' };
}
