import type { Faults } from './chance/faults.ts';
import type { ControllerClock } from './clock/controller-clock.ts';
import type { ServiceNames } from './ecs/arns.ts';
import type { DeploymentConfigurationInput } from './ecs/deployment-configuration.ts';
import type {
  ContainerImage,
  DeploymentConfiguration,
  PlayedLoadBalancer,
  ServiceDeployment,
  ServiceDeploymentBrief,
  ServiceRevision,
  ServiceRevisionSummary,
  TimeoutAction,
  TrafficWeights,
} from './ecs/resources.ts';
import type { PlayedAlarmState } from './events.ts';
import type { FunctionResolver } from './lambda/hook-function.ts';
import type { DeploymentBackend } from './state/backend.ts';
import type { ControllerSnapshot } from './state/controller-snapshot.ts';
import type { Listeners } from './state/observers.ts';
import type { ServiceEvent } from './state/service-events.ts';
import type { StoppedTask, TaskTimes } from './state/stopped-tasks.ts';
import type { Switches } from './switches.ts';

export type ControllerOptions = Listeners & {
  service: ServiceOptions;
  functions: FunctionResolver;
  /** Default: a virtual clock of its own. */
  clock?: ControllerClock;
  /** Default: in memory. */
  backend?: DeploymentBackend;
  /** Seed for ids and random faults. Default 1. A snapshot continues its own sequence. */
  seed?: string | number;
  /** Overrides assumptions about undocumented ECS behaviour. */
  switches?: Partial<Switches>;
  /** The faults to inject, and how often. Default: none. */
  faults?: Faults;
  /** The state to continue from; then call {@link Controller.start}, so that the backend follows. */
  snapshot?: ControllerSnapshot;
};

type ServiceOptions = Partial<ServiceNames> & {
  /** Tasks of each revision. Default 3. */
  desiredCount?: number;
  /** Default: one Application Load Balancer with a production and a test rule. An empty list is a headless service. */
  loadBalancers?: readonly PlayedLoadBalancer[];
  /** See {@link Controller.updateDeploymentConfiguration}. A snapshot's configuration takes precedence. */
  deploymentConfiguration?: DeploymentConfigurationInput;
};

export type DeploymentInput = {
  /** ARN or `family:revision`. */
  taskDefinition: string;
  containerImages: readonly ContainerImage[];
  /** Changes the service's configuration first, as UpdateService does. */
  deploymentConfiguration?: DeploymentConfigurationInput;
  /** Tasks of this revision and of later ones. Default: as before. */
  desiredCount?: number;
};

/** One ECS service and the controller that deploys it. Named after ECS's own actions where one exists. */
export interface Controller {
  readonly clusterArn: string;
  readonly serviceArn: string;
  /** Tasks of each revision, whether or not they run yet. */
  readonly desiredCount: number;
  /** Empty for a headless service. */
  readonly loadBalancers: readonly PlayedLoadBalancer[];
  readonly clock: ControllerClock;
  /** Of the next deployment. Undefined until a configuration is given. */
  readonly deploymentConfiguration: DeploymentConfiguration | undefined;
  /** How many have been started. A service without any does not exist yet. */
  readonly deploymentCount: number;

  /** Brings the backend to the state of a restored snapshot: tasks running, listeners set. Otherwise it does nothing. */
  start(): Promise<void>;

  /**
   * Starts a deployment of a new revision, including the first one of the service. It runs as the clock's time passes.
   *
   * @throws {ControllerError} INVALID_CONFIGURATION, NOT_PLAYABLE, DEPLOYMENT_IN_PROGRESS, CLOSED
   */
  startDeployment(input: DeploymentInput): { serviceDeploymentArn: string; serviceRevisionArn: string };

  /** Lets time pass until the deployment has ended, however it ends. */
  waitForDeployment(serviceDeploymentArn: string): Promise<ServiceDeployment>;

  /** {@link startDeployment} and {@link waitForDeployment} in one call. */
  deploy(input: DeploymentInput): Promise<ServiceDeployment>;

