import type { FaultKind, FaultSource } from '../chance/faults.ts';
import type { IdSource } from '../chance/id-source.ts';
import type { ControllerClock } from '../clock/controller-clock.ts';
import type { ServiceArns, ServiceNames } from '../ecs/arns.ts';
import type { EventBody, PlayedAlarmState } from '../events.ts';
import type { FunctionResolver } from '../lambda/hook-function.ts';
import type { DeploymentBackend } from '../state/backend.ts';
import type { ServiceState } from '../state/service-state.ts';
import type { Switches } from '../switches.ts';

/** What the parts of one controller share. */
export type ControllerContext = {
  readonly names: ServiceNames;
  readonly arns: ServiceArns;
  readonly clock: ControllerClock;
  readonly ids: IdSource;
  readonly backend: DeploymentBackend;
  readonly functions: FunctionResolver;
  /** Replaced as a whole when new ones are set. */
  faults: FaultSource;
  readonly switches: Readonly<Switches>;
  readonly service: ServiceState;
  /** CloudWatch's alarms by name; one that is missing is OK. */
  readonly alarms: Map<string, PlayedAlarmState>;
  /** Works on tasks next to the stages of a deployment, and after it until another one starts; the newest work replaces what is not done yet. */
  inBackground(work: (signal: AbortSignal) => Promise<void>): void;
  /** Leaves the tasks as they are. Resolves when nothing is being changed in the background. */
  stopBackground(): Promise<void>;
  /** What the service wants now. */
  desiredCount(): number;
  /** Call this for every task that failed; `fault` is the injected one. */
  taskFailed(serviceRevisionArn: string, fault: FaultKind | undefined): void;
  emit(body: EventBody, serviceDeploymentArn?: string): void;
};
