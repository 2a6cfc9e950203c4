import type { DeploymentStatus, Strategy, TrafficWeights } from '../../controller/ecs/resources.ts';
import type { LifecycleStage } from '../../controller/ecs/stages.ts';
import type { PlayedAlarmState, StageOutcome } from '../../controller/events.ts';
import type { Shift } from '../../simulate/drawing/traffic-chart.ts';

/** What the dashboard shows of the service: plain data, made only from the controller's events. */
export type ServiceView = {
  /** The current or last deployment since the sandbox started. */
  deployment?: DeploymentView;
  weights: { production: TrafficWeights; test: TrafficWeights };
  /** By service revision ARN, in the order of appearance; revisions without a task are left out. */
  tasks: Readonly<Record<string, TaskCounts>>;
  alarms: Readonly<Record<string, PlayedAlarmState>>;
  /** Newest first. */
  log: readonly EventLine[];
};

export type DeploymentView = {
  arn: string;
  sourceRevisionArn?: string;
  targetRevisionArn: string;
  strategy: Strategy;
  /** The target's share of production after each step, in percent: one step with BLUE_GREEN, none with ROLLING. */
  productionSteps: readonly number[];
  /** How long both revisions keep running once all of production has moved. */
  bakeMinutes: number;
  /** How long each step but the last lasts; undefined if there is only one. */
  stepBakeMinutes?: number;
  status: DeploymentStatus;
  statusReason?: string;
  startedAt: Date;
  finishedAt?: Date;
  /** Every turn of every stage, in the order they began. A rollback's turns come after the others. */
  turns: readonly TurnView[];
  /** Newest first. */
  hooks: readonly HookView[];
  /** The target revision's share of each listener over time, beginning with the start of the deployment. */
  shifts: readonly Shift[];
};

export type TurnView = {
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
  /** The answer so far, in ECS's spelling: `IN_PROGRESS`. */
  answered: string;
  /** In the hook's words if it gave a reason, otherwise in ECS's. */
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

type TaskCounts = { requested: number; running: number; pending: number };

export type EventLine = { sequence: number; at: Date; text: string };

/** What the view needs and an event does not contain. */
export type ViewFacts = Pick<
  DeploymentView,
  'sourceRevisionArn' | 'targetRevisionArn' | 'strategy' | 'productionSteps' | 'bakeMinutes' | 'stepBakeMinutes'
>;
