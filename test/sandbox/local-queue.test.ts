import { setImmediate } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { localQueue } from '../../src/sandbox/local-queue.ts';

type Read = Parameters<typeof localQueue>[0];

function queueOf(read: Read) {
  const lost: string[] = [];
  const queue = localQueue(read, (problem) => lost.push(problem));
  onTestFinished(() => queue.stop());
  return { queue, lost };
}

describe('localQueue', () => {
  test('has one batch processed at a time, of ten messages at most, and loses none', async () => {
    const batches: string[][] = [];
    let running = 0;
    const { queue, lost } = queueOf(async (messages) => {
      running += 1;
      expect(running).toBe(1);
      await setImmediate();
      batches.push(messages.map(({ body }) => body));
      running -= 1;
      return [];
    });

    const sent = Array.from({ length: 25 }, (_, index) => `${index}`);
    await Promise.all(sent.map((body) => queue.send(body)));
    await vi.waitFor(() => expect(batches.flat()).toHaveLength(25));

    expect(batches.flat().toSorted((left, right) => Number(left) - Number(right))).toEqual(sent);
    expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(10);
    expect(lost).toEqual([]);
  });

  test('delivers a message again that failed, and no other of its batch', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const seen: string[] = [];
    const { queue } = queueOf(async (messages) => {
      seen.push(...messages.map(({ body }) => body));
      return messages
        .filter(({ body, received }) => body === 'bad' && received === 1)
        .map(({ messageId }) => messageId);
    });

    await queue.send('good');
    await queue.send('bad');
    await vi.waitFor(() => expect(seen).toHaveLength(2));
    await queue.stop();

    expect(seen.toSorted()).toEqual(['bad', 'good']);
  });

  test('a reader that fails is reported, and the messages after it are still read', async () => {
    let isBroken = true;
    const seen: string[] = [];
    const { queue, lost } = queueOf(async (messages) => {
      if (isBroken) throw new Error('boom');
      seen.push(...messages.map(({ body }) => body));
      return [];
    });

    await queue.send('first');
    await vi.waitFor(() => expect(lost).toEqual(['the reader of the queue failed: boom']));
    isBroken = false;
    await queue.send('second');

    await vi.waitFor(() => expect(seen).toContain('second'));
  });

  test('reads nothing after it was stopped', async () => {
    const seen: string[] = [];
    const { queue } = queueOf(async (messages) => {
      seen.push(...messages.map(({ body }) => body));
      return [];
    });

    await queue.stop();
    await queue.send('late');
    await setImmediate();

    expect(seen).toEqual([]);
  });
});
