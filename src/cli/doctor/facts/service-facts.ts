import type { Access } from '../../../deployment/access/find-access.ts';
import type { Action } from '../../../deployment/load-balancer.ts';
import type { HookKind } from '../../../service-hooks/hook-kinds.ts';
import type { TriedRequests } from '../../traffic/try-requests.ts';
import type { FunctionFacts } from './app-facts.ts';
import type { HookConfiguration } from './hook-configuration.ts';
import type { Looked } from './look.ts';

/** A service as ECS describes it, in the SDK's names, with what doctor judges. */
export type ServiceFacts = {
  cluster: string;
  service: string;
  serviceArn: string;
  clusterArn: string;
  status: string | undefined;
  /** ECS (Express Mode) or CUSTOMER. */
  managedBy: string;
  /** ECS, CODE_DEPLOY or EXTERNAL. */
  controller: string;
  strategy: string;
  bakeMinutes: number;
  /** Minutes between the steps of a linear or canary deployment, all together. */
  stepMinutes: number;
  isDeploying: boolean;
  runningDeploymentArn: string | undefined;
  /** The revisions that run now: one, unless it is being deployed. */
  revisionArns: readonly string[];
  hooks: readonly HookFacts[];
  /** All that it names, also those that shift no traffic. */
  loadBalancers: readonly LoadBalancerEntry[];
  attachments: readonly Attachment[];
  circuitBreaker: boolean;
  alarms: { names: readonly string[]; enable: boolean; rollback: boolean } | undefined;
  /** The stack that owns it. */
  owner: Looked<string | undefined>;
};

/** One element of `lifecycleHooks`. */
export type HookFacts = {
  /** `lifecycleHooks[1]`: ECS gives hooks no name. */
  where: string;
  isPause: boolean;
  targetArn: string | undefined;
  roleArn: string | undefined;
  stages: readonly string[];
  timeoutMinutes: number;
  action: string;
  hookDetails: unknown;
  /** The function behind it; undefined for a pause hook. */
  target: Looked<FunctionFacts | undefined> | undefined;
  /** Which of Greenlight's hooks it is; undefined for one of somebody else. */
  kind: HookKind | undefined;
  /** What a hook of Greenlight reads there; undefined where its defaults could not be read, and for others. */
  configuration: HookConfiguration | undefined;
};

/** One element of the service's `loadBalancers`. */
export type LoadBalancerEntry = {
  targetGroupArn: string | undefined;
  /** The name of a Classic Load Balancer. */
  classicName: string | undefined;
  /** Whether it has an `advancedConfiguration`. */
  isShifting: boolean;
};

/** A load balancer that the service is attached to for shifting traffic. */
export type Attachment = {
  targetGroupArn: string | undefined;
  alternateTargetGroupArn: string | undefined;
  productionListenerRule: string | undefined;
  testListenerRule: string | undefined;
  roleArn: string | undefined;
};

/** What Elastic Load Balancing says about an attachment. */
export type TrafficFacts = {
  attachment: Attachment;
  production: ListenerFacts | undefined;
  test: ListenerFacts | undefined;
  targetGroups: readonly { arn: string; facts: Looked<TargetGroupFacts | undefined> }[];
};

export type ListenerFacts = {
  arn: string;
  /** Undefined where the ARN is of the wrong kind, so that there is nothing to look at. */
  looked: Looked<{ actions: readonly Action[] | undefined } | undefined> | undefined;
};

export type TargetGroupFacts = { isHealthChecked: boolean; healthCheck: string };

/** Where the smoke test and reviewers would look. */
export type TestUrlFacts = {
  smoke: TriedRequests['testUrl'] | undefined;
  /** What the smoke test's requests would reach; undefined if that could not be evaluated. */
  strayed: TriedRequests['strayed'] | undefined;
  /** What reviewers would be given, without `access` if there is no test listener; undefined if nobody is asked or `testUrl` is set. */
  reviewers: Looked<{ access: Access | undefined; because: string }> | undefined;
};
