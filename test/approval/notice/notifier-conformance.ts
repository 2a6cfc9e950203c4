import { expect, test } from 'vitest';
import type { Notice, Notifier } from '../../../src/approval/notice/notifier.ts';

export type NotifierUnderTest = {
  notifier: Notifier;
  /** What has arrived so far, in any order. */
  received: () => Promise<Notice[]>;
};

const notice = {
  subject: '[ACTION] Approve retail-ui revision ...6934 by 14:30 UTC',
  body: 'retail-ui on prod-cluster waits for your decision.\nDecide:   https://desk.example.com/a/v1.k1.x\n',
  attributes: { event: 'approval-requested', reviewer: 'ana@example.com', cluster: 'prod-cluster' },
};

/** What every notifier promises: SNS and the local mailbox alike. */
export function itIsANotifier(prepare: () => Promise<NotifierUnderTest>): void {
  const { signal } = new AbortController();

  test('delivers a notice with its subject, text and attributes unchanged', async () => {
    const { notifier, received } = await prepare();

    await notifier.publish(notice, signal);

    expect(await received()).toEqual([notice]);
  });

  test('delivers a notice without a reviewer', async () => {
    const { notifier, received } = await prepare();
    const toEverybody = { ...notice, attributes: { event: 'approval-requested' } };

    await notifier.publish(toEverybody, signal);

    expect(await received()).toEqual([toEverybody]);
  });

  test('keeps letters of every script, and a long text, intact', async () => {
    const { notifier, received } = await prepare();
    const long = { ...notice, body: `${'Größe → 大きさ 🟢\n'.repeat(5000)}end` };

    await notifier.publish(long, signal);

    expect((await received())[0]?.body).toBe(long.body);
  });

  test('delivers everything that is published at once, each notice once', async () => {
    const { notifier, received } = await prepare();
    const bodies = Array.from({ length: 16 }, (_, index) => `for reviewer ${index}`);

    await Promise.all(bodies.map((body) => notifier.publish({ ...notice, body }, signal)));

    expect((await received()).map(({ body }) => body).sort()).toEqual([...bodies].sort());
  });

  test('rejects if it is aborted before it began, and delivers nothing', async () => {
    const { notifier, received } = await prepare();

    await expect(notifier.publish(notice, AbortSignal.abort())).rejects.toThrow();

    expect(await received()).toEqual([]);
  });
}
