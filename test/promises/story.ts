import fc from 'fast-check';
import type { IamAnswer } from '../../src/approval/desk/iam/iam-answer.ts';
import type { Notifier } from '../../src/approval/notice/notifier.ts';
import type { DeployerRecord } from '../../src/approval/request/deployer/deployer-record.ts';
import type { ApprovalRequest, Decision } from '../../src/approval/request/request.ts';
import type { HookAnswer } from '../../src/hook/answer/answer.ts';
import type { JsonObject } from '../../src/hook/json.ts';
import type { ObjectStore } from '../../src/storage/store.ts';
import { groupSettings } from '../approval/sign-in/sign-in-setup.ts';
import {
  asDescribed,
  countedIds,
  deskOver,
  facts,
  gateOf,
  hookOver,
  keyOf,
  readKept,
  recordStart,
  type SetupParts,
  signingKeys,
  skewed,
} from '../helpers/approval.ts';
import {
  blueArn,
  ecsEvent,
  greenArn,
  lambdaContext,
  recordingLogger,
  SteppableClock,
  weightedEvent,
} from '../helpers/hook.ts';
import { type MemoryStore, memoryStore, wrapStore } from '../helpers/memory-store.ts';
import { casesOf } from '../helpers/random-cases.ts';
import { type Fate, fates, stepsOf } from './fates.ts';
import type { Asked } from './terms/oracle.ts';
import type { Attempt } from './terms/sides.ts';
import { type SlackForm, storySlack } from './terms/slack-voters.ts';
import { hookDetailsOf, type StartOfDeployment, starts, type Terms, terms } from './terms/terms.ts';
import { anybody, comeTo, isReportedAsRecorded, isSettled, skews, storySignIn, type Voter } from './terms/voters.ts';

/** One gate with everybody involved. All act at once; the scheduler decides who goes next. */
export type Story = {
  hookDetails: JsonObject;
  /** Each calls the hook this many times, one after the other: ECS, and what it delivers twice. `remainingMs` 0: out of time at once. */
  callers: { calls: number; skewSeconds: number; remainingMs: number }[];
  voters: Voter[];
  /** The calls that may have started the deployment, each reported at some time, or not at all. */
  starts: StartOfDeployment[];
  /** Status that an operator writes into a pending request. */
  flips: ('APPROVED' | 'REJECTED')[];
  /** Seconds that pass somewhere in between. */
  waits: number[];
  /** Of every step in turn; those after the last work. */
  fates: Fate[];
};

export type Played = {
  store: MemoryStore;
  /** The answers to ECS, with the decision that was stored at that moment. */
  answers: { answer: HookAnswer; decision: Decision | undefined }[];
  /** What voters saw, and when they opened the page by their desk's clock. */
  visits: { by: string; choice: string; at: Date; status: number; page: string }[];
  /** The answers to IAM identities. */
  replies: { by: string; choice: string; at: Date; status: number; answer: IamAnswer }[];
  /** The same from both, with what was stored when they came and when they went. */
  attempts: Attempt[];
  /** Who was notified, when, whether the request existed, and what the mail calls itself, such as `DEPUTY`. */
  told: { to: string; at: string; requestExists: boolean; label: string }[];
  voters: readonly Voter[];
  /** What Slack has sent. */
  forms: readonly SlackForm[];
  /** The question, and what is known about who started the deployment. */
  asked: Asked;
  /** The request's key. */
  key: string;
  /** All versions of the request, oldest first. */
  versions: ApprovalRequest[];
  clock: Pick<SteppableClock, 'now'>;
  /** Calls the hook once more after some seconds, with nothing going wrong. */
  callLater(seconds: number): Promise<HookAnswer>;
  /** Calls the hook at the next step of the deployment, a minute later, with nothing going wrong. */
  callAtNextStep(): Promise<HookAnswer>;
};

/** One user, and two sessions of one role. */
export const identities = [
  'arn:aws:iam::123456789012:user/dan',
  'arn:aws:sts::123456789012:assumed-role/approver/eve',
  'arn:aws:sts::123456789012:assumed-role/approver/not-eve',
];

export const reviewers = ['ana@example.com', 'ben@example.com', 'cho@example.com'];

