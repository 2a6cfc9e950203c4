import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Channel } from '../../src/announcer/outbox/lane.ts';
import { castVote, openRequest, supersede } from '../../src/approval/request/transitions.ts';
import { subject, vote } from '../helpers/approval.ts';
import { wrapStore } from '../helpers/memory-store.ts';
import { casesOf } from '../helpers/random-cases.ts';
import { type Fate, fates, stepsOf } from '../promises/fates.ts';
import {
  type AnnouncerSetup,
  announce,
  announcerSetup,
  ofService,
  sweepOfAnnouncer,
  written,
} from './announcer-setup.ts';

/** Something that happens to the deployment, or a message about it that is delivered, perhaps twice. */
type Step =
  | 'ask'
  | 'vote'
  | 'decide'
  | 'ask again'
  | 'close'
  | 'roll back'
  | 'written'
  | 'sweep'
  | 'service'
  | 'minutes';

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.constantFrom<Step>(
    'ask',
    'vote',
    'decide',
    'ask again',
    'close',
    'roll back',
    'written',
    'written',
    'sweep',
    'service',
    'minutes',
  ),
  { minLength: 3, maxLength: 24, size: 'max' },
);

const laneNames = ['topic', 'slack', 'people/ana@example.com'];
type Accepted = Record<string, string[]>;

/** Three lanes, each of which may fail, be throttled, or lose its answer, as the next fate says. */
function faultyChannel(accepted: Accepted, step: <T>(name: string, run: () => Promise<T>) => Promise<T>): Channel {
  return (announcements) =>
    laneNames.map((name) => ({
      name,
      announcements,
      send: ({ id }, _signal, { keep }) =>
        step(`send ${name}`, async () => {
          accepted[name]?.push(id);
          keep(`message of ${id}`);
        }),
    }));
}

/** The deployment's two gates, moved forward as a hook, a desk and a watcher would. */
function happen(setup: AnnouncerSetup, requests: Map<string, ReturnType<typeof openRequest>>, step: Step): void {
  const now = setup.clock.now();
  const at = now.toISOString();
  const change = (stage: string, next: (request: ReturnType<typeof openRequest>) => ReturnType<typeof openRequest>) => {
    const request = requests.get(stage);
    if (!request || request.decision) return;
    requests.set(stage, next(request));
    setup.put(requests.get(stage) ?? request);
  };
  const open = (stage: string) => {
    if (requests.has(stage)) return;
    const deadline = new Date(now.getTime() + 24 * 3_600_000);
    const asking = { subject: { ...subject, stage }, now, deadline, approvals: 2, reviewers: ['ana@example.com'] };
    requests.set(stage, openRequest({ ...asking, claimId: 'hook' }));
    change(stage, (request) => request);
  };
  if (step === 'ask') open('POST_TEST_TRAFFIC_SHIFT');
  if (step === 'ask again') open('POST_PRODUCTION_TRAFFIC_SHIFT');
  if (step === 'vote') {
    const cast = (id: string, choice: 'APPROVE' | 'WITHDRAW') => vote({ id: `${id}-${at}`, choice, at });
    change(
      'POST_TEST_TRAFFIC_SHIFT',
      (request) => castVote(castVote(request, cast('a', 'APPROVE')).request, cast('w', 'WITHDRAW')).request,
    );
  }
  if (step === 'decide')
    change(
      'POST_TEST_TRAFFIC_SHIFT',
      (request) => castVote(request, vote({ id: 'r', choice: 'REJECT', reason: 'no', at })).request,
    );
  if (step === 'close')
    for (const stage of requests.keys())
      change(stage, (request) => supersede(request, 'it is over', { id: `s-${stage}`, at }));
  if (step === 'roll back' && setup.ecs.deployment?.status === 'IN_PROGRESS')
    setup.ecs.deployment = { status: 'ROLLBACK_SUCCESSFUL', rollback: { reason: 'a hook failed', startedAt: now } };
  // Everything has a time of its own, so that its place in the order is certain.
  setup.clock.step(step === 'minutes' ? 31 * 60 : 0.001);
}

