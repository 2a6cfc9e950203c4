import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { filterFor } from '../../../src/approval/notice/filter/reach-of-filter.ts';
import { findUnreached, type SubscriberReader } from '../../../src/approval/notice/find-unreached.ts';
import { neverAborted } from '../../helpers/approval.ts';

const [ana, ben, cho] = ['ana@example.com', 'ben@example.com', 'cho@example.com'];
const place = { cluster: 'my-cluster', service: 'my-service' };

type Listed = { endpoint: string; policy?: string; scope?: string };

function topic(listed: readonly Listed[]) {
  const read: string[] = [];
  const reader: SubscriberReader = {
    list: async () => listed.map(({ endpoint }, index) => ({ endpoint, subscriptionArn: `arn:${index}` })),
    async readFilter(arn) {
      const { endpoint = '', policy, scope } = listed[Number(arn.split(':')[1])] ?? {};
      read.push(endpoint);
      return { policy, scope };
    },
  };
  return { reader, read };
}

const filtered = (endpoint: string, shared = false): Listed => ({ endpoint, policy: filterFor(endpoint, { shared }) });

function unreached(listed: readonly Listed[], addressees: string[]): Promise<string[]> {
  return findUnreached(topic(listed).reader, { addressees, ...place }, neverAborted);
}

describe('findUnreached', () => {
  test.each<[string, Listed[], string[], string[]]>([
    ['nobody is subscribed', [], [ana, 'everybody'], [ana, 'everybody']],
    ['each has their own subscription', [filtered(ana), filtered(ben)], [ana, ben], []],
    ['one of them has none', [filtered(ana)], [ana, ben], [ben]],
    ['a chat gets everything', [{ endpoint: 'https://chat.example/hook' }], [ana, 'everybody'], []],
    ['a filter lets only others through', [{ ...filtered(ben), endpoint: ana }], [ana], [ana]],
    ['a filter is for another service', [{ endpoint: ana, policy: '{"service":["cart"]}' }], [ana], [ana]],
    ['a filter is for this service', [{ endpoint: ana, policy: '{"service":["my-service"]}' }], [ana], []],
    ['a filter is on the body, which is text', [{ ...filtered(ana), scope: 'MessageBody' }], [ana], [ana]],
    ['nobody takes what names nobody', [filtered(ana), filtered(ben)], ['everybody'], ['everybody']],
    ['somebody takes what names nobody', [filtered(ana), filtered(ben, true)], ['everybody'], []],
    ['a filter is not understood', [{ endpoint: 'x', policy: '{"reviewer":[{"new":1}]}' }], [ana], []],
  ])('if %s', async (_, listed, addressees, wanted) => {
    expect(await unreached(listed, addressees)).toEqual(wanted);
  });

  test('never says it of somebody whom a subscription reaches', async () => {
    const people = fc.subarray([ana, ben, cho]);
    await fc.assert(
      fc.asyncProperty(people, people, fc.boolean(), async (asked, subscribed, shared) => {
        const listed = subscribed.map((one) => filtered(one, shared));

        expect(await unreached(listed, [...asked, 'everybody'])).toEqual([
          ...asked.filter((one) => !subscribed.includes(one)),
          ...(shared && subscribed.length > 0 ? [] : ['everybody']),
        ]);
      }),
    );
  });

  test('reads the filter of the own subscription first, each once, and no more than thirty', async () => {
    const many = Array.from({ length: 40 }, (_, at) => filtered(`person-${at}@example.com`));
    const few = topic([...many, filtered(ana)]);
    const all = topic(many);

    expect(await findUnreached(few.reader, { addressees: [ana, ana], ...place }, neverAborted)).toEqual([]);
    expect(await findUnreached(all.reader, { addressees: [ana, ben], ...place }, neverAborted)).toEqual([]);

    expect(few.read).toEqual([ana]);
    expect(all.read).toHaveLength(30);
  });

  test('says nothing if there are more subscriptions than can be listed', async () => {
    const reader: SubscriberReader = { ...topic([]).reader, list: async () => undefined };

    expect(await findUnreached(reader, { addressees: [ana], ...place }, neverAborted)).toEqual([]);
  });

  test('ends when the signal does, even if SNS does not answer', async () => {
    const reader: SubscriberReader = { ...topic([]).reader, list: () => new Promise(() => {}) };
    const late = AbortSignal.abort(new Error('the time budget is used up'));

    await expect(findUnreached(reader, { addressees: [ana], ...place }, late)).rejects.toThrow('the time budget');
  });

  test('waits three seconds for SNS, and no longer', async () => {
    const timers: [fire: () => void, ms: number][] = [];
    vi.stubGlobal('setTimeout', (...timer: [() => void, number]) => timers.push(timer));
    const reader: SubscriberReader = { ...topic([]).reader, list: () => new Promise(() => {}) };

    const found = findUnreached(reader, { addressees: [ana], ...place }, neverAborted);
    for (const [fire] of timers) fire();

    await expect(found).rejects.toThrow('SNS took longer than 3000 ms');
    expect(timers.map(([, ms]) => ms)).toEqual([3000]);
  });
});
