import { hooksFailed, returnedFailed } from '../../../src/controller/ecs/status-reason.ts';
import type { ChannelMessage } from '../../../src/sandbox/channel/file-channel.ts';
import type { MailOutcome } from '../../../src/sandbox/mailbox/mail-outcome.ts';
import type { ShownMail } from '../../../src/sandbox/mailbox/mailbox.ts';
import { reviewers } from '../../../src/sandbox/mailbox/sandbox-reviewers.ts';
import type { SandboxData } from '../../../src/sandbox/view/sandbox-data.ts';
import type { HookView, TurnView } from '../../../src/sandbox/view/service-view.ts';
import {
  deploymentArn,
  greenArn,
  linearSandbox,
  quietSandbox,
  waitingSandbox,
  withDeployment,
} from './sandbox-data.ts';

/** A state of the dashboard that people see for longer than a moment. Its clock stands still. */
export type DashboardState = { name: string; data: () => SandboxData };

const at = (time: string) => new Date(`2026-11-22T${time}Z`);
const smokeHook = 'arn:aws:lambda:us-west-2:123456789012:function:greenlight-smoke-hook';
const deploymentId = deploymentArn.split('/').at(-1) ?? '';

export const dashboardStates: readonly DashboardState[] = [
  { name: 'idle', data: () => still(quietSandbox()) },
  { name: 'asking', data: () => asking({ kind: 'waiting', until: at('17:42:00') }) },
  {
    name: 'moving',
    data: () => still(withDeployment(linearSandbox(), { hooks: [], turns: linearTurns(), shifts: linearShifts() })),
  },
  {
    name: 'rejected',
    data: () => rolledBack({ kind: 'rejected', by: 'Ana', reason: 'the price is wrong', at: at('13:50:00') }),
  },
  { name: 'failed', data: () => failed() },
];

/** Those that have pictures in addition. */
export const furtherStates: readonly DashboardState[] = [
  { name: 'finished', data: finished },
  { name: 'paused', data: paused },
];

function finished(): SandboxData {
  const data = asking({ kind: 'approved', by: 'Ana', at: at('13:45:00') });
  const turns = [
    turn('SCALE_UP', '13:40:00', '13:41:30'),
    turn('POST_TEST_TRAFFIC_SHIFT', '13:41:30', '13:42:00'),
    turn('PRE_PRODUCTION_TRAFFIC_SHIFT', '13:42:00', '13:45:20'),
    turn('PRODUCTION_TRAFFIC_SHIFT', '13:45:20', '13:45:50'),
    turn('BAKE_TIME', '13:45:50', '13:51:30'),
    turn('CLEAN_UP', '13:51:30', '13:51:40'),
  ];
  const shifts = data.view.deployment?.shifts ?? [];
  return {
    ...withDeployment(data, {
      ...{ status: 'SUCCESSFUL', finishedAt: at('13:51:40'), turns },
      shifts: [...shifts, { at: at('13:45:40'), listener: 'production', targetPercent: 100 }],
    }),
    primaryRevisionArn: greenArn,
    weights: { production: { [greenArn]: 100 }, test: { [greenArn]: 100 } },
  };
}

function paused(): SandboxData {
  const pause: HookView = {
    ...{ id: 'ecs-pause-1', stage: 'POST_TEST_TRAFFIC_SHIFT', step: 1, functionName: 'pause', isPause: true },
    ...{ isRollback: false, state: 'waiting', answered: 'AWAITING_ACTION', calls: 0 },
    ...{ since: at('13:41:30'), lastCallAt: at('13:41:30') },
    reason: 'Waits until 17:41 UTC for somebody to continue or roll back.',
  };
  return still({ ...withDeployment(waitingSandbox(), { hooks: [pause] }), mailbox: { mails: [], unreadable: [] } });
}

function still(data: SandboxData): SandboxData {
  return { ...data, speed: 0, pace: { chosen: 20, isHeld: false } };
}

function mails(outcome: MailOutcome): ShownMail[] {
  const body = `retail-ui on prod-cluster waits for your decision before production traffic moves.
Decide:   http://127.0.0.1:8091/r/7Q4KZ
Try it:   http://127.0.0.1:8081/
Until:    2026-11-22 17:42 UTC, then ECS rolls back.
Checked:  smoke 3 of 3, p99 84 ms · alarms 1 OK

Deployment  ${deploymentId} (blue/green)
`;
  return reviewers.map(({ id, address }) => ({
    ...{ id: `20261122134200000-${id}`, to: address, at: '2026-11-22T13:42:00.000Z', attributes: {}, outcome, body },
    ...{ subject: '[ACTION] Approve retail-ui 1.42 by 17:42 UTC', link: 'http://127.0.0.1:8091/r/7Q4KZ' },
  }));
}

function message(time: string, title: string, lines: string[]): ChannelMessage {
  const page = `http://127.0.0.1:8091/deployments/prod-cluster/retail-ui/${deploymentId}`;
  const context = ['ui: shop/ui:1.41 → shop/ui:1.42', 'retail-ui at PRE_PRODUCTION_TRAFFIC_SHIFT (release), us-west-2'];
  return { thread: deploymentId, at: at(time).toISOString(), title, lines, context, page };
}

