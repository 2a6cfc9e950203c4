import { idOf } from '../../../controller/ecs/arns.ts';
import { formatTime } from '../../../wording/times.ts';
import type { AskedNow } from '../../mailbox/asking.ts';
import type { MailOutcome } from '../../mailbox/mail-outcome.ts';
import type { ShownMail } from '../../mailbox/mailbox.ts';
import { askingNow, mailboxesOf, type SandboxData } from '../../view/sandbox-data.ts';
import type { DeploymentView, HookView, TurnView } from '../../view/service-view.ts';
import { formatStageWords } from '../../view/words.ts';
import { endingOf, titleOfHook } from './ending.ts';
import { guidance } from './guidance.ts';
import { type VersionNames, versionsOfDeployment } from './version-names.ts';

/** The colour of the dot: at rest, waiting, going, going back. */
export type Signal = 'rest' | 'wait' | 'go' | 'fail';

/** What a glance at the page has to say. */
export type Situation = {
  signal: Signal;
  /** Without a full stop. */
  title: string;
  /** When what the title says is over, such as a deadline. */
  until?: Date;
  /** What happens next, and what customers see. */
  details: readonly unknown[];
  /** Who can decide now, with the mail that leads there. */
  review?: { name: string; id: string; mail: ShownMail };
  /** A pause that waits for somebody to continue. */
  pause?: HookView;
  /** Whether people are asked, or were when the deployment ended. */
  isAsking: boolean;
  isAsked: boolean;
};

export function situationOf(data: SandboxData): Situation {
  const { deployment } = data.view;
  if (deployment === undefined) return rest(data);
  const versions = versionsOfDeployment(deployment, data.versionOf);
  switch (deployment.status) {
    case 'SUCCESSFUL': {
      const decided = decisionFor(deployment, data);
      const approved = decided?.kind === 'approved' ? [`${decided.by} approved it.`] : [];
      return plain('go', `${versions.after} is in production`, [...approved, ...nextAndCan(data)]);
    }
    case 'PENDING':
    case 'IN_PROGRESS':
      return running(deployment, versions, data);
    default: {
      const decided = decisionFor(deployment, data);
      const { title, why, customers, isAsked } = endingOf(deployment, versions, decided);
      const isOver = deployment.finishedAt !== undefined;
      const back = isOver ? [] : [`ECS brings all traffic back to ${versions.before}.`];
      return {
        ...plain(signalOf(deployment.status, isAsked), title, [
          ...(why === undefined ? [] : [why]),
          customers,
          ...back,
          ...nextAndCan(data),
        ]),
        isAsking: decided !== undefined && decided.kind !== 'approved',
        isAsked,
      };
    }
  }
}

function rest({ primaryRevisionArn, versionOf, nextVersion, interrupted, now }: SandboxData): Situation {
  const stopped =
    interrupted === undefined
      ? []
      : [`${interrupted.version} was stopped when the sandbox ended at ${formatTime(interrupted.at, now)}.`];
  const serving = primaryRevisionArn === undefined ? 'Nothing' : versionOf(primaryRevisionArn);
  return plain('rest', `${serving} is in production`, [
    ...stopped,
    `Deploy releases ${nextVersion}. Nothing leaves this computer, and there is nothing that you could break.`,
  ]);
}

function plain(signal: Signal, title: string, details: readonly unknown[]): Situation {
  return { signal, title, details, isAsking: false, isAsked: false };
}

function nextAndCan(data: SandboxData): unknown[] {
  const { next, can } = guidance(data);
  return [next, can].filter((words) => words !== undefined);
}

function running(deployment: DeploymentView, versions: VersionNames, data: SandboxData): Situation {
  const asking = askingNow(data);
  const turn = deployment.turns.findLast(({ until }) => until === undefined);
  const waiting = deployment.hooks.filter(({ state, isRollback }) => state === 'waiting' && !isRollback);
  const pause = waiting.find(({ isPause }) => isPause);
  if (asking !== undefined) return waitingForPeople(asking, deployment, versions, data);
  if (pause !== undefined) {
    const why = pause.reason === undefined ? [] : [pause.reason];
    return {
      ...plain('wait', `${versions.after} waits for you to continue`, [...why, 'Continue, or roll back.']),
      pause,
      isAsking: true,
    };
  }
  const approval = waiting.find(({ functionName }) => functionName.endsWith('approval-hook'));
  const decided = decisionFor(deployment, data);
  if (approval !== undefined && decided?.kind === 'approved') {
    return {
      ...plain('go', `${decided.by} approved ${versions.after}`, [
        'ECS finds out when it calls the approval hook again.',
      ]),
      ...(approval.nextCallAt && { until: approval.nextCallAt }),
      isAsking: true,
    };
  }
  return plain('wait', formatRunning(turn, deployment, versions), [
    ...(turn === undefined ? [] : [formatStageWords(turn.stage, deployment)]),
    ...waiting.map((hook) => `${titleOfHook(hook)}: ${hook.reason ?? 'asks to be called again'}.`),
    ...nextAndCan(data),
  ]);
}

