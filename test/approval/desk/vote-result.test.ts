import { describe, expect, test } from 'vitest';
import { ApprovalError } from '../../../src/approval/approval-error.ts';
import { castInLedger, castOn, nameVote, stands } from '../../../src/approval/desk/vote-result.ts';
import { evidenceOf } from '../../../src/approval/evidence/evidence.ts';
import { readSeen } from '../../../src/approval/evidence/seen-evidence.ts';
import { createLedger } from '../../../src/approval/request/ledger.ts';
import { requestVersion } from '../../../src/approval/request/request-version.ts';
import { castVote } from '../../../src/approval/request/transitions.ts';
import type { Report } from '../../../src/hook/report.ts';
import { key, neverAborted, newRequest, vote } from '../../helpers/approval.ts';
import { type Around, memoryStore, unavailable, wrapStore } from '../../helpers/memory-store.ts';

const clock = { now: () => new Date('2026-11-22T14:00:00.000Z') };
const deadlines = { write: neverAborted, answer: neverAborted };
const reports: Report[] = [];
const seenAt = (text: string) => ({ seen: readSeen(text), reports });
const stored = (request = newRequest()) => ({ request, etag: '"1"', lastModified: clock.now() });

describe('castOn', () => {
  test('writes nothing when the request has changed since it was seen', () => {
    expect(castOn(stored(), vote(), seenAt('another version'))).toEqual({ result: 'changed' });
  });

  test('writes the vote on the version that was seen, or on any version if none is named', () => {
    const written = { result: 'recorded', write: expect.objectContaining({ status: 'APPROVED' }) };

    expect(castOn(stored(), vote(), seenAt(requestVersion(newRequest())))).toEqual(written);
    expect(castOn(stored(), vote(), { seen: undefined, reports })).toEqual(written);
  });

  test('records that a rejection was made by what the page showed, or that it was not', () => {
    const seen = readSeen(`${requestVersion(newRequest())} ${'0'.repeat(64)}`);
    const shownWith = (basis: Parameters<typeof castOn>[2]) =>
      castOn(stored(), vote({ choice: 'REJECT', reason: 'no' }), basis).write?.votes[0]?.evidence?.['shown'];

    expect(shownWith({ seen: { ...seen, checks: '0'.repeat(64) }, reports: undefined })).toBe(false);
    expect(
      shownWith({ seen: { ...seen, checks: evidenceOf(newRequest(), undefined).checks }, reports: undefined }),
    ).toBe(true);
    expect(shownWith({ seen: undefined, reports })).toBeUndefined();
  });

  test('writes the expiry no matter which version was seen', () => {
    const late = vote({ at: '2026-11-22T14:30:00.000Z' });

    expect(castOn(stored(), late, seenAt('another version'))).toMatchObject({
      result: 'expired',
      write: { status: 'EXPIRED' },
    });
  });
});

describe('stands', () => {
  const { request } = castVote(newRequest({ approvals: 2 }), vote());

  test.each([
    ['the vote that is stored', vote(), true],
    ['the same choice of the same person', vote({ id: 'vote-2' }), true],
    ['another choice of the same person', vote({ id: 'vote-2', choice: 'REJECT' }), false],
    ['a vote of somebody who has not voted', vote({ by: 'ben@example.com' }), false],
  ])('answers correctly for %s', (_what, cast, expected) => {
    expect(stands(request, cast)).toBe(expected);
  });
});

describe('nameVote', () => {
  test('distinguishes an approval from a rejection', () => {
    expect([nameVote({ choice: 'APPROVE' }), nameVote({ choice: 'REJECT' })]).toEqual(['an approval', 'a rejection']);
  });
});

