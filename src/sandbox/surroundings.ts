import type { Notifier } from '../approval/notice/notifier.ts';
import type { AlarmReader } from '../checks/alarms/alarm-reader.ts';
import type { MetricReader } from '../checks/metrics/reader/metric-reader.ts';
import type { ServiceNames } from '../controller/ecs/arns.ts';
import type { DeploymentConfigurationInput, LifecycleHookInput } from '../controller/ecs/deployment-configuration.ts';
import type { FunctionResolver } from '../controller/lambda/hook-function.ts';
import type { EcsReader } from '../deployment/ecs.ts';
import type { LoadBalancerReader } from '../deployment/load-balancer.ts';
import type { Clock } from '../hook/clock.ts';
import type { PauseAnswerer } from '../pause-bridge/bridge-parts.ts';
import type { ListenerShape } from './load-balancer/shapes.ts';
import type { LocalAnnouncer } from './local-announcer.ts';
import type { LocalBridge } from './local-bridge.ts';
import type { LocalWatcher } from './local-watcher.ts';
import type { RequestBehind } from './mailbox/request-behind.ts';
import type { Quorum } from './mailbox/sandbox-reviewers.ts';
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

/** The address of each, without a slash at the end. */
export type SandboxUrls = Readonly<Record<keyof SandboxPorts, string>>;

/** The hooks' surroundings in the sandbox, in the shapes that they know from AWS. */
export type SandboxSurroundings = {
  /** Also for the hooks' own data; `service.json` and `mails` belong to the sandbox. */
  folder: string;
  /** The sandbox's clock, which may run faster than real time. */
  clock: Clock;
  notifier: Notifier;
  alarms: AlarmReader;
  /** The alarm that hooks check; ECS itself watches another one. */
  alarmName: string;
  /** What the listeners measure. */
  metrics: MetricReader;
  ecs: EcsReader & PauseAnswerer;
  loadBalancers: LoadBalancerReader;
  /** Where the test rule is, and what else answers there. Default `own`. */
  shape?: ListenerShape;
  urls: SandboxUrls;
  /** The parts of the ARNs. */
  names: ServiceNames;
  /** How many people have to approve the deployment that runs. Default 1. */
  approvals?: () => Quorum;
  /** Resolves once somebody who watches has had the time to notice an automated check. Default: at once. */
  notice?: () => Promise<void>;
  /** Has to be called when a request has been written. */
  onRequestChange?: () => void;
};

export type InstalledHooks = {
  /** Closes what is over, and records what ECS does after a decision. Undefined: nothing does. */
  watcher?: LocalWatcher;
  /** Overrides the configuration of each deployment, mainly `lifecycleHooks`. */
  deploymentConfiguration: DeploymentConfigurationInput;
  /**
   * Attaches a hook to a rolling deployment, which calls hooks only at PRE_SCALE_UP: hooks that are not attached there are left out.
   * Default: unchanged.
   */
  forRolling?: (hook: LifecycleHookInput) => LifecycleHookInput;
  /** Has a hook that asks people ask this many of the reviewers. Undefined: it asks as it is attached. */
  forQuorum?: (hook: LifecycleHookInput, approvals: Quorum) => LifecycleHookInput;
  /** Has a hook that asks people ask one of QA and one of security. Undefined: it asks nobody by rules. */
  forRules?: (hook: LifecycleHookInput) => LifecycleHookInput;
  /** Has a hook that asks people ask for those who have signed in. Undefined: nobody can sign in. */
  forSignIn?: (hook: LifecycleHookInput) => LifecycleHookInput;
  /** Compares the metrics of both versions at a step of production. Undefined: nothing does. */
  comparing?: LifecycleHookInput;
  /** Finds the request behind a mailed link. Default: no mail asks anything. */
  requestBehind?: RequestBehind;
  /** Ends what was started for it. */
  stop?: () => Promise<void>;
  functions: FunctionResolver;
  /** Runs behind an HTTP API of its own. */
  desk: HttpApiFunction;
  /** Asks people about pauses. Default: nobody is asked about them. */
  bridge?: Pick<LocalBridge, 'deliver' | 'stop'>;
  /** Notifies people of results. Default: nobody is. */
  announcer?: LocalAnnouncer;
};
