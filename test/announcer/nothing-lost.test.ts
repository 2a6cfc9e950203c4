import { describe, expect, test } from 'vitest';
import { RetryLaterError } from '../../src/announcer/outbox/lane.ts';
import { afterAttempt } from '../../src/announcer/outbox/lane-progress.ts';
import { emptyRecord } from '../../src/announcer/outbox/outbox-record.ts';
import { createOutboxStore } from '../../src/announcer/outbox/outbox-store.ts';
import { castVote } from '../../src/approval/request/transitions.ts';
import { neverAborted, newRequest, subject, vote } from '../helpers/approval.ts';
import { announce, announcerSetup, recordingChannel, sweepOfAnnouncer, written } from './announcer-setup.ts';

const decided = castVote(newRequest({ reviewers: ['ana@example.com'] }), vote()).request;
const { account, region, cluster, service, deploymentId } = subject;
const outboxKey = `announcements/${account}/${region}/${cluster}/${service}/${deploymentId}.json`;

function faultSetup() {
  const setup = announcerSetup();
  const topic = recordingChannel();
  setup.put(decided);
  return { ...setup, topic, parts: setup.parts([topic.channel]) };
}

describe('the queue', () => {
  test('delivers a message again whose deployment could not be noted', async () => {
    const { parts, topic } = faultSetup();
    const outbox = { ...parts.outbox, note: () => Promise.reject(new Error('S3 is down')) };

    expect(await announce({ ...parts, outbox }, written(), {})).toEqual(['0']);
    expect(topic.accepted).toEqual([]);
  });

  test('delivers no sweep again because of one deployment, because the next one finds it', async () => {
    const { parts, logger } = faultSetup();
    const broken = { ...parts, ledger: { ...parts.ledger, read: () => Promise.reject(new Error('S3 is down')) } };
    expect(await announce(broken, written())).toEqual(['0']);

    expect(await announce(broken, sweepOfAnnouncer)).toEqual([]);
    expect(logger.lines.filter(({ message }) => message === 'a deployment could not be announced')).toHaveLength(2);
  });
});

describe('the outbox', () => {
  test.each([
    [179, []],
    [180, ['asked:POST_TEST_TRAFFIC_SHIFT', 'decided:POST_TEST_TRAFFIC_SHIFT:vote-1']],
  ])(
    'of an invocation that began to send %d s ago is taken over only if that one cannot run any more',
    async (age, sent) => {
      const { parts, topic, clock, store } = faultSetup();
      const claim = { id: 'other', at: clock.now().toISOString() };
      store.edit(outboxKey, JSON.stringify({ ...emptyRecord, claim }));
      clock.step(age);

      await announce(parts, written());

      expect(topic.accepted).toEqual(sent);
    },
  );

  test('that was written without an answer counts as written', async () => {
    const { store } = faultSetup();
    const outbox = createOutboxStore({
      ...store,
      async create(...given) {
        await store.create(...given);
        return undefined;
      },
    });
    const stored = await outbox.read(subject, neverAborted);

    expect(await outbox.write(subject, stored, emptyRecord, neverAborted)).toMatchObject({ record: emptyRecord });
    const other = { ...emptyRecord, claim: { id: 'other', at: '2026-11-22T14:00:00.000Z' } };
    expect(await outbox.write(subject, stored, other, neverAborted)).toBeUndefined();
  });
});

test.each([
  [24 * 3_600_000, '2026-11-22T14:30:00.000Z'],
  [90_000, '2026-11-22T14:01:30.000Z'],
  [-90_000, '2026-11-22T14:00:00.000Z'],
])('a channel that asks for %d ms is tried after half an hour at most', (afterMs, notBefore) => {
  const when = { now: new Date('2026-11-22T14:00:00.000Z'), giveUpAfterMs: 24 * 3_600_000 };

  const lane = afterAttempt(undefined, { id: 'asked', error: new RetryLaterError('busy', afterMs) }, when);

  expect(lane.failing?.notBefore).toBe(notBefore);
});
