import { idOf } from '../../../controller/ecs/arns.ts';
import { phaseStates } from '../../../simulate/drawing/phase-bar.ts';
import { type Stretch, stretchesOf } from '../../../simulate/drawing/time-scale.ts';
import type { Mark, Shift } from '../../../simulate/drawing/traffic-chart.ts';
import { type Phase, phaseOf } from '../../../wording/phases.ts';
import type { MailboxData } from '../../mailbox/mailbox.ts';
import type { SandboxData } from '../../view/sandbox-data.ts';
import type { DeploymentView } from '../../view/service-view.ts';
import { eventsAbout, type ShownEvent } from './event-list.ts';

/** A deployment over its time, as the chart draws it. */
export type Timeline = {
  deployment: DeploymentView;
  before: string;
  after: string;
  /** Newest first. */
  events: readonly ShownEvent[];
  marks: readonly Mark[];
  stretches: readonly Stretch[];
  end: Date;
};

/** The same at one moment: where the traffic went, the state of each phase, and what had happened last. */
export type Moment = {
  at: Date;
  phase: Phase;
  states: readonly string[];
  production: number;
  test: number;
  what: string;
};

type Told = Pick<Timeline, 'deployment' | 'before' | 'after' | 'events'>;

export function timelineOf(told: Told, { mailbox, now }: Pick<SandboxData, 'mailbox' | 'now'>): Timeline {
  const { deployment } = told;
  const end = deployment.finishedAt ?? now;
  const marks = marksOf(mailbox, deployment).filter(({ at }) => at <= end);
  const moments = [
    ...deployment.shifts.map(({ at }) => at),
    ...deployment.turns.flatMap(({ since, until }) => (until === undefined ? [since] : [since, until])),
    ...marks.map(({ at }) => at),
  ];
  return { ...told, marks, end, stretches: stretchesOf(deployment.startedAt, end, moments) };
}

/** The deployment on the page; undefined before the first one. */
export function currentTimeline(data: SandboxData): Timeline | undefined {
  const { view, versionOf } = data;
  const { deployment } = view;
  if (deployment === undefined) return undefined;
  const { sourceRevisionArn, targetRevisionArn, startedAt } = deployment;
  const before = sourceRevisionArn === undefined ? 'nothing' : versionOf(sourceRevisionArn);
  const events = eventsAbout(
    deployment.arn,
    view.log.filter(({ at }) => at >= startedAt),
    data.mailbox,
  );
  return timelineOf({ deployment, before, after: versionOf(targetRevisionArn), events }, data);
}

/** When people were asked and what they decided, oldest first; the mails of one question are one mark. */
export function marksOf({ mails }: Pick<MailboxData, 'mails'>, { arn }: Pick<DeploymentView, 'arn'>): Mark[] {
  const found = mails
    .filter(({ outcome, body }) => outcome !== undefined && body.includes(idOf(arn)))
    .flatMap(({ at, outcome }): Mark[] => {
      const asked: Mark = { at: new Date(at), kind: 'asked', words: 'asked' };
      switch (outcome?.kind) {
        case 'approved':
        case 'rejected':
          return [asked, { at: outcome.at, kind: outcome.kind, words: `${outcome.by} ${outcome.kind}` }];
        case 'expired':
          return [asked, { at: outcome.at, kind: 'expired', words: 'expired' }];
        default:
          return [asked];
      }
    })
    .sort((one, other) => +one.at - +other.at);
  return found.filter((mark, index) => !found.slice(0, index).some((before) => isSame(before, mark)));
}

function isSame(one: Mark, other: Mark): boolean {
  return one.words === other.words && Math.abs(+one.at - +other.at) < 10_000;
}

/** Every change, oldest first. */
export function momentsOf({ deployment, events, marks }: Timeline): Moment[] {
  const told = [
    ...events.toReversed().map(({ at, text }) => ({ at, what: text })),
    ...deployment.shifts.map(({ at }) => ({ at, what: '' })),
  ].sort((one, other) => +one.at - +other.at);
  let what = '';
  return told.map((one) => {
    what = one.what || what;
    return {
      at: one.at,
      phase: phaseAt(deployment, one.at),
      states: statesAt(deployment, marks, one.at),
      production: shareAt(deployment.shifts, 'production', one.at),
      test: shareAt(deployment.shifts, 'test', one.at),
      what,
    };
  });
}

/** Of the phases in their order, as the bar showed them then. */
function statesAt({ strategy, turns }: DeploymentView, marks: readonly Mark[], at: Date): string[] {
  const isAsking = marks.findLast((mark) => mark.at <= at)?.kind === 'asked';
  const until = turns.filter(({ since }) => since <= at);
  const isBack = until.some(({ isRollback }) => isRollback);
  const status = isBack ? 'ROLLBACK_IN_PROGRESS' : 'IN_PROGRESS';
  return Object.values(phaseStates({ strategy, status, turns: until }, { isAsking, isAsked: true }));
}

function shareAt(shifts: readonly Shift[], listener: Shift['listener'], at: Date): number {
  return shifts.findLast((shift) => shift.listener === listener && shift.at <= at)?.targetPercent ?? 0;
}

function phaseAt({ turns, strategy }: DeploymentView, at: Date): Phase {
  const turn = turns.findLast(({ since }) => since <= at);
  if (turn === undefined) return 'start';
  if (strategy === 'ROLLING' && turn.stage === 'SCALE_UP') return 'shift';
  return phaseOf(turn.stage) ?? 'start';
}
