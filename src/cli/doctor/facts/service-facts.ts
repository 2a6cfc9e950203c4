import type { Access } from '../../../deployment/access/find-access.ts';
import type { Action } from '../../../deployment/load-balancer.ts';
import type { HookedService } from '../../../service-hooks/hooked-service.ts';
import type { ServiceHook } from '../../../service-hooks/service-hook.ts';
import type { TriedRequests } from '../../traffic/try-requests.ts';
import type { FunctionFacts } from './app-facts.ts';
import type { Looked } from './look.ts';

/** A service as ECS describes it, in the SDK's names, with what doctor judges. */
export type ServiceFacts = Omit<HookedService, 'hooks'> & {
  clusterArn: string;
  /** ECS (Express Mode) or CUSTOMER. */
  managedBy: string;
  isDeploying: boolean;
  /** The revisions that run now: one, unless it is being deployed. */
  revisionArns: readonly string[];
  hooks: readonly HookFacts[];
  /** All that it names, also those that shift no traffic. */
  loadBalancers: readonly LoadBalancerEntry[];
  attachments: readonly Attachment[];
  alarms: { names: readonly string[]; enable: boolean; rollback: boolean } | undefined;
};

/** A hook, and the function behind it; undefined for a pause. */
export type HookFacts = ServiceHook & { target: Looked<FunctionFacts | undefined> | undefined };

/** One element of the service's `loadBalancers`. */
type LoadBalancerEntry = {
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
  /** Undefined if the ARN is of the wrong kind, so that there is nothing to look at. */
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
