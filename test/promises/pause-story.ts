import fc from 'fast-check';
import { createLedger } from '../../src/approval/request/ledger.ts';
import { type ApprovalRequest, type Decision, parseRequest } from '../../src/approval/request/request.ts';
import { createApprovalLifecycle } from '../../src/checks/approval/approval-lifecycle.ts';
import type { HookStateChange } from '../../src/controller/ecs/hook-state-change.ts';
import type { Switches } from '../../src/controller/switches.ts';
import type { BridgeEcs, BridgeParts } from '../../src/pause-bridge/bridge-parts.ts';
import { createPauseBridge } from '../../src/pause-bridge/pause-bridge.ts';
import type { PauseAction } from '../../src/pause-bridge/pause-record.ts';
import { createPauseStore } from '../../src/pause-bridge/pause-store.ts';
import { createReports } from '../../src/storage/reports.ts';
import { countedIds, deskOver, deskUrl, facts, recordStart, signingKeys, skewed } from '../helpers/approval.ts';
import { recordingLogger } from '../helpers/hook.ts';
import { wrapStore } from '../helpers/memory-store.ts';
import { casesOf } from '../helpers/random-cases.ts';
import { type PauseSetup, parameterPrefix, pauseSetup, sendTo, sweep, sweepAt } from '../pause-bridge/pause-setup.ts';
import { type Fate, stepsOf } from './fates.ts';
import { callsIn } from './story.ts';
import type { Asked } from './terms/oracle.ts';
import { type StartOfDeployment, starts, type Terms, terms } from './terms/terms.ts';
import { anybody, comeTo, type Voter } from './terms/voters.ts';

/** What somebody does to the pause without Greenlight. */
type Outsider = 'continues' | 'rolls back' | 'stops the deployment';

/** One pause with everybody involved. All act at once; the scheduler decides who goes next. */
export type PauseStory = {
  timeoutAction: PauseAction;
  /** How ECS is read where it is not documented. */
  switches: Partial<Switches>;
  /** Which of the events of ECS each invocation of the bridge gets, by index from the last one back: duplicates, gaps and any order. */
  deliveries: { picks: number[]; sweeps: boolean; kicks: boolean; skewSeconds: number }[];
  /** What the parameter of the pause says. */
  terms: Terms;
  voters: Voter[];
  /** The calls that may have started the deployment, each reported at some time, or not at all. */
  starts: StartOfDeployment[];
  outsiders: Outsider[];
  /** Minutes that pass somewhere in between. */
  waits: number[];
  /** Of every step in turn; those after the last work. */
  fates: Fate[];
};

export type PlayedPause = {
  setup: PauseSetup;
  /** What the bridge sent to ECS and ECS took, with the decision that was stored at that moment. */
  answers: { action: PauseAction; hookId: string; decision: Decision | undefined; at: Date }[];
  /** All actions that were sent, taken or not. */
  sent: PauseAction[];
  /** Who was notified, and whether the request existed. */
  told: { to: string; requestExists: boolean }[];
  versions: ApprovalRequest[];
  /** The question, and what is known about who started the deployment. */
  asked: Asked;
  /** Lets time pass, and the sweep run every minute with nothing going wrong. */
  settle(minutes: number): Promise<void>;
};

/** What AWS does not say about pauses, in every combination. */
export const pauseSwitches: fc.Arbitrary<Partial<Switches>> = fc.record({
  finishedHooks: fc.constantFrom('listed', 'removed'),
  lambdaHookEvents: fc.constantFrom('sent', 'not-sent'),
  pauseEvents: fc.constantFrom('sent', 'sent', 'lost'),
  abandonedPauseEvent: fc.constantFrom('not-sent', 'sent'),
  pauseExpiry: fc.constantFrom('on-time', 'late'),
  refusedAnswer: fc.constantFrom(
    'InvalidParameterException',
    'ClientException',
    'ServiceDeploymentNotFoundException',
    'UnsupportedFeatureException',
  ),
  describedWeights: fc.constantFrom('shown', 'missing'),
});

