import { describe, expect, test } from 'vitest';
import { askedByHooks } from '../../../../src/cli/reviewers/check/asked-reviewers.ts';
import { type PauseSources, withPauseAsking } from '../../../../src/service-hooks/read-pause-facts.ts';
import { readServiceHooks } from '../../../../src/service-hooks/service-hook.ts';
import { approval, directory, pause } from '../../attach/hooks.ts';

const sources: PauseSources = {
  ...{ asks: 'configured', prefix: '/greenlight/pauses', readsTags: true, cluster: 'prod', service: 'shop' },
  ...{ parameters: new Map(), tags: new Map() },
};

async function asked(more: Partial<PauseSources> | undefined) {
  const hooks = await readServiceHooks(
    [approval({ hookDetails: { reviewers: ['ana@example.com'] } }), pause()],
    directory,
  );
  return askedByHooks(await withPauseAsking(hooks, more && { ...sources, ...more }));
}

const byAna = { address: 'ana@example.com', whoAsks: ['lifecycleHooks[0]'] };
const parameter = (value: string) => ({ parameters: new Map([['/greenlight/pauses/prod/shop', value]]) });

describe('whom the gates of a service ask', () => {
  test('includes the people and deputies whom a parameter names for a pause', async () => {
    const value =
      '{"reviewers":["ana@example.com","ben@example.com"],"deputies":[{"afterMinutes":5,"from":["cleo@example.com"]}]}';

    expect(await asked(parameter(value))).toEqual({
      asked: [
        { address: 'ana@example.com', whoAsks: ['lifecycleHooks[0]', 'lifecycleHooks[1]'] },
        { address: 'ben@example.com', whoAsks: ['lifecycleHooks[1]'] },
        { address: 'cleo@example.com', whoAsks: ['lifecycleHooks[1]'] },
      ],
      unknown: [],
    });
  });

  test('includes those whom the tags of the service name', async () => {
    const { asked: people } = await asked({ tags: new Map([['greenlight:pause:reviewers', 'ben@example.com']]) });

    expect(people.map(({ address }) => address)).toEqual(['ana@example.com', 'ben@example.com']);
  });

  test('includes everybody on the topic if all pauses are asked about', async () => {
    expect((await asked({ asks: 'all' })).asked).toEqual([
      byAna,
      { address: undefined, whoAsks: ['lifecycleHooks[1]'] },
    ]);
  });

  test.each<[string, Partial<PauseSources>]>([
    ['has no bridge', { asks: 'off', ...parameter('{"reviewers":["ben@example.com"]}') }],
    ['asks only about pauses that are configured', {}],
  ])('leaves out a pause if the stack %s', async (_, more) => {
    expect(await asked(more)).toEqual({ asked: [byAna], unknown: [] });
  });

  test.each<[string, Partial<PauseSources> | undefined, RegExp]>([
    [
      'its parameter is wrong',
      parameter('{"approvals":2}'),
      /lifecycleHooks\[1\] PAUSE: \/greenlight\/pauses\/prod\/shop is wrong: .*approvals/,
    ],
    ['the parameters could not be read', { parameters: { unread: 'denied' } }, /could not be read: denied/],
    ['nothing is known of the bridge', undefined, /nothing is known/],
  ])('is not known of a pause if %s', async (_, more, said) => {
    const { asked: people, unknown } = await asked(more);

    expect(people).toEqual([byAna]);
    expect(unknown).toEqual([expect.stringMatching(said)]);
  });
});