/** Stories of gates of thirty minutes with all kinds of terms, to which anybody may come; errors never exhaust their budget. */
export function stories(changes: Partial<{ [Part in keyof Story]: fc.Arbitrary<Story[Part]> }> = {}) {
  return fc.record<Story>({
    hookDetails: terms().map(hookDetailsOf),
    callers: fc.array(
      fc.record({ calls: fc.integer({ min: 1, max: 4 }), skewSeconds: skews, remainingMs: fc.constant(60_000) }),
      { minLength: 1, maxLength: 3 },
    ),
    voters: fc.array(anybody(), { maxLength: 8 }),
    starts,
    flips: fc.constantFrom<Story['flips']>([], [], [], [], [], [], [], ['APPROVED'], ['REJECTED']),
    waits: fc.array(fc.constantFrom(10, 200, 900, 1795, 1806, 80_000), { maxLength: 2 }),
    fates: fates(1),
    ...changes,
  });
}

export async function play(story: Story, scheduler: fc.Scheduler): Promise<Played> {
  const clock = new SteppableClock();
  const startedAt = clock.now();
  const store = memoryStore(clock);
  const remaining = [...story.fates];
  const told: Played['told'] = [];
  const answers: Played['answers'] = [];
  const visits: Played['visits'] = [];
  const replies: Played['replies'] = [];
  const attempts: Attempt[] = [];
  const newId = countedIds();
  const { provider, deskSignIn } = storySignIn();
  const slack = storySlack(clock);
  const given = story.hookDetails as Terms;
  // Only a gate that is asked once has other steps; everywhere else it makes no difference.
  const event = given.once ? stepEvent(25) : ecsEvent();
  const key = given.once ? keyOf({ stage: 'PRODUCTION_TRAFFIC_SHIFT', step: 25 }) : keyOf({});

  const notifier: Notifier = {
    async publish({ attributes, subject }) {
      const label = /\[([A-Z ]+)\]/.exec(subject)?.[1] ?? '';
      const at = clock.now().toISOString();
      told.push({ to: attributes['reviewer'] ?? 'everybody', at, requestExists: readRequest() !== undefined, label });
    },
  };

  function readRequest(): ApprovalRequest | undefined {
    const body = store.contents()[key];
    return body === undefined ? undefined : readKept(body);
  }

  /** One function instance: once it is lost nothing more comes from it. */
  function instance(skewSeconds: number) {
    const { step, isLost, isHurt } = stepsOf(scheduler, remaining);
    const faultyStore: ObjectStore = wrapStore(store, (operation, at, run) => step(`${operation} ${at}`, run));
    const parts: SetupParts = {
      store: faultyStore,
      clock: skewed(clock, skewSeconds),
      notifier: { publish: (notice, signal) => step('publish', () => notifier.publish(notice, signal)) },
      signingKeys: async () => signingKeys,
      describe: async () => facts,
      deployed: (target, signal) => step('describe', () => asDescribed()(target, signal)),
      logger: recordingLogger(),
      newId,
      recordsDeployers: true,
      ...{ signIn: groupSettings, deskSignIn },
      slack: slack.deskSlack((post) => (method, call) => step(`Slack ${method}`, () => post(method, call))),
    };
    return { parts, isLost, isHurt };
  }

  /** Nobody can decide before there is a request; anybody who is too early comes again, but not forever. */
  async function untilAsked(what: string): Promise<void> {
    for (let tries = 0; tries < 20; tries += 1) {
      await scheduler.schedule(Promise.resolve(), what);
      if (readRequest()) return;
    }
  }

  const callers = story.callers.map(async ({ calls, skewSeconds, remainingMs }) => {
    let answered = false;
    const gate = gateOf(
      async (event) => {
        const { parts, isLost } = instance(skewSeconds);
        const answer = await hookOver(parts)(event, lambdaContext(remainingMs));
        answered = !isLost();
        return answer;
      },
      event,
      story.hookDetails,
    );
    for (let call = 0; call < calls; call += 1) {
      await scheduler.schedule(Promise.resolve(), 'ECS calls');
      const answer = await gate();
      if (answered) answers.push({ answer, decision: readRequest()?.decision });
    }
  });

  const voters = story.voters.map(async (voter) => {
    const { by, choice, skewSeconds } = voter;
    await untilAsked(`${by} opens the mail`);
    // A voter who learns that the request has changed checks it again, as people do.
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const { parts, isLost, isHurt } = instance(skewSeconds);
      const request = readRequest();
      if (!request) break;
      const at = parts.clock.now();
      const moment = () => ({
        at: parts.clock.now().toISOString(),
        version: store.versions(key).length,
        calls: callsIn(store).length,
      });
      const from = moment();
      const reply = await comeTo(deskOver(parts), voter, key, request, { provider, now: at, slack });
      const { status, page = '', answer, isUnsure = false } = reply;
      const until = moment();
      if (!isLost()) {
        if (answer) replies.push({ by, choice, at, status, answer });
        else visits.push({ by, choice, at, status, page });
        const isRecorded = answer?.recorded ?? isReportedAsRecorded(page);
        attempts.push({ voter, from, until, isHurt: isHurt() || isUnsure, isRecorded, outcome: answer?.outcome });
      }
      if (isSettled(reply) || status === 403 || status === 422) break;
    }
  });

  const reports = story.starts.map(async (start) => {
    await scheduler.schedule(Promise.resolve(), 'CloudTrail reports who started it');
    const { step } = stepsOf(scheduler, []);
    const slow = wrapStore(store, (operation, at, run) => step(`${operation} ${at}`, run));
    await recordStart({ store: slow, clock }, { ...start, at: startedAt });
  });

  const operators = story.flips.map(async (status) => {
    await untilAsked(`an operator writes ${status}`);
    const request = readRequest();
    if (request?.status === 'PENDING') store.edit(key, JSON.stringify({ ...request, status }));
  });

  const times = story.waits.map(async (seconds) => {
    await scheduler.schedule(Promise.resolve(), `${seconds} s pass`);
    clock.step(seconds);
  });

  await scheduler.waitFor(Promise.all([...callers, ...voters, ...reports, ...operators, ...times]));

  /** Calls the hook with nothing going wrong. */
  function callCalmly(event: Record<string, unknown>): Promise<HookAnswer> {
    remaining.length = 0;
    const parts = { ...instance(0).parts, store, notifier, deployed: asDescribed() };
    return hookOver(parts)({ ...event, hookDetails: story.hookDetails }, lambdaContext());
  }

  const versions = store.versions(key).map(({ body }) => readKept(body));

  return {
    ...{ store, clock, answers, visits, replies, attempts, told, key, versions, voters: story.voters },
    forms: slack.forms,
    asked: { terms: given, createdAt: versions[0]?.createdAt ?? startedAt.toISOString(), calls: callsIn(store) },
    async callLater(seconds) {
      clock.step(seconds);
      return callCalmly(event);
    },
    async callAtNextStep() {
      clock.step(60);
      return callCalmly(stepEvent(50));
    },
  };
}

