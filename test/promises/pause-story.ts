import fc from 'fast-check';
import type { ApprovalRequest } from '../../src/approval/request/request.ts';
import type { HookStateChange } from '../../src/controller/ecs/hook-state-change.ts';
import type { Switches } from '../../src/controller/switches.ts';
import type { PauseAction } from '../../src/pause-bridge/pause-record.ts';
import { readKept } from '../helpers/approval.ts';
import { casesOf } from '../helpers/random-cases.ts';
import {
  type PauseOptions,
  type PauseSetup,
  parameterPrefix,
  pauseSetup,
  sweep,
  sweepAt,
} from '../pause-bridge/pause-setup.ts';
import type { Fate } from './fates.ts';
import { type EnterWorld, keysOf, type Observed, pausesInMemory, storedIn } from './pause-world.ts';
import { callsIn } from './story.ts';
import type { Asked } from './terms/oracle.ts';
import { type StartOfDeployment, starts, type Terms, terms } from './terms/terms.ts';
import { anybody, type Voter } from './terms/voters.ts';

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

export type PlayedPause = Observed & {
  setup: PauseSetup;
  /** What is in the ledger now. */
  keys(prefix: string): string[];
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

/** Where stories are played. Default: in memory, each with the same ids. */
export type PausePlace = { enter?: EnterWorld; place?: () => PauseOptions['place'] };

export async function playPause(
  story: PauseStory,
  scheduler: fc.Scheduler,
  { enter = pausesInMemory, place }: PausePlace = {},
): Promise<PlayedPause> {
  const setup = await pauseSetup({
    place: place?.() ?? {},
    parameters: { [parameterPrefix]: JSON.stringify(story.terms) },
    timeout: { timeoutInMinutes: 60, action: story.timeoutAction },
    switches: story.switches,
  });
  const hookId = await setup.paused();
  const world = await enter(setup, scheduler, [...story.fates]);
  const history: HookStateChange[] = setup.events.splice(0);
  const { clock, controller, serviceDeploymentArn } = setup;
  const { ledger } = world;
  const keys = (prefix: string) => keysOf(ledger, prefix);

  const deliveries = story.deliveries.map(async ({ picks, sweeps, kicks, skewSeconds }) => {
    await world.turn('the queue delivers');
    history.push(...setup.events.splice(0));
    const [key] = keys('approvals/');
    const messages = [
      ...picks.flatMap((pick) => history.at(-1 - pick) ?? []),
      ...(kicks && key ? [{ request: key }] : []),
      ...(sweeps ? [sweep] : []),
    ];
    const failed = await world.invoke(messages, skewSeconds);
    // SQS delivers again what failed.
    const again = failed.map((id) => messages[Number(id)]);
    if (again.length > 0) await world.invoke(again, skewSeconds);
  });

  const voters = story.voters.map(async (voter) => {
    for (let tries = 0; tries < 15 && !storedIn(ledger); tries += 1) await world.turn(voter.by);
    const request = storedIn(ledger);
    if (request) await world.visit(voter, request);
  });

  const startedAt = clock.now();
  const reports = story.starts.map(async (start) => {
    await world.turn('CloudTrail reports who started it');
    await world.recordStart({ ...start, at: startedAt });
  });

  const outsiders = story.outsiders.map(async (outsider) => {
    await world.turn(`somebody ${outsider}`);
    try {
      if (outsider === 'stops the deployment') controller.stopServiceDeployment({ serviceDeploymentArn });
      else {
        const action = outsider === 'continues' ? 'CONTINUE' : 'ROLLBACK';
        controller.continueServiceDeployment({ serviceDeploymentArn, hookId, action });
      }
    } catch {
      // The bridge was faster.
    }
    await world.advance(1);
  });

  const times = story.waits.map(async (minutes) => {
    await world.turn(`${minutes} min pass`);
    await world.advance(minutes * 60_000);
  });

  await scheduler.waitFor(Promise.all([...deliveries, ...voters, ...reports, ...outsiders, ...times]));

  const versions = () => ledger.versions(keys('approvals/')[0] ?? '').map(({ body }) => readKept(body));
  const isOver = () =>
    controller.describeServiceDeployment(serviceDeploymentArn).finishedAt !== undefined &&
    keys('undelivered/').length === 0;
  return {
    ...{ setup, keys },
    ...{ answers: world.answers, sent: world.sent, told: world.told },
    get versions() {
      return versions();
    },
    get asked() {
      const createdAt = versions()[0]?.createdAt ?? startedAt.toISOString();
      return { terms: story.terms, createdAt, calls: callsIn(ledger) };
    },
    async settle(minutes) {
      world.calm();
      await world.invoke([...history, ...setup.events.splice(0)], 0);
      for (let minute = 0; minute < minutes && !(world.isSlow && isOver()); minute += 1) {
        await world.advance(60_000);
        if (world.isSlow && setup.events.length === 0 && !isSwept(startedAt, clock.now())) continue;
        await world.invoke([...setup.events.splice(0), sweepAt(clock.now())], 0);
      }
      await world.rest?.();
    },
  };
}

/** Every fifth minute, in which the bridge searches, and every one near the end of its hour. */
function isSwept(startedAt: Date, now: Date): boolean {
  return now.getUTCMinutes() % 5 === 0 || now.getTime() - startedAt.getTime() > 50 * 60_000;
}

/** Plays random stories, and looks at every run from all these sides. A side that plays on comes last. */
export async function holdForPauses(
  arbitrary: fc.Arbitrary<PauseStory>,
  numRuns: number,
  sides: Record<string, (played: PlayedPause, story: PauseStory) => void | Promise<void>>,
  { at = {}, ...how }: { at?: PausePlace } & fc.Parameters<unknown> = {},
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(arbitrary, fc.scheduler(), async (story, scheduler) => {
      const played = await playPause(story, scheduler, at);
      for (const [side, look] of Object.entries(sides)) {
        try {
          await look(played, story);
        } catch (cause) {
          throw new Error(`it does not hold that ${side}: ${(cause as Error).message}`, { cause });
        }
      }
    }),
    { numRuns: casesOf(numRuns), ...(how as object) },
  );
}
