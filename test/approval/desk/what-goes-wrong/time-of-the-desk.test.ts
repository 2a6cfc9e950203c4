import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { StorageError } from '../../../../src/storage/storage-error.ts';
import { approvalSetup, approving, fillIn, key } from '../../../helpers/approval.ts';

const ana = 'ana@example.com';
const remaining = (ms: number) => ({ lambdaContext: { getRemainingTimeInMillis: () => ms } });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A desk whose next write is stored, but not confirmed before the desk stops waiting for it. */
async function setupWithoutConfirmation() {
  const writing = Promise.withResolvers<void>();
  let isArmed = false;
  const setup = approvalSetup({
    wrap: (store) => ({
      ...store,
      async replace(at, etag, body, signal) {
        const stored = await store.replace(at, etag, body, signal);
        if (!isArmed || at !== key) return stored;
        isArmed = false;
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new StorageError('S3 did not confirm it')));
          writing.resolve();
        });
      },
    }),
  });
  await setup.gate({ reviewers: [ana] })();
  const form = fillIn(await (await setup.desk.request(setup.link(ana))).text(), approving);
  isArmed = true;
  return { ...setup, form, writing: writing.promise };
}

describe('the time of a call', () => {
  test('is enough to find a vote that was stored and not confirmed', async () => {
    const { desk, link, form, writing, request, logger } = await setupWithoutConfirmation();

    const answer = Promise.resolve(desk.request(link(ana), form, remaining(10_000)));
    await writing;
    await vi.advanceTimersByTimeAsync(7_000);

    expect((await answer).status).toBe(303);
    expect(request().votes).toMatchObject([{ by: ana, choice: 'APPROVE' }]);
    expect(logger.lines.at(-1)?.message).toBe('the desk recorded an approval');
  });

  test.each(['GET', 'POST'])('is no longer measured once a %s is answered', async (method) => {
    const setup = approvalSetup();
    await setup.gate({ reviewers: [ana] })();
    const form = fillIn(await (await setup.desk.request(setup.link(ana))).text(), approving);

    await setup.desk.request(setup.link(ana), method === 'POST' ? form : {}, remaining(10_000));

    expect(vi.getTimerCount()).toBe(0);
  });
});
