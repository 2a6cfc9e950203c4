import type { FaultKind, Faults } from '../controller/chance/faults.ts';
import type { ControllerClock } from '../controller/clock/controller-clock.ts';
import type { DeploymentConfigurationInput } from '../controller/ecs/deployment-configuration.ts';
import type { HookEvent } from '../controller/ecs/payload.ts';
import type {
  DeploymentConfiguration,
  FinalDeploymentStatus,
  LoadBalancer,
  ServiceDeployment,
  Strategy,
  TimeoutAction,
} from '../controller/ecs/resources.ts';
import type { LifecycleStage } from '../controller/ecs/stages.ts';
import type { ControllerEvent, StageOutcome } from '../controller/events.ts';
import type { HookFunction } from '../controller/lambda/hook-function.ts';
import type { Switches } from '../controller/switches.ts';
import type { Clock } from '../hook/clock.ts';
import type { JsonObject, JsonValue } from '../hook/json.ts';
import type { HookableStage } from '../hook/target.ts';
import type { RecordedCall } from './recording.ts';

/** The options of {@link simulateDeployment}. */
export type SimulateOptions = {
  strategy: Strategy;
  /** Default: `my-service`, with a load balancer of its own. */
  service?: SimulatedService;
  /**
   * The hooks of the service, in their order. A function gets the simulation's clock, for handlers that need one: those that
   * `defineHook` makes. Default: none.
   */
  hooks?: readonly SimulatedHook[] | ((surroundings: SimulationSurroundings) => readonly SimulatedHook[]);
  /** The faults to inject, and how often. Default: none. */
  faults?: Faults;
  /** Seed for ids and random faults. The same seed and answers give the same deployment. Default 1. */
  seed?: string | number;
  /**
   * Revisions of the service that run when the deployment starts. 0 is the first deployment of a service; with 2 or more the
   * deployment takes over from one that was still running, and begins with RECONCILE_SERVICE. Default 1.
   */
  activeRevisions?: number;
  /** The same as `activeRevisions: 0`. Default false. */
  firstDeployment?: boolean;
  /** Tasks of each revision. Default 3. */
  desiredCount?: number;
  /** The rest of the service's configuration, with the names of the ECS API. Default: a bake time of 10 minutes. */
  deploymentConfiguration?: Omit<DeploymentConfigurationInput, 'strategy' | 'lifecycleHooks'>;
  /** Overrides assumptions about undocumented ECS behaviour: see BEHAVIOUR.md. */
  switches?: Partial<Switches>;
  /** Called with every event of the deployment, and with its result so far. */
  onEvent?: (event: ControllerEvent, soFar: SimulationProgress) => void;
  /** Called when a hook's function has answered or thrown. These calls can be passed to `replay` later. */
  onCall?: (call: RecordedCall) => void;
  /** Answers from a recording, and calls no hook. */
  replay?: readonly RecordedCall[];
  /** Ends the simulation: it rejects with the signal's reason, and calls no hook again. */
  signal?: AbortSignal;
  /** Default: a virtual clock that starts at 2026-01-01T00:00:00Z and takes no real time. */
  clock?: ControllerClock;
};

/** A service, and where its traffic comes from. Several simulations with one `clock` play at the same time. */
export type SimulatedService = { name: string; loadBalancers: readonly LoadBalancer[] };

export type SimulationSurroundings = { readonly clock: Clock };

export type SimulatedHook = SimulatedLambdaHook | SimulatedPauseHook;

/** A Lambda function, and where ECS calls it. */
export type SimulatedLambdaHook = HookFunction & {
  pause?: never;
  at: HookableStage | readonly HookableStage[];
  /** Names the function in ARNs and results. Default: the handler's own name, or `hook`. */
  name?: string;
  hookDetails?: JsonObject;
  /** 1 to 1440. Default 1440. */
  timeoutMinutes?: number;
  /** Default ROLLBACK. */
  timeoutAction?: TimeoutAction;
};

/** A pause hook, and how somebody answers it. */
export type SimulatedPauseHook = {
  /** The action of ContinueServiceDeployment, and how many minutes (default 0) after the wait began. */
  pause: 'unanswered' | { action: TimeoutAction; afterMinutes?: number };
  handler?: never;
  hookDetails?: never;
  at: HookableStage | readonly HookableStage[];
  /** 1 to 20160. Default 1440. */
  timeoutMinutes?: number;
  /** Default ROLLBACK. */
  timeoutAction?: TimeoutAction;
};

/** The result of a deployment so far. Times are in simulated seconds since it started. */
export type SimulationProgress = {
  strategy: Strategy;
  clusterArn: string;
  serviceArn: string;
  serviceDeploymentArn: string;
  /** Green. */
  targetRevisionArn: string;
  /** Blue; null in a first deployment. */
  sourceRevisionArn: string | null;
  /** With the defaults filled in. */
  deploymentConfiguration: DeploymentConfiguration;
  status: ServiceDeployment['status'];
  /** Why it rolled back, in ECS's words if they are known. */
  statusReason: string | null;
  /** The turns of the stages, in the order they were entered. */
  stages: readonly StageTurn[];
  /** The result of each hook at each turn of its stages, in the order of the first calls. */
  hooks: readonly HookRun[];
  /** Where the listeners send their traffic, from the start. */
  weights: readonly WeightChange[];
  /** The injected faults that happened. */
  faults: readonly InjectedFault[];
  virtualSeconds: number;
};

/** The result of a simulated deployment. Survives JSON, except for the dates in `events` and `deployment`, which become strings. */
export type Simulation = SimulationProgress & {
  status: FinalDeploymentStatus;
  seed: string | number;
  events: readonly ControllerEvent[];
  /** As DescribeServiceDeployments would show it. */
  deployment: ServiceDeployment;
};

export type StageTurn = {
  stage: LifecycleStage;
  /** The turns of this stage so far, from 1: the steps of a linear or canary deployment. */
  step: number;
  isRollback: boolean;
  startSeconds: number;
  /** So far, if it is running. */
  seconds: number;
  outcome: StageOutcome | 'running';
  /** Green's share in percent that the stage gave to a listener. */
  test?: number;
  production?: number;
  /** Green's tasks, if the stage changed their number. */
  tasks?: { running: number; requested: number };
};

export type HookRun = {
  hookId: string;
  /** The function's; `pause` for a pause hook. */
  name: string;
  /** Null for a pause hook. */
  functionArn: string | null;
  stage: HookableStage;
  step: number;
  isRollback: boolean;
  startSeconds: number;
  seconds: number;
  /** `INTERRUPTED`: a stop, an alarm or a newer deployment came before it had finished. */
  status: 'IN_PROGRESS' | 'AWAITING_ACTION' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'INTERRUPTED';
  /** The last `reason` of its answers, or what went wrong. */
  reason: string | null;
  /** When a pause hook times out. */
  expiresAtSeconds?: number;
  calls: readonly HookCall[];
};

/** One call of a hook as ECS sees it. */
export type HookCall = {
  attempt: number;
  atSeconds: number;
  event: HookEvent;
  /** Missing while the hook is running, and if no answer came back. */
  answer?: JsonValue;
  /** Why ECS cannot use it: the function threw, or its answer cannot be read. */
  problem?: string;
  /** When an IN_PROGRESS answer asked to be called again. */
  callBackDelaySeconds?: number;
};

export type WeightChange = {
  atSeconds: number;
  listener: 'test' | 'production';
  /** Shares in percent. */
  green: number;
  blue: number;
};

export type InjectedFault = { atSeconds: number; fault: FaultKind; functionArn?: string };