/** What the watcher recorded. */
export function callsIn(store: Pick<MemoryStore, 'contents' | 'versions'>): Asked['calls'] {
  const [name, record] = Object.entries(store.contents()).find(([name]) => name.startsWith('deployers/')) ?? [];
  if (name === undefined || record === undefined) return [];
  // Each version adds a call.
  const written = store.versions(name);
  return (JSON.parse(record) as DeployerRecord).calls.map((call, index) => ({
    ...call,
    writtenAt: written[index]?.lastModified?.toISOString() ?? call.recordedAt,
  }));
}

/** A step of a canary deployment. */
function stepEvent(weight: number) {
  return weightedEvent('PRODUCTION_TRAFFIC_SHIFT', { production: { [greenArn]: weight, [blueArn]: 100 - weight } });
}

/**
 * Plays random stories, and looks at every run from all these sides: playing takes nearly all of the time. A failure names the side and, as always,
 * the smallest story that has it. A side that plays on comes last.
 */
export async function holdAlways(
  arbitrary: fc.Arbitrary<Story>,
  numRuns: number,
  sides: Record<string, (played: Played) => void | Promise<void>>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(arbitrary, fc.scheduler(), async (story, scheduler) => {
      const played = await play(story, scheduler);
      for (const [side, look] of Object.entries(sides)) {
        try {
          await look(played);
        } catch (cause) {
          throw new Error(`it does not hold that ${side}: ${(cause as Error).message}`, { cause });
        }
      }
    }),
    { numRuns: casesOf(numRuns) },
  );
}

/** All decisions that were ever stored, each once. */
export function decisionsIn(versions: readonly ApprovalRequest[]): string[] {
  return [...new Set(versions.flatMap(({ decision }) => (decision ? [JSON.stringify(decision)] : [])))];
}