function waitingForPeople(
  asking: AskedNow,
  deployment: DeploymentView,
  versions: VersionNames,
  data: SandboxData,
): Situation {
  const { waitingFor, given, needed, deadline, step } = asking;
  const share = step === undefined || step <= 0 || step >= 100 ? '' : ` for ${step} % of production`;
  const count = needed > 1 ? ` (${given} of ${needed})` : '';
  const passed = deployment.hooks
    .filter(({ state, isRollback }) => state === 'passed' && !isRollback)
    .map(titleOfHook)
    .reverse();
  const review = reviewOf(asking, deployment, data);
  const people = formatPeople(waitingFor, needed - given >= waitingFor.length ? 'and' : 'or');
  return {
    ...plain('wait', `Waiting for ${people} to approve ${versions.after}${share}${count}`, [
      'If nobody decides by then, ECS rolls back.',
      ...(passed.length > 0
        ? [`Passed: ${[...new Set(passed)].map((name) => name.replace('The ', 'the ')).join(', ')}.`]
        : []),
      formatCustomersNow(deployment, versions),
    ]),
    until: deadline,
    isAsking: true,
    ...(review !== undefined && { review }),
  };
}

function formatPeople(names: readonly string[], link: 'and' | 'or'): string {
  if (names.length === 0) return 'somebody';
  return names.length === 1 ? `${names[0]}` : `${names.slice(0, -1).join(', ')} ${link} ${names.at(-1)}`;
}

/** The first who can decide and has a mail that says where. */
function reviewOf({ waitingFor }: AskedNow, { arn }: DeploymentView, data: SandboxData): Situation['review'] {
  const boxes = mailboxesOf(data).filter(({ name }) => waitingFor.includes(name));
  for (const { name, id, mails } of boxes) {
    const mail = mails.find(
      ({ link, outcome, body }) => link && outcome?.kind === 'waiting' && body.includes(idOf(arn)),
    );
    if (mail) return { name, id, mail };
  }
  return undefined;
}

function formatCustomersNow(
  { targetRevisionArn, ...deployment }: DeploymentView,
  { before, after }: VersionNames,
): string {
  const share = deployment.shifts.findLast(({ listener }) => listener === 'production')?.targetPercent ?? 0;
  return share === 0 ? `Customers still see ${before}.` : `${share} % of customers see ${after}, the others ${before}.`;
}

function formatRunning(
  turn: TurnView | undefined,
  deployment: DeploymentView,
  { before, after }: VersionNames,
): string {
  if (turn === undefined) return `ECS is about to deploy ${after}`;
  switch (turn.stage) {
    case 'RECONCILE_SERVICE':
      return 'ECS tidies up first';
    case 'PRE_SCALE_UP':
    case 'SCALE_UP':
    case 'POST_SCALE_UP':
      return deployment.strategy === 'ROLLING'
        ? `Replacing ${before} by ${after}, task by task`
        : `Starting ${after} next to ${before}`;
    case 'TEST_TRAFFIC_SHIFT':
    case 'POST_TEST_TRAFFIC_SHIFT':
      return `Testing ${after} on the test listener`;
    case 'PRE_PRODUCTION_TRAFFIC_SHIFT':
      return `About to move production to ${after}`;
    case 'PRODUCTION_TRAFFIC_SHIFT':
    case 'POST_PRODUCTION_TRAFFIC_SHIFT':
      return `Production moves to ${after}`;
    case 'BAKE_TIME':
      return `${after} is in production and baking`;
    case 'CLEAN_UP':
      return `${after} is in production; the tasks of ${before} end`;
  }
}

/** The colour of a deployment that has this status. */
export function signalOf(status: DeploymentView['status'], isAsked: boolean): Signal {
  if (status === 'SUCCESSFUL') return 'go';
  if (status === 'PENDING' || status === 'IN_PROGRESS') return 'wait';
  return isAsked ? 'rest' : 'fail';
}

/** The outcome of the newest question about a deployment; undefined if nobody has been asked. */
export function decisionFor(
  { arn }: Pick<DeploymentView, 'arn'>,
  { mailbox }: Pick<SandboxData, 'mailbox'>,
): MailOutcome | undefined {
  return mailbox.mails.find(({ outcome, body }) => outcome !== undefined && body.includes(idOf(arn)))?.outcome;
}
