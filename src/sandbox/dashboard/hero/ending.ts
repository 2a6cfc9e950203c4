import { stopRequested } from '../../../controller/ecs/status-reason.ts';
import type { MailOutcome } from '../../mailbox/mail-outcome.ts';
import { functionError, notInvoked } from '../../view/read-outcome.ts';
import type { DeploymentView, HookView } from '../../view/service-view.ts';
import type { VersionNames } from './version-names.ts';

/** How a deployment ended, or why it is going back: the human reason first. */
export type Ending = {
  title: string;
  /** What a hook found, in its words. */
  why?: string;
  /** What customers saw. */
  customers: string;
  /** Whether a person wanted it so: a rollback that somebody asked for is not a failure. */
  isAsked: boolean;
};

type Told = Pick<DeploymentView, 'status' | 'statusReason' | 'hooks' | 'shifts' | 'strategy'>;

/** @param decided - the outcome of the newest question about this deployment, if anybody was asked */
export function endingOf(deployment: Told, versions: VersionNames, decided: MailOutcome | undefined): Ending {
  return { ...reasonOf(deployment, versions, decided), customers: formatCustomers(deployment, versions) };
}

function reasonOf(
  { status, statusReason = '', hooks }: Told,
  { before, after }: VersionNames,
  decided: MailOutcome | undefined,
): Omit<Ending, 'customers'> {
  if (status === 'SUCCESSFUL') return { title: `${after} was deployed`, isAsked: false };
  if (status === 'PENDING' || status === 'IN_PROGRESS') return { title: `${after} is being deployed`, isAsked: false };
  if (status === 'STOPPED') return { title: `${after} was stopped: ${formatStop(statusReason)}`, isAsked: false };
  if (status === 'ROLLBACK_FAILED') return { title: `The rollback to ${before} failed`, isAsked: false };
  if (decided?.kind === 'rejected')
    return { title: `${decided.by} rejected ${after}${formatWhy(decided.reason)}`, isAsked: true };
  if (decided?.kind === 'expired') return { title: `Nobody approved ${after} in time`, isAsked: false };
  if (statusReason === stopRequested)
    return { title: `${after} rolled back to ${before}, as you asked`, isAsked: true };
  if (statusReason.includes('ROLLBACK was chosen'))
    return { title: `${after} rolled back to ${before} at the pause, as you asked`, isAsked: true };
  const alarm = /alarm\(s\) in ALARM state: ([^.]+)/.exec(statusReason)?.[1];
  if (alarm !== undefined) return { title: `The alarm ${alarm} stopped ${after}`, isAsked: false };
  const culprit = hooks.find(({ state }) => state === 'failed');
  if (culprit !== undefined) {
    const why = culprit.reason === undefined ? {} : { why: `${culprit.reason}.` };
    return { title: formatCulprit(culprit, after), isAsked: false, ...why };
  }
  return { title: `${after} was rolled back`, isAsked: false };
}

/** A hook that was not called or did not answer has found nothing, so it is not its check that stopped the version. */
function formatCulprit(hook: HookView, after: string): string {
  const [name, done] = hooksAsFunctions[hook.functionName] ?? [hook.functionName];
  switch (hook.answered) {
    case notInvoked:
      return `ECS could not call ${name}`;
    case functionError:
      return `${name.replace(/^the /, 'The ')} crashed${done === undefined ? '' : `; ${after} was not ${done}`}`;
    default:
      return `${titleOfHook(hook)} stopped ${after}`;
  }
}

/** The hook itself and not what it does, and what a version is not when it has not answered. */
const hooksAsFunctions: Readonly<Record<string, readonly [string, string?]>> = {
  'greenlight-smoke-hook': ['the smoke hook', 'tested'],
  'greenlight-alarm-hook': ['the alarm hook', 'checked'],
  'greenlight-approval-hook': ['the approval hook'],
  'greenlight-gate-hook': ['the gate hook', 'compared'],
};

function formatStop(statusReason: string): string {
  return statusReason.includes('local controller ended') ? 'the sandbox ended while it ran' : statusReason;
}

function formatWhy(reason: string | undefined): string {
  return reason === undefined || reason === '' ? '' : `: ${reason}`;
}

const hookNames: Readonly<Record<string, string>> = {
  'greenlight-smoke-hook': 'The smoke test',
  'greenlight-alarm-hook': 'The alarm check',
  'greenlight-approval-hook': 'The approval',
  'greenlight-gate-hook': 'The comparison of metrics',
};

/** What people call a hook: `The smoke test`. A hook of somebody's own keeps the name of its function. */
export function titleOfHook({ functionName, isPause }: Pick<HookView, 'functionName' | 'isPause'>): string {
  return isPause ? 'The pause' : (hookNames[functionName] ?? functionName);
}

/** `Production stayed on 1.41 the whole time.` */
function formatCustomers({ shifts, status }: Told, { before, after }: VersionNames): string {
  const most = Math.max(
    0,
    ...shifts.filter(({ listener }) => listener === 'production').map(({ targetPercent }) => targetPercent),
  );
  if (most === 0) return `Production stayed on ${before} the whole time.`;
  const share = most === 100 ? 'All of production' : `${most} % of production`;
  if (status === 'SUCCESSFUL') return `All of production is on ${after}.`;
  const isBack = status === 'ROLLBACK_SUCCESSFUL';
  return `${share} was on ${after}${isBack ? ` for a while; it is on ${before} again` : ''}.`;
}
