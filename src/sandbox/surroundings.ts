import type { Notifier } from '../approval/notice/notifier.ts';
import type { AlarmReader } from '../checks/alarms/alarm-reader.ts';
import type { ServiceNames } from '../controller/ecs/arns.ts';
import type { DeploymentConfigurationInput, LifecycleHookInput } from '../controller/ecs/configuration.ts';
import type { FunctionResolver } from '../controller/lambda/hook-function.ts';
import type { EcsReader } from '../deployment/ecs.ts';
import type { LoadBalancerReader } from '../deployment/load-balancer.ts';
import type { Clock } from '../hook/clock.ts';
import type { HttpApiFunction } from './servers/http-api.ts';

export type SandboxPorts = {
  /** Default 8080. */
  production: number;
  /** Default 8081. */
  test: number;
  /** The dashboard and the mailbox. Default 8090. */
  dashboard: number;
  /** Default 8091. */
  desk: number;
};

/** Where each of them is, without a slash at the end. */
export type SandboxUrls = Readonly<Record<keyof SandboxPorts, string>>;

/** What stands around the hooks here, in the shapes they know from AWS. */
export type SandboxSurroundings = {
  /** For the hooks' own affairs too; `service.json` and `mails` are the stage's. */
  folder: string;
  /** The stage's clock, which may run faster than the wall's. */
  clock: Clock;
  notifier: Notifier;
  alarms: AlarmReader;
  /** The alarm that hooks are to ask about; ECS itself watches another one. */
  alarmName: string;
  ecs: EcsReader;
  loadBalancers: LoadBalancerReader;
  urls: SandboxUrls;
  /** What the ARNs are made of. */
  names: ServiceNames;
};

export type InstalledHooks = {
  /** Goes over the configuration of each deployment; `lifecycleHooks` is what it is for. */
  deploymentConfiguration: DeploymentConfigurationInput;
  /**
   * Attaches a hook to a rolling deployment, which calls hooks at PRE_SCALE_UP only: those that are not attached there are left out.
   * Default: as it is.
   */
  forRolling?: (hook: LifecycleHookInput) => LifecycleHookInput;
  functions: FunctionResolver;
  /** Stands behind an HTTP API of its own. */
  desk: HttpApiFunction;
};
