import type { ServiceArns, ServiceNames } from './arns.ts';
import type { DeploymentBackend } from './backend.ts';
import type { ControllerClock } from './clock.ts';
import type { AlarmState, EventBody } from './events.ts';
import type { FaultSource } from './faults.ts';
import type { IdSource } from './ids.ts';
import type { ServiceState } from './service-state.ts';
import type { Switches } from './switches.ts';
import type { FunctionResolver } from './types.ts';

/** What the parts of one controller share. */
export type World = {
  readonly names: ServiceNames;
  readonly arns: ServiceArns;
  readonly clock: ControllerClock;
  readonly ids: IdSource;
  readonly backend: DeploymentBackend;
  readonly functions: FunctionResolver;
  /** Replaced whole when somebody sets others. */
  faults: FaultSource;
  readonly switches: Readonly<Switches>;
  readonly service: ServiceState;
  /** CloudWatch's alarms by name; one that is missing is OK. */
  readonly alarms: Map<string, AlarmState>;
  emit(body: EventBody, serviceDeploymentArn?: string): void;
};
