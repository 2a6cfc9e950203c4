import type { ServiceDeploymentBrief, TrafficWeights } from '../../controller/ecs/resources.ts';
import type { Door } from '../load-balancer/describe-doors.ts';
import type { Mails } from '../mailbox/read-mails.ts';
import type { ServiceView } from './service-view.ts';
import type { DeployChoice } from './strategies.ts';
import type { Trouble } from './trouble.ts';

/** What the dashboard shows of the service. */
export type ServiceData = {
  service: string;
  cluster: string;
  view: ServiceView;
  /** The newest first; holds what earlier runs of the stage left too. */
  deployments: readonly ServiceDeploymentBrief[];
  /** The revision that the last successful deployment left in charge. */
  primaryRevisionArn: string | undefined;
  /** The version that a revision runs, as its image is tagged: `1.42`. */
  versionOf: (revisionArn: string) => string;
  weights: Record<ListenerName, TrafficWeights>;
  /** What the last deployment was, and the next one is unless something else is chosen. */
  choice: DeployChoice;
  /** Those that can be raised, and who asks about each. */
  alarms: readonly { name: string; watcher: 'hook' | 'ecs'; isRaised: boolean }[];
  /** What goes wrong now, or next. */
  trouble: readonly Trouble[];
  /** Whether the version that is being deployed is broken, or will be when it is deployed. */
  isBroken: boolean;
};

/** Everything the dashboard shows, at one moment. */
export type SandboxData = ServiceData & {
  listeners: Record<ListenerName, ListenerData>;
  /** The listeners of all load balancers, with their rules. */
  doors: readonly Door[];
  mailbox: Mails;
  /** The stage's clock. */
  now: Date;
  /** How many times faster than the wall's that clock runs. */
  speed: number;
};

export type ListenerName = 'production' | 'test';

export type ListenerData = {
  url: string;
  port: number;
  /** Requests answered since the stage started, by revision id. */
  served: ReadonlyMap<string, number>;
  /** What to run to see it, if a browser does not reach it. */
  command?: string | undefined;
};

/** A deployment has a source and a target: blue and green. Where none ran yet, what serves is blue. */
export function roleOf(revisionArn: string, { view }: Pick<SandboxData, 'view'>): 'blue' | 'green' {
  return revisionArn === view.deployment?.targetRevisionArn ? 'green' : 'blue';
}