describe('castInLedger', () => {
  async function setUp(around: Around) {
    const store = memoryStore(clock);
    await createLedger(store).create(key, newRequest({ approvals: 2 }), neverAborted);
    const ledger = createLedger(wrapStore(store, around));
    const cast = (changes = {}) =>
      castInLedger(ledger, key, { vote: vote(changes), seen: undefined, reports, deadlines });
    return { store, cast, votes: async () => (await createLedger(store).read(key, neverAborted))?.request.votes ?? [] };
  }

  test('recognizes a vote that was written although the response was lost', async () => {
    const { cast, votes } = await setUp(async (operation, _at, run) => {
      const answer = await run();
      if (operation === 'replace') throw unavailable();
      return answer;
    });

    expect(await cast()).toMatchObject({ result: 'recorded', stored: { request: { votes: [{ id: 'vote-1' }] } } });
    expect(await votes()).toHaveLength(1);
  });

  test('reports an unknown outcome when the vote was sent but cannot be found', async () => {
    const { cast } = await setUp(async (operation, _at, run) =>
      operation === 'replace' ? Promise.reject(unavailable('503')) : run(),
    );

    await expect(cast()).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      message: expect.stringContaining(key),
      cause: expect.objectContaining({ name: 'StorageError' }),
    });
  });

  test('reports an unknown outcome when another vote is stored, but not this one', async () => {
    const { store, cast } = await setUp(async (operation, _at, run) =>
      operation === 'replace' ? Promise.reject(unavailable('503')) : run(),
    );
    const other = castVote(newRequest({ approvals: 2 }), vote({ id: 'other', by: 'ben@example.com' }));
    store.edit(key, JSON.stringify(other.request));

    await expect(cast()).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  });

  test('recognizes its vote among those of others', async () => {
    const { store, cast } = await setUp(async (operation, _at, run) => {
      const answer = await run();
      if (operation === 'replace') throw unavailable();
      return answer;
    });
    const other = castVote(newRequest({ approvals: 3 }), vote({ id: 'other', by: 'ben@example.com' }));
    store.edit(key, JSON.stringify(other.request));

    expect(await cast()).toMatchObject({ result: 'recorded', stored: { request: { votes: [{}, {}] } } });
  });

  test('reports an unknown outcome when the ledger cannot be read afterwards', async () => {
    let sent = false;
    const { cast } = await setUp(async (operation, _at, run) => {
      sent ||= operation === 'replace';
      return sent ? Promise.reject(unavailable('503')) : run();
    });

    await expect(cast()).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  });

  test('reports an unknown outcome when the request is gone afterwards', async () => {
    const { store, cast } = await setUp(async (operation, at, run) => {
      if (operation !== 'replace') return run();
      await store.remove(at, neverAborted);
      throw unavailable('503');
    });

    await expect(cast()).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  });

  test('passes on that the ledger is unavailable when nothing was sent', async () => {
    const { cast } = await setUp(async (operation, _at, run) =>
      operation === 'read' ? Promise.reject(unavailable('503')) : run(),
    );

    await expect(cast()).rejects.toMatchObject({ name: 'StorageError' });
  });

  test('passes on that the ledger is unavailable when there was nothing to send', async () => {
    let reads = 0;
    const { store, cast } = await setUp(async (operation, _at, run) => {
      reads += operation === 'read' ? 1 : 0;
      return run();
    });
    const { request } = castVote(newRequest({ approvals: 2 }), vote());
    store.edit(key, JSON.stringify(request));

    expect(await cast({ id: 'vote-2' })).toMatchObject({ result: 'repeated' });
    expect(reads).toBe(1);
  });

  test.each([
    ['an error of the ledger that is not about reaching it', new ApprovalError('TOO_MANY_RACES', 'raced')],
    ['any other error', Object.assign(new Error('boom'), { name: 'StorageError' })],
  ])('passes on %s', async (_what, error) => {
    const { cast } = await setUp(async (operation, _at, run) =>
      operation === 'replace' ? Promise.reject(error) : run(),
    );

    await expect(cast()).rejects.toBe(error);
  });

  test('reports that the request does not exist', async () => {
    const ledger = createLedger(memoryStore(clock));

    expect(await castInLedger(ledger, key, { vote: vote(), seen: undefined, reports, deadlines })).toBeUndefined();
  });
});