/** Pauses of sixty minutes with all kinds of terms, to which anybody may come. */
export function pauseStories(changes: Partial<{ [Part in keyof PauseStory]: fc.Arbitrary<PauseStory[Part]> }> = {}) {
  const bad = fc.constantFrom<Fate>('fails', 'loses the answer', 'races itself', 'dies before', 'dies after');
  const fate = fc.oneof({ weight: 9, arbitrary: fc.constant<Fate>('works') }, { weight: 1, arbitrary: bad });
  return fc.record<PauseStory>({
    timeoutAction: fc.constantFrom('CONTINUE', 'ROLLBACK'),
    switches: pauseSwitches,
    deliveries: fc.array(
      fc.record({
        picks: fc.array(fc.nat({ max: 3 }), { maxLength: 3 }),
        sweeps: fc.boolean(),
        kicks: fc.boolean(),
        skewSeconds: fc.integer({ min: -5, max: 5 }),
      }),
      { minLength: 1, maxLength: 5 },
    ),
    terms: terms({ deadlineMinutes: 45 }),
    voters: fc.array(anybody(fc.constant(0)), { maxLength: 7 }),
    starts,
    outsiders: fc.constantFrom<Outsider[]>([], [], [], ['continues'], ['rolls back'], ['stops the deployment']),
    waits: fc.array(fc.constantFrom(1, 10, 30, 57, 70), { maxLength: 2 }),
    fates: fc.array(fate, { maxLength: 120, size: 'max' }),
    ...changes,
  });
}

