import { describe, expect, test } from 'vitest';
import { verifyShortLink } from '../../../src/approval/link/short-link.ts';
import { linkReader, storeLink } from '../../../src/approval/link/stored-links.ts';
import { key, neverAborted, signingKeys } from '../../helpers/approval.ts';
import { recordingLogger, SteppableClock } from '../../helpers/hook.ts';
import { memoryStore, unavailable, wrapStore } from '../../helpers/memory-store.ts';

const claims = { key, reviewer: 'ana@example.com', expiresAt: new Date('2026-11-29T14:30:00Z') };
const now = new Date('2026-11-22T14:00:00Z');

function setup() {
  const store = memoryStore(new SteppableClock());
  const logger = recordingLogger();
  return { store, logger, context: { logger, signal: neverAborted } };
}

describe('storeLink', () => {
  test('stores what the link is for, and resolves to a path that no two links share', async () => {
    const { store, context } = setup();

    const paths = await Promise.all([1, 2].map(() => storeLink(store, signingKeys, claims, context)));

    expect(new Set(paths).size).toBe(2);
    for (const path of paths) {
      expect(path).toMatch(/^\/r\/[A-Za-z0-9_-]{22}$/);
      const id = path.slice('/r/'.length);
      const body = await linkReader(store)(id, neverAborted);
      expect(verifyShortLink(signingKeys, id, body ?? '', now)).toEqual({ ok: true, claims });
    }
  });

  test('resolves to a long link if the store fails, and the log has neither of them', async () => {
    const { store, logger, context } = setup();
    const failing = wrapStore(store, () => {
      throw unavailable();
    });

    const path = await storeLink(failing, signingKeys, claims, context);

    expect(path).toMatch(/^\/a\/v1\.k1\./);
    expect(logger.lines).toEqual([
      {
        level: 'warn',
        message: 'a short link could not be stored; a long one is sent',
        attributes: { request: claims.key, deployment: claims.key.split('/')[5], error: expect.stringMatching(/./) },
      },
    ]);
    expect(JSON.stringify(logger.lines)).not.toContain(path.slice('/a/'.length));
  });

  test('is content with an object that is there already, which its own repeated write has left', async () => {
    const { store, context } = setup();
    const repeating = wrapStore(store, async (_operation, _key, run) => {
      await run();
      return run();
    });

    const path = await storeLink(repeating, signingKeys, claims, context);

    expect(path).toMatch(/^\/r\//);
    expect(Object.keys(store.contents())).toHaveLength(1);
  });
});

describe('linkReader', () => {
  test('reads a link once, and an unknown one each time', async () => {
    const { store, context } = setup();
    const id = (await storeLink(store, signingKeys, claims, context)).slice('/r/'.length);
    let reads = 0;
    const counted = wrapStore(store, (_operation, _key, run) => {
      reads += 1;
      return run();
    });
    const read = linkReader(counted);

    await read(id, neverAborted);
    await read(id, neverAborted);
    const known = reads;
    for (const _ of [1, 2]) expect(await read('AAAAAAAAAAAAAAAAAAAAAA', neverAborted)).toBeUndefined();

    expect([known, reads]).toEqual([1, 3]);
  });

  test('forgets the link that was not used for longest, so that a desk needs no more memory with every link', async () => {
    const { store, context } = setup();
    const ids = await Promise.all(
      Array.from({ length: 501 }, async () => (await storeLink(store, signingKeys, claims, context)).slice(3)),
    );
    const asked: string[] = [];
    const read = linkReader({
      read(at, signal) {
        asked.push(at);
        return store.read(at, signal);
      },
    });
    const [first = '', second = '', ...others] = ids;
    for (const id of [first, second]) await read(id, neverAborted);
    await read(first, neverAborted);
    for (const id of others) await read(id, neverAborted);
    const before = asked.length;

    await read(first, neverAborted);
    const kept = asked.length === before;
    await read(second, neverAborted);

    expect([kept, asked.length - before]).toEqual([true, 1]);
  });
});
