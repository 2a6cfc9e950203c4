import fc from 'fast-check';
import type { IamAnswer } from '../../src/approval/desk/iam/iam-answer.ts';
import type { Notifier } from '../../src/approval/notice/notifier.ts';
import { type ApprovalRequest, type Decision, parseRequest } from '../../src/approval/request/request.ts';
import type { HookAnswer } from '../../src/hook/answer/answer.ts';
import type { JsonObject } from '../../src/hook/json.ts';
import type { ObjectStore } from '../../src/storage/store.ts';
import {
  approving,
  countedIds,
  decideAt,
  decideByIam,
  deskOver,
  facts,
  gateOf,
  hookOver,
  key,
  linkTo,
  rejecting,
  type SetupParts,
  signingKeys,
  skewed,
} from '../helpers/approval.ts';
import { ecsEvent, lambdaContext, recordingLogger, SteppableClock } from '../helpers/hook.ts';
import { type MemoryStore, memoryStore, wrapStore } from '../helpers/memory-store.ts';
import { casesOf } from '../helpers/random-cases.ts';
import { type Fate, fates, stepsOf } from './fates.ts';

/** One gate with everybody involved. All act at once; the scheduler decides who goes next. */
export type Story = {
  hookDetails: JsonObject;
  /** Each calls the hook this many times, one after the other: ECS, and what it delivers twice. `remainingMs` 0: out of time at once. */
  callers: { calls: number; skewSeconds: number; remainingMs: number }[];
  /** A person with an ARN decides by a signed request, and everybody else by a mailed link. */
  voters: { by: string; choice: 'approve' | 'reject'; skewSeconds: number }[];
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
  /** Who was notified, and whether the request existed. */
  told: { to: string; requestExists: boolean }[];
  /** All versions of the request, oldest first. */
  versions: ApprovalRequest[];
  /** Calls the hook once more after some seconds, with nothing going wrong. */
  callLater(seconds: number): Promise<HookAnswer>;
};

/** One user, and two sessions of one role. */
export const identities = [
  'arn:aws:iam::123456789012:user/dan',
  'arn:aws:sts::123456789012:assumed-role/approver/eve',
  'arn:aws:sts::123456789012:assumed-role/approver/not-eve',
];

export const reviewers = ['ana@example.com', 'ben@example.com', 'cho@example.com'];

/** Stories of a gate of thirty minutes that requires two of three approvals; errors never exhaust its budget. */
export function stories(changes: Partial<{ [Part in keyof Story]: fc.Arbitrary<Story[Part]> }> = {}) {
  const skewSeconds = fc.integer({ min: -5, max: 5 });
  return fc.record<Story>({
    hookDetails: fc.constant({ reviewers, approvals: 2, deadlineMinutes: 30, errorBudget: 1000 }),
    callers: fc.array(
      fc.record({ calls: fc.integer({ min: 1, max: 4 }), skewSeconds, remainingMs: fc.constant(60_000) }),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    voters: fc.array(
      fc.record({
        by: fc.constantFrom(...reviewers, ...identities),
        choice: fc.constantFrom('approve', 'approve', 'approve', 'reject'),
        skewSeconds,
      }),
      { maxLength: 5 },
    ),
    flips: fc.constantFrom<Story['flips']>([], [], [], [], ['APPROVED'], ['REJECTED']),
    waits: fc.array(fc.constantFrom(10, 200, 900, 1795, 1806), { maxLength: 2 }),
    fates: fates(1),
    ...changes,
  });
}

export async function play(story: Story, scheduler: fc.Scheduler): Promise<Played> {
  const clock = new SteppableClock();
  const store = memoryStore(clock);
  const remaining = [...story.fates];
  const told: Played['told'] = [];
  const answers: Played['answers'] = [];
  const visits: Played['visits'] = [];
  const replies: Played['replies'] = [];
  const newId = countedIds();

  const notifier: Notifier = {
    async publish({ attributes }) {
      told.push({ to: attributes['reviewer'] ?? 'everybody', requestExists: readRequest() !== undefined });
    },
  };

  function readRequest(): ApprovalRequest | undefined {
    const body = store.contents()[key];
    return body === undefined ? undefined : parseRequest(body);
  }

  /** One function instance: once it is lost nothing more comes from it. */
  function instance(skewSeconds: number): { parts: SetupParts; isLost: () => boolean } {
    const { step, isLost } = stepsOf(scheduler, remaining);
    const faultyStore: ObjectStore = wrapStore(store, (operation, at, run) => step(`${operation} ${at}`, run));
    const parts = {
      store: faultyStore,
      clock: skewed(clock, skewSeconds),
      notifier: { publish: (notice, signal) => step('publish', () => notifier.publish(notice, signal)) } as Notifier,
      signingKeys: async () => signingKeys,
      describe: async () => facts,
      logger: recordingLogger(),
      newId,
    };
    return { parts, isLost };
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
      ecsEvent(),
      story.hookDetails,
    );
    for (let call = 0; call < calls; call += 1) {
      await scheduler.schedule(Promise.resolve(), 'ECS calls');
      const answer = await gate();
      if (answered) answers.push({ answer, decision: readRequest()?.decision });
    }
  });

  const voters = story.voters.map(async ({ by, choice, skewSeconds }) => {
    await untilAsked(`${by} opens the mail`);
    // A voter who learns that the request has changed checks it again, as people do.
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const { parts, isLost } = instance(skewSeconds);
      const at = parts.clock.now();
      if (by.startsWith('arn:')) {
        const { status, answer } = await decideByIam(deskOver(parts), by, choice);
        if (!isLost()) replies.push({ by, choice, at, status, answer });
        if (status < 500) break;
        continue;
      }
      const form = choice === 'approve' ? approving : rejecting;
      const { status, page } = await decideAt(deskOver(parts), linkTo(by), form);
      if (!isLost()) visits.push({ by, choice, at, status, page });
      if (!page.includes('<form') || page.includes('is recorded')) break;
    }
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

  await scheduler.waitFor(Promise.all([...callers, ...voters, ...operators, ...times]));

  return {
    store,
    answers,
    visits,
    replies,
    told,
    versions: store.versions(key).map(({ body }) => parseRequest(body)),
    async callLater(seconds) {
      clock.step(seconds);
      remaining.length = 0;
      const parts = { ...instance(0).parts, store, notifier };
      return hookOver(parts)({ ...ecsEvent(), hookDetails: story.hookDetails }, lambdaContext());
    },
  };
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