export async function playPause(story: PauseStory, scheduler: fc.Scheduler): Promise<PlayedPause> {
  const setup = await pauseSetup({
    parameters: { [parameterPrefix]: JSON.stringify(story.terms) },
    timeout: { timeoutInMinutes: 60, action: story.timeoutAction },
    switches: story.switches,
  });
  const hookId = await setup.paused();
  const history: HookStateChange[] = setup.events.splice(0);
  const { store, clock, controller, serviceDeploymentArn } = setup;
  const remaining = [...story.fates];
  const answers: PlayedPause['answers'] = [];
  const sent: PauseAction[] = [];
  const told: PlayedPause['told'] = [];
  const newId = countedIds('story');

  function readRequest(): ApprovalRequest | undefined {
    const [key] = setup.keys('approvals/');
    return key === undefined ? undefined : parseRequest(store.contents()[key] ?? '');
  }

  function firstRequest(): ApprovalRequest | undefined {
    const [first] = store.versions(setup.keys('approvals/')[0] ?? '');
    return first && parseRequest(first.body);
  }

  const ecs: BridgeEcs = {
    ...setup.ecs,
    async continueServiceDeployment(answer, signal) {
      sent.push(answer.action);
      const decision = readRequest()?.decision;
      await setup.ecs.continueServiceDeployment(answer, signal);
      answers.push({ action: answer.action, hookId: answer.hookId, decision, at: clock.now() });
    },
  };
  const publish = async (to: string) => void told.push({ to, requestExists: readRequest() !== undefined });

  /** One invocation of the bridge: once it is lost nothing more comes from it. */
  function invocation(skewSeconds: number): BridgeParts {
    const { step } = stepsOf(scheduler, remaining, 'ThrottlingException: Rate exceeded');
    const faulty = wrapStore(store, (operation, at, run) => step(`${operation} ${at}`, run));
    const ledger = createLedger(faulty);
    const lifecycle = createApprovalLifecycle({
      ...{ ledger, store: faulty, reports: createReports(faulty), deskUrl, newId },
      notifier: { publish: (notice) => step('publish', () => publish(notice.attributes['reviewer'] ?? 'everybody')) },
      signingKeys: async () => signingKeys,
      describe: async () => facts,
      deployed: async ({ deploymentArn = '' }, signal) => ({
        deployment: await step('describe', () => setup.ecs.describeServiceDeployment(deploymentArn, signal)),
        images: facts.images,
      }),
      recordsDeployers: true,
    });
    return {
      ...setup.parts({ clock: skewed(clock, skewSeconds) }),
      ...{ ledger, newId, pauses: createPauseStore(faulty), lifecycle: async () => lifecycle },
      readParameters: (names) =>
        step('read parameters', async () => new Map(names.flatMap((name) => pairOf(setup, name)))),
      ecs: async () => ({
        describeServiceDeployment: (...args) => step('describe', () => ecs.describeServiceDeployment(...args)),
        continueServiceDeployment: (...args) => step('continue', () => ecs.continueServiceDeployment(...args)),
      }),
    };
  }

  const deliveries = story.deliveries.map(async ({ picks, sweeps, kicks, skewSeconds }) => {
    await scheduler.schedule(Promise.resolve(), 'the queue delivers');
    history.push(...setup.events.splice(0));
    const [key] = setup.keys('approvals/');
    const messages = [
      ...picks.flatMap((pick) => history.at(-1 - pick) ?? []),
      ...(kicks && key ? [{ request: key }] : []),
      ...(sweeps ? [sweep] : []),
    ];
    const bridge = createPauseBridge(invocation(skewSeconds));
    const failed = await sendTo(bridge, messages);
    // SQS delivers again what failed.
    if (failed.length > 0)
      await sendTo(
        createPauseBridge(invocation(skewSeconds)),
        failed.map((id) => messages[Number(id)]),
      );
  });

  const voters = story.voters.map(async (voter) => {
    for (let tries = 0; tries < 15 && !readRequest(); tries += 1) await scheduler.schedule(Promise.resolve(), voter.by);
    const request = readRequest();
    if (!request) return;
    const desk = deskOver({ store, clock, logger: recordingLogger(), newId, signingKeys: async () => signingKeys });
    await comeTo(desk, voter, setup.requestKey(), request);
  });

  const startedAt = clock.now();
  const reports = story.starts.map(async (start) => {
    await scheduler.schedule(Promise.resolve(), 'CloudTrail reports who started it');
    const deploymentId = serviceDeploymentArn.split('/').at(-1) ?? '';
    await recordStart({ store, clock }, { ...start, at: startedAt, deploymentId });
  });

  const outsiders = story.outsiders.map(async (outsider) => {
    await scheduler.schedule(Promise.resolve(), `somebody ${outsider}`);
    try {
      if (outsider === 'stops the deployment') controller.stopServiceDeployment({ serviceDeploymentArn });
      else {
        const action = outsider === 'continues' ? 'CONTINUE' : 'ROLLBACK';
        controller.continueServiceDeployment({ serviceDeploymentArn, hookId, action });
      }
    } catch {
      // The bridge was faster.
    }
    await clock.advance(1);
  });

  const times = story.waits.map(async (minutes) => {
    await scheduler.schedule(Promise.resolve(), `${minutes} min pass`);
    await clock.advance(minutes * 60_000);
  });

  await scheduler.waitFor(Promise.all([...deliveries, ...voters, ...reports, ...outsiders, ...times]));

  return {
    ...{ setup, answers, sent, told },
    get versions() {
      const [key = ''] = setup.keys('approvals/');
      return store.versions(key).map(({ body }) => parseRequest(body));
    },
    get asked() {
      const createdAt = firstRequest()?.createdAt ?? startedAt.toISOString();
      return { terms: story.terms, createdAt, calls: callsIn(store) };
    },
    async settle(minutes) {
      remaining.length = 0;
      const calm = async (...messages: unknown[]) => {
        const parts = { ...invocation(0), ...setup.parts(), ecs: async () => ecs };
        await sendTo(createPauseBridge(parts), messages);
      };
      await calm(...history, ...setup.events.splice(0));
      for (let minute = 0; minute < minutes; minute += 1) {
        await clock.advance(60_000);
        await calm(...setup.events.splice(0), sweepAt(clock.now()));
      }
    },
  };
}

function pairOf({ parameters }: PauseSetup, name: string): [string, string][] {
  const value = parameters.get(name);
  return value === undefined ? [] : [[name, value]];
}

/** Plays random stories, and looks at every run from all these sides. A side that plays on comes last. */
export async function holdForPauses(
  arbitrary: fc.Arbitrary<PauseStory>,
  numRuns: number,
  sides: Record<string, (played: PlayedPause, story: PauseStory) => void | Promise<void>>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(arbitrary, fc.scheduler(), async (story, scheduler) => {
      const played = await playPause(story, scheduler);
      for (const [side, look] of Object.entries(sides)) {
        try {
          await look(played, story);
        } catch (cause) {
          throw new Error(`it does not hold that ${side}: ${(cause as Error).message}`, { cause });
        }
      }
    }),
    { numRuns: casesOf(numRuns) },
  );
}
