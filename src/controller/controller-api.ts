import type { Faults } from './chance/faults.ts';
import type { ControllerClock } from './clock/clock.ts';
import type { ServiceNames } from './ecs/arns.ts';
import type { DeploymentConfigurationInput } from './ecs/configuration.ts';
import type {
  ContainerImage,
  LoadBalancer,
  ServiceDeployment,
  ServiceDeploymentBrief,
  ServiceRevision,
  TimeoutAction,
  TrafficWeights,
} from './ecs/resources.ts';
import type { ControllerEvent, PlayedAlarmState } from './events.ts';
import type { FunctionResolver } from './lambda/hook-function.ts';
import type { DeploymentBackend } from './state/backend.ts';
import type { ControllerSnapshot } from './state/snapshot.ts';
import type { Switches } from './switches.ts';

export type ControllerOptions = {
  service: ServiceOptions;
  functions: FunctionResolver;
  /** Default: a virtual clock of its own. */
  clock?: ControllerClock;
  /** Default: in memory. */
  backend?: DeploymentBackend;
  /** Decides every id and every fault. Default 1. A snapshot goes on where its own seed had come to. */
  seed?: string | number;
  /** What AWS leaves open, where the default is not wanted. */
  switches?: Partial<Switches>;
  /** What goes wrong, and how often. Default: nothing. */
  faults?: Faults;
  /** Called at once with everything that happens. What it throws is not caught. */
  onEvent?: (event: ControllerEvent) => void;
  /** The state to go on from; call {@link Controller.start} then, so that the backend follows. */
  snapshot?: ControllerSnapshot;
};

export type ServiceOptions = Partial<ServiceNames> & {
  /** Tasks of each revision. Default 3. */
  desiredCount?: number;
  /** Default: one Application Load Balancer with a production and a test rule. An empty list is a headless service. */
  loadBalancers?: readonly LoadBalancer[];
  /** See {@link Controller.updateDeploymentConfiguration}. A snapshot's configuration goes before it. */
  deploymentConfiguration?: DeploymentConfigurationInput;
};

export type DeploymentInput = {
  /** ARN or `family:revision`. */
  taskDefinition: string;
  containerImages: readonly ContainerImage[];
  /** Changes the service's configuration first, as UpdateService does. */
  deploymentConfiguration?: DeploymentConfigurationInput;
};

/** One ECS service and the controller that deploys it. Named after ECS's own actions where one exists. */
export interface Controller {
  readonly clusterArn: string;
  readonly serviceArn: string;
  readonly clock: ControllerClock;

  /** Brings the backend to where a restored snapshot says the service is: tasks running, listeners set. Nothing to do otherwise. */
  start(): Promise<void>;

  /**
   * Starts a deployment of a new revision, the first one of the service included. It runs as the clock's time passes.
   *
   * @throws {ControllerError} INVALID_CONFIGURATION, NOT_PLAYABLE, DEPLOYMENT_IN_PROGRESS, CLOSED
   */
  startDeployment(input: DeploymentInput): { serviceDeploymentArn: string; serviceRevisionArn: string };

  /** Lets time pass until the deployment has ended, however it ends. */
  waitForDeployment(serviceDeploymentArn: string): Promise<ServiceDeployment>;

  /** {@link startDeployment} and {@link waitForDeployment} in one. */
  deploy(input: DeploymentInput): Promise<ServiceDeployment>;

  /**
   * Changes the configuration for the deployments to come. Members left out keep their value; `lifecycleHooks` is replaced whole.
   *
   * @throws {ControllerError} INVALID_CONFIGURATION, NOT_PLAYABLE, CLOSED
   */
  updateDeploymentConfiguration(change: DeploymentConfigurationInput): void;

  /**
   * Rolls the deployment back from whatever stage it is in; once it rolls back already, that goes on.
   *
   * @throws {ControllerError} NOT_FOUND, DEPLOYMENT_FINISHED, NOT_PLAYABLE (`stopType` ABORT)
   */
  stopServiceDeployment(input: { serviceDeploymentArn: string; stopType?: 'ROLLBACK' | 'ABORT' }): {
    serviceDeploymentArn: string;
  };

  /**
   * Answers a pause hook that awaits it. The messages of the errors are those of ECS.
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
  /** The newest first. */
  listServiceDeployments(): readonly ServiceDeploymentBrief[];
  /** As the ECS API shows them: with the switch `newDeploymentListed` a new one is missing at first. The newest first. */
  listedServiceDeployments(): readonly ServiceDeploymentBrief[];

  /** What no AWS API has: the test's and the stage's hands on the world around ECS. */
  readonly controls: ControllerControls;

  /** The service as JSON, to be restored by another controller. See BEHAVIOUR.md for a deployment that is running. */
  snapshot(): ControllerSnapshot;

  /** Ends what is running without a trace: no hook is called again, no timer stays. The backend is left as it is. */
  close(): void;
}

export interface ControllerControls {
  /** Sets a CloudWatch alarm that deployments may watch. Every alarm is OK until it is set. */
  setAlarmState(alarmName: string, state: PlayedAlarmState): void;
  /** Replaces what goes wrong from now on; scripts count anew. */
  setFaults(faults: Faults): void;
  /** Where traffic goes now. */
  trafficWeights(): { test: TrafficWeights; production: TrafficWeights };
  /** The revision that the last successful deployment left in charge. */
  primaryRevisionArn(): string | undefined;
}
