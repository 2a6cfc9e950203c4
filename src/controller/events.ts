import type { JsonValue } from '../hook/json.ts';
import type { HookableStage } from '../hook/target.ts';
import type { FaultKind } from './chance/faults.ts';
import type { DeploymentStateChange } from './ecs/event-bridge.ts';
import type { HookStateChange } from './ecs/hook-state-change.ts';
import type { HookEvent } from './ecs/payload.ts';
import type { ReadAnswer } from './ecs/read-answer.ts';
import type { ConfiguredHook, DeploymentStatus, LifecycleHookDetail, TrafficWeights } from './ecs/resources.ts';
import type { LifecycleStage } from './ecs/stages.ts';
import type { InvocationResult } from './lambda/invoke-function.ts';

/** Every event, as it happens, in the controller's own time. The same seed and answers give the same events. */
export type ControllerEvent = {
  /** Counts from 1 without a gap, over the whole life of the service. */
  sequence: number;
  at: Date;
  /** Missing only if nothing is being deployed. */
  serviceDeploymentArn?: string;
} & (
  | { type: 'deployment-status'; status: DeploymentStatus; statusReason?: string }
  /** `step` counts the stage's turns in this deployment from 1; a rollback's turns continue the count. */
  | { type: 'stage-entered'; stage: LifecycleStage; step: number; isRollback: boolean }
  | {
      type: 'stage-left';
      stage: LifecycleStage;
      step: number;
      isRollback: boolean;
      outcome: StageOutcome;
      seconds: number;
    }
  | ({ type: 'hook-called'; event: HookEvent } & LambdaHookFacts)
  | ({ type: 'hook-answered'; outcome: HookOutcome } & LambdaHookFacts)
  /** A pause hook waits for ContinueServiceDeployment. */
  | ({ type: 'hook-awaiting'; expiresAt: Date } & HookCallFacts)
  /** The hook has finished at this stage; `reason` says why if it is not SUCCEEDED, in ECS's words if they are known. */
  | ({
      type: 'hook-finished';
      status: Exclude<LifecycleHookDetail['status'], 'IN_PROGRESS' | 'AWAITING_ACTION'>;
      reason?: string;
    } & HookCallFacts)
  /** The listener's new weights. */
  | { type: 'weights-changed'; listener: 'test' | 'production'; weights: TrafficWeights }
  | {
      type: 'tasks-changed';
      serviceRevisionArn: string;
      requestedTaskCount: number;
      runningTaskCount: number;
      pendingTaskCount: number;
    }
  | { type: 'alarm-changed'; alarmName: string; state: PlayedAlarmState }
  /** An injected fault has happened. */
  | { type: 'fault'; fault: FaultKind; functionArn?: string; serviceRevisionArn?: string }
  | { type: 'eventbridge'; event: DeploymentStateChange | HookStateChange }
);

/** An event as its emitter writes it: without number, time and deployment. */
export type EventBody = DistributiveOmit<ControllerEvent, 'sequence' | 'at' | 'serviceDeploymentArn'>;

/** `interrupted`: a stop, an alarm, the circuit breaker or a newer deployment ended the stage. */
export type StageOutcome = 'succeeded' | 'failed' | 'interrupted';

export type PlayedAlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export type HookCallFacts = {
  stage: HookableStage;
  /** The index of the hook in `lifecycleHooks`, from 0. */
  hookIndex: number;
  hookId: string;
  targetType: ConfiguredHook['targetType'];
  /** Lambda hooks only. */
  functionArn?: string;
  isRollback: boolean;
  /** The calls of this hook at this turn of the stage, from 1; 0 for a pause hook. */
  attempt: number;
};

export type LambdaHookFacts = HookCallFacts & { targetType: 'AWS_LAMBDA'; functionArn: string };

/** The result of one invocation, as ECS sees it. `problem` is our own text and more detailed than ECS's. */
export type HookOutcome = (ReadAnswer & { answer: JsonValue }) | Exclude<InvocationResult, { kind: 'returned' }>;

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
