import { idOf } from '../../controller/ecs/arns.ts';
import type { ServiceDeploymentBrief, TrafficWeights } from '../../controller/ecs/resources.ts';
import type { ChannelMessage } from '../channel/file-channel.ts';
import type { Door } from '../load-balancer/list-doors.ts';
import type { AskedNow } from '../mailbox/asking.ts';
import type { MailboxData, ShownMail } from '../mailbox/mailbox.ts';
import { type Reviewer, reviewers } from '../mailbox/sandbox-reviewers.ts';
import type { PaceData } from '../pace.ts';
import type { KeptDeployment } from './kept-deployment.ts';
import type { SandboxFault } from './sandbox-faults.ts';
import type { ServiceView } from './service-view.ts';
import type { DeployChoice } from './strategies.ts';

/** What the dashboard shows of the service. */
export type ServiceData = {
  service: string;
  cluster: string;
  view: ServiceView;
  /** Newest first; includes those of earlier runs of the sandbox. */
  deployments: readonly ServiceDeploymentBrief[];
  /** The deployment that was running when the sandbox last ended, which stopped it; missing once another one has started. */
  interrupted?: { version: string; at: Date };
  /** The same as far as their events were seen, the current one included. Newest first. */
  history: readonly KeptDeployment[];
  /** The revision of the last successful deployment. */
  primaryRevisionArn: string | undefined;
  /** The version that a revision runs, as its image is tagged: `1.42`. */
  versionOf: (revisionArn: string) => string;
  weights: Record<ListenerName, TrafficWeights>;
  /** The version that Deploy would release: `1.43`. */
  nextVersion: string;
  /** The functions of the hooks that a deployment calls, by name; those of a deployment that asks by other means may differ. */
  attached: readonly string[];
  /** The choice for the last deployment, and the default for the next one. */
  choice: DeployChoice;
  /** The alarms that matter to a deployment, and who watches each. */
  alarms: readonly { name: string; watcher: 'hook' | 'ecs'; isRaised: boolean }[];
  /** The faults that are on. */
  faults: readonly SandboxFault[];
  /** Whether the version being deployed is broken, or the next one will be. */
  isBroken: boolean;
  /** Whether the same version is slow. */
  isSlow: boolean;
};

/** Everything the dashboard shows, at one moment. */
export type SandboxData = ServiceData & {
  listeners: Record<ListenerName, ListenerData>;
  /** The listeners of all load balancers, with their rules. */
  doors: readonly Door[];
  mailbox: MailboxData;
  /** What everybody reads, oldest first. Default: nothing was announced. */
  channel?: readonly ChannelMessage[];
  /** The sandbox's clock. */
  now: Date;
  /** How many times faster than real time that clock runs now. */
  speed: number;
  /** The speed that was chosen, and whether the clock is held at ×1 because people are asked. Default: as fast as it runs. */
  pace?: PaceData;
};

export type ListenerName = 'production' | 'test';

export type ListenerData = {
  url: string;
  port: number;
  /** Requests answered since the sandbox started, by revision id. */
  served: ReadonlyMap<string, number>;
  /** The command that reaches it, if a browser does not. */
  command?: string | undefined;
};

type ReviewerMailbox = Reviewer & { mails: readonly ShownMail[] };

/** A deployment has a source and a target: blue and green. Before the first one, the serving revision is blue. */
export function roleOf(revisionArn: string, { view }: Pick<SandboxData, 'view'>): 'blue' | 'green' {
  return revisionArn === view.deployment?.targetRevisionArn ? 'green' : 'blue';
}

/** Each reviewer with the mails to them, newest first. */
export function mailboxesOf({ mailbox: { mails } }: Pick<SandboxData, 'mailbox'>): ReviewerMailbox[] {
  return reviewers.map((reviewer) => ({ ...reviewer, mails: mails.filter(({ to }) => to === reviewer.address) }));
}

/** What people are asked about the deployment that runs; undefined if nobody is, or if it is rolled back already. */
export function askingNow({ mailbox: { asking }, view: { deployment } }: Asked): AskedNow | undefined {
  const isAsked = deployment?.status === 'IN_PROGRESS' && idOf(deployment.arn) === asking?.deploymentId;
  return isAsked ? asking : undefined;
}

/** Whether a person has to act before the deployment continues. */
export function isAnybodyAsked({ mailbox, view }: Asked): boolean {
  const { status, hooks = [] } = view.deployment ?? {};
  const waits = hooks.some(({ isPause, state }) => isPause && state === 'waiting');
  return askingNow({ mailbox, view }) !== undefined || (status === 'IN_PROGRESS' && waits);
}

type Asked = Pick<SandboxData, 'mailbox' | 'view'>;
