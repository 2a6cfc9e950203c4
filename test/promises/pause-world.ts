import type fc from 'fast-check';
import { createLedger } from '../../src/approval/request/ledger.ts';
import type { ApprovalRequest, Decision } from '../../src/approval/request/request.ts';
import { createApprovalLifecycle } from '../../src/checks/approval/approval-lifecycle.ts';
import type { BridgeEcs, BridgeParts } from '../../src/pause-bridge/bridge-parts.ts';
import { createPauseBridge } from '../../src/pause-bridge/create-pause-bridge.ts';
import type { PauseAction } from '../../src/pause-bridge/pause-record.ts';
import { createPauseStore } from '../../src/pause-bridge/pause-store.ts';
import { createReports } from '../../src/storage/reports.ts';
import { groupSettings } from '../approval/sign-in/sign-in-setup.ts';
import {
  countedIds,
  deskOver,
  deskUrl,
  facts,
  readKept,
  recordStart,
  signingKeys,
  skewed,
} from '../helpers/approval.ts';
import { recordingLogger } from '../helpers/hook.ts';
import { type MemoryStore, wrapStore } from '../helpers/memory-store.ts';
import { type PauseSetup, sendTo } from '../pause-bridge/pause-setup.ts';
import { type Fate, stepsOf } from './fates.ts';
import { storySlack } from './terms/slack-voters.ts';
import type { StartOfDeployment } from './terms/terms.ts';
import { comeTo, storySignIn, type Voter } from './terms/voters.ts';

/** What can be seen of a story from outside. */
export type Observed = {
  /** What the bridge sent to ECS and ECS took, with the decision that was stored at that moment, and the reason that was recorded for it. */
  answers: { action: PauseAction; hookId: string; decision: Decision | undefined; reason: string | undefined }[];
  /** All actions that were sent, taken or not. */
  sent: PauseAction[];
  /** Who was notified, and whether the request existed. */
  told: { to: string; requestExists: boolean }[];
};

type Ledger = Pick<MemoryStore, 'contents' | 'versions'>;

/** The bridge and the desk of a story, and all that they talk to. Every step that leaves one of them is in the scheduler's hands. */
export type PauseWorld = Observed & {
  ledger: Ledger;
  /** One invocation of the bridge. Resolves to the numbers of the messages that failed: all of them if the function is lost. */
  invoke(messages: readonly unknown[], skewSeconds: number): Promise<string[]>;
  /** Resolves when it is somebody's turn, as the scheduler decides. */
  turn(name: string): Promise<void>;
  /** Somebody comes to the desk. What they see is not looked at here. */
  visit(voter: Voter, request: ApprovalRequest): Promise<void>;
  advance(milliseconds: number): Promise<void>;
  recordStart(start: StartOfDeployment & { at: Date }): Promise<void>;
  /** From now on nothing goes wrong, and nothing waits for the scheduler. */
  calm(): void;
  /** Resolves when nothing is left that nobody has called for: what the desk has sent to a queue, for one. */
  rest?(): Promise<void>;
  /** Whether a sweep costs so much time that there are fewer of them. */
  isSlow: boolean;
};

/** @param fates - of every step in turn */
export type EnterWorld = (setup: PauseSetup, scheduler: fc.Scheduler, fates: Fate[]) => Promise<PauseWorld>;

export function keysOf(ledger: Ledger, prefix: string): string[] {
  return Object.keys(ledger.contents()).filter((key) => key.startsWith(prefix));
}

/** The only request in the ledger. */
export function storedIn(ledger: Ledger): ApprovalRequest | undefined {
  const [key] = keysOf(ledger, 'approvals/');
  return key === undefined ? undefined : readKept(ledger.contents()[key] ?? '');
}

/** Why ECS gets its answer. */
export function reasonIn(ledger: Ledger): string | undefined {
  const [key = ''] = keysOf(ledger, 'deliveries/');
  return (JSON.parse(ledger.contents()[key] ?? '{}') as { reason?: string }).reason;
}

/** The sources of the bridge and the desk, over stores and services in memory. */
export const pausesInMemory: EnterWorld = async (setup, scheduler, fates) => {
  const { store, clock, serviceDeploymentArn } = setup;
  const answers: Observed['answers'] = [];
  const sent: Observed['sent'] = [];
  const told: Observed['told'] = [];
  const newId = countedIds('story');
  const { provider, deskSignIn } = storySignIn();
  const slack = storySlack(clock);
  let isCalm = false;

  const ecs: BridgeEcs = {
    ...setup.ecs,
    async continueServiceDeployment(answer, signal) {
      sent.push(answer.action);
      const known = { decision: storedIn(store)?.decision, reason: reasonIn(store) };
      await setup.ecs.continueServiceDeployment(answer, signal);
      answers.push({ action: answer.action, hookId: answer.hookId, ...known });
    },
  };
  const publish = async (to: string) => void told.push({ to, requestExists: storedIn(store) !== undefined });

  /** One invocation of the bridge: once it is lost nothing more comes from it. */
  function invocation(skewSeconds: number): BridgeParts {
    const faulty = stepsOf(scheduler, fates, 'ThrottlingException: Rate exceeded');
    const step: typeof faulty.step = (name, run) => (isCalm ? run() : faulty.step(name, run));
    const faultyStore = wrapStore(store, (operation, at, run) => step(`${operation} ${at}`, run));
    const ledger = createLedger(faultyStore);
    const lifecycle = createApprovalLifecycle({
      ...{ ledger, store: faultyStore, reports: createReports(faultyStore), deskUrl, newId },
      notifier: { publish: (notice) => step('publish', () => publish(notice.attributes['reviewer'] ?? 'everybody')) },
      signingKeys: async () => signingKeys,
      describe: async () => facts,
      deployed: async ({ deploymentArn = '' }, signal) => ({
        deployment: await step('describe', () => setup.ecs.describeServiceDeployment(deploymentArn, signal)),
        images: facts.images,
      }),
      recordsDeployers: true,
      signIn: groupSettings,
    });
    return {
      ...setup.parts({ clock: skewed(clock, skewSeconds) }),
      ...{ ledger, newId, pauses: createPauseStore(faultyStore), lifecycle: async () => lifecycle },
      readParameters: (names) =>
        step('read parameters', async () => new Map(names.flatMap((name) => pairOf(setup, name)))),
      ecs: async () => ({
        describeServiceDeployment: (...args) => step('describe', () => ecs.describeServiceDeployment(...args)),
        continueServiceDeployment: (...args) => step('continue', () => ecs.continueServiceDeployment(...args)),
      }),
    };
  }

  return {
    ...{ ledger: store, answers, sent, told, isSlow: false },
    invoke: (messages, skewSeconds) => sendTo(createPauseBridge(invocation(skewSeconds)), messages),
    turn: (name) => scheduler.schedule(Promise.resolve(), name),
    async visit(voter, request) {
      const keys = async () => signingKeys;
      const access = { deskSignIn, slack: slack.deskSlack() };
      const desk = deskOver({ store, clock, logger: recordingLogger(), newId, signingKeys: keys, ...access });
      await comeTo(desk, voter, setup.requestKey(), request, { provider, now: clock.now(), slack });
    },
    advance: (milliseconds) => clock.advance(milliseconds),
    recordStart: (start) =>
      recordStart({ store, clock }, { ...start, deploymentId: serviceDeploymentArn.split('/').at(-1) ?? '' }),
    calm() {
      isCalm = true;
    },
  };
};

function pairOf({ parameters }: PauseSetup, name: string): [string, string][] {
  const value = parameters.get(name);
  return value === undefined ? [] : [[name, value]];
}