const asked = message('13:42:00', '🟡 ASKED retail-ui 1.42 on prod-cluster', [
  'retail-ui 1.42 on prod-cluster waits at PRE_PRODUCTION_TRAFFIC_SHIFT (release) for one approval.',
  'Until 2026-11-22 17:42 UTC, then ECS rolls back.',
]);
const rejected = message('13:50:00', '⚪ REJECTED retail-ui 1.42 on prod-cluster', [
  'retail-ui 1.42 at PRE_PRODUCTION_TRAFFIC_SHIFT (release): rejected by ana@shop.example: the price is wrong.',
]);

function asking(outcome: MailOutcome): SandboxData {
  const question = {
    ...{ deploymentId, stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT', deadline: at('17:42:00') },
    ...{ waitingFor: ['Ana', 'Ben', 'Chi'], given: 0, needed: 1 },
  };
  const turns: TurnView[] = [
    turn('SCALE_UP', '13:40:00', '13:41:30'),
    turn('POST_TEST_TRAFFIC_SHIFT', '13:41:30', '13:42:00'),
    turn('PRE_PRODUCTION_TRAFFIC_SHIFT', '13:42:00'),
  ];
  const isOpen = outcome.kind === 'waiting';
  const mailbox = { mails: mails(outcome), unreadable: [], ...(isOpen && { asking: question }) };
  return still(withDeployment(waitingSandbox({ mailbox, channel: isOpen ? [asked] : [asked, rejected] }), { turns }));
}

function rolledBack(outcome: MailOutcome): SandboxData {
  const data = asking(outcome);
  const { turns = [] } = data.view.deployment ?? {};
  const over = withDeployment(data, {
    ...{ status: 'ROLLBACK_SUCCESSFUL', finishedAt: at('13:51:00') },
    statusReason: 'Service deployment rolled back because PRE_PRODUCTION_TRAFFIC_SHIFT lifecycle hook(s) failed.',
    hooks: [rejectedHook()],
    turns: turns.map((one) => ({ until: at('13:50:10'), outcome: 'failed' as const, ...one })),
  });
  const { deployment, log: events } = over.view;
  const played = { strategy: 'BLUE_GREEN', deploymentConfiguration: { bakeTimeInMinutes: 10 }, faults: [] };
  return { ...over, history: [{ deployment, events, played, before: '1.41', after: '1.42' } as never] };
}

/** What the approval hook answers then. */
function rejectedHook(): HookView {
  const [hook] = waitingSandbox().view.deployment?.hooks ?? [];
  if (hook === undefined) throw new Error('there is no hook to change');
  const { nextCallAt: _over, ...known } = hook;
  return { ...known, stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT', state: 'failed', answered: 'FAILED', reason: 'rejected' };
}

/** With a fault that is still on, and after an evening of trying. */
function failed(): SandboxData {
  const [hook] = waitingSandbox().view.deployment?.hooks ?? [];
  const culprit = {
    ...hook,
    functionName: 'greenlight-smoke-hook',
    state: 'failed',
    answered: 'FAILED',
    reason: 'GET / found status 500',
    ...{ calls: 1, lastCallAt: at('13:41:40'), nextCallAt: undefined },
  };
  const statusReason = hooksFailed('POST_TEST_TRAFFIC_SHIFT', [returnedFailed(smokeHook)]);
  const log = [
    { sequence: 2, at: at('13:41:42'), text: `Rolling back: ${statusReason}` },
    ...waitingSandbox().view.log,
  ];
  const deployments = Array.from({ length: 21 }, (_, index) => ({
    ...{ serviceDeploymentArn: `${deploymentArn}${index}`, targetServiceRevisionArn: greenArn, status: 'SUCCESSFUL' },
    ...{ createdAt: at('12:00:00'), finishedAt: at('12:15:00') },
  }));
  const data = withDeployment(waitingSandbox({ isBroken: true, deployments: deployments as never }), {
    ...{ status: 'ROLLBACK_SUCCESSFUL', finishedAt: at('13:41:50'), hooks: [culprit as never] },
    statusReason,
  });
  // Nobody is asked about what the checks have refused.
  return still({ ...data, view: { ...data.view, log }, mailbox: { mails: [], unreadable: [] } });
}

function turn(stage: TurnView['stage'], since: string, until?: string): TurnView {
  const end = until === undefined ? {} : ({ until: at(until), outcome: 'succeeded' } as const);
  return { stage, step: 1, isRollback: false, since: at(since), ...end };
}

function linearTurns(): TurnView[] {
  const { turns = [] } = linearSandbox().view.deployment ?? {};
  return [...turns.slice(0, -1), { ...turn('PRODUCTION_TRAFFIC_SHIFT', '13:50:30'), step: 3 }];
}

function linearShifts() {
  const production = { listener: 'production' } as const;
  return [
    { ...production, at: at('13:40:00'), targetPercent: 0 },
    { at: at('13:40:00'), listener: 'test' as const, targetPercent: 0 },
    { at: at('13:41:30'), listener: 'test' as const, targetPercent: 100 },
    { ...production, at: at('13:45:40'), targetPercent: 25 },
    { ...production, at: at('13:48:00'), targetPercent: 50 },
    { ...production, at: at('13:50:30'), targetPercent: 75 },
  ];
}