  /**
   * Changes the configuration for future deployments. Members left out keep their value; `lifecycleHooks` is replaced as a whole.
   *
   * @throws {ControllerError} INVALID_CONFIGURATION, NOT_PLAYABLE, CLOSED
   */
  updateDeploymentConfiguration(change: DeploymentConfigurationInput): void;

  /**
   * Changes the service without a deployment: the configuration of later ones, and how many tasks it runs. They start and end as the clock's
   * time passes; if a deployment runs, as the switch `desiredCountWhileDeploying` says.
   *
   * @throws {ControllerError} INVALID_CONFIGURATION, NOT_PLAYABLE, CLOSED
   */
  updateService(change: Pick<DeploymentInput, 'deploymentConfiguration' | 'desiredCount'>): void;

  /**
   * Rolls the deployment back from any stage; a rollback that is already running continues.
   *
   * @throws {ControllerError} NOT_FOUND, DEPLOYMENT_FINISHED, NOT_PLAYABLE (`stopType` ABORT)
   */
  stopServiceDeployment(input: { serviceDeploymentArn: string; stopType?: 'ROLLBACK' | 'ABORT' }): {
    serviceDeploymentArn: string;
  };

  /**
   * Answers a pause hook that awaits it. The error messages are those of ECS.
   *
   * @param input.action default CONTINUE
   * @throws {ControllerError} INVALID_HOOK_ID, NOT_FOUND, DEPLOYMENT_FINISHED, HOOK_UNAVAILABLE
   */
  continueServiceDeployment(input: { serviceDeploymentArn: string; hookId: string; action?: TimeoutAction }): {
    serviceDeploymentArn: string;
  };

  /** @throws {ControllerError} NOT_FOUND */
  describeServiceDeployment(serviceDeploymentArn: string): ServiceDeployment;
  /** @throws {ControllerError} NOT_FOUND */
  describeServiceRevision(serviceRevisionArn: string): ServiceRevision;
  /** Newest first. */
  listServiceDeployments(): readonly ServiceDeploymentBrief[];
  /** As the ECS API shows them: with the switch `newDeploymentListed` a new one is missing at first. Newest first. */
  listedServiceDeployments(): readonly ServiceDeploymentBrief[];

  /** The `events` of a described service, newest first: the last 100 since the controller was created. */
  serviceEvents(): readonly ServiceEvent[];

  /** The tasks that have stopped within the last hour, oldest first. */
  stoppedTasks(): readonly StoppedTask[];

  /** Controls that no AWS API has, for tests and the sandbox to change the world around ECS. */
  readonly controls: ControllerControls;

  /** The service as JSON, which another controller can restore. See BEHAVIOUR.md for running deployments. */
  snapshot(): ControllerSnapshot;

  /** Stops everything: no hook is called again, no timer stays. The backend is left as it is. */
  close(): void;
}

export interface ControllerControls {
  /** Sets a CloudWatch alarm that deployments may watch. Every alarm is OK until it is set. */
  setAlarmState(alarmName: string, state: PlayedAlarmState): void;
  /** Replaces the faults from now on; scripts start counting again. */
  setFaults(faults: Faults): void;
  /** Where traffic goes now. */
  trafficWeights(): { test: TrafficWeights; production: TrafficWeights };
  /**
   * The tasks of a revision now; a described deployment that has ended keeps those of its end.
   *
   * @throws {ControllerError} NOT_FOUND
   */
  taskCounts(serviceRevisionArn: string): TaskCounts;
  /** Since when the revision's tasks are there and healthy, in their order. Those that were there before a snapshot was restored are missing. */
  taskTimes(serviceRevisionArn: string): readonly TaskTimes[];
  /** The revision of the last successful deployment. */
  primaryRevisionArn(): string | undefined;
}

export type TaskCounts = Pick<
  ServiceRevisionSummary,
  'requestedTaskCount' | 'runningTaskCount' | 'pendingTaskCount'
> & {
  /** Tasks that failed before the first one was healthy; 0 from then on, as `failedTasks` of a described service. */
  failedTaskCount: number;
};
