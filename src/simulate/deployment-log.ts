import type { DeploymentConfiguration, Strategy, TrafficWeights } from '../controller/ecs/resources.ts';
import type { ControllerEvent, HookCallFacts, HookOutcome } from '../controller/events.ts';
import { isJsonObject } from '../hook/json.ts';
import type { HookCall, HookRun, InjectedFault, SimulationProgress, StageTurn, WeightChange } from './simulation.ts';

type LoggedDeployment = {
  strategy: Strategy;
  clusterArn: string;
  serviceArn: string;
  serviceDeploymentArn: string;
  targetRevisionArn: string;
  sourceRevisionArn: string | null;
  deploymentConfiguration: DeploymentConfiguration;
  startedAt: Date;
  /** The listeners' weights at the start. */
  weights: { test: TrafficWeights; production: TrafficWeights };
};

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type OpenHookRun = Mutable<Omit<HookRun, 'calls'>> & { calls: Mutable<HookCall>[] };

/** Folds the events of one deployment into its result. */
export class DeploymentLog implements SimulationProgress {
  readonly strategy: Strategy;
  readonly clusterArn: string;
  readonly serviceArn: string;
  readonly serviceDeploymentArn: string;
  readonly targetRevisionArn: string;
  readonly sourceRevisionArn: string | null;
  readonly deploymentConfiguration: DeploymentConfiguration;
  status: SimulationProgress['status'] = 'PENDING';
  statusReason: string | null = null;
  readonly stages: Mutable<StageTurn>[] = [];
  readonly hooks: OpenHookRun[] = [];
  readonly weights: WeightChange[] = [];
  readonly faults: InjectedFault[] = [];
  virtualSeconds = 0;
  readonly #startedAt: number;
  /** In the order of the hooks' first calls, each by its id, which is new at every turn. */
  readonly #byId = new Map<string, OpenHookRun>();

  constructor(deployment: LoggedDeployment) {
    this.strategy = deployment.strategy;
    this.clusterArn = deployment.clusterArn;
    this.serviceArn = deployment.serviceArn;
    this.serviceDeploymentArn = deployment.serviceDeploymentArn;
    this.targetRevisionArn = deployment.targetRevisionArn;
    this.sourceRevisionArn = deployment.sourceRevisionArn;
    this.deploymentConfiguration = deployment.deploymentConfiguration;
    this.#startedAt = deployment.startedAt.getTime();
    for (const listener of ['production', 'test'] as const) this.#weigh(listener, deployment.weights[listener]);
  }

  add(event: ControllerEvent): void {
    this.virtualSeconds = (event.at.getTime() - this.#startedAt) / 1000;
    const turn = this.#runningTurn();
    if (turn) turn.seconds = this.virtualSeconds - turn.startSeconds;
    for (const run of this.hooks) {
      if (isOpen(run)) run.seconds = this.virtualSeconds - run.startSeconds;
    }
    this.#fold(event);
  }

  #fold(event: ControllerEvent): void {
    switch (event.type) {
      case 'deployment-status':
        this.status = event.status;
        this.statusReason = event.statusReason ?? this.statusReason;
        return;
      case 'stage-entered':
        this.#enter(event);
        return;
      case 'stage-left':
        this.#leave(event);
        return;
      case 'hook-called': {
        const call = { attempt: event.attempt, atSeconds: this.virtualSeconds, event: event.event };
        this.#run(event).calls.push(call);
        return;
      }
      case 'hook-answered':
        this.#answered(this.#run(event), event.outcome);
        return;
      case 'hook-awaiting': {
        const run = this.#run(event);
        run.status = 'AWAITING_ACTION';
        run.expiresAtSeconds = (event.expiresAt.getTime() - this.#startedAt) / 1000;
        return;
      }
      case 'hook-finished': {
        const run = this.#run(event);
        run.status = event.status;
        if (event.reason !== undefined && (event.status === 'TIMED_OUT' || run.reason === null)) {
          run.reason = event.reason;
        }
        return;
      }
      case 'weights-changed': {
        const { green } = this.#weigh(event.listener, event.weights);
        const turn = this.#runningTurn();
        if (turn) turn[event.listener] = green;
        return;
      }
      case 'tasks-changed':
        this.#countTasks(event);
        return;
      case 'fault':
        this.faults.push({
          atSeconds: this.virtualSeconds,
          fault: event.fault,
          ...(event.functionArn !== undefined && { functionArn: event.functionArn }),
        });
    }
  }

  /** What ECS does between stages, such as taking a failed first deployment down, belongs to none. */
  #runningTurn() {
    const turn = this.stages.at(-1);
    return turn?.outcome === 'running' ? turn : undefined;
  }

  #enter({ stage, step, isRollback }: Extract<ControllerEvent, { type: 'stage-entered' }>): void {
    this.stages.push({ stage, step, isRollback, startSeconds: this.virtualSeconds, seconds: 0, outcome: 'running' });
  }

  #leave({ outcome }: Extract<ControllerEvent, { type: 'stage-left' }>): void {
    const turn = this.stages.at(-1);
    if (turn) turn.outcome = outcome;
    for (const run of this.hooks) if (isOpen(run)) run.status = 'INTERRUPTED';
  }

  #run({ hookId, functionArn, stage, isRollback }: HookCallFacts): OpenHookRun {
    const known = this.#byId.get(hookId);
    if (known) return known;
    const run: OpenHookRun = {
      hookId,
      name: functionArn?.split(':').at(-1) ?? 'pause',
      functionArn: functionArn ?? null,
      stage,
      step: this.stages.at(-1)?.step ?? 1,
      isRollback,
      startSeconds: this.virtualSeconds,
      seconds: 0,
      status: 'IN_PROGRESS',
      reason: null,
      calls: [],
    };
    this.#byId.set(hookId, run);
    this.hooks.push(run);
    return run;
  }

  #answered(run: OpenHookRun, outcome: HookOutcome): void {
    const call = run.calls.at(-1);
    if (!call) return;
    if ('problem' in outcome) call.problem = outcome.problem;
    if (outcome.kind === 'in-progress') call.callBackDelaySeconds = outcome.callBackDelaySeconds;
    if ('answer' in outcome) call.answer = outcome.answer;
    run.reason = call.problem ?? reasonIn(call.answer) ?? run.reason;
  }

  #countTasks(event: Extract<ControllerEvent, { type: 'tasks-changed' }>): void {
    const turn = this.#runningTurn();
    if (!turn || event.serviceRevisionArn !== this.targetRevisionArn) return;
    turn.tasks = { running: event.runningTaskCount, requested: event.requestedTaskCount };
  }

  #weigh(listener: WeightChange['listener'], weights: TrafficWeights): WeightChange {
    const green = weights[this.targetRevisionArn] ?? 0;
    const all = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
    const change = { atSeconds: this.virtualSeconds, listener, green, blue: all - green };
    this.weights.push(change);
    return change;
  }
}

export function isOpen({ status }: Pick<HookRun, 'status'>): boolean {
  return status === 'IN_PROGRESS' || status === 'AWAITING_ACTION';
}

/** Greenlight's answers have a reason; others may, and ECS ignores it. */
function reasonIn(answer: HookCall['answer']): string | undefined {
  const reason = isJsonObject(answer) ? answer['reason'] : undefined;
  return typeof reason === 'string' && reason !== '' ? reason : undefined;
}