/** Plays the steps with any number of invocations at once; then nothing goes wrong any more, and the sweep does the rest. */
async function play(scheduler: fc.Scheduler, script: readonly Step[], remaining: Fate[]) {
  const setup = announcerSetup();
  const requests = new Map<string, ReturnType<typeof openRequest>>();
  const accepted: Accepted = Object.fromEntries(laneNames.map((name) => [name, []]));
  const faults = { happened: false };
  const invocations: Promise<unknown>[] = [];
  const invoke = (message: object) => {
    const instance = stepsOf(scheduler, remaining, 'ThrottlingException: Rate exceeded');
    const step = <T>(name: string, run: () => Promise<T>) =>
      instance.step(name, run).finally(() => {
        faults.happened ||= instance.isHurt();
      });
    const store = wrapStore(setup.store, (operation, key, run) => step(`${operation} ${key}`, run));
    invocations.push(announce(setup.parts([faultyChannel(accepted, step)], store), message));
  };
  for (const step of script) {
    await scheduler.schedule(Promise.resolve(), step);
    happen(setup, requests, step);
    // Another invocation takes over, although the one that was sending may not be lost.
    faults.happened ||= step === 'minutes';
    if (step === 'sweep') invoke(sweepOfAnnouncer);
    else if (step === 'service') invoke(ofService);
    else if (step !== 'minutes') invoke(written());
  }
  await Promise.all(invocations);
  // What failed is delivered again, as SQS does, and the sweep finds what a lost invocation has left.
  const calm = faultyChannel(accepted, (_name, run) => run());
  for (let round = 0; round < 4; round += 1) {
    setup.clock.step(31 * 60);
    await announce(setup.parts([calm]), ...(faults.happened ? [written()] : []), sweepOfAnnouncer);
  }
  return { setup, accepted, faults, requests };
}

function withoutRepeats(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}

/** What has to arrive: everything that one calm run over the final state announces. */
async function wanted(setup: AnnouncerSetup): Promise<string[]> {
  const accepted: Accepted = Object.fromEntries(laneNames.map((name) => [name, []]));
  const fresh = announcerSetup();
  for (const [key, body] of Object.entries(setup.store.contents())) {
    if (key.startsWith('approvals/')) fresh.store.edit(key, body);
  }
  fresh.ecs.deployment = setup.ecs.deployment;
  await announce(fresh.parts([faultyChannel(accepted, (_name, run) => run())]), written());
  return accepted['topic'] ?? [];
}

const gates = ['POST_TEST_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'];

/** Two requests are read one after the other, so only what is about one of them, and about the deployment, has an order. */
const isAbout = (gate: string) => (id: string) => id.includes(`:${gate}`) || id === 'rolled-back';

function receiptsOf({ store }: AnnouncerSetup, lane: string): object {
  const [body = '{}'] = Object.entries(store.contents()).flatMap(([name, text]) =>
    name.startsWith('announcements/') ? [text] : [],
  );
  return (JSON.parse(body) as { lanes?: Record<string, { receipts?: object }> }).lanes?.[lane]?.receipts ?? {};
}

async function holds(scheduler: fc.Scheduler, script: readonly Step[], remaining: Fate[]) {
  const playing = play(scheduler, script, remaining);
  await scheduler.waitFor(playing);
  const { setup, accepted, faults } = await playing;
  const all = await wanted(setup);
  for (const name of laneNames) {
    const ids = accepted[name] ?? [];
    expect(new Set(ids), name).toEqual(new Set(all));
    for (const gate of gates)
      expect(withoutRepeats(ids).filter(isAbout(gate)), name).toEqual(all.filter(isAbout(gate)));
    // What could have to be changed later is known by the name that the channel gave it.
    expect(receiptsOf(setup, name), name).toEqual(Object.fromEntries(all.map((id) => [id, `message of ${id}`])));
    if (!faults.happened) expect(ids.toSorted(), name).toEqual(all.toSorted());
  }
  return { faults };
}

describe('no matter how often and in which order messages arrive', () => {
  test('without faults each lane gets each announcement exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), steps, async (scheduler, script) => {
        // No invocation lasts that long without a fault.
        const calm = script.filter((step) => step !== 'minutes');
        const { faults } = await holds(scheduler, calm, []);
        expect(faults.happened).toBe(false);
      }),
      { numRuns: casesOf(150) },
    );
  });

  test('with crashes, lost answers and throttling each lane gets each announcement at least once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), steps, fates(3), async (scheduler, script, remaining) => {
        await holds(scheduler, script, remaining);
      }),
      { numRuns: casesOf(250) },
    );
  });
});
